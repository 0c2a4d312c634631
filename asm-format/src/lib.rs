#![doc = include_str!("../README.md")]
#![deny(missing_docs)]
#![forbid(unsafe_code)]

pub mod activity;
pub mod archive;
mod bytes;
mod changes;
pub mod codes;
pub mod convert;
mod dialect;
mod error;
pub mod guard;
mod inventory;
mod line;
mod package;
pub mod patch;
pub mod read;
pub mod rows;
pub mod table;
pub mod validate;

pub use activity::{ActivityLog, AsmOutcome};
pub use archive::{
    ArchiveSettings, ArchiveSummary, ArchiveWriter, Compression, MemberWriter, PreparedMember,
};
pub use changes::{Changes, FileChanges, RowChange, RowSample};
pub use dialect::{Delimiter, Dialect, Escape, Quoting};
pub use error::{Error, IoError, MemberOrderError, RecordTooLongError, RowFileError, RowWidthError};
pub use guard::{Evidence, GuardSettings, Refusal, Verdict, judge};
pub use inventory::{Comparison, FileComparison, Inventory};
pub use line::LineEncoder;
pub use package::AsmPackage;
pub use patch::{PatchOptions, PatchReport, PersonField, patch};
pub use read::{ReadSettings, Record, TableReader};
pub use rows::{AsmRow, ClassRow, CourseRow, LocationRow, ReadRow, RosterRow, StaffRow, StudentRow};
pub use table::{AsmFile, Column, ColumnKind, PASSWORD_POLICIES, Repeated, Table};
pub use validate::{AsmValidation, validate};
