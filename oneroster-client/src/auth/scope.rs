use oneroster_model::Version;

use crate::endpoint::{Access, Service};

/// Which scopes a token request asks for.
///
/// # Examples
///
/// ```
/// use oneroster_client::auth::Scopes;
/// use oneroster_model::Version;
///
/// let list = Scopes::reading().list(Version::V1_1, None);
/// assert!(list.contains(&"https://purl.imsglobal.org/spec/or/v1p1/scope/roster.readonly".to_owned()));
/// assert!(Scopes::none().list(Version::V1_1, None).is_empty());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scopes(Choice);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Choice {
    Standard(Extent),
    Listed(Vec<String>),
    PerService { rostering: Vec<String>, gradebook: Vec<String>, resources: Vec<String> },
}

/// How much of what the standard defines is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    Rostering,
    Reading,
    Everything,
}

impl Scopes {
    /// Asks for reading rosters, without demographics: the two scopes that servers know best.
    pub fn rostering() -> Self {
        Self(Choice::Standard(Extent::Rostering))
    }

    /// Asks for reading everything that the version of the standard defines; the default.
    ///
    /// When the server answers `invalid_scope`, the rostering scopes alone are asked for, and then none.
    pub fn reading() -> Self {
        Self(Choice::Standard(Extent::Reading))
    }

    /// Asks for reading and writing everything that the version of the standard defines.
    pub fn reading_and_writing() -> Self {
        Self(Choice::Standard(Extent::Everything))
    }

    /// Asks for no scope at all.
    pub fn none() -> Self {
        Self(Choice::Listed(Vec::new()))
    }

    /// Asks for exactly these.
    pub fn listed<S: Into<String>>(scopes: impl IntoIterator<Item = S>) -> Self {
        Self(Choice::Listed(scopes.into_iter().map(Into::into).collect()))
    }

    /// Asks for a token of its own for every service, with these scopes.
    pub fn per_service<S: Into<String>>(
        rostering: impl IntoIterator<Item = S>,
        gradebook: impl IntoIterator<Item = S>,
        resources: impl IntoIterator<Item = S>,
    ) -> Self {
        Self(Choice::PerService {
            rostering: rostering.into_iter().map(Into::into).collect(),
            gradebook: gradebook.into_iter().map(Into::into).collect(),
            resources: resources.into_iter().map(Into::into).collect(),
        })
    }

    /// Returns the scopes for a version and, where they differ by service, for that one.
    pub fn list(&self, version: Version, service: Option<Service>) -> Vec<String> {
        match &self.0 {
            Choice::Standard(extent) => Access::ALL
                .iter()
                .filter(|access| extent.covers(**access))
                .filter_map(|access| access.scope(version))
                .collect(),
            Choice::Listed(scopes) => scopes.clone(),
            Choice::PerService { rostering, gradebook, resources } => match service {
                Some(Service::Gradebook) => gradebook.clone(),
                Some(Service::Resources) => resources.clone(),
                _ => rostering.clone(),
            },
        }
    }

    pub(super) fn differ_by_service(&self) -> bool {
        matches!(self.0, Choice::PerService { .. })
    }

    /// What to ask for when the server knows some of these scopes not; none when nothing is left to try.
    pub(super) fn fewer(&self) -> Option<Self> {
        match self.0 {
            Choice::Standard(Extent::Everything | Extent::Reading) => Some(Self::rostering()),
            Choice::Standard(Extent::Rostering) => Some(Self::none()),
            _ => None,
        }
    }
}

impl Default for Scopes {
    fn default() -> Self {
        Self::reading()
    }
}

impl Extent {
    fn covers(self, access: Access) -> bool {
        match self {
            Self::Rostering => matches!(access, Access::RosterCore | Access::Roster),
            Self::Reading => !access.is_writing(),
            Self::Everything => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standard_scopes_are_those_of_the_version() {
        let check = |scopes: Scopes, version, expected: usize| {
            let list = scopes.list(version, None);
            assert_eq!(list.len(), expected, "{list:?}");
        };
        check(Scopes::rostering(), Version::V1_1, 2);
        check(Scopes::reading(), Version::V1_1, 5);
        check(Scopes::reading_and_writing(), Version::V1_1, 7);
        check(Scopes::reading(), Version::V1_2, 8);
        check(Scopes::reading_and_writing(), Version::V1_2, 13);
    }

    #[test]
    fn fewer_scopes_are_asked_for_step_by_step() {
        let fewer = Scopes::reading().fewer();
        assert_eq!(fewer, Some(Scopes::rostering()));
        assert_eq!(fewer.and_then(|scopes| scopes.fewer()), Some(Scopes::none()));
        assert_eq!(Scopes::none().fewer(), None);
        assert_eq!(Scopes::listed(["own"]).fewer(), None);
    }
}
