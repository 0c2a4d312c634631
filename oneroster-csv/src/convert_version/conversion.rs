use std::fmt;
use std::io::{Seek, Write};

use oneroster_model::FindingSink;
use serde::Serialize;

use super::administrators::Administrators;
use super::losses::Loss;
use super::work::Work;
use crate::package::Package;
use crate::package_table::check_bulk;
use crate::{Error, File, PackageWriter, Progress};

/// The conversion of a bulk package to another version; see the [module](super) for the rules.
///
/// Delta packages are not converted: a change of a user in 1.1 does not tell which roles are gone, and a
/// change of a role in 1.2 does not tell the rest of the user. Convert bulk packages and take their
/// [`Diff`](crate::delta::Diff).
///
/// Rows stream through; memory is for classes and orgs, and on the way to 1.1 for the roles of all users.
/// `status` and `dateLastModified` are blank in the result; rows that are to be deleted are left out. A
/// package that has the version already is copied under the same rules.
///
/// # Examples
///
/// ```
/// use std::io::{Cursor, Read};
/// use oneroster_csv::convert_version::VersionConversion;
/// use oneroster_csv::package::{OpenOptions, Package};
/// use oneroster_csv::{File, Mode, PackageWriter, WriteOptions, tables::UserRow};
/// use oneroster_model::Version;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let mut old = PackageWriter::new(Cursor::new(Vec::new()), Version::V1_1, WriteOptions::default());
/// let mut users = old.table(File::Users, Mode::Bulk, &[])?;
/// users.write(&UserRow {
///     sourced_id: "u1",
///     enabled_user: "true",
///     org_sourced_ids: "north,south",
///     role: "teacher",
///     username: "ada",
///     given_name: "Ada",
///     family_name: "Example",
///     ..Default::default()
/// })?;
/// users.finish()?;
/// let old = Package::from_reader(old.finish()?, &OpenOptions::default())?;
///
/// let mut findings = Vec::new();
/// let mut new = PackageWriter::new(Cursor::new(Vec::new()), Version::V1_2, WriteOptions::default());
/// let summary = VersionConversion::new(&old).write(&mut new, &mut findings)?;
/// assert!(summary.losses.is_empty());
///
/// let new = Package::from_reader(new.finish()?, &OpenOptions::default())?;
/// let mut roles = String::new();
/// new.open_member(File::Roles)?.expect("users have roles").read_to_string(&mut roles)?;
/// assert_eq!(roles.lines().filter(|row| row.contains(",u1,primary,teacher,,,")).count(), 2);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy)]
pub struct VersionConversion<'p> {
    pub(super) package: &'p Package,
    pub(super) administrators: Administrators,
    pub(super) progress: &'p dyn Progress,
}

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ConversionSummary {
    /// The files that were written, in the order of the manifest's table.
    pub files: Vec<ConvertedFile>,
    /// What the version has no place for, by file and column; each is a finding too.
    pub losses: Vec<Loss>,
}

/// How many rows a file got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ConvertedFile {
    /// The file.
    pub file: File,
    /// Rows that were written.
    pub rows: u64,
}

impl<'p> VersionConversion<'p> {
    /// Describes the conversion of a package.
    pub fn new(package: &'p Package) -> Self {
        Self { package, administrators: Administrators::default(), progress: &() }
    }

    /// Sets what administrators of 1.1 become in 1.2. Default: [`Administrators::SiteAdministrator`].
    #[must_use]
    pub fn with_administrators(mut self, administrators: Administrators) -> Self {
        self.administrators = administrators;
        self
    }

    /// Tells how far the work has come. Default: nobody.
    #[must_use]
    pub fn with_progress(mut self, progress: &'p dyn Progress) -> Self {
        self.progress = progress;
        self
    }

    /// Writes the package in the version of the writer, without finishing it.
    ///
    /// Findings: `lost_in_version` for each file, column and kind of loss, `required_in_version` for
    /// each column that the version requires and the package leaves blank.
    ///
    /// # Errors
    ///
    /// [`Error::NotBulk`], and what reading and writing fail with.
    pub fn write<W: Write + Seek>(
        &self,
        out: &mut PackageWriter<W>,
        sink: &mut dyn FindingSink,
    ) -> Result<ConversionSummary, Error> {
        check_bulk(self.package, "the conversion to another version")?;
        let mut work = Work::new(self, out)?;
        let mut summary = ConversionSummary::default();
        for file in File::ALL {
            let rows = work.file(file, sink)?;
            if rows > 0 {
                summary.files.push(ConvertedFile { file, rows });
            }
        }
        summary.losses = work.finish(sink);
        Ok(summary)
    }
}

impl fmt::Debug for VersionConversion<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VersionConversion")
            .field("administrators", &self.administrators)
            .finish_non_exhaustive()
    }
}
