use std::fmt;
use std::time::Duration;

use serde::{Serialize, Serializer};

use super::Learned;
use crate::collection::Collection;
use crate::diagnose::{Hint, Stage};

/// One step of a connection check and what came of it.
///
/// Texts hold no secrets and no data of people.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Step {
    /// How far the connection had come.
    pub stage: Stage,
    /// What was looked at: a host, a collection, a field.
    pub subject: String,
    /// The collection, where one was read as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collection: Option<Collection>,
    /// What came of it.
    pub outcome: Outcome,
    /// How long it took; written in milliseconds.
    #[serde(serialize_with = "milliseconds")]
    pub took: Duration,
    /// What was seen, in one line.
    pub detail: String,
    /// What a failure or a warning probably means.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<Hint>,
}

/// What came of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Outcome {
    /// It works.
    Passed,
    /// It works in part, or not as expected.
    Warned,
    /// It does not work.
    Failed,
    /// It was not tried.
    Skipped,
}

impl Outcome {
    /// Returns `passed`, `warned`, `failed` or `skipped`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Warned => "warned",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.stage, self.subject, self.outcome.as_str())?;
        if !self.detail.is_empty() {
            write!(f, ", {}", self.detail)?;
        }
        match &self.hint {
            Some(hint) => write!(f, " [{}]", hint.text),
            None => Ok(()),
        }
    }
}

/// All steps of a check, and what it learned.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct CheckReport {
    /// The steps in order.
    pub steps: Vec<Step>,
    /// What was learned about the server.
    pub learned: Learned,
}

/// Collections without which there is no roster. Students and teachers together stand for users.
pub(super) const NEEDED: [Collection; 5] = [
    Collection::Orgs,
    Collection::AcademicSessions,
    Collection::Courses,
    Collection::Classes,
    Collection::Enrollments,
];

impl CheckReport {
    /// Tells whether rosters can be read: there is access, and no collection that a roster needs is refused.
    pub fn is_usable(&self) -> bool {
        let readable = |collection: Collection| {
            self.steps.iter().any(|step| {
                step.collection == Some(collection)
                    && matches!(step.outcome, Outcome::Passed | Outcome::Warned)
            })
        };
        NEEDED.into_iter().all(readable)
            && (readable(Collection::Users)
                || (readable(Collection::Students) && readable(Collection::Teachers)))
    }

    /// Returns the first step that failed.
    pub fn first_failure(&self) -> Option<&Step> {
        self.steps.iter().find(|step| step.outcome == Outcome::Failed)
    }
}

fn milliseconds<S: Serializer>(took: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(u64::try_from(took.as_millis()).unwrap_or(u64::MAX))
}
