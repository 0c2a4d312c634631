//! The OneRoster CSV binding: tables, rows, packages, validation, deltas.
#![deny(missing_docs)]
#![forbid(unsafe_code)]

mod file;
pub mod intern;
mod row;
pub mod table;
mod table_writer;
pub mod tables;

pub use file::{File, Service};
pub use row::{Cells, Metadata, ReadRow, Row};
pub use table_writer::TableWriter;
