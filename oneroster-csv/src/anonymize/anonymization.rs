use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::io::{Seek, Write};

use oneroster_model::{Action, Finding, FindingSink, Severity};
use serde::Serialize;

use super::key::AnonymizationKey;
use super::known_names::KnownNames;
use super::row::{Anonymizer, anonymous_row};
use super::treatment::Treatment;
use crate::package_table::{PackageTable, check_one_roster, check_same_version};
use crate::{Error, File, Package, PackageWriter, Progress, codes};

/// What to do with titles, codes and rooms of classes and titles of line items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Titles {
    /// Replace known family names and what follows a form of address.
    #[default]
    ReplaceNames,
    /// Replace all of the text.
    Replace,
}

/// The anonymization of a package; see the [module](super) for what becomes of what.
///
/// Bulk and delta files keep their mode, status and dates. Packages that are anonymized with the same key
/// fit together: a person has the same pseudonym in each.
///
/// Rows stream through; memory is for the family names of all users.
///
/// # Examples
///
/// ```
/// use std::io::{Cursor, Read};
/// use oneroster_csv::anonymize::{Anonymization, AnonymizationKey};
/// use oneroster_csv::package::{OpenOptions, Package};
/// use oneroster_csv::{File, Mode, PackageWriter, WriteOptions, tables::UserRow};
/// use oneroster_model::Version;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let writer = || PackageWriter::new(Cursor::new(Vec::new()), Version::V1_1, WriteOptions::default());
/// let mut real = writer();
/// let mut users = real.table(File::Users, Mode::Bulk, &["metadata.bus"])?;
/// users.write(&UserRow {
///     sourced_id: "4711",
///     enabled_user: "true",
///     org_sourced_ids: "north,south",
///     role: "student",
///     username: "ada",
///     given_name: "Ada",
///     family_name: "Okonkwo",
///     email: "ada@school.example",
///     grades: "05",
///     ..Default::default()
/// })?;
/// users.finish()?;
/// let real = Package::from_reader(real.finish()?, &OpenOptions::default())?;
///
/// let (key, mut findings) = (AnonymizationKey::new("an example, not a secret")?, Vec::new());
/// let mut invented = writer();
/// let summary = Anonymization::new(&real, &key).write(&mut invented, &mut findings)?;
/// assert!(summary.columns.iter().any(|column| column.column == "familyName" && column.rows == 1));
///
/// let invented = Package::from_reader(invented.finish()?, &OpenOptions::default())?;
/// let mut text = String::new();
/// invented.open_member(File::Users)?.expect("there is a user").read_to_string(&mut text)?;
/// let row = text.lines().nth(1).unwrap_or_default();
/// assert!(row.contains(",true,\"") && row.contains(",student,") && row.contains(",05,"));
/// assert!(!["4711", "north", "ada", "Ada", "Okonkwo"].iter().any(|real| row.contains(real)));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Anonymization<'p> {
    package: &'p Package,
    key: &'p AnonymizationKey,
    keeps_ids: bool,
    titles: Titles,
    kept_metadata: Vec<String>,
    progress: &'p dyn Progress,
}

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AnonymizationSummary {
    /// Rows of each file that was written, in the order of the manifest's table.
    pub files: Vec<(File, u64)>,
    /// The columns in which cells were replaced.
    pub columns: Vec<ReplacedColumn>,
}

/// What was replaced in a column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ReplacedColumn {
    /// The file.
    pub file: File,
    /// The column.
    pub column: Cow<'static, str>,
    /// Rows in which the cell is another one than before.
    pub rows: u64,
    /// What was done, such as `replaced by pseudonyms`.
    pub treatment: &'static str,
}

impl<'p> Anonymization<'p> {
    /// Describes the anonymization of a package with a key.
    pub fn new(package: &'p Package, key: &'p AnonymizationKey) -> Self {
        Self {
            package,
            key,
            keeps_ids: false,
            titles: Titles::default(),
            kept_metadata: Vec::new(),
            progress: &(),
        }
    }

    /// Keeps every `sourcedId` and reference. Default: replaced by pseudonyms.
    ///
    /// Only for systems whose identifiers say nothing about people, such as random UUIDs; and whoever has
    /// the real package can look them up there.
    #[must_use]
    pub fn with_kept_ids(mut self) -> Self {
        self.keeps_ids = true;
        self
    }

    /// Sets what to do with titles of classes and line items. Default: [`Titles::ReplaceNames`].
    #[must_use]
    pub fn with_titles(mut self, titles: Titles) -> Self {
        self.titles = titles;
        self
    }

    /// Keeps extension columns with these full names, such as `metadata.house`. Default: all are emptied.
    #[must_use]
    pub fn with_kept_metadata<S: Into<String>>(mut self, columns: impl IntoIterator<Item = S>) -> Self {
        self.kept_metadata.extend(columns.into_iter().map(Into::into));
        self
    }

    /// Tells how far the work has come. Default: nobody.
    #[must_use]
    pub fn with_progress(mut self, progress: &'p dyn Progress) -> Self {
        self.progress = progress;
        self
    }

    /// Writes the anonymous package, without finishing it.
    ///
    /// Findings: `anonymized` for each column in which something was replaced.
    ///
    /// # Errors
    ///
    /// [`Error::VersionMismatch`] when the writer has another version, and what reading and writing fail
    /// with.
    pub fn write<W: Write + Seek>(
        &self,
        out: &mut PackageWriter<W>,
        sink: &mut dyn FindingSink,
    ) -> Result<AnonymizationSummary, Error> {
        check_one_roster(self.package)?;
        check_same_version(self.package.version(), out.version(), "a package and its anonymous form")?;
        let anonymizer = Anonymizer {
            key: self.key,
            known_names: KnownNames::read(self.package, self.progress)?,
            keeps_ids: self.keeps_ids,
            titles: self.titles,
        };
        let mut summary = AnonymizationSummary::default();
        for file in File::of(self.package.version()) {
            self.file(file, &anonymizer, out, &mut summary, sink)?;
        }
        for column in &summary.columns {
            let message = format!("cells {}: {}", column.treatment, column.rows);
            let finding = Finding::new(&codes::ANONYMIZED, Severity::Info, message);
            let finding = finding.in_file(column.file.name()).with_field_name(column.column.clone());
            sink.push(finding.with_action(Action::Changed));
        }
        Ok(summary)
    }

    fn file<W: Write + Seek>(
        &self,
        file: File,
        anonymizer: &Anonymizer<'_>,
        out: &mut PackageWriter<W>,
        summary: &mut AnonymizationSummary,
        sink: &mut dyn FindingSink,
    ) -> Result<(), Error> {
        let Some(mut rows) = PackageTable::open(self.package, file, self.progress, sink)? else {
            return Ok(());
        };
        let columns = file.table().columns;
        let treatments: Vec<Treatment> = columns.iter().map(|column| Treatment::of(file, column)).collect();
        let extensions = rows.extensions();
        let names: Vec<&str> = extensions.iter().map(String::as_str).collect();
        let mut replaced = vec![0_u64; columns.len()];
        let mut emptied: BTreeMap<String, u64> = BTreeMap::new();
        let mut table = out.table(file, self.package.mode(file), &names)?;
        while let Some(record) = rows.next_record(sink)? {
            let row = anonymous_row(anonymizer, columns, &treatments, &record, &self.kept_metadata);
            for position in row.changed() {
                if let Some(count) = replaced.get_mut(position) {
                    *count += 1;
                }
            }
            for name in row.emptied() {
                match emptied.get_mut(name) {
                    Some(count) => *count += 1,
                    None => drop(emptied.insert(name.to_owned(), 1)),
                }
            }
            table.write_row(&&row)?;
        }
        summary.files.push((file, table.finish()?));
        let standard = columns.iter().zip(&treatments).zip(replaced).filter(|(_, rows)| *rows > 0);
        summary.columns.extend(standard.map(|((column, treatment), rows)| {
            let (column, treatment) = (Cow::Borrowed(column.name), treatment.word());
            ReplacedColumn { file, column, rows, treatment }
        }));
        summary.columns.extend(emptied.into_iter().map(|(name, rows)| ReplacedColumn {
            file,
            column: name.into(),
            rows,
            treatment: Treatment::Blank.word(),
        }));
        Ok(())
    }
}

impl fmt::Debug for Anonymization<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Anonymization")
            .field("keeps_ids", &self.keeps_ids)
            .field("titles", &self.titles)
            .field("kept_metadata", &self.kept_metadata)
            .finish_non_exhaustive()
    }
}
