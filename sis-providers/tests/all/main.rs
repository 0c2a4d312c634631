//! What the crate does, seen from outside.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod check;
mod diagnose;
mod district;
mod pages;
mod profiles;
mod properties;
mod renewal;
mod sandbox;
mod support;
mod token_requests;
