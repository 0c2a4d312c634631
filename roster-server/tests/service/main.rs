//! A whole server: schedules, inbox, page and messages, over real flows and its own ports.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod drops;
mod page;
mod place;
mod runs;
