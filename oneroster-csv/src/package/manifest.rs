use std::io::Read;

use oneroster_model::{FindingSink, Version};

use super::manifest_check::{check_header, check_property, check_record};
use crate::error::ErrorContext;
use crate::scan::Scanner;
use crate::table_writer::encode_record;
use crate::{Error, File, Mode, Strictness};

/// Most rows that are read; the standard knows 25 properties.
const MAX_PROPERTIES: usize = 1_000;

/// What `manifest.csv` says: the version and the mode of each file.
///
/// Keeps every row as it was written. Where a property is repeated, the first one counts. Source:
/// OneRoster CSV binding 1.2, section on the manifest.
///
/// # Examples
///
/// ```
/// use oneroster_csv::{File, Mode, package::Manifest};
/// use oneroster_model::Version;
///
/// let manifest = Manifest::new(Version::V1_1)
///     .with_mode(File::Users, Mode::Bulk)
///     .with_source_system_name("Example SIS");
/// let text = manifest.to_csv();
/// assert!(text.starts_with("propertyName,value\r\nmanifest.version,1.0\r\noneroster.version,1.1\r\n"));
/// assert!(text.contains("file.orgs,absent\r\n") && text.contains("file.users,bulk\r\n"));
/// assert!(text.ends_with("source.systemName,Example SIS\r\n"));
///
/// let mut findings = Vec::new();
/// let read = Manifest::read(text.as_bytes(), Default::default(), &mut findings)?;
/// assert_eq!(read.mode(File::Users), Some(Mode::Bulk));
/// assert!(findings.is_empty());
/// # Ok::<(), oneroster_csv::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    properties: Vec<Property>,
}

/// One row of the manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    name: String,
    value: String,
    line: u64,
    known: Option<&'static str>,
}

impl Property {
    /// Returns the name as it is written.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the value as it is written; empty where the cell is missing.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// Returns the 1-based line.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// Returns the property of the standard that is meant, `None` for others.
    pub fn known_name(&self) -> Option<&'static str> {
        self.known
    }
}

impl Manifest {
    /// Creates the manifest of a version in which every file is absent.
    pub fn new(version: Version) -> Self {
        let mut manifest = Self { properties: Vec::new() };
        manifest.set(property::MANIFEST_VERSION, property::MANIFEST_VERSION_VALUE);
        manifest.set(property::ONEROSTER_VERSION, version.as_str());
        for file in File::of(version) {
            manifest.set(file.manifest_property(), Mode::Absent.as_str());
        }
        manifest
    }

    /// Sets the mode of a file.
    #[must_use]
    pub fn with_mode(mut self, file: File, mode: Mode) -> Self {
        self.set(file.manifest_property(), mode.as_str());
        self
    }

    /// Sets the name of the system that the data come from.
    #[must_use]
    pub fn with_source_system_name(mut self, name: &str) -> Self {
        self.set(property::SYSTEM_NAME, name);
        self
    }

    /// Sets the code of the system that the data come from.
    #[must_use]
    pub fn with_source_system_code(mut self, code: &str) -> Self {
        self.set(property::SYSTEM_CODE, code);
        self
    }

    /// Reads a manifest and reports what departs from the standard.
    ///
    /// Names and values are recognised without case and with blanks around them; see the findings
    /// whose codes begin with `manifest_`. Missing properties are not reported here, because that depends on
    /// the version.
    ///
    /// # Errors
    ///
    /// Those of [`Scanner::next_record`]; [`Error::LimitExceeded`] for more than 1,000 rows.
    pub fn read(
        reader: impl Read,
        strictness: Strictness,
        findings: &mut dyn FindingSink,
    ) -> Result<Self, Error> {
        Self::scan(Scanner::new(reader).with_file_name(super::names::MANIFEST), strictness, findings)
    }

    pub(super) fn scan<R: Read>(
        mut scanner: Scanner<R>,
        strictness: Strictness,
        findings: &mut dyn FindingSink,
    ) -> Result<Self, Error> {
        let mut manifest = Self { properties: Vec::new() };
        while let Some(record) = scanner.next_record()? {
            for anomaly in record.anomalies() {
                findings.push(anomaly.to_finding(super::names::MANIFEST, strictness));
            }
            let cell = |position| record.get(position).unwrap_or_default();
            if record.number() == 1 && !check_header(&record, strictness, findings) {
                continue;
            }
            check_record(&record, strictness, findings);
            let (name, value, line) = (cell(0).to_owned(), cell(1).to_owned(), record.line());
            let known = property::find(&name);
            let property = Property { name, value, line, known };
            check_property(&property, &manifest, strictness, findings);
            if manifest.properties.len() == MAX_PROPERTIES {
                let message = format!("the manifest has more than {MAX_PROPERTIES} rows");
                let error = Error::LimitExceeded(Box::new(ErrorContext::new(message)));
                return Err(error.in_file(super::names::MANIFEST));
            }
            manifest.properties.push(property);
        }
        Ok(manifest)
    }

    /// Returns all rows in their order.
    pub fn properties(&self) -> &[Property] {
        &self.properties
    }

    /// Returns the first row that means a property of the standard, by the property's exact name.
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.known == Some(name))
    }

    /// Returns what `manifest.version` says; `1.0` in a correct manifest.
    pub fn manifest_version(&self) -> Option<&str> {
        self.value(property::MANIFEST_VERSION)
    }

    /// Returns what `oneroster.version` says, such as `1.2`.
    pub fn oneroster_version(&self) -> Option<&str> {
        self.value(property::ONEROSTER_VERSION)
    }

    /// Returns the mode that the manifest gives to a file; `None` if it gives none or an unknown one.
    ///
    /// [`Package::mode`](super::Package::mode) also looks at what is there.
    pub fn mode(&self, file: File) -> Option<Mode> {
        property::read_mode(self.value(file.manifest_property())?)
    }

    /// Returns the name of the system that the data come from.
    pub fn source_system_name(&self) -> Option<&str> {
        self.value(property::SYSTEM_NAME)
    }

    /// Returns the code of the system that the data come from.
    pub fn source_system_code(&self) -> Option<&str> {
        self.value(property::SYSTEM_CODE)
    }

    /// Returns the text of the file: CRLF, no byte order mark, rows in their order.
    pub fn to_csv(&self) -> String {
        let mut text = Vec::new();
        encode_record(&mut text, property::HEADER);
        for property in &self.properties {
            encode_record(&mut text, [property.name.as_str(), property.value.as_str()]);
        }
        String::from_utf8_lossy(&text).into_owned()
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.property(name).map(Property::value)
    }

    fn set(&mut self, name: &'static str, value: &str) {
        if let Some(property) = self.properties.iter_mut().find(|property| property.known == Some(name)) {
            value.clone_into(&mut property.value);
            return;
        }
        let line = self.properties.len() as u64 + 2;
        let (owned, value) = (name.to_owned(), value.to_owned());
        self.properties.push(Property { name: owned, value, line, known: Some(name) });
    }
}

/// Names and values that the standard gives to properties.
pub(super) mod property {
    use crate::{File, Mode};

    pub(crate) const HEADER: [&str; 2] = ["propertyName", "value"];
    pub(crate) const MANIFEST_VERSION: &str = "manifest.version";
    pub(crate) const MANIFEST_VERSION_VALUE: &str = "1.0";
    pub(crate) const ONEROSTER_VERSION: &str = "oneroster.version";
    pub(crate) const SYSTEM_NAME: &str = "source.systemName";
    pub(crate) const SYSTEM_CODE: &str = "source.systemCode";

    /// Misspelt names that were seen. Source: Microsoft's provider sample.
    const MISSPELT: [(&str, &str); 1] = [("mainfest.version", MANIFEST_VERSION)];

    /// Finds the property that a name means, without case and blanks.
    pub(crate) fn find(name: &str) -> Option<&'static str> {
        let name = name.trim();
        let same = |known: &str| known.eq_ignore_ascii_case(name);
        let fixed = [MANIFEST_VERSION, ONEROSTER_VERSION, SYSTEM_NAME, SYSTEM_CODE].into_iter();
        let mut known = fixed.chain(File::ALL.map(File::manifest_property));
        known
            .find(|known| same(known))
            .or_else(|| MISSPELT.iter().find(|(misspelt, _)| same(misspelt)).map(|(_, meant)| *meant))
    }

    /// Reads a mode without case and blanks.
    pub(crate) fn read_mode(text: &str) -> Option<Mode> {
        Mode::from_token(&text.trim().to_ascii_lowercase())
    }
}
