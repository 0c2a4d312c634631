use std::io::{self, Seek, Write};
use std::path::PathBuf;

use oneroster_csv::objects::{RowOptions, ToRows};
use oneroster_csv::{File, PackageWriter, Service};
use oneroster_model::{Finding, Severity};
use tokio::sync::mpsc::Receiver;

use super::fetched::FetchedFile;
use super::spool::Spool;
use crate::codes;
use crate::error::Error;

/// What the thread is told that writes the package.
pub(super) enum Step {
    /// A collection begins that has rows in these files.
    Begin(&'static [File]),
    /// Rows so far stay, whatever is taken back later.
    Mark,
    /// A page of records.
    Records(Box<dyn LendRows>),
    /// The rows since the mark are void: what follows is another state of the data.
    TakeBack,
    /// The collection is complete.
    End,
    /// The collection is not part of the package.
    Leave,
    /// All collections are in.
    Finish,
}

/// Records of any type that lend their rows.
pub(super) trait LendRows: Send {
    fn lend(&self, options: RowOptions, spools: &mut [Spool]) -> io::Result<()>;
}

impl<T: ToRows> LendRows for Vec<T> {
    fn lend(&self, options: RowOptions, spools: &mut [Spool]) -> io::Result<()> {
        for spool in spools {
            let file = spool.file();
            for record in self {
                record.rows(file, options, spool)?;
            }
        }
        Ok(())
    }
}

/// Turns records into rows and complete collections into files of the package.
///
/// Lives on a thread of its own, because it compresses and writes to the disk.
pub(super) struct Writer<W: Write + Seek> {
    package: PackageWriter<W>,
    setup: WriterSetup,
    spools: Vec<Spool>,
    files: Vec<FetchedFile>,
    findings: Vec<Finding>,
}

/// What a writer has to know before it begins.
pub(super) struct WriterSetup {
    pub(super) options: RowOptions,
    /// Whether resources are fetched; without them links to resources would lead nowhere.
    pub(super) with_resources: bool,
    /// Where temporary files go; default where the system keeps them.
    pub(super) folder: Option<PathBuf>,
}

/// A package with everything in it, except its end.
pub(super) struct Written<W: Write + Seek> {
    pub(super) package: PackageWriter<W>,
    pub(super) files: Vec<FetchedFile>,
    pub(super) findings: Vec<Finding>,
}

impl<W: Write + Seek> Writer<W> {
    pub(super) fn new(package: PackageWriter<W>, setup: WriterSetup) -> Self {
        Self { package, setup, spools: Vec::new(), files: Vec::new(), findings: Vec::new() }
    }

    /// Works until it is told to finish; nothing comes of it when whoever fetches has given up.
    pub(super) fn run(mut self, mut steps: Receiver<Step>) -> Result<Option<Written<W>>, Error> {
        while let Some(step) = steps.blocking_recv() {
            match step {
                Step::Begin(files) => self.begin(files),
                Step::Mark => self.each_spool(Spool::mark)?,
                Step::Records(records) => {
                    records.lend(self.setup.options, &mut self.spools).map_err(Error::Temporary)?;
                }
                Step::TakeBack => self.each_spool(Spool::take_back)?,
                Step::End => self.write_files()?,
                Step::Leave => self.spools.clear(),
                Step::Finish => {
                    let Self { package, files, findings, .. } = self;
                    return Ok(Some(Written { package, files, findings }));
                }
            }
        }
        Ok(None)
    }

    fn begin(&mut self, files: &[File]) {
        let folder = self.setup.folder.as_deref();
        self.spools = files
            .iter()
            .filter(|file| file.since() <= self.setup.options.version())
            .filter(|file| self.setup.with_resources || file.service() != Service::Resources)
            .map(|file| Spool::new(*file, folder))
            .collect();
    }

    fn each_spool(&mut self, change: impl FnMut(&mut Spool) -> io::Result<()>) -> Result<(), Error> {
        self.spools.iter_mut().try_for_each(change).map_err(Error::Temporary)
    }

    fn write_files(&mut self) -> Result<(), Error> {
        for spool in std::mem::take(&mut self.spools) {
            let file = spool.file();
            let columns = file.table().columns.len();
            let mut rows = spool.read().map_err(Error::Temporary)?;
            if rows.has_left_out_extensions() {
                let code = &codes::EXTENSIONS_LEFT_OUT;
                self.findings.push(Finding::new(code, Severity::Warning, code.title).in_file(file.name()));
            }
            let extensions = rows.extensions();
            let extensions: Vec<&str> = extensions.iter().map(String::as_str).collect();
            let mut table = self.package.table(file, self.setup.options.mode(), &extensions)?;
            while let Some(row) = rows.next_row(columns).map_err(Error::Temporary)? {
                table.write_cells(&row).map_err(|error| oneroster_csv::Error::writing(file, error))?;
            }
            let rows = table.finish()?;
            if rows > 0 {
                self.files.push(FetchedFile { file, rows });
            }
        }
        Ok(())
    }
}
