/// What an administrator of OneRoster 1.1 becomes in 1.2, which tells four kinds apart.
///
/// The standard gives no rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Administrators {
    /// `siteAdministrator`, the kind with the fewest rights of those that fit everywhere; the JSON binding
    /// here does the same.
    #[default]
    SiteAdministrator,
    /// `districtAdministrator`.
    DistrictAdministrator,
    /// `systemAdministrator`.
    SystemAdministrator,
    /// `principal`.
    Principal,
    /// `siteAdministrator` in schools and departments, `districtAdministrator` in all other orgs.
    ByOrgType,
}

impl Administrators {
    /// Returns the role of 1.2 in an org of a type.
    pub(super) fn role(self, org_type: &str) -> &'static str {
        match self {
            Self::SiteAdministrator => "siteAdministrator",
            Self::DistrictAdministrator => "districtAdministrator",
            Self::SystemAdministrator => "systemAdministrator",
            Self::Principal => "principal",
            Self::ByOrgType => match org_type {
                "district" | "local" | "state" | "national" => "districtAdministrator",
                _ => "siteAdministrator",
            },
        }
    }
}
