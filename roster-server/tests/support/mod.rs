//! A season of synthetic runs, and a server that only pretends to do things.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

pub(crate) mod fake;
pub(crate) mod season;
pub(crate) mod stage;
