//! The web page over its own port: what it shows, whom it lets in, and how it works in a browser.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]
#![expect(clippy::print_stderr, reason = "tests say why they are skipped")]

mod accounts;
mod browser;
mod downloads;
mod hostile;
mod pages;
mod security;
mod server;
#[path = "../support/mod.rs"]
mod support;
