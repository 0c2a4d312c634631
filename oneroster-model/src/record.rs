use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use time::OffsetDateTime;

use crate::json::define::{Item, Members, Object};
use crate::json::object::Legacy;
use crate::json::{Member, Service};
use crate::query::FieldValue;
use crate::{OpenObject, SourcedId, Status, Version};

/// A OneRoster object that is read and written on its own, such as a user or a class.
///
/// Carries as data what a client needs to find records in an answer: the name of the member that
/// holds them, and the names that systems use instead. Implemented by the types of this crate only.
///
/// # Examples
///
/// ```
/// use oneroster_model::{Record, rostering::User};
///
/// assert_eq!(User::COLLECTION, "users");
/// assert!(User::COLLECTION_ALIASES.contains(&"students"));
/// assert_eq!(User::SINGLE, "user");
/// let mut user = User::new("u1");
/// assert!(user.is_live());
/// user.status = Some("tobedeleted".into());
/// assert!(!user.is_live());
/// ```
#[expect(private_bounds, reason = "sealed: reading and writing rest on items of this crate")]
pub trait Record:
    Object + Item + Serialize + DeserializeOwned + Clone + Debug + Default + PartialEq + Send + Sync + 'static
{
    /// Name of the model in the standard, such as `User`.
    const NAME: &'static str;
    /// First version that has such records.
    const SINCE: Version;
    /// The service that serves the records.
    const SERVICE: Service;
    /// Member of the envelope that holds a list of records; also the path segment: `users`.
    const COLLECTION: &'static str;
    /// Members that systems use instead of [`COLLECTION`](Self::COLLECTION), such as `students`.
    const COLLECTION_ALIASES: &'static [&'static str];
    /// Member of the envelope that holds a single record: `user`.
    const SINGLE: &'static str;
    /// Members that systems use instead of [`SINGLE`](Self::SINGLE).
    const SINGLE_ALIASES: &'static [&'static str];
    /// Every member in the shape of 1.2, with its form and its standing in both versions.
    const MEMBERS: &'static [Member];

    /// Returns the identifier; empty if a system left it out.
    fn sourced_id(&self) -> &SourcedId;
    /// Returns the status as it was read.
    fn status(&self) -> Option<&Status>;
    /// Returns when the record was last changed.
    fn date_last_modified(&self) -> Option<OffsetDateTime>;
    /// Returns the extensions of the sending system.
    fn metadata(&self) -> &OpenObject;
    /// Returns the members that the standard does not know.
    fn unknown(&self) -> &OpenObject;

    /// Gives the value of a member in the shape of a version, for filters and sorting.
    ///
    /// Takes dotted paths too (`class.sourcedId`, `roles.role`, `metadata.boarding`). A reference is
    /// its identifier. `None` if records of that version have no such member.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneroster_model::query::FieldValue;
    /// use oneroster_model::{Record, RoleName, Version, rostering::{Role, User}};
    ///
    /// let mut user = User::new("u1");
    /// user.roles.push(Role::new(RoleName::Student, "s1"));
    /// assert_eq!(user.field("role", Version::V1_1), Some("student".into()));
    /// assert_eq!(user.field("role", Version::V1_2), None);
    /// assert_eq!(
    ///     user.field("roles.org.sourcedId", Version::V1_2),
    ///     Some(FieldValue::List(vec!["s1".into()])),
    /// );
    /// ```
    fn field(&self, path: &str, version: Version) -> Option<FieldValue<'_>> {
        match self.field_at(path, version) {
            None if version == Version::V1_1 => {
                Self::Legacy::lowered_from(self).field_at(path, version).map(FieldValue::into_owned)
            }
            found => found,
        }
    }

    /// Tells whether the record is live: neither to be deleted nor `inactive`.
    ///
    /// A record without status is live; several systems leave it out.
    fn is_live(&self) -> bool {
        !matches!(self.status(), Some(Status::ToBeDeleted | Status::Inactive))
    }
}
