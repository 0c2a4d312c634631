//! The database: connections, schema, and every statement that reads or writes it.

mod column;
mod connection;
mod migrate;
pub(crate) mod read;
pub(crate) mod write;

pub(crate) use connection::Database;
