#![doc = include_str!("../README.md")]
#![deny(missing_docs)]
#![forbid(unsafe_code)]

mod error;
pub mod metrics;
pub mod service;
pub mod web;

pub use error::Error;
pub use service::{Server, ServerOptions, Service};
pub use web::RunMode;
