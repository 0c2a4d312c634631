//! How a particular SIS departs from the standard, as data.
//!
//! [`Personality`] holds one part per subject; every part has the values of the standard by default.

mod access;
mod address;
mod answers;
mod named;
mod paging;
mod query;
mod token;
mod turns;
mod values;

pub use access::{Access, Answer, Scheme, SignatureMethod};
pub use address::Address;
pub use answers::{Answers, EmptyForm, ErrorForm, SingleForm};
pub use named::UnknownPersonality;
pub use paging::{BadNumber, Counted, Limit, LinkForm, Paging, Total};
pub use query::{Query, Support};
pub use token::{
    CredentialPlace, ExpiresIn, ParameterPlace, RefreshTokens, ScopeRule, TokenForm, TokenRules,
};
pub use turns::Turns;
pub use values::{
    AbsentForm, BooleanForm, DateForm, HrefForm, InstantForm, ListForm, NumberForm, ReferenceForm, TokenCase,
    Values,
};

use std::collections::BTreeMap;

use oneroster_model::Version;
use serde::{Deserialize, Serialize};

/// How a SIS behaves: its addresses, its token endpoint, its paging, and everything else in which it departs
/// from the standard.
///
/// Plain data with public fields: take one by [name](Self::named), change what you like, or read one from
/// TOML. Every field has the value of the standard unless it is given.
///
/// # Examples
///
/// ```
/// use oneroster_sandbox::Personality;
/// use oneroster_sandbox::personality::LinkForm;
///
/// let aeries = Personality::named("aeries")?;
/// assert!(aeries.token.cookies, "what a token response sets has to be sent back");
///
/// let mut own = Personality::standard();
/// own.paging.links = LinkForm::Relative;
///
/// let own = Personality::from_toml("name = \"ours\"\n[paging]\nlinks = \"relative\"\n")?;
/// assert_eq!(own.paging.links, LinkForm::Relative);
/// assert!(Personality::from_toml("[paging]\nlinks = \"wrong\"\n").is_err());
/// # Ok::<(), oneroster_sandbox::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Personality {
    /// Short name, such as `aeries`.
    pub name: String,
    /// What is known about the system, and what is assumed.
    pub about: String,
    /// Version that is served unless another is asked for; 1.1 if absent.
    pub version: Option<Version>,
    /// Secrets beyond identifier and secret, for texts such as `{vendor_key}`.
    pub secrets: BTreeMap<String, String>,
    /// Where things are.
    pub address: Address,
    /// The token endpoint.
    pub token: TokenRules,
    /// Who gets in.
    pub access: Access,
    /// Page sizes, totals and links.
    pub paging: Paging,
    /// Filter, sort and field selection.
    pub query: Query,
    /// Envelopes and error payloads.
    pub answers: Answers,
    /// What the values of records look like.
    pub values: Values,
}

impl Personality {
    /// Returns the personality that behaves as the standard has it.
    pub fn standard() -> Self {
        Self { name: "standard".to_owned(), ..Self::default() }
    }

    /// Reads a personality from TOML; what it does not say is as the standard has it.
    ///
    /// # Errors
    ///
    /// [`Error::Personality`](crate::Error::Personality) with the line and the reason.
    pub fn from_toml(text: &str) -> Result<Self, crate::Error> {
        toml::from_str(text).map_err(|error| unreadable(&error))
    }

    /// Returns the personality with some more departures, so that single ones can be put together.
    ///
    /// # Errors
    ///
    /// [`Error::Personality`](crate::Error::Personality) with the line and the reason.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneroster_sandbox::Personality;
    /// use oneroster_sandbox::personality::{BooleanForm, Total};
    ///
    /// let personality = Personality::named("aeries")?
    ///     .with("[values]\nbooleans = \"json\"")?
    ///     .with("[paging]\ntotal = \"absent\"\nmax-limit = 50")?;
    /// assert_eq!(personality.values.booleans, BooleanForm::Json.into());
    /// assert_eq!(personality.paging.total, Total::Absent);
    /// assert!(personality.token.cookies, "the rest is as it was");
    /// # Ok::<(), oneroster_sandbox::Error>(())
    /// ```
    pub fn with(&self, toml: &str) -> Result<Self, crate::Error> {
        let more: serde_json::Value = toml::from_str(toml).map_err(|error| unreadable(&error))?;
        // Names of fields are checked where lines can be told.
        Self::from_toml(toml)?;
        let merged = serde_json::to_value(self).map(|mut all| {
            merge(&mut all, more);
            all
        });
        merged.and_then(serde_json::from_value).map_err(|error| crate::Error::personality(&error.to_string()))
    }

    /// Returns the version that is served unless another is asked for.
    pub fn version(&self) -> Version {
        self.version.unwrap_or(Version::V1_1)
    }
}

fn unreadable(error: &toml::de::Error) -> crate::Error {
    crate::Error::personality(error.message())
}

/// Puts the members of one object into another; what is no object is replaced.
fn merge(all: &mut serde_json::Value, more: serde_json::Value) {
    match (all, more) {
        (serde_json::Value::Object(all), serde_json::Value::Object(more)) => {
            for (name, value) in more {
                merge(all.entry(name).or_insert_with(|| serde_json::Value::Null), value);
            }
        }
        (all, more) => *all = more,
    }
}
