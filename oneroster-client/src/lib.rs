//! An async OneRoster REST client: paging, retries, token life cycle, reads and writes.
#![deny(missing_docs)]
#![forbid(unsafe_code)]

pub mod auth;
pub mod endpoint;
mod environment;
pub mod error;
mod exchange;
mod paging;
mod rate_limit;
mod recorder;
mod redact;
mod retry;
mod secret;
pub mod transport;

pub use endpoint::{Endpoints, Service};
pub use environment::{Environment, SystemEnvironment};
pub use error::{Error, Failure};
pub use paging::{EndCheck, Links, Paging, ShortPage, Totals};
pub use rate_limit::RateLimit;
pub use recorder::{Purpose, Recorded, Recorder};
pub use retry::RetryPolicy;
pub use secret::Secret;
