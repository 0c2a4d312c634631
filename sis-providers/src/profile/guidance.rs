use serde::{Deserialize, Serialize};

use super::Certainty;
use crate::collection::Collection;
use crate::diagnose::HintRule;

/// What an operator gets from the system, by the names it uses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CredentialFields {
    /// Name of the client id on the vendor's screen.
    #[serde(default = "client_id")]
    pub id_label: String,
    /// Name of the client secret on the vendor's screen.
    #[serde(default = "client_secret")]
    pub secret_label: String,
    /// Whether the secret is shown only once; none when that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_once: Option<bool>,
    /// How long credentials are good, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifetime: Option<String>,
    /// Further settings that templates name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extra: Vec<ExtraSetting>,
}

impl Default for CredentialFields {
    fn default() -> Self {
        Self {
            id_label: client_id(),
            secret_label: client_secret(),
            shown_once: None,
            lifetime: None,
            extra: Vec::new(),
        }
    }
}

/// A setting besides id and secret, such as the name of a tenant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ExtraSetting {
    /// Name, as templates use it.
    pub name: String,
    /// What it is and where it is found.
    pub label: String,
    /// Whether nothing works without it.
    #[serde(default)]
    pub required: bool,
    /// Whether it opens doors and must be kept secret.
    #[serde(default)]
    pub secret: bool,
}

impl ExtraSetting {
    /// Describes a secret that is needed.
    pub(crate) fn secret(name: &str, label: &str) -> Self {
        Self { name: name.to_owned(), label: label.to_owned(), required: true, secret: true }
    }
}

/// One step of setting a connection up on the side of the system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SetupStep {
    /// Where in the system; empty when it is nowhere in particular.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub at: String,
    /// What to do.
    pub step: String,
}

/// What has to be granted so that a collection can be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Permission {
    /// Name of the permission in the system.
    pub name: String,
    /// Collections that need it; empty for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub collections: Vec<Collection>,
}

/// Something about a system that surprises.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Quirk {
    /// What it is about, one word in lower case.
    pub about: String,
    /// What happens, and what to do about it.
    pub text: String,
    /// How it is known, if not as the rest of the profile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certainty: Option<Certainty>,
}

/// Everything for people: how to set up, what surprises, what failures mean.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Guidance {
    /// Steps in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub setup: Vec<SetupStep>,
    /// The least that has to be granted for reading rosters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub permissions: Vec<Permission>,
    /// Surprises.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quirks: Vec<Quirk>,
    /// What failures mean; the first rule that fits counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<HintRule>,
    /// A public server to try against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demo: Option<String>,
    /// Public pages and code that the facts come from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
}

fn client_id() -> String {
    "client ID".to_owned()
}

fn client_secret() -> String {
    "client secret".to_owned()
}
