//! What a generated district promises: conformance, likeness to a real one, determinism.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod conformance;
mod package;
mod realism;
