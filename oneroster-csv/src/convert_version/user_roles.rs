use std::ops::Range;

use super::administrators::Administrators;
use super::facts::Facts;
use super::losses::Losses;
use super::role_id::role_id;
use super::tokens::lower_role;
use crate::intern::Interner;
use crate::tables::RoleRow;
use crate::{File, TableRecord};

/// The rows of `roles.csv` by user, for the way to 1.1: 12 bytes a row and the identifiers of the users.
#[derive(Debug, Default)]
pub(super) struct UserRoles {
    users: Interner,
    orgs: Interner,
    tokens: Interner,
    /// In the order of the file until sorted by user.
    roles: Vec<UserRole>,
    is_taken: Vec<bool>,
}

#[derive(Clone, Copy, Debug)]
struct UserRole {
    user: u32,
    org: u32,
    /// Number of the role in `tokens`, and whether it is a primary one.
    token: u16,
    is_primary: bool,
}

/// Role and orgs of a user in 1.1.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct RoleAndOrgs {
    pub(super) role: String,
    pub(super) orgs: String,
}

impl UserRoles {
    /// Takes a row, and counts what no row of 1.1 can say.
    pub(super) fn push(&mut self, record: &TableRecord<'_>, losses: &mut Losses) {
        let row: RoleRow<&str> = record.row();
        let columns = [
            ("beginDate", row.begin_date),
            ("endDate", row.end_date),
            ("userProfileSourcedId", row.user_profile_sourced_id),
        ];
        for (column, _) in columns.into_iter().filter(|(_, cell)| !cell.is_empty()) {
            losses.column(File::Roles, column);
        }
        for (column, _) in row.metadata.iter() {
            losses.extension(File::Roles, column);
        }
        if row.sourced_id != role_id(row.user_sourced_id, row.org_sourced_id) {
            losses.column(File::Roles, "sourcedId");
        }
        if row.role_type != "primary" {
            losses.column(File::Roles, "roleType");
        }
        let token = u16::try_from(self.tokens.intern(row.role)).unwrap_or(u16::MAX);
        self.roles.push(UserRole {
            user: self.users.intern(row.user_sourced_id),
            org: self.orgs.intern(row.org_sourced_id),
            token,
            is_primary: row.role_type == "primary",
        });
    }

    /// Groups the rows by user; to be called once after the last row.
    pub(super) fn sort(&mut self) {
        self.roles.sort_by_key(|role| role.user);
        self.is_taken = vec![false; self.users.len()];
    }

    /// Returns role and orgs of a user, and counts roles that differ from what they say.
    pub(super) fn take(
        &mut self,
        user: &str,
        primary_org: &str,
        facts: &Facts,
        administrators: Administrators,
        losses: &mut Losses,
    ) -> RoleAndOrgs {
        let Some(number) = self.users.get(user) else { return RoleAndOrgs::default() };
        if let Some(is_taken) = self.is_taken.get_mut(number as usize) {
            *is_taken = true;
        }
        let roles = self.roles.get(self.rows_of(number)).unwrap_or_default();
        let home = self.orgs.get(primary_org);
        let is_home = |role: &&UserRole| Some(role.org) == home;
        let main = (roles.iter().find(|role| is_home(role) && role.is_primary))
            .or_else(|| roles.iter().find(is_home))
            .or_else(|| roles.iter().find(|role| role.is_primary))
            .or_else(|| roles.first());
        let Some(main) = main else { return RoleAndOrgs::default() };
        let role = lower_role(self.token(*main)).to_owned();

        let mut orgs: Vec<u32> = Vec::with_capacity(roles.len());
        orgs.extend(roles.iter().find(is_home).map(|role| role.org));
        for again in roles {
            let org = self.orgs.text(again.org);
            let is_repeated = roles.iter().filter(|other| other.org == again.org).count() > 1;
            let back = lift_role(&role, org, facts, administrators);
            if is_repeated || self.token(*again) != back {
                losses.value(File::Roles, "role");
            }
            if !orgs.contains(&again.org) {
                orgs.push(again.org);
            }
        }
        let orgs: Vec<&str> = orgs.into_iter().map(|org| self.orgs.text(org)).collect();
        RoleAndOrgs { role, orgs: orgs.join(",") }
    }

    /// Counts the roles of users that `users.csv` does not have.
    pub(super) fn count_rest(&self, losses: &mut Losses) {
        let is_taken = |role: &&UserRole| self.is_taken.get(role.user as usize).copied().unwrap_or(false);
        for _ in self.roles.iter().filter(|role| !is_taken(role)) {
            losses.row(File::Roles);
        }
    }

    fn rows_of(&self, user: u32) -> Range<usize> {
        let start = self.roles.partition_point(|role| role.user < user);
        let length = self.roles.iter().skip(start).take_while(|role| role.user == user).count();
        start..start + length
    }

    fn token(&self, role: UserRole) -> &str {
        if usize::from(role.token) < self.tokens.len() { self.tokens.text(role.token.into()) } else { "" }
    }
}

/// Returns the role of 1.2 that stands for a role of 1.1 in an org.
pub(super) fn lift_role<'t>(
    role: &'t str,
    org: &str,
    facts: &Facts,
    administrators: Administrators,
) -> &'t str {
    match role {
        "administrator" => administrators.role(facts.org_type(org)),
        _ => role,
    }
}
