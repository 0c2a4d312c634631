//! What a generated district promises: conformance, likeness to a real one, determinism.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod conformance;
mod dirty;
mod package;
mod realism;
mod repeatability;
mod validation;
