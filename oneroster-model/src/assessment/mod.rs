//! The assessment results profile of OneRoster 1.2, served by the gradebook service.

mod line_item;
mod result;

pub use line_item::AssessmentLineItem;
pub use result::AssessmentResult;
