//! The resources service: teaching materials that classes and courses refer to.

use crate::json::Form::{Text, Token, Tokens};
use crate::json::define::record;
use crate::{Importance, RoleName, vocabulary};

record! {
    /// A resource, such as a textbook or an application.
    Resource("Resource"), Resources since V1_1,
    collection "resources" [],
    single "resource" [],
    legacy (), {
        /// Display name.
        title: Option<String> = "title", Text, Optional, Optional;
        /// Whom the resource is for.
        roles: Vec<RoleName> = "roles", Tokens(&vocabulary::RESOURCE_ROLE), Optional, Optional, ["role"];
        /// Whether the resource is needed or additional.
        importance: Option<Importance> = "importance", Token(&vocabulary::IMPORTANCE), Optional, Optional;
        /// Identifier that the vendor gave the resource.
        vendor_resource_id: Option<String> = "vendorResourceId", Text, Required, Required;
        /// Identifier of the vendor.
        vendor_id: Option<String> = "vendorId", Text, Optional, Optional;
        /// Identifier of the application.
        application_id: Option<String> = "applicationId", Text, Optional, Optional;
    }
}
