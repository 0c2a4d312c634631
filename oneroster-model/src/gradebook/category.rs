use crate::Number;
use crate::json::Form::{Number as NumberForm, Text};
use crate::json::object::record;

record! {
    /// A category of line items, such as homework.
    Category("Category"), Gradebook,
    collection "categories" [],
    single "category" [],
    open false {
        /// Display name.
        title: Option<String> = "title", Text, Required, Required;
        /// Weight in the overall mark (1.2).
        weight: Option<Number> = "weight", NumberForm, Absent, Optional;
    }
}
