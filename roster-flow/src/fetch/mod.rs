//! Fetching a district: every collection of a server into one OneRoster CSV package.
//!
//! [`Fetch`] reads collection by collection, pages in parallel, and hands each page to a thread that turns
//! records into rows. The rows of a collection wait outside of memory until it is complete; then they go
//! into the package. The package gets its name when all collections are in it.
//!
//! What ends up in the package:
//!
//! - Records in the order of the server, each once. The same answers give the same bytes.
//! - Extensions of the server (`metadata`) as extension columns, in the order in which they first occur.
//! - In a bulk package only live records; [`FetchedCollection::deleted`] counts the others.
//! - In a delta ([`Fetch::since`]) changed records with status and date, deleted ones as `tobedeleted`.
//!   Servers may forget deleted records, and roles that a user lost leave no trace: fetch everything from
//!   time to time.
//! - No passwords, unless asked for.
//! - Values as their system means them, where its profile tells: types of orgs, dates that stand for none.

mod collection;
mod fetched;
mod options;
mod pull;
mod repair;
mod run;
mod sort_out;
mod spool;
mod watermark;
mod writer;

pub use collection::{Collection, Need};
pub use fetched::{Fetched, FetchedCollection, FetchedFile, Outcome};
pub(crate) use options::rest_service;
pub use options::{Fetch, FetchProgress, Passwords};
