#![doc = include_str!("../README.md")]
#![deny(missing_docs)]
#![forbid(unsafe_code)]

pub mod address;
pub mod check;
mod collection;
pub mod connection;
mod credentials;
pub mod describe;
pub mod diagnose;
mod error;
pub mod profile;
mod profiles;
mod template;

pub use collection::Collection;
pub use connection::{Connection, connect};
pub use credentials::Credentials;
pub use error::{Error, ErrorContext};
pub use profile::{Certainty, Overrides, Profile, Service, Support};
pub use profiles::Profiles;
pub use template::{Template, TemplateError};
