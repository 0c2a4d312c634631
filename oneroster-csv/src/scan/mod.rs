//! Cuts CSV text into records, fast and without copying where the text allows it.
//!
//! A [`Scanner`] knows nothing of headers and columns: it hands out [`Record`]s of borrowed cells, with
//! line and byte for messages. What departs from the grammar but has a clear reading is read and noted
//! as an [`Anomaly`]; what has none is an [`Error`](crate::Error).
//!
//! Grammar: RFC 4180, lines may end with CRLF or LF, the last one without. A byte order mark and blank
//! lines are skipped (OneRoster CSV binding 1.2, section on encoding; blank lines are our choice).

mod anomaly;
mod careful;
mod dialect;
mod input;
mod record;
mod scanner;
mod split;
mod windows_1252;

pub use anomaly::{Anomaly, AnomalyKind};
pub use dialect::Dialect;
pub use record::Record;
pub use scanner::Scanner;
