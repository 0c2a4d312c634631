use time::Date;

use crate::json::Form::{Date as DateForm, Reference, Text, Token};
use crate::json::ReferenceTarget;
use crate::json::define::object;
use crate::{GuidRef, RoleName, RoleType, vocabulary};

object! {
    /// What a user is in one org, such as a teacher in a school.
    ///
    /// In OneRoster 1.1 a user has one role in all orgs; that is read as one entry per org, each of
    /// them the primary one of its org. Org or role are absent where a 1.1 system left them out.
    Role("Role"), open false {
        /// Whether this is the user's main role in the org.
        role_type: Option<RoleType> = "roleType", Token(&vocabulary::ROLE_TYPE), Absent, Required;
        /// The role.
        role: Option<RoleName> = "role", Token(&vocabulary::ROLE), Absent, Required;
        /// The org.
        org: Option<GuidRef> = "org", Reference(ReferenceTarget::Org), Absent, Required, ["orgSourcedId"];
        /// `profile_id` of one of the user's profiles.
        user_profile: Option<String> = "userProfile", Text, Absent, Optional;
        /// First day, inclusive.
        begin_date: Option<Date> = "beginDate", DateForm, Absent, Optional;
        /// Day after the last day.
        end_date: Option<Date> = "endDate", DateForm, Absent, Optional;
    }
}

impl Role {
    /// Starts a primary role in an org.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneroster_model::{RoleName, RoleType, rostering::Role};
    ///
    /// let role = Role::new(RoleName::Teacher, "school-1");
    /// assert_eq!(role.role_type, Some(RoleType::Primary));
    /// ```
    pub fn new(role: RoleName, org: impl Into<GuidRef>) -> Self {
        Self {
            role_type: Some(RoleType::Primary),
            role: Some(role),
            org: Some(org.into()),
            ..Self::default()
        }
    }
}
