//! Converting a CSV package.

use std::io::{Read, Seek, Write};

use oneroster_csv::package::Package;
use oneroster_csv::{File, Mode, TableReader, TableRecord};
use oneroster_model::{FindingSink, Version};
use time::Date;

use super::conversion::Conversion;
use super::converter::Converter;
use super::error::ConversionError;
use super::record::Place;
use super::settings::Settings;
use crate::{ArchiveSettings, Error};

/// The files without which nothing can be converted; Claris Connect asks for the same five.
const NEEDED: [File; 5] = [File::Orgs, File::Courses, File::Users, File::Enrollments, File::Classes];

/// Converts a OneRoster CSV package into an archive for Apple School Manager.
///
/// Reads each file once, in the order the [`Converter`] needs. With more than one thread in `archive`,
/// inflating and parsing overlap too; the result has the same bytes. Findings of opening the package
/// ([`Package::findings`]) are not repeated.
///
/// # Examples
///
/// ```no_run
/// use asm_format::ArchiveSettings;
/// use asm_format::convert::{Settings, convert_package};
/// use oneroster_csv::output::AtomicFile;
/// use oneroster_csv::package::Package;
/// use oneroster_model::Findings;
/// use time::macros::date;
///
/// let package = Package::open("district.zip")?;
/// let mut findings = Findings::default();
/// let out = AtomicFile::create("asm.zip")?;
/// let (out, conversion) = convert_package(
///     &package,
///     date!(2026-08-18),
///     &Settings::default(),
///     &ArchiveSettings::default(),
///     out,
///     &mut findings,
/// )?;
/// out.commit()?;
/// println!("{} students", conversion.rows_out["students.csv"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`ConversionError`] when a file is missing, a delta, or without a header, or cannot be read; those of
/// [`Converter::finish`].
pub fn convert_package<W: Write + Seek>(
    package: &Package,
    today: Date,
    settings: &Settings,
    archive: &ArchiveSettings,
    target: W,
    sink: &mut dyn FindingSink,
) -> Result<(W, Conversion), Error> {
    check_files(package)?;
    let archive = ArchiveSettings { dialect: settings.dialect, ..*archive };
    let mut converter = Converter::new(package.version(), today, settings.clone());
    for file in Converter::FILES {
        let Some(entry) = package.open_member(file).map_err(ConversionError::Package)? else { continue };
        if archive.threads > 1 {
            let ahead = entry.read_ahead().map_err(ConversionError::Package)?;
            read_table(package, file, ahead, &mut converter, sink)?;
        } else {
            read_table(package, file, entry, &mut converter, sink)?;
        }
    }
    converter.finish(target, &archive, sink)
}

fn check_files(package: &Package) -> Result<(), ConversionError> {
    for file in Converter::FILES {
        if package.mode(file) == Mode::Delta && package.member(file).is_some() {
            return Err(ConversionError::DeltaWithoutBase(file));
        }
    }
    if let Some(missing) = NEEDED.into_iter().find(|&file| package.member(file).is_none()) {
        return Err(ConversionError::FileMissing(missing));
    }
    if package.version() == Version::V1_2 && package.member(File::Roles).is_none() {
        return Err(ConversionError::RolesMissing);
    }
    Ok(())
}

fn read_table(
    package: &Package,
    file: File,
    input: impl Read,
    converter: &mut Converter,
    sink: &mut dyn FindingSink,
) -> Result<(), Error> {
    let options = package.read_options(file);
    let mut reader =
        TableReader::new(input, file, package.version(), options, sink).map_err(ConversionError::Package)?;
    if !reader.has_header() {
        return Err(ConversionError::HeaderMissing(file).into());
    }
    while let Some(record) = reader.next_record(sink).map_err(ConversionError::Package)? {
        converter.record(file, &record, sink)?;
    }
    Ok(())
}

impl Converter {
    /// Takes a record of any file of [`Converter::FILES`]; records of other files are ignored.
    ///
    /// # Errors
    ///
    /// Those of the method for the file.
    pub fn record(
        &mut self,
        file: File,
        record: &TableRecord<'_>,
        sink: &mut dyn FindingSink,
    ) -> Result<(), Error> {
        let place = Place::line(file.name(), record.line());
        match file {
            File::Orgs => self.org(&record.row(), place, sink),
            File::AcademicSessions => self.academic_session(&record.row(), place, sink),
            File::Courses => self.course(&record.row(), place, sink),
            File::Classes => self.class(&record.row(), place, sink),
            File::Roles => self.role(&record.row(), place, sink),
            File::Users => self.user(&record.row(), place, sink),
            File::Enrollments => self.enrollment(&record.row(), place, sink),
            _ => Ok(()),
        }
    }
}
