#![doc = include_str!("../README.md")]
#![deny(missing_docs)]
#![forbid(unsafe_code)]

pub mod assessment;
pub mod date;
mod error;
pub mod finding;
pub mod gradebook;
mod guid_ref;
pub mod json;
mod number;
mod open_object;
pub mod query;
mod record;
pub mod resources;
pub mod rostering;
mod sourced_id;
pub mod status;
mod version;
pub mod vocabulary;

pub use error::{Error, JsonError, NotWritable};
pub use finding::{Action, Code, Finding, FindingSink, Findings, Severity};
pub use guid_ref::GuidRef;
pub use number::{NotANumber, Number};
pub use open_object::OpenObject;
pub use record::Record;
/// A JSON value of any type, as open objects hold it.
pub use serde_json::Value;
pub use sourced_id::SourcedId;
pub use status::StatusInfo;
pub use version::{UnknownVersion, Version};
pub use vocabulary::{
    ClassType, EnrollmentRole, GuidType, Importance, LearningObjectiveSource, OrgType, RoleName, RoleType,
    ScoreStatus, SessionType, Sex, Status, Vocabulary,
};
