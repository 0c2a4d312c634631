//! Reading collections page by page.

mod fetch;
mod links;
mod options;
mod page;
mod pager;
mod seen;
mod stream;
mod walk;

pub use options::{EndCheck, Links, Paging, ShortPage, Totals};
pub use page::{Collected, Page, Watermark};
pub use pager::Pager;
pub(crate) use pager::{OnRestart, PagerPlan};
pub use stream::{Items, Pages};
