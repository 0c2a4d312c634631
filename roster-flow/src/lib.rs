#![doc = include_str!("../README.md")]
#![deny(missing_docs)]
#![forbid(unsafe_code)]

pub mod codes;
mod error;
pub mod fetch;

pub use error::Error;
pub use fetch::{Fetch, Fetched};
