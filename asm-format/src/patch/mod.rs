//! Repairing an archive without touching its source.
//!
//! A stop-gap for nights in which the SIS has faults that would fail the whole upload. Each repair
//! is chosen on its own, and everything that is changed yields a finding, because the data stay
//! incomplete until the source is mended.

mod merge;
mod options;
mod run;

pub use options::{PatchOptions, PatchReport, PersonField};
pub use run::patch;
