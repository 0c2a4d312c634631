use crate::json::Form::{Reference, References, Text, Token};
use crate::json::ReferenceTarget;
use crate::json::define::record;
use crate::{GuidRef, OrgType, vocabulary};

record! {
    /// A school, a district, or another part of the school administration.
    Org("Org"), Rostering since V1_1,
    collection "orgs" ["schools"],
    single "org" ["school"],
    legacy (), {
        /// Display name.
        name: Option<String> = "name", Text, Required, Required;
        /// Kind of org.
        org_type: Option<OrgType> = "type", Token(&vocabulary::ORG_TYPE), Required, Required;
        /// Human readable identifier, such as one of the NCES.
        identifier: Option<String> = "identifier", Text, Optional, Disputed;
        /// The org above; absent at the root.
        parent: Option<GuidRef> = "parent", Reference(ReferenceTarget::Org), Optional, Optional,
            ["parentSourcedId"];
        /// The orgs below.
        children: Vec<GuidRef> = "children", References(ReferenceTarget::Org), Optional, Optional;
    }
}
