//! Status information: how servers say what went well and what did not.
//!
//! The standard has two forms, the `statusInfoSet` list of 1.1 and the `imsx_StatusInfo` object of
//! 1.2; real servers send more. [`StatusInfo::from_body`] makes one value of all of them.

mod code;
mod info;
mod raw;
mod read;

pub use code::{CodeMajor, CodeMinor, StatusSeverity};
pub use info::{StatusForm, StatusInfo};
