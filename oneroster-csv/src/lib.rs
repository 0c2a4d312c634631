#![doc = include_str!("../README.md")]
#![deny(missing_docs)]
#![forbid(unsafe_code)]

pub mod anonymize;
pub mod codes;
mod common_columns;
pub mod convert_version;
pub mod delta;
mod error;
mod file;
mod fused;
pub mod intern;
mod limits;
mod mode;
pub mod objects;
pub mod output;
pub mod package;
mod package_table;
mod package_writer;
mod progress;
mod reader;
mod row;
pub mod scan;
mod strictness;
pub mod table;
mod table_writer;
pub mod tables;
pub mod validate;

pub use error::{Error, ErrorContext};
pub use file::{File, Service};
pub use limits::Limits;
pub use mode::Mode;
pub use package::Package;
pub use package_writer::{PackageEntry, PackageWriter, WriteOptions};
pub use progress::Progress;
pub use reader::{ReadOptions, TableReader, TableRecord};
pub use row::{Cells, Metadata, OwnedRow, ReadRow, Row};
pub use strictness::Strictness;
pub use table_writer::TableWriter;
