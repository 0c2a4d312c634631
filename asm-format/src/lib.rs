//! Apple School Manager files and the OneRoster converter.
#![deny(missing_docs)]
#![forbid(unsafe_code)]

pub mod archive;
mod dialect;
mod error;
mod line;
pub mod rows;
pub mod table;

pub use archive::{ArchiveSettings, ArchiveSummary, ArchiveWriter, MemberWriter, PreparedMember};
pub use dialect::{Delimiter, Dialect, Escape, Quoting};
pub use error::{Error, IoError, MemberOrderError, RowFileError, RowWidthError};
pub use line::LineEncoder;
pub use rows::{AsmRow, ClassRow, CourseRow, LocationRow, RosterRow, StaffRow, StudentRow};
pub use table::{AsmFile, Column, ColumnKind, PASSWORD_POLICIES, Repeated, Table};
