//! What changed between two packages, and how to put changes into a package.
//!
//! [`Diff`] writes the changes between two bulk packages as a delta package, or only counts them.
//! [`Apply`] puts a delta package into a bulk package. The two fit together: applying the difference to
//! the old package gives the rows of the new one.
//!
//! Rows are compared by what the standard says they mean: the order of rows and columns, the spelling of
//! headers, quotes, `status` and `dateLastModified` make no difference (both must be blank in bulk
//! files; systems that fill them stamp every row each night), extension columns do.
//!
//! A row of a bulk file whose status is `tobedeleted` counts as not there: where mode and data
//! disagree, the data win (CSV binding 1.2, section on bulk and delta).

mod apply;
mod changes;
mod diff;
mod digest;
mod fields;
mod index;
mod summary;

pub use apply::{AppliedFile, Apply, ApplySummary};
pub use diff::{Diff, MissingFile};
pub use summary::{DiffSummary, FieldChanges, FileChanges, RowChange, RowSample};
