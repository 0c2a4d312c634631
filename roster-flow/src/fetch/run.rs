use std::io::{Seek, Write};

use oneroster_csv::convert_version::VersionConversion;
use oneroster_csv::objects::RowOptions;
use oneroster_csv::package::{OpenOptions, Package};
use oneroster_csv::{Limits, Mode, PackageWriter, Service, WriteOptions};
use oneroster_model::{Finding, FindingSink, Severity};
use tokio::sync::mpsc::{self, Receiver};
use tokio::task::{JoinError, spawn_blocking};

use super::fetched::{Fetched, FetchedFile};
use super::options::Fetch;
use super::pull::Puller;
use super::watermark;
use super::writer::{Step, Writer, WriterSetup, Written};
use crate::codes;
use crate::error::Error;

/// Pages that wait for the writer, besides the one that it works on.
const WAITING_PAGES: usize = 1;

/// Fetches everything into a sink.
pub(super) async fn run<W: Write + Seek + Send + 'static>(
    fetch: Fetch,
    sink: W,
) -> Result<(W, Fetched), Error> {
    let served = fetch.client.version();
    let version = fetch.version.unwrap_or(served);
    let mode = if fetch.since.is_some() { Mode::Delta } else { Mode::Bulk };
    if version != served && mode == Mode::Delta {
        return Err(Error::Options("changes can only be written in the version of the server"));
    }
    let setup = WriterSetup {
        options: RowOptions::new(served).with_mode(mode),
        with_resources: fetch.wanted.iter().any(|wanted| wanted.collection.service() == Service::Resources),
        folder: fetch.folder.clone(),
    };
    let (steps, received) = mpsc::channel(WAITING_PAGES);
    let options = fetch.write.clone();
    let writer = spawn_blocking(move || {
        if version == served {
            write(PackageWriter::new(sink, version, options), setup, received)
        } else {
            convert(PackageWriter::new(sink, version, options), setup, received)
        }
    });
    let pulled = Puller::new(&fetch, steps).run().await;
    // The writer ends by itself: either it was told to finish, or nobody can tell it anything any more.
    let package = writer.await.map_err(stopped)?;
    let pulled = match pulled {
        Err(Error::Stopped) => return Err(package.err().unwrap_or(Error::Stopped)),
        pulled => pulled?,
    };
    let PackageDone { sink, files, findings } = package?.ok_or(Error::Stopped)?;
    let mut report = pulled.report;
    for finding in findings {
        report.push(finding);
    }
    let watermark = watermark::overall(&pulled.watermarks);
    if watermark.is_none() {
        let code = &codes::NO_WATERMARK;
        report.push(Finding::new(code, Severity::Warning, code.title));
    }
    let fetched =
        Fetched { version, mode, collections: pulled.collections, files, watermark, findings: report.take() };
    Ok((sink, fetched))
}

/// A finished package.
struct PackageDone<W> {
    sink: W,
    files: Vec<FetchedFile>,
    findings: Vec<Finding>,
}

fn write<W: Write + Seek>(
    package: PackageWriter<W>,
    setup: WriterSetup,
    steps: Receiver<Step>,
) -> Result<Option<PackageDone<W>>, Error> {
    let Some(Written { package, files, findings }) = Writer::new(package, setup).run(steps)? else {
        return Ok(None);
    };
    Ok(Some(PackageDone { sink: package.finish()?, files, findings }))
}

/// Writes in the version of the server first and converts then: only the whole package tells what the other
/// version has no place for.
fn convert<W: Write + Seek>(
    mut target: PackageWriter<W>,
    setup: WriterSetup,
    steps: Receiver<Step>,
) -> Result<Option<PackageDone<W>>, Error> {
    let temporary = match &setup.folder {
        Some(folder) => tempfile::tempfile_in(folder),
        None => tempfile::tempfile(),
    };
    let version = setup.options.version();
    let first = PackageWriter::new(temporary.map_err(Error::Temporary)?, version, WriteOptions::default());
    let Some(PackageDone { sink, mut findings, .. }) = write(first, setup, steps)? else {
        return Ok(None);
    };
    // What was written here needs no bounds.
    let limits = Limits::default().with_max_total_bytes(u64::MAX).with_max_ratio(u64::MAX);
    let package = Package::from_reader(sink, &OpenOptions::default().with_limits(limits))?;
    let summary = VersionConversion::new(&package).write(&mut target, &mut findings)?;
    let files = summary.files.iter().map(|file| FetchedFile { file: file.file, rows: file.rows }).collect();
    Ok(Some(PackageDone { sink: target.finish()?, files, findings }))
}

fn stopped(_: JoinError) -> Error {
    Error::Stopped
}
