//! OneRoster 1.1 and 1.2 data types: resources, vocabularies, dates and findings.
//!
//! This crate holds what every other crate of the workspace speaks about. It does no I/O, starts no
//! thread and depends on `serde` and `time` only.
#![deny(missing_docs)]
#![forbid(unsafe_code)]

pub mod date;
pub mod finding;
mod sourced_id;
mod version;
pub mod vocabulary;

pub use finding::{Action, Code, Finding, FindingSink, Findings, Severity};
pub use sourced_id::SourcedId;
pub use version::{UnknownVersion, Version};
pub use vocabulary::{
    ClassType, EnrollmentRole, Importance, LearningObjectiveSource, OrgType, RoleName, RoleType, ScoreStatus,
    SessionType, Sex, Status, Vocabulary,
};
