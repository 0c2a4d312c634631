//! Profiles: everything that differs between student information systems, as data.
//!
//! A [`Profile`] is plain data that loads from TOML. [`AXES`] lists what can be said about a system; the
//! profiles that come with this crate say it for each, with how well it is [known](Certainty).

mod address;
mod authentication;
mod axes;
mod certainty;
mod data;
mod guidance;
mod network;
mod overrides;
mod reading;
mod renewal;
pub(crate) mod service;
mod validate;

use std::collections::BTreeMap;

use oneroster_model::Version;
pub use oneroster_model::json::Service;
use serde::{Deserialize, Serialize};

pub use address::{Envelopes, RootAnchor, Roots, UrlInput, UrlMistake, UrlRules};
pub use authentication::{
    Authentication, CookieUse, CredentialNames, ParameterBody, Placement, Scheme, ScopeNames, ScopeProfile,
    ScopeUse, TokenAlternative, TokenAnchor, TokenMethod, TokenProfile, TokenResponse,
};
pub use axes::{AXES, Axis};
pub use certainty::{Certainties, Certainty, Support};
pub use data::{CsvExport, IdentifierProfile, IdentifierScope, ValueProfile};
pub use guidance::{CredentialFields, ExtraSetting, Guidance, Permission, Quirk, SetupStep};
pub use network::{Hosting, Limits, Rate, Reachability, Tls};
pub use overrides::Overrides;
pub use reading::{
    DeltaProfile, EndpointProfile, LinkUse, PageParameters, PagingProfile, QueryProfile, Requests, TotalUse,
    Writing,
};
pub use renewal::{Discovery, RefusedAnswers, Renewal, RenewalRequest, RenewalStrategy};

use crate::error::Error;

/// What is known about one student information system.
///
/// # Examples
///
/// A profile of one's own says what differs from an existing one:
///
/// ```
/// use sis_providers::{Certainty, Profiles};
///
/// let mut profiles = Profiles::builtin();
/// let own = profiles.load(
///     r#"
///     key = "springfield"
///     name = "Springfield SIS"
///     base = "aeries"
///     paging = { max_size = 500 }
///     "#,
/// )?;
/// assert_eq!(own.paging.max_size, Some(500));
/// assert_eq!(own.certainty.of("paging.max_size"), Certainty::Given);
/// assert_eq!(own.token.path.as_ref().map(|path| path.as_str()), Some("/token"));
/// # Ok::<(), sis_providers::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Profile {
    /// Short name in `snake_case`, by which the profile is chosen.
    pub key: String,
    /// Name as people know it.
    pub name: String,
    /// Who makes it.
    pub vendor: String,
    /// Other names of the system.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_known_as: Vec<String>,
    /// Whether rosters are read from it.
    #[serde(default)]
    pub role: SystemRole,
    /// Versions of OneRoster, the preferred one first.
    pub versions: Vec<Version>,
    /// What is done with the URL that an operator types.
    pub url: UrlRules,
    /// Where the services are, by version.
    pub roots: BTreeMap<Version, Roots>,
    /// How data requests prove who sends them.
    pub authentication: Authentication,
    /// What the operator gets from the system.
    #[serde(default)]
    pub credentials: CredentialFields,
    /// How a token is asked for.
    pub token: TokenProfile,
    /// Which scopes it is asked for.
    #[serde(default)]
    pub scopes: ScopeProfile,
    /// How it is renewed.
    pub renewal: Renewal,
    /// What data requests carry besides the credentials.
    #[serde(default)]
    pub requests: Requests,
    /// How collections are paged.
    #[serde(default)]
    pub paging: PagingProfile,
    /// What can be asked of a collection.
    #[serde(default)]
    pub query: QueryProfile,
    /// How changes are found.
    #[serde(default)]
    pub delta: DeltaProfile,
    /// Which endpoints there are.
    #[serde(default)]
    pub endpoints: EndpointProfile,
    /// Names under which records arrive.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub envelopes: Envelopes,
    /// How values differ.
    #[serde(default)]
    pub values: ValueProfile,
    /// What is known about identifiers.
    #[serde(default)]
    pub identifiers: IdentifierProfile,
    /// How much can be asked, and how long it may take.
    #[serde(default)]
    pub limits: Limits,
    /// What is known about secure connections.
    #[serde(default)]
    pub tls: Tls,
    /// Where servers stand.
    #[serde(default)]
    pub reachability: Reachability,
    /// What can be written.
    #[serde(default)]
    pub writing: Writing,
    /// The CSV export.
    #[serde(default)]
    pub csv: CsvExport,
    /// Everything for people.
    #[serde(default)]
    pub guidance: Guidance,
    /// How well all of this is known.
    pub certainty: Certainties,
}

/// Whether rosters are read from a system.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum SystemRole {
    /// They are.
    #[default]
    Provider,
    /// It reads rosters of others; kept for what it expects of them.
    Consumer,
}

impl Profile {
    /// Reads a complete profile.
    ///
    /// # Errors
    ///
    /// [`Error::Profile`] when the text is not TOML, names an unknown field, lacks one that every profile
    /// needs, or contradicts itself.
    pub fn from_toml(text: &str) -> Result<Self, Error> {
        Self::from_table(overrides::parse(text)?)
    }

    /// Returns the profile as TOML.
    ///
    /// # Errors
    ///
    /// [`Error::Profile`] when a value cannot be written, which does not happen with profiles that were read.
    pub fn to_toml(&self) -> Result<String, Error> {
        toml::to_string_pretty(self).map_err(|error| overrides::unusable("it cannot be written").with(error))
    }

    /// Returns the profile with some fields replaced; these are marked as [`Certainty::Given`].
    ///
    /// # Errors
    ///
    /// [`Error::Profile`] as for [`from_toml`](Self::from_toml).
    pub fn with_overrides(&self, overrides: &Overrides) -> Result<Self, Error> {
        self.overlaid(overrides, Some(Certainty::Given))
    }

    pub(crate) fn overlaid(&self, overrides: &Overrides, mark: Option<Certainty>) -> Result<Self, Error> {
        if overrides.is_empty() {
            return Ok(self.clone());
        }
        let mut table = toml::Table::try_from(self)
            .map_err(|error| overrides::unusable("it cannot be written").with(error))?;
        let touched = overrides.apply(&mut table);
        let mut profile = Self::from_table(table)?;
        let facts = &mut profile.certainty.facts;
        if overrides.sets_overall() {
            // What comes from the base is known as well as it is there.
            for axis in AXES {
                if !overrides.judges(axis.path) && !touched.all().any(|path| axis.is_on(path)) {
                    facts.insert(axis.path.to_owned(), self.certainty.of(axis.path));
                }
            }
        }
        if let Some(mark) = mark {
            let unjudged = touched.facts().filter(|path| !overrides.judges(path));
            facts.extend(unjudged.map(|path| (path.to_owned(), mark)));
        }
        Ok(profile)
    }

    fn from_table(table: toml::Table) -> Result<Self, Error> {
        let facts = AXES.iter().map(|axis| axis.path).filter(|path| !path.starts_with("guidance."));
        let unsaid: Vec<&str> = facts.filter(|path| !overrides::is_said(&table, path)).collect();
        let mut profile: Self =
            serde_path_to_error::deserialize(toml::Value::Table(table)).map_err(|error| {
                let path = error.path().to_string();
                let at = if path == "." { String::new() } else { format!("{path}: ") };
                overrides::unusable(format!("{at}{}", overrides::first_line(error.inner().message())))
                    .into_error()
            })?;
        profile.validate()?;
        // A default is no fact.
        let facts = &mut profile.certainty.facts;
        for path in unsaid {
            if !facts.keys().any(|fact| overrides::covers(fact, path)) {
                facts.insert(path.to_owned(), Certainty::Unverified);
            }
        }
        Ok(profile)
    }

    /// Returns where the services of a version are; none when the system does not speak it.
    pub fn roots(&self, version: Version) -> Option<&Roots> {
        self.roots.get(&version).filter(|_| self.versions.contains(&version))
    }
}
