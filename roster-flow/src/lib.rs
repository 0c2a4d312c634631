#![doc = include_str!("../README.md")]
#![deny(missing_docs)]
#![forbid(unsafe_code)]

pub mod codes;
pub mod configuration;
mod error;
pub mod fetch;
pub mod notify;
pub mod schedule;

pub use configuration::{Configuration, ConnectionConfig};
pub use error::{CollectionFailure, ConfigurationProblem, Error};
pub use fetch::{Fetch, Fetched};
pub use schedule::Schedule;
