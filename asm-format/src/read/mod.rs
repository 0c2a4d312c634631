//! Reading files of other tools, in every dialect that is seen in practice.
//!
//! What has a clear meaning is read: byte order mark, LF and CRLF, comma or semicolon, quoted or not,
//! backslash or doubled quotes, any order of columns. Each departure from Apple's rules yields a
//! finding, once per file.

mod cells;
mod columns;
mod departure;
mod lines;
mod record;
mod records;
mod split;
mod table_reader;

pub(crate) use cells::Cells;
pub(crate) use lines::LineError;
pub use record::Record;
pub(crate) use records::Records;
pub use table_reader::{ReadSettings, TableReader};
