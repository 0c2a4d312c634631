//! Validation of whole packages: every column, every rule, every kind of file.
#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "tests fail by panicking and tell what they skip"
)]

mod columns;
mod files;
mod properties;
mod public_packages;
mod rules;
mod sample;
