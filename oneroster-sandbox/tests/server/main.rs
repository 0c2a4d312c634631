//! The sandbox as its users see it: through HTTP.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod client;
mod endpoints;
mod queries;
mod tokens;
