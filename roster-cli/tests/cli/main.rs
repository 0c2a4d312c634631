//! The `roster` command as a black box.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod anonymize;
mod bad_inputs;
mod bad_outputs;
mod convert;
mod deltas;
mod documents;
mod exit_codes;
mod expected;
mod fetch;
#[cfg(unix)]
mod interrupt;
mod packages;
mod roster;
mod server;
mod shell;
