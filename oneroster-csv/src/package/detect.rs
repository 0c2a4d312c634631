//! Which version a package has.

use oneroster_model::{Finding, FindingSink, Version};

use super::Manifest;
use super::names::MANIFEST;
use crate::error::ErrorContext;
use crate::{Error, File, Strictness, codes};

/// How the version of a package was found out.
///
/// Source: OneRoster CSV binding 1.2, section on version detection; the marks in the headers are those of
/// public packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Detected {
    /// The manifest says so.
    Manifest(Version),
    /// The manifest is missing or says nothing usable; files and columns are those of this version.
    Headers(Version),
    /// The files are those of OneRoster 1.0, which had no manifest. Read as 1.1; a
    /// [`TableReader`](crate::TableReader) knows the names that its columns had.
    V1_0,
    /// Nothing tells; taken for 1.1, whose files both versions have.
    Assumed,
}

impl Detected {
    /// Returns the version that the package is read as.
    pub const fn version(self) -> Version {
        match self {
            Self::Manifest(version) | Self::Headers(version) => version,
            Self::V1_0 | Self::Assumed => Version::V1_1,
        }
    }
}

/// Header of a data file, for the marks of a version.
pub(super) struct Header {
    pub(super) file: File,
    pub(super) columns: Vec<String>,
}

impl Header {
    fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|name| name.eq_ignore_ascii_case(column))
    }
}

/// Decides on the version and reports what speaks against it.
pub(super) fn detect(
    manifest: Option<&Manifest>,
    headers: &[Header],
    strictness: Strictness,
    findings: &mut dyn FindingSink,
) -> Result<Detected, Error> {
    let marks = read_marks(headers);
    let by_headers = match marks {
        Some(Marks::V1_0) => Detected::V1_0,
        Some(Marks::Version(version)) => Detected::Headers(version),
        None => Detected::Assumed,
    };
    let detected = match manifest.map(Manifest::oneroster_version) {
        Some(Some(text)) => match text.parse::<Version>() {
            Ok(version) => Detected::Manifest(version),
            Err(_) if is_future(text) => {
                let message = "the manifest says a version after 1.2, which is not known here";
                let error = Error::UnknownVersion(Box::new(ErrorContext::new(message)));
                return Err(error.in_file(MANIFEST));
            }
            Err(_) if text.trim() == "1.0" => Detected::V1_0,
            Err(_) => by_headers,
        },
        Some(None) | None => by_headers,
    };
    let mut report = |code, message: String| {
        findings.push(Finding::new(code, strictness.severity(code), message).in_file(MANIFEST));
    };
    match (detected, marks) {
        (Detected::V1_0, _) => {
            let message = "the package has the layout of OneRoster 1.0, it is read as 1.1";
            report(&codes::VERSION_1_0, message.to_owned());
        }
        (Detected::Manifest(version), Some(Marks::Version(marked))) if marked != version => {
            let message = format!("the manifest says {version}, but files or columns are those of {marked}");
            report(&codes::VERSION_CONTRADICTED, message);
        }
        _ if manifest.is_none() => {
            let message = format!("the manifest is missing, the package is read as {}", detected.version());
            report(&codes::MANIFEST_MISSING, message);
        }
        _ => {}
    }
    Ok(detected)
}

/// Columns that had another name in 1.0. Source: comparison of public 1.0 and 1.1 packages.
const MARKS_OF_1_0: [(File, &str); 8] = [
    (File::Classes, "grade"),
    (File::Classes, "termSourcedId"),
    (File::Courses, "grade"),
    (File::Courses, "schoolYearId"),
    (File::Demographics, "userSourcedId"),
    (File::Users, "agents"),
    (File::Users, "grade"),
    (File::Users, "userId"),
];

/// What files and columns say about the version.
#[derive(Clone, Copy)]
enum Marks {
    V1_0,
    Version(Version),
}

fn read_marks(headers: &[Header]) -> Option<Marks> {
    let header = |file| headers.iter().find(|header| header.file == file);
    let has = |file, column| header(file).is_some_and(|header| header.has(column));
    let users_have_roles = has(File::Users, "role") || has(File::Users, "orgSourcedIds");
    if headers.iter().any(|header| header.file.since() == Version::V1_2)
        || has(File::LineItems, "academicSessionSourcedId")
        || (has(File::Users, "username") && !users_have_roles)
    {
        return Some(Marks::Version(Version::V1_2));
    }
    if has(File::LineItems, "gradingPeriodSourcedId") || (users_have_roles && has(File::Users, "enabledUser"))
    {
        return Some(Marks::Version(Version::V1_1));
    }
    if MARKS_OF_1_0.iter().any(|(file, column)| has(*file, column)) {
        return Some(Marks::V1_0);
    }
    users_have_roles.then_some(Marks::Version(Version::V1_1))
}

/// Tells whether a version that cannot be read is one after those known, such as `1.3` or `2.0`.
fn is_future(text: &str) -> bool {
    let mut parts = text.trim().split('.').map(str::parse::<u32>);
    match (parts.next(), parts.next()) {
        (Some(Ok(1)), Some(Ok(minor))) => minor > 2,
        (Some(Ok(major)), Some(Ok(_))) => major > 1,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    fn headers(texts: &[(File, &str)]) -> Vec<Header> {
        let parse = |(file, text): &(File, &str)| Header {
            file: *file,
            columns: text.split(',').map(str::to_owned).collect(),
        };
        texts.iter().map(parse).collect()
    }

    #[track_caller]
    fn check(version: Option<&str>, texts: &[(File, &str)], expected: Detected, expected_codes: &[&str]) {
        let text = version.map(|version| format!("propertyName,value\noneroster.version,{version}\n"));
        let manifest =
            text.map(|text| Manifest::read(text.as_bytes(), Strictness::Tolerant, &mut Vec::new()).unwrap());
        let mut findings: Vec<Finding> = Vec::new();
        let detected =
            detect(manifest.as_ref(), &headers(texts), Strictness::Tolerant, &mut findings).unwrap();
        let found: Vec<&str> = findings.iter().map(|finding| finding.code.id).collect();
        assert_eq!((detected, found.as_slice()), (expected, expected_codes));
    }

    const USERS_1_0: &str = "sourcedId,status,dateLastModified,orgSourcedIds,role,username,userId";
    const USERS_1_1: &str =
        "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds";
    const USERS_1_2: &str = "sourcedId,status,dateLastModified,enabledUser,username,userIds";

    #[test]
    fn manifest_decides_and_contradictions_are_reported() {
        use Detected::Manifest;
        check(Some("1.1"), &[(File::Users, USERS_1_1)], Manifest(Version::V1_1), &[]);
        check(Some("1.2"), &[(File::Users, USERS_1_2)], Manifest(Version::V1_2), &[]);
        check(Some("1.2.1"), &[], Manifest(Version::V1_2), &[]);
        check(Some("1.2"), &[(File::Users, USERS_1_1)], Manifest(Version::V1_2), &["version_contradicted"]);
        check(Some("1.1"), &[(File::Roles, "sourcedId")], Manifest(Version::V1_1), &["version_contradicted"]);
        check(Some("1.1"), &[(File::Classes, "sourcedId,grade")], Manifest(Version::V1_1), &[]);
    }

    #[test]
    fn headers_decide_without_a_manifest() {
        use Detected::Headers;
        let missing = &["manifest_missing"][..];
        check(None, &[(File::Users, USERS_1_1)], Headers(Version::V1_1), missing);
        check(None, &[(File::Users, USERS_1_2)], Headers(Version::V1_2), missing);
        check(None, &[(File::LineItems, "gradingPeriodSourcedId")], Headers(Version::V1_1), missing);
        check(None, &[(File::LineItems, "academicSessionSourcedId")], Headers(Version::V1_2), missing);
        check(None, &[(File::Users, USERS_1_0)], Detected::V1_0, &["version_1_0"]);
        check(None, &[(File::Orgs, "sourcedId,name")], Detected::Assumed, missing);
    }

    #[test]
    fn unusable_version_of_the_manifest_leaves_it_to_the_headers() {
        check(Some(""), &[(File::Users, USERS_1_2)], Detected::Headers(Version::V1_2), &[]);
        check(Some("latest"), &[], Detected::Assumed, &[]);
        check(Some("1.0"), &[(File::Users, USERS_1_1)], Detected::V1_0, &["version_1_0"]);
    }

    #[test]
    fn later_versions_are_refused() {
        for version in ["1.3", "2.0", "2.0.1"] {
            let manifest =
                Manifest::new(Version::V1_2).to_csv().replace(".version,1.2", &format!(".version,{version}"));
            let manifest =
                Manifest::read(manifest.as_bytes(), Strictness::Tolerant, &mut Vec::new()).unwrap();
            let error = detect(Some(&manifest), &[], Strictness::Tolerant, &mut Vec::new()).unwrap_err();
            assert_eq!((error.code(), error.file()), ("unknown_version", Some("manifest.csv")), "{version}");
        }
    }
}
