use std::fmt;

use crate::vocabulary::GuidType;
use crate::{OpenObject, SourcedId};

/// A reference to another object: `{href, sourcedId, type}`.
///
/// All three are required by the standard, but `sourced_id` is the only one to rely on: real systems
/// leave out `href` and `type`, send relative URLs, and put subtypes (`school`, `term`) into `type`.
/// The writer of 1.2 puts in the one `type` that the place allows, the writer of 1.1 the one that was
/// read.
///
/// # Examples
///
/// ```
/// use oneroster_model::GuidRef;
///
/// let org = GuidRef::from("school-1");
/// assert_eq!(org.sourced_id.as_str(), "school-1");
/// assert!(org.href.is_none());
/// ```
#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct GuidRef {
    /// Identifier of the object; empty where a system sends an `href` alone.
    pub sourced_id: SourcedId,
    /// Absolute URL of the object.
    pub href: Option<String>,
    /// Kind of the object, as it was read.
    pub guid_type: Option<GuidType>,
    /// Members that the standard does not know.
    pub unknown: OpenObject,
}

impl<T: Into<SourcedId>> From<T> for GuidRef {
    fn from(sourced_id: T) -> Self {
        Self { sourced_id: sourced_id.into(), ..Self::default() }
    }
}

impl fmt::Debug for GuidRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let guid_type = self.guid_type.as_ref().map_or("?", GuidType::as_str);
        write!(f, "GuidRef({guid_type} {})", self.sourced_id)
    }
}
