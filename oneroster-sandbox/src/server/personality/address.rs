use oneroster_model::Version;
use oneroster_model::json::Service;
use serde::{Deserialize, Serialize};

/// Where a SIS serves what, as paths behind the host.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Address {
    /// Path that belongs to the address people type in, such as `/aeries`. Default: none.
    pub base: String,
    /// Path in front of the roots below; the [`base`](Self::base) unless given.
    pub rest_base: Option<String>,
    /// Root of all services of 1.1. Default: `/ims/oneroster/v1p1`.
    pub v1_1: Option<String>,
    /// Root of the rostering service of 1.2. Default: `/ims/oneroster/rostering/v1p2`.
    pub rostering: Option<String>,
    /// Root of the gradebook service of 1.2. Default: `/ims/oneroster/gradebook/v1p2`.
    pub gradebook: Option<String>,
    /// Root of the resources service of 1.2. Default: `/ims/oneroster/resources/v1p2`.
    pub resources: Option<String>,
    /// Whether upper and lower case make no difference in the base and the roots. Default: they do.
    pub ignore_case: bool,
    /// Whether a slash at the end of a path is accepted. Default: it is not.
    pub trailing_slash: bool,
    /// Operations that are not offered and give 404, such as `getAllResources`; `*` at the end stands for any
    /// rest.
    pub missing: Vec<String>,
}

impl Address {
    /// Returns the path of the root of a service.
    pub fn root(&self, service: Service, version: Version) -> String {
        let own = match (version, service) {
            (Version::V1_1, _) => &self.v1_1,
            (Version::V1_2, Service::Gradebook) => &self.gradebook,
            (Version::V1_2, Service::Resources) => &self.resources,
            (Version::V1_2, _) => &self.rostering,
        };
        let base = self.rest_base.as_deref().unwrap_or(&self.base);
        format!("{base}{}", own.as_deref().unwrap_or(service.path(version)))
    }

    /// Tells whether an operation is offered.
    pub(crate) fn offers(&self, operation: &str) -> bool {
        !is_listed(&self.missing, operation)
    }
}

/// Tells whether a list names an operation, in full or by its beginning and `*`.
pub(super) fn is_listed(list: &[String], operation: &str) -> bool {
    list.iter().any(|name| match name.strip_suffix('*') {
        Some(beginning) => operation.starts_with(beginning),
        None => name == operation,
    })
}
