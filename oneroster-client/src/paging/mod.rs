//! Reading collections page by page.

mod links;
mod options;
mod seen;
mod walk;

pub use options::{EndCheck, Links, Paging, ShortPage, Totals};
