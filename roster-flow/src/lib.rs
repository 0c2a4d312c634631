#![doc = include_str!("../README.md")]
#![deny(missing_docs)]
#![forbid(unsafe_code)]

pub mod codes;
pub mod configuration;
pub mod engine;
mod error;
pub mod fetch;
pub mod notify;
pub mod schedule;

pub use configuration::{Configuration, ConnectionConfig};
pub use engine::Flows;
pub use error::{CollectionFailure, ConfigurationProblem, Error, FlowProblem};
pub use fetch::{Fetch, Fetched};
pub use schedule::Schedule;
