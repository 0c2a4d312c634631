use super::{Role, UserId, UserProfile};
use crate::json::Form::{Boolean, Codes, Name, Objects, Reference, References, Text, Token};
use crate::json::ReferenceTarget;
use crate::json::define::{members, record};
use crate::json::object::Legacy;
use crate::{GuidRef, RoleName, RoleType, SourcedId, vocabulary};

record! {
    /// A person: student, teacher, guardian, administrator.
    ///
    /// The shape is that of 1.2. `role` and `orgs` of 1.1 are read as [`roles`](Self::roles), one per
    /// org, and written back from them. The 1.1 form of a user of 1.2 takes the role of the primary
    /// entry in [`primary_org`](Self::primary_org), or else of the first entry.
    ///
    /// `Debug` shows the identifier only.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneroster_model::{RoleName, rostering::{Role, User}};
    ///
    /// let mut user = User::new("u1");
    /// user.given_name = Some("Ada".into());
    /// user.roles = vec![Role::new(RoleName::Student, "s1"), Role::new(RoleName::Aide, "s2")];
    /// user.primary_org = Some("s2".into());
    /// assert_eq!(user.primary_role().and_then(|role| role.role.as_ref()), Some(&RoleName::Aide));
    /// assert!(!format!("{user:?}").contains("Ada"));
    /// ```
    User("User"), Rostering since V1_1,
    collection "users" ["students", "teachers"],
    single "user" ["student", "teacher"],
    legacy RoleAndOrgs, {
        /// Identifier of the person across systems.
        user_master_identifier: Option<String> = "userMasterIdentifier", Text, Absent, Optional;
        /// Name to sign in with.
        username: Option<String> = "username", Text, Required, Optional;
        /// Identifiers in other systems.
        user_ids: Vec<UserId> = "userIds", Objects, Optional, Optional;
        /// Whether the user may sign in.
        enabled_user: Option<bool> = "enabledUser", Boolean, Disputed, Required;
        /// First name.
        given_name: Option<String> = "givenName", Name, Required, Required;
        /// Family name.
        family_name: Option<String> = "familyName", Name, Required, Required;
        /// Middle names, separated by blanks.
        middle_name: Option<String> = "middleName", Text, Optional, Optional;
        /// First name to be called by.
        preferred_first_name: Option<String> = "preferredFirstName", Name, Absent, Optional;
        /// Middle name to be called by.
        preferred_middle_name: Option<String> = "preferredMiddleName", Text, Absent, Optional;
        /// Family name to be called by.
        preferred_last_name: Option<String> = "preferredLastName", Name, Absent, Optional;
        /// Pronouns; free text.
        pronouns: Option<String> = "pronouns", Text, Absent, Optional;
        /// What the user is in which org.
        roles: Vec<Role> = "roles", Objects, Absent, Required;
        /// Profiles with vendors' applications.
        user_profiles: Vec<UserProfile> = "userProfiles", Objects, Absent, Optional;
        /// The org that the user mainly belongs to.
        primary_org: Option<GuidRef> = "primaryOrg", Reference(ReferenceTarget::Org), Absent, Optional,
            ["primaryOrgSourcedId"];
        /// Human readable identifier, such as a student number.
        identifier: Option<String> = "identifier", Text, Optional, Optional;
        /// E-mail address.
        email: Option<String> = "email", Text, Optional, Optional;
        /// Number for text messages.
        sms: Option<String> = "sms", Text, Optional, Optional;
        /// Telephone number.
        phone: Option<String> = "phone", Text, Optional, Optional;
        /// Users in charge of this one, or in this one's charge: guardians of students and vice versa.
        agents: Vec<GuidRef> = "agents", References(ReferenceTarget::User), Optional, Optional,
            ["agentSourcedIds", "agentSourceIds"];
        /// Grades of a student, codes of a local list or of CEDS.
        grades: Vec<String> = "grades", Codes, Optional, Optional, ["grade"];
        /// Password, which should be encrypted. Never log it.
        password: Option<String> = "password", Text, Optional, Optional;
        /// Resources for the user.
        resources: Vec<GuidRef> = "resources", References(ReferenceTarget::Resource), Absent, Optional,
            ["resourceSourcedIds"];
    }
}

members! {
    /// How OneRoster 1.1 says what a user is where: one role in all orgs.
    pub(crate) RoleAndOrgs("User") {
        /// The role in all orgs.
        role: Option<RoleName> = "role", Token(&vocabulary::USER_ROLE), Required, Absent;
        /// The orgs.
        orgs: Vec<GuidRef> = "orgs", References(ReferenceTarget::Org), Required, Absent,
            ["orgSourcedIds", "orgSourcedId"];
    }
}

impl Legacy<User> for RoleAndOrgs {
    fn lift_into(self, user: &mut User) {
        // A system that sends both shapes means the richer one.
        if !user.roles.is_empty() {
            return;
        }
        let role_type = self.role.is_some().then_some(RoleType::Primary);
        if self.orgs.is_empty() && self.role.is_some() {
            user.roles.push(Role { role_type, role: self.role, ..Role::default() });
            return;
        }
        user.roles = (self.orgs.into_iter())
            .map(|org| Role {
                role_type: role_type.clone(),
                role: self.role.clone(),
                org: Some(org),
                ..Role::default()
            })
            .collect();
    }

    fn lowered_from(user: &User) -> Self {
        let mut orgs: Vec<GuidRef> = Vec::with_capacity(user.roles.len());
        for org in user.roles.iter().filter_map(|role| role.org.as_ref()) {
            if !orgs.iter().any(|known| known.sourced_id == org.sourced_id) {
                orgs.push(org.clone());
            }
        }
        Self { role: user.primary_role().and_then(|role| role.role.clone()), orgs }
    }
}

impl User {
    /// Returns the role that stands for the user where there is room for one only.
    ///
    /// The primary role in the primary org; else any role there; else the first primary role of the
    /// list; else the first role.
    pub fn primary_role(&self) -> Option<&Role> {
        let home = self.primary_org.as_ref().map(|org| &org.sourced_id);
        let is_home = |role: &&Role| home.is_some() && role.org.as_ref().map(|org| &org.sourced_id) == home;
        let is_primary = |role: &&Role| role.role_type == Some(RoleType::Primary);
        (self.roles.iter().find(|role| is_home(role) && is_primary(role)))
            .or_else(|| self.roles.iter().find(is_home))
            .or_else(|| self.roles.iter().find(is_primary))
            .or_else(|| self.roles.first())
    }

    /// Walks over the identifiers of the user's orgs, each once, in the order of the roles.
    pub fn org_ids(&self) -> impl Iterator<Item = &SourcedId> {
        let ids = self.roles.iter().filter_map(|role| role.org.as_ref()).map(|org| &org.sourced_id);
        ids.enumerate().filter_map(|(position, id)| {
            let mut before = self.roles.iter().filter_map(|role| role.org.as_ref()).take(position);
            before.all(|org| org.sourced_id != *id).then_some(id)
        })
    }
}
