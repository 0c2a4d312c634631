use crate::json::Form::Text;
use crate::json::define::object;

object! {
    /// An identifier of a user in another system.
    UserId("UserId"), open false {
        /// Which system or kind of identifier; free text.
        id_type: Option<String> = "type", Text, Disputed, Required;
        /// The identifier.
        identifier: Option<String> = "identifier", Text, Required, Required;
    }
}

impl UserId {
    /// Takes the kind and the identifier.
    pub fn new(id_type: impl Into<String>, identifier: impl Into<String>) -> Self {
        Self { id_type: Some(id_type.into()), identifier: Some(identifier.into()), ..Self::default() }
    }
}
