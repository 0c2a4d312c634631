//! Files by their contents: `files/ab/abcdef…`, named by SHA-256.
//!
//! A file gets its name only when all of it is on the disk: it is written under `files/incoming/`, synced, renamed, and
//! the folders are synced. So whatever has a name is whole, whenever the power fails. A name never changes its contents.

mod id;
mod new_file;
mod placing;

pub use id::FileId;
pub use new_file::NewFile;

pub(crate) use placing::{FileStore, Finished, create_folder};
