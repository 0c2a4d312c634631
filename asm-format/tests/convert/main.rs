//! The decisions of the converter, one test each.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod classes;
mod courses;
mod district;
mod filters;
mod identifiers;
mod instructors;
mod known_mistakes;
mod orgs;
mod people;
mod properties;
mod roles;
mod rosters;
mod status;
