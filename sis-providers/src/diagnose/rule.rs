use serde::{Deserialize, Serialize};

use super::{Stage, Symptom, SymptomKind};
use crate::collection::Collection;
use crate::profile::Certainty;

/// What a failure means, and when. Conditions that are not given hold always; all others must hold.
///
/// # Examples
///
/// ```
/// use sis_providers::diagnose::{HintRule, Stage, Symptom, SymptomKind};
///
/// let rule = HintRule::new(Stage::Token, "the vendor record has no scopes").for_statuses(&[400]);
/// let symptom = Symptom::new(Stage::Token, SymptomKind::Status);
/// assert!(rule.fits(&symptom.clone().with_status(400)));
/// assert!(!rule.fits(&symptom.with_status(401)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct HintRule {
    /// Where it holds.
    pub stage: Stage,
    /// Statuses of the answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub status: Vec<u16>,
    /// Kinds of failure.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<SymptomKind>,
    /// Collections.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub collections: Vec<Collection>,
    /// Texts in lower case, one of which is in what the server said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub text: Vec<String>,
    /// The probable cause and what to do about it.
    pub hint: String,
    /// How that is known; default as for all hints of the profile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certainty: Option<Certainty>,
}

impl HintRule {
    /// Creates a rule for everything that fails at a stage.
    pub fn new(stage: Stage, hint: impl Into<String>) -> Self {
        Self {
            stage,
            status: Vec::new(),
            kinds: Vec::new(),
            collections: Vec::new(),
            text: Vec::new(),
            hint: hint.into(),
            certainty: None,
        }
    }

    /// Limits the rule to statuses.
    #[must_use]
    pub fn for_statuses(mut self, statuses: &[u16]) -> Self {
        self.status = statuses.to_vec();
        self
    }

    /// Limits the rule to kinds of failure.
    #[must_use]
    pub fn for_kinds(mut self, kinds: &[SymptomKind]) -> Self {
        self.kinds = kinds.to_vec();
        self
    }

    /// Limits the rule to collections.
    #[must_use]
    pub fn for_collections(mut self, collections: &[Collection]) -> Self {
        self.collections = collections.to_vec();
        self
    }

    /// Limits the rule to answers with one of these texts.
    #[must_use]
    pub fn for_texts(mut self, texts: &[&str]) -> Self {
        self.text = texts.iter().map(|text| text.to_lowercase()).collect();
        self
    }

    /// Tells whether the rule explains a symptom.
    pub fn fits(&self, symptom: &Symptom) -> bool {
        fn holds<T: PartialEq>(allowed: &[T], found: Option<&T>) -> bool {
            allowed.is_empty() || found.is_some_and(|found| allowed.contains(found))
        }
        self.stage == symptom.stage
            && holds(&self.status, symptom.status.as_ref())
            && holds(&self.kinds, Some(&symptom.kind))
            && holds(&self.collections, symptom.collection.as_ref())
            && (self.text.is_empty() || self.text.iter().any(|text| symptom.text.contains(text.as_str())))
    }

    /// Returns the conditions in words, for a table; `always` for none.
    pub(crate) fn conditions(&self) -> String {
        let mut conditions: Vec<String> = Vec::new();
        let join = |words: Vec<String>| words.join(" or ");
        if !self.status.is_empty() {
            conditions.push(format!("status {}", join(self.status.iter().map(u16::to_string).collect())));
        }
        conditions.extend(Some(join(self.kinds.iter().map(|kind| kind.as_str().to_owned()).collect())));
        conditions.extend(Some(join(self.collections.iter().map(|one| one.name().to_owned()).collect())));
        conditions.extend(Some(join(self.text.iter().map(|text| format!("\"{text}\"")).collect())));
        conditions.retain(|condition| !condition.is_empty());
        if conditions.is_empty() { "always".to_owned() } else { conditions.join(", ") }
    }
}
