//! What failures mean: rules that lead from a symptom to a hint.
//!
//! A [`Symptom`] is what was seen at a [`Stage`] of reaching a server. The rules of the profile are asked
//! first, then the [usual](usual_rules) ones, which hold for every system.

mod rule;
mod symptom;
mod usual;

pub use rule::HintRule;
pub use symptom::{Stage, Symptom, SymptomKind};
pub use usual::usual_rules;

use crate::profile::{Certainty, Profile};

/// What a failure probably means and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Hint {
    /// One or two sentences for an operator.
    pub text: String,
    /// How it is known that this is the cause.
    pub certainty: Certainty,
}

/// Finds out what a failure probably means.
///
/// Where a collection is refused and the profile knows which permission opens it, that is said too.
///
/// # Examples
///
/// ```
/// use sis_providers::diagnose::{Stage, Symptom, SymptomKind, diagnose};
/// use sis_providers::{Collection, Profiles};
///
/// let profiles = Profiles::builtin();
/// let symptom = Symptom::new(Stage::Collection, SymptomKind::Status)
///     .with_status(403)
///     .with_collection(Collection::Enrollments);
/// let hint = diagnose(profiles.get("aeries")?, &symptom);
/// assert!(hint.text.contains("Classes"), "{}", hint.text);
/// # Ok::<(), sis_providers::Error>(())
/// ```
pub fn diagnose(profile: &Profile, symptom: &Symptom) -> Hint {
    let guidance = &profile.guidance;
    let own = guidance.hints.iter().find(|rule| rule.fits(symptom));
    let mut hint = match own {
        Some(rule) => Hint {
            text: rule.hint.clone(),
            certainty: rule.certainty.unwrap_or_else(|| profile.certainty.of("guidance.hints")),
        },
        None => usual(symptom),
    };
    if let Some(permissions) = needed(profile, symptom) {
        hint.text.push_str(&permissions);
    }
    hint
}

fn usual(symptom: &Symptom) -> Hint {
    let text = usual_rules().find(|rule| rule.fits(symptom)).map_or_else(
        || "no usual cause is known; compare with the documentation of the vendor".to_owned(),
        |rule| rule.hint,
    );
    Hint { text, certainty: Certainty::Inferred }
}

/// Names the permissions that open a refused or empty collection.
fn needed(profile: &Profile, symptom: &Symptom) -> Option<String> {
    let collection = symptom.collection?;
    let refused = symptom.kind == SymptomKind::Empty || matches!(symptom.status, Some(401 | 403 | 404));
    let names: Vec<&str> = profile
        .guidance
        .permissions
        .iter()
        .filter(|permission| permission.collections.contains(&collection))
        .map(|permission| permission.name.as_str())
        .collect();
    (refused && !names.is_empty()).then(|| format!(" ({collection} needs: {})", names.join(", ")))
}
