#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod nights;
mod stage;
mod stopping;
mod wishes;
