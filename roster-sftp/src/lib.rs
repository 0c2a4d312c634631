#![doc = include_str!("../README.md")]
#![deny(missing_docs)]
#![forbid(unsafe_code)]

mod client;
mod error;
mod fingerprint;
mod known_hosts;
mod secret;

pub use client::{
    Authentication, CheckReport, CheckedStep, Client, HostKeyPolicy, Placement, Presence, Progress, Receipt,
    Retries, Target, Timeouts, Upload, WriteMode,
};
pub use error::{Error, Failure, Step};
pub use fingerprint::Fingerprint;
pub use known_hosts::KnownHosts;
pub use secret::Secret;
