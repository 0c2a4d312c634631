//! What pages are put together from.

pub(super) mod address;
pub(super) mod counts;
pub(super) mod frame;
pub(super) mod icon;
pub(super) mod moment;
pub(super) mod number;
pub(super) mod status;
pub(super) mod verdict;
pub(super) mod work;
