//! The sandbox as its users see it: through HTTP.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod client;
mod discovery;
mod endpoints;
mod faults;
mod oauth1;
mod personalities;
mod queries;
mod signature;
mod tokens;
mod writes;
