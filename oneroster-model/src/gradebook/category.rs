use crate::Number;
use crate::json::Form::{Number as NumberForm, Text};
use crate::json::define::record;

record! {
    /// A category of line items, such as homework.
    Category("Category"), Gradebook since V1_1,
    collection "categories" [],
    single "category" [],
    legacy (), {
        /// Display name.
        title: Option<String> = "title", Text, Required, Required;
        /// Weight in the overall mark (1.2).
        weight: Option<Number> = "weight", NumberForm, Absent, Optional;
    }
}
