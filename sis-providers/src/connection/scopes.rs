//! Which scopes a token is asked for.

use oneroster_client::Service;
use oneroster_model::Version;

use super::Connection;
use crate::error::Error;
use crate::profile::{ScopeNames, ScopeProfile};

/// Returns what stands in front of the short names of the standard.
fn standard_prefix(version: Version) -> &'static str {
    match version {
        Version::V1_1 => "https://purl.imsglobal.org/spec/or/v1p1/scope/",
        Version::V1_2 => "https://purl.imsglobal.org/spec/or/v1p2/scope/",
    }
}

impl Connection {
    /// Returns the scopes to ask for, in full; empty for none.
    pub(crate) fn wanted_scopes(&self, version: Version) -> Result<Vec<String>, Error> {
        if let Some(scopes) = &self.scopes {
            return Ok(scopes.clone());
        }
        let known = &self.profile.scopes;
        let Some(names) = known.names.get(&version).filter(|_| known.usage.is_sent()) else {
            return Ok(Vec::new());
        };
        let mut scopes: Vec<String> = Vec::new();
        for template in self.chosen(names) {
            let name = self.credentials.fill(template, &self.profile)?;
            let scope = in_full(known, version, name.expose());
            if !scopes.contains(&scope) {
                scopes.push(scope);
            }
        }
        Ok(scopes)
    }

    fn chosen<'n>(&self, names: &'n ScopeNames) -> impl Iterator<Item = &'n crate::Template> {
        let lists = [
            (&names.rostering, self.services.contains(&Service::Rostering)),
            (&names.gradebook, self.services.contains(&Service::Gradebook)),
            (&names.resources, self.services.contains(&Service::Resources)),
            (&names.writing, self.writing),
        ];
        lists.into_iter().filter(|(_, wanted)| *wanted).flat_map(|(list, _)| list)
    }
}

fn in_full(known: &ScopeProfile, version: Version, name: &str) -> String {
    let is_short = name.bytes().all(|b| b.is_ascii_lowercase() || matches!(b, b'.' | b'-'));
    if !is_short {
        return name.to_owned();
    }
    format!("{}{name}", known.prefix.as_deref().unwrap_or_else(|| standard_prefix(version)))
}
