use serde::Serialize;
use time::OffsetDateTime;

use crate::RunId;

/// One rule that a run would break, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GuardReason {
    /// Stable name of the rule, such as `too_many_students_vanish`.
    pub code: String,
    /// What would happen, with numbers; no names of people.
    pub message: String,
}

impl GuardReason {
    /// Creates a reason.
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into() }
    }
}

/// What a run was held for, and what was decided about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct GuardDecision {
    /// The run.
    pub run: RunId,
    /// When it was held, UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// The rules that it would break, in the order given.
    pub held: Vec<GuardReason>,
    /// The decision; none while the run waits for one.
    pub decided: Option<Decided>,
}

/// Who decided what about a held run, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Decided {
    /// When, UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Who.
    pub who: String,
    /// Why.
    pub reason: String,
    /// Whether the prepared file is to be delivered.
    pub approved: bool,
}

/// A decision about a held run, see [`History::decide`](crate::History::decide).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Decision {
    /// Whether the prepared file is to be delivered.
    pub approved: bool,
    /// Who decided; not empty.
    pub who: String,
    /// Why; not empty for an approval.
    pub reason: String,
}

impl Decision {
    /// Releases the prepared file for delivery.
    pub fn approve(who: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { approved: true, who: who.into(), reason: reason.into() }
    }

    /// Ends the run without delivery.
    pub fn discard(who: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { approved: false, who: who.into(), reason: reason.into() }
    }
}
