//! Query parameters: which records, in which order, on which page.

mod parameters;
mod selection;
mod wanted;

pub(crate) use parameters::Parameters;
pub(crate) use selection::{Selections, Source};
pub(crate) use wanted::{CONTINUATION, Wanted, fields};
