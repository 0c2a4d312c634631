use oneroster_csv::tables::{RoleRow, UserProfileRow};
use oneroster_model::RoleType;

use super::calendar::{YEAR, push_date};
use super::draw::Topic;
use super::identifier::Kind;
use super::people::{Membership, MembershipKind, Person, Resident};
use super::users::push_username;
use super::{District, RowSink, orgs};

/// A successor of a student has roles of their own; nobody has as many as this.
const ROLES_PER_PERSON: u64 = 8;

impl District {
    /// Returns the rows of a person in `roles.csv` (1.2), the main one first.
    pub fn roles(&self, person: Person) -> Vec<RoleRow> {
        let mut rows = Vec::new();
        if let Some(resident) = self.resident(person) {
            let mut number = 0;
            self.memberships(&resident, |membership| {
                let mut row = RoleRow::default();
                self.fill_role(&resident, membership, number, &mut row);
                rows.push(row);
                number += 1;
            });
        }
        rows
    }

    /// Returns the row of a person in `userProfiles.csv` (1.2), where there is one.
    pub fn user_profile(&self, person: Person) -> Option<UserProfileRow> {
        let resident = self.resident(person)?;
        let mut row = UserProfileRow::default();
        has_profile(&resident).then(|| self.fill_profile(&resident, &mut row))?;
        Some(row)
    }

    pub(crate) fn visit_roles<S: RowSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        let mut row = RoleRow::default();
        for resident in self.people().filter_map(|person| self.resident(person)) {
            let (mut number, mut result) = (0, Ok(()));
            self.memberships(&resident, |membership| {
                self.fill_role(&resident, membership, number, &mut row);
                if result.is_ok() {
                    result = sink.row(&row);
                }
                number += 1;
            });
            result?;
        }
        Ok(())
    }

    pub(crate) fn visit_user_profiles<S: RowSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        let mut row = UserProfileRow::default();
        for resident in self.people().filter_map(|person| self.resident(person)).filter(has_profile) {
            self.fill_profile(&resident, &mut row);
            sink.row(&row)?;
        }
        Ok(())
    }

    fn fill_role(&self, resident: &Resident, membership: Membership, number: u64, row: &mut RoleRow) {
        row.clear();
        let second = resident.generation * ROLES_PER_PERSON + number;
        self.push_id(&mut row.sourced_id, Kind::Role, resident.number, second);
        self.push_user_id(&mut row.user_sourced_id, resident);
        let kind = match membership.kind {
            MembershipKind::Primary => RoleType::Primary,
            MembershipKind::Secondary => RoleType::Secondary,
        };
        row.role_type.push_str(kind.as_str());
        row.role.push_str(membership.role.v1_2);
        if resident.draw.chance(Topic::RoleDates, 300) {
            let (start, end) = self.calendar.span(&[YEAR]);
            push_date(&mut row.begin_date, start);
            push_date(&mut row.end_date, end);
        }
        orgs::push_org_id(self, &mut row.org_sourced_id, membership.org);
        if kind == RoleType::Primary && has_profile(resident) {
            self.push_profile_id(&mut row.user_profile_sourced_id, resident);
        }
    }

    fn push_profile_id(&self, out: &mut String, resident: &Resident) {
        self.push_id(out, Kind::UserProfile, resident.number, resident.generation);
    }

    fn fill_profile(&self, resident: &Resident, row: &mut UserProfileRow) {
        row.clear();
        self.push_profile_id(&mut row.sourced_id, resident);
        self.push_user_id(&mut row.user_sourced_id, resident);
        row.profile_type.push_str("Learning platform");
        row.vendor_id.push_str("example-lms");
        if resident.draw.chance(Topic::ProfileApplication, 100) {
            row.application_id.push_str("reader-app");
            row.description.push_str("Account of the reading app, set up by the school");
        }
        row.credential_type.push_str("username");
        push_username(&mut row.username, resident, &self.name(resident));
    }
}

/// Staff and some students have an account in another system.
fn has_profile(resident: &Resident) -> bool {
    match resident.kind {
        Kind::Student => resident.draw.chance(Topic::Profile, 200),
        Kind::Guardian => false,
        _ => true,
    }
}
