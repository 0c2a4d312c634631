#![doc = include_str!("../README.md")]
#![cfg_attr(feature = "server", doc = include_str!("../docs/server.md"))]
#![deny(missing_docs)]
#![forbid(unsafe_code)]

mod district;
#[cfg(feature = "server")]
mod server;

pub use district::{
    Content, Defect, District, DistrictBuilder, IdStyle, People, Person, RowSink, SpoiledRecord,
};
#[cfg(feature = "server")]
pub use server::{
    Connection, Error, ErrorContext, Faults, Personality, Request, Sandbox, SandboxBuilder, StoredRecord,
    faults, personality,
};
