//! Validation of whole packages: every column, every rule, every kind of file.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod columns;
mod files;
mod rules;
mod sample;
