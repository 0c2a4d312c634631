//! Writing archives: the six files in one zip, always complete and always in the same bytes.

mod compression;
mod container;
mod deflate;
mod member;
mod writer;

pub use compression::Compression;
pub use member::{MemberWriter, PreparedMember};
pub use writer::{ArchiveSettings, ArchiveSummary, ArchiveWriter};
