//! Each stage by itself, in memory and on one thread.
//!
//! `cargo bench -p benches` measures, `cargo test` runs each benchmark once. Bytes per second are bytes of
//! text, items per second are rows or records.
#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

mod archive;
mod conversion;
mod data;
mod deflate;
mod filters;
mod identifiers;
mod inflate;
mod pages;
mod rows;
mod scan;
mod validation;

fn main() {
    divan::main();
}
