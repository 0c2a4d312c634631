//! The log of an import that Apple School Manager offers for download.
//!
//! Apple tells the result of an upload nowhere else; reading the log closes the loop from the SIS
//! to the accounts. Its layout is not documented by Apple ("Download an activity log" names codes
//! alone); it is read as public tools see it: lines of name and value, then a section for each kind
//! of record, each with its own header row.

mod log;
mod outcomes;
mod sections;
mod timestamp;

pub use log::{ActivityLog, ActivitySummary};
pub use outcomes::{ASM_OUTCOMES, AsmOutcome, OutcomeClass};
pub use sections::{
    ActivityEntry, ClassEntry, CourseEntry, LocationEntry, OperationResult, PersonEntry, RosterEntry,
};
