#![doc = include_str!("../README.md")]
#![deny(missing_docs)]
#![forbid(unsafe_code)]

pub mod auth;
mod builder;
mod client;
mod collection;
mod decode;
mod discovery;
pub mod endpoint;
mod environment;
mod error;
mod exchange;
pub mod findings;
mod paging;
pub mod paths;
mod query;
mod rate_limit;
mod recorder;
mod redact;
mod report;
mod retry;
mod secret;
mod single;
pub mod transport;
mod write;

pub use builder::ClientBuilder;
pub use client::Client;
pub use collection::Collection;
pub use discovery::{Discovered, Operation};
pub use endpoint::{Endpoints, Service};
pub use environment::{Environment, SystemEnvironment};
pub use error::{Error, Failure};
pub use paging::{
    Collected, EndCheck, Items, Links, Page, Pager, Pages, Paging, ShortPage, Totals, Watermark,
};
pub use rate_limit::RateLimit;
pub use recorder::{Purpose, Recorded, Recorder};
pub use report::Report;
pub use retry::RetryPolicy;
pub use secret::Secret;
pub use single::{Answer, Single};
pub use write::{Delete, Put, Written};
