#![doc = include_str!("../README.md")]
#![deny(missing_docs)]
#![forbid(unsafe_code)]

mod accounts;
mod client;
mod error;
mod fingerprint;
mod inbox;
mod known_hosts;
mod secret;

pub use accounts::{Account, AccountName, Accounts, Login, LoginKey};
pub use client::{
    Authentication, CheckReport, CheckedStep, Client, HostKeyPolicy, Placement, Presence, Progress, Receipt,
    Retries, Target, Timeouts, Upload, WriteMode,
};
pub use error::{Error, Failure, Step};
pub use fingerprint::Fingerprint;
pub use inbox::{DropKind, DroppedFile, Drops, FileDrop, Inbox, InboxSettings};
pub use known_hosts::KnownHosts;
pub use secret::Secret;
