//! Lists of services in profiles, by the names of the standard.

use oneroster_model::json::Service;
use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::Serializer;

const NAMES: [(&str, Service); 3] =
    [("rostering", Service::Rostering), ("gradebook", Service::Gradebook), ("resources", Service::Resources)];

/// Returns the name of a service as profiles write it.
pub(crate) fn name(service: Service) -> &'static str {
    NAMES.iter().find(|(_, known)| *known == service).map_or("rostering", |(name, _)| name)
}

pub(super) fn serialize<S: Serializer>(services: &[Service], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(services.iter().map(|service| name(*service)))
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Service>, D::Error> {
    let names = Vec::<String>::deserialize(deserializer)?;
    names
        .iter()
        .map(|text| {
            NAMES
                .iter()
                .find(|(name, _)| name == text)
                .map(|(_, service)| *service)
                .ok_or_else(|| D::Error::unknown_variant(text, &["rostering", "gradebook", "resources"]))
        })
        .collect()
}
