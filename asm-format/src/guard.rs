//! Guards: reasons to hold an upload back.
//!
//! Every upload is the full truth for Apple School Manager: accounts that are missing are deactivated
//! and later deleted, classes that are missing lose their students and class work (Apple, "Delete
//! accounts", "Review the classes template"). A half-empty export must not get that far.

use std::collections::BTreeMap;

use oneroster_model::Code;
use serde::{Deserialize, Serialize};

use crate::inventory::Comparison;
use crate::table::AsmFile;
use crate::validate::AsmValidation;

oneroster_model::codes! {
    /// File that lost all rows.
    GUARD_FILE_EMPTIED = "guard_file_emptied", "A file is empty that had rows in the last good run.",
        "Check that the export is complete; release the run with a reason if the file is meant to be empty.";
    /// File that lost many rows.
    GUARD_LOSS = "guard_loss", "A file lost more keys than allowed since the last good run.",
        "Compare the archives; release the run with a reason if the removals are meant.";
    /// Archive that breaks rules.
    GUARD_INVALID = "guard_invalid", "The archive breaks rules of Apple School Manager.",
        "Correct the errors; the upload would be rejected as a whole.";
    /// Other identifiers.
    GUARD_IDENTIFIER_POLICY = "guard_identifier_policy", "Identifiers are made in another way than in the last good run.",
        "Go back to the former setting: people with new identifiers become second accounts.";
    /// No school.
    GUARD_NO_LOCATION = "guard_no_location", "The archive holds no location.",
        "Check the filters and the export; everybody belongs to a location.";
    /// Holidays.
    GUARD_NO_ACTIVE_TERM = "guard_no_active_term", "No academic session is active today, so no class is exported.",
        "During holidays, wait, or set term_lead_days so that classes exist before the first day.";
}

/// What the guards allow.
///
/// # Examples
///
/// ```
/// use asm_format::{AsmFile, GuardSettings};
///
/// let settings = GuardSettings::default().with_max_loss_of(AsmFile::Rosters, 0.5);
/// assert_eq!(settings.allowed_loss(AsmFile::Students), 0.2);
/// assert_eq!(settings.allowed_loss(AsmFile::Rosters), 0.5);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct GuardSettings {
    /// The share of its keys, 0 to 1, that a file may lose against the last good run; 0.2 by default.
    pub max_loss: f64,
    /// Other shares for single files.
    pub max_loss_of: BTreeMap<AsmFile, f64>,
}

impl Default for GuardSettings {
    fn default() -> Self {
        Self { max_loss: 0.2, max_loss_of: BTreeMap::new() }
    }
}

impl GuardSettings {
    /// Returns the settings with another share for all files.
    #[must_use]
    pub fn with_max_loss(self, max_loss: f64) -> Self {
        Self { max_loss, ..self }
    }

    /// Returns the settings with another share for one file.
    #[must_use]
    pub fn with_max_loss_of(mut self, file: AsmFile, max_loss: f64) -> Self {
        self.max_loss_of.insert(file, max_loss);
        self
    }

    /// Returns the share of its keys that a file may lose.
    pub fn allowed_loss(&self, file: AsmFile) -> f64 {
        self.max_loss_of.get(&file).copied().unwrap_or(self.max_loss)
    }
}

/// What is known about an archive before its upload.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Evidence<'e> {
    /// The keys against those of the last good run; `None` for the first run.
    pub comparison: Option<&'e Comparison>,
    /// The validation of the archive.
    pub validation: Option<&'e AsmValidation>,
    /// How identifiers were made in the last good run and are made now, in any stable wording.
    pub identifier_policy: Option<(&'e str, &'e str)>,
    /// Whether classes were chosen by active sessions although none is active.
    pub no_active_term: bool,
}

impl<'e> Evidence<'e> {
    /// Returns the evidence with a comparison.
    #[must_use]
    pub fn with_comparison(self, comparison: &'e Comparison) -> Self {
        Self { comparison: Some(comparison), ..self }
    }

    /// Returns the evidence with a validation.
    #[must_use]
    pub fn with_validation(self, validation: &'e AsmValidation) -> Self {
        Self { validation: Some(validation), ..self }
    }

    /// Returns the evidence with the identifier policies of the last good run and of this one.
    #[must_use]
    pub fn with_identifier_policy(self, previous: &'e str, next: &'e str) -> Self {
        Self { identifier_policy: Some((previous, next)), ..self }
    }

    /// Returns the evidence with the word of a conversion on sessions; see
    /// [`Conversion::no_active_term`](crate::convert::Conversion::no_active_term).
    #[must_use]
    pub fn with_no_active_term(self, no_active_term: bool) -> Self {
        Self { no_active_term, ..self }
    }
}

/// A reason to hold an upload back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Refusal {
    /// Which guard it is.
    pub code: &'static Code,
    /// The file it is about.
    pub file: Option<AsmFile>,
    /// The numbers behind it, in lower case and without a full stop.
    pub message: String,
}

impl Refusal {
    fn new(code: &'static Code, file: Option<AsmFile>, message: String) -> Self {
        Self { code, file, message }
    }
}

/// What the guards say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Verdict {
    /// All reasons to hold the upload back.
    pub refusals: Vec<Refusal>,
    /// Why it may go on nevertheless.
    pub override_reason: Option<String>,
}

impl Verdict {
    /// Returns the verdict with a human decision to go on; a blank reason is none.
    #[must_use]
    pub fn overridden(self, reason: &str) -> Self {
        let reason = Some(reason.trim()).filter(|reason| !reason.is_empty());
        Self { override_reason: reason.map(str::to_owned), ..self }
    }

    /// Tells whether the archive may be uploaded.
    pub fn is_released(&self) -> bool {
        self.refusals.is_empty() || self.override_reason.is_some()
    }
}

/// Judges an archive by all guards.
///
/// # Examples
///
/// ```
/// use asm_format::{AsmFile, Evidence, GuardSettings, Inventory, judge};
///
/// let mut previous = Inventory::default();
/// previous.add(AsmFile::Students, "s1");
/// let comparison = previous.compare(&mut Inventory::default());
/// let verdict = judge(Evidence::default().with_comparison(&comparison), &GuardSettings::default());
/// assert_eq!(verdict.refusals[0].message, "students.csv had 1 key and has none now");
/// assert!(!verdict.is_released());
/// assert!(verdict.overridden("The school was closed.").is_released());
/// ```
pub fn judge(evidence: Evidence<'_>, settings: &GuardSettings) -> Verdict {
    let mut refusals = Vec::new();
    if let Some(comparison) = evidence.comparison {
        refusals.extend(AsmFile::ALL.into_iter().filter_map(|file| judge_loss(file, comparison, settings)));
    }
    if let Some(validation) = evidence.validation {
        if validation.errors() > 0 {
            let message = format!("the archive has {}", counted(validation.errors(), "error"));
            refusals.push(Refusal::new(&GUARD_INVALID, None, message));
        }
        if validation.rows(AsmFile::Locations).unwrap_or_default() == 0 {
            let message = "locations.csv has no rows".to_owned();
            refusals.push(Refusal::new(&GUARD_NO_LOCATION, Some(AsmFile::Locations), message));
        }
    }
    if let Some((previous, next)) = evidence.identifier_policy.filter(|(previous, next)| previous != next) {
        let message = format!("identifiers were made by {previous} and are made by {next} now");
        refusals.push(Refusal::new(&GUARD_IDENTIFIER_POLICY, None, message));
    }
    if evidence.no_active_term {
        let message = "classes are filtered by active sessions, and none is active today".to_owned();
        refusals.push(Refusal::new(&GUARD_NO_ACTIVE_TERM, Some(AsmFile::Classes), message));
    }
    Verdict { refusals, override_reason: None }
}

fn judge_loss(file: AsmFile, comparison: &Comparison, settings: &GuardSettings) -> Option<Refusal> {
    let keys = comparison.file(file);
    if keys.previous > 0 && keys.next == 0 {
        let message = format!("{file} had {} and has none now", counted(keys.previous, "key"));
        return Some(Refusal::new(&GUARD_FILE_EMPTIED, Some(file), message));
    }
    let allowed = settings.allowed_loss(file);
    // A share that is no number allows nothing.
    let tolerable = keys.lost == 0 || keys.lost_share() <= allowed;
    (!tolerable).then(|| {
        let message = format!(
            "{file} lost {} of {} ({:.1} %), allowed are {:.1} %",
            keys.lost,
            counted(keys.previous, "key"),
            keys.lost_share() * 100.0,
            allowed * 100.0
        );
        Refusal::new(&GUARD_LOSS, Some(file), message)
    })
}

fn counted(count: u64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;
    use crate::{AsmPackage, Inventory, validate};

    fn comparison(file: AsmFile, previous: u32, kept: u32) -> Comparison {
        let mut before = Inventory::default();
        let mut after = Inventory::default();
        for number in 0..previous {
            before.add(file, &number.to_string());
        }
        for number in 0..kept {
            after.add(file, &number.to_string());
        }
        before.compare(&mut after)
    }

    fn codes(verdict: &Verdict) -> Vec<&'static str> {
        verdict.refusals.iter().map(|refusal| refusal.code.id).collect()
    }

    #[test]
    fn losses_beyond_the_share_are_refused() {
        let settings = GuardSettings::default().with_max_loss_of(AsmFile::Rosters, 0.5);
        for (file, previous, kept, expected) in [
            (AsmFile::Students, 10, 8, vec![]),
            (AsmFile::Students, 10, 7, vec!["guard_loss"]),
            (AsmFile::Students, 10, 0, vec!["guard_file_emptied"]),
            (AsmFile::Students, 0, 0, vec![]),
            (AsmFile::Rosters, 10, 5, vec![]),
            (AsmFile::Rosters, 10, 4, vec!["guard_loss"]),
            (AsmFile::Staff, 10, 20, vec![]),
        ] {
            let comparison = comparison(file, previous, kept);
            let verdict = judge(Evidence::default().with_comparison(&comparison), &settings);
            assert_eq!(codes(&verdict), expected, "{file} {previous} {kept}");
            assert_eq!(verdict.is_released(), expected.is_empty());
        }
    }

    #[test]
    fn holidays_are_refused_when_classes_are_filtered_by_sessions() {
        let verdict = judge(Evidence::default().with_no_active_term(true), &GuardSettings::default());
        assert_eq!(codes(&verdict), ["guard_no_active_term"]);
    }

    #[test]
    fn a_share_that_is_no_number_allows_nothing() {
        let comparison = comparison(AsmFile::Staff, 10, 9);
        let settings = GuardSettings::default().with_max_loss(f64::NAN);
        assert_eq!(
            codes(&judge(Evidence::default().with_comparison(&comparison), &settings)),
            ["guard_loss"]
        );
    }

    #[test]
    fn invalid_archives_and_changed_identifiers_are_refused() {
        let texts = [(AsmFile::Locations, "location_id,location_name\n")];
        let validation = validate(&AsmPackage::from_texts(texts), &mut Vec::new()).unwrap();
        let evidence =
            Evidence::default().with_validation(&validation).with_identifier_policy("keep", "replace");
        let verdict = judge(evidence, &GuardSettings::default());
        assert_eq!(codes(&verdict), ["guard_invalid", "guard_no_location", "guard_identifier_policy"]);
        assert!(!verdict.clone().overridden("  ").is_released());
        assert!(verdict.overridden("checked by hand").is_released());
    }

    #[test]
    fn settings_are_read_from_configuration() {
        let json = r#"{"max_loss": 0.1, "max_loss_of": {"rosters": 0.4}}"#;
        let settings: GuardSettings = serde_json::from_str(json).unwrap();
        assert!((settings.allowed_loss(AsmFile::Rosters) - 0.4).abs() < 1e-9);
        assert!((settings.allowed_loss(AsmFile::Classes) - 0.1).abs() < 1e-9);
    }
}
