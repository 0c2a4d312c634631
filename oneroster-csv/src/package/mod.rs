//! Packages: the files of one export in a zip file or a folder, with their manifest.
//!
//! [`Package::open`] looks at names, manifest and headers, refuses what is unsafe, and reports
//! everything that departs from the standard as a [`Finding`](oneroster_model::Finding). Files are then read
//! one by one, in any order, through owned readers.

mod archive;
mod detect;
mod entry_reader;
mod folder;
mod inventory;
mod manifest;
mod manifest_check;
mod names;
mod options;
mod read_ahead;
mod reading;

pub use detect::Detected;
pub use entry_reader::EntryReader;
pub use inventory::Member;
pub use manifest::{Manifest, Property};
pub(crate) use names::MANIFEST;
pub use options::OpenOptions;
pub use read_ahead::ReadAhead;
pub use reading::{Package, PackageKind};
