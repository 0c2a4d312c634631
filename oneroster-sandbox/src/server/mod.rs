//! The OneRoster server.

mod access;
mod answer;
mod builder;
mod data;
mod discovery;
mod endpoint;
mod error;
pub mod faults;
mod listener;
pub mod personality;
mod query;
mod read;
mod request_log;
mod routes;
mod sandbox;
mod service;
mod shared;
mod store;
mod token;
mod write;

pub use builder::SandboxBuilder;
pub use error::{Error, ErrorContext};
pub use faults::Faults;
pub use personality::Personality;
pub use request_log::Request;
pub use sandbox::{Connection, Sandbox};
pub use store::StoredRecord;
