//! What can be asked of a OneRoster server: the endpoints of both versions, as one table.

mod access;
mod roots;
mod table;

use oneroster_model::Version;
pub use oneroster_model::json::Service;
use oneroster_model::query::percent_encode;
use url::Url;

pub use access::Access;
pub use roots::Endpoints;
pub(crate) use roots::{is_safe, safe_url};
pub use table::ALL;
pub(crate) use table::*;

use crate::error::{Error, Failure};

/// One endpoint of the standard.
///
/// # Examples
///
/// ```
/// use oneroster_client::endpoint;
/// use oneroster_model::Version;
///
/// let count = |version| endpoint::ALL.iter().filter(|endpoint| endpoint.is_in(version)).count();
/// assert_eq!((count(Version::V1_1), count(Version::V1_2)), (61, 81));
/// ```
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Endpoint {
    /// Name of the operation in the standard, such as `getStudentsForClass`.
    pub operation: &'static str,
    /// What the operation does.
    pub action: Action,
    /// Name of the model that is read or written, such as `User`.
    pub record: &'static str,
    /// Path below the root of the service, with `{}` for every identifier.
    pub path: &'static str,
    /// The service.
    pub service: Service,
    /// What a client must be allowed to do.
    pub access: Access,
    /// Versions that have the endpoint.
    pub availability: Availability,
}

/// What an operation does with records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Reads a collection.
    List,
    /// Reads one record.
    Read,
    /// Creates or replaces one record under an identifier chosen by the client.
    Replace,
    /// Creates records whose identifiers the server chooses.
    Create,
    /// Deletes one record.
    Delete,
}

/// Which versions have an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Availability {
    /// 1.1 and 1.2.
    Both,
    /// 1.2 alone.
    OnlyV1_2,
}

impl Action {
    /// Returns the HTTP method.
    pub const fn method(self) -> http::Method {
        match self {
            Self::List | Self::Read => http::Method::GET,
            Self::Replace => http::Method::PUT,
            Self::Create => http::Method::POST,
            Self::Delete => http::Method::DELETE,
        }
    }
}

impl Endpoint {
    /// Tells whether a version of the standard has the endpoint.
    pub fn is_in(&self, version: Version) -> bool {
        version == Version::V1_2 || self.availability == Availability::Both
    }

    /// Returns the URL below the root of the service, the identifiers percent-encoded.
    pub(crate) fn url(&self, endpoints: &Endpoints, ids: &[String]) -> Result<Url, Error> {
        if !self.is_in(endpoints.version()) {
            return Err(Error::Unsupported(Failure::new(format!(
                "{} does not exist in OneRoster {}",
                self.operation,
                endpoints.version()
            ))));
        }
        let mut ids = ids.iter();
        let mut path = String::new();
        for (index, part) in self.path.split("{}").enumerate() {
            if index > 0 {
                path.push_str(&segment(ids.next().map_or("", String::as_str), self.operation)?);
            }
            path.push_str(part);
        }
        Ok(endpoints.below_root(self.service, &path))
    }

    /// Returns the last word of the path, which some servers use to name the data member.
    pub(crate) fn last_segment(&self) -> &'static str {
        self.path.rsplit('/').find(|segment| *segment != "{}").unwrap_or_default()
    }
}

/// Encodes an identifier as one segment of a path.
fn segment(id: &str, operation: &str) -> Result<String, Error> {
    // URL parsers take `.` and `..` for steps in the path even when they are percent-encoded.
    if id.is_empty() || id == "." || id == ".." {
        return Err(Error::Configuration(
            Failure::new(format!("{operation} needs an identifier, and {id:?} is none"))
                .advise("give a sourcedId"),
        ));
    }
    Ok(percent_encode(id))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use std::collections::BTreeSet;

    use super::*;

    /// Operation, method, path, service; the lists are those of the specification of each version.
    fn listed(version: Version) -> BTreeSet<String> {
        let list = match version {
            Version::V1_1 => include_str!("../../tests/data/endpoints-1.1.txt"),
            Version::V1_2 => include_str!("../../tests/data/endpoints-1.2.txt"),
        };
        list.lines().map(|line| line.rsplit_once(' ').unwrap().0.to_owned()).collect()
    }

    #[test]
    fn the_table_holds_exactly_the_endpoints_of_the_standard() {
        for version in Version::ALL {
            let table: BTreeSet<String> = ALL
                .iter()
                .filter(|endpoint| endpoint.is_in(version))
                .map(|endpoint| {
                    format!(
                        "{} {} {} {}",
                        endpoint.operation,
                        endpoint.action.method(),
                        endpoint.path,
                        format!("{:?}", endpoint.service).to_lowercase()
                    )
                })
                .collect();
            assert_eq!(table, listed(version), "{version}");
        }
    }

    #[test]
    fn identifiers_become_one_segment_each() {
        let endpoints = Endpoints::v1_1("https://sis.example/x/ims/oneroster/v1p1").unwrap();
        let url = |ids: &[&str]| {
            let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
            GET_STUDENTS_FOR_CLASS_IN_SCHOOL.url(&endpoints, &ids)
        };
        assert_eq!(
            url(&["a/b@c d", "%2F?#é"]).unwrap().as_str(),
            "https://sis.example/x/ims/oneroster/v1p1/schools/a%2Fb%40c%20d/classes/%252F%3F%23%C3%A9/students"
        );
        for bad in ["", ".", ".."] {
            assert_eq!(url(&["s", bad]).unwrap_err().code(), "configuration", "{bad}");
        }
    }

    #[test]
    fn endpoints_of_the_other_version_are_refused() {
        let endpoints = Endpoints::v1_1("https://sis.example").unwrap();
        assert_eq!(GET_ALL_SCORE_SCALES.url(&endpoints, &[]).unwrap_err().code(), "unsupported");
    }
}
