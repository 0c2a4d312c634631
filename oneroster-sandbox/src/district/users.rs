use oneroster_csv::tables::UserRow;
use oneroster_model::Version;

use super::draw::Topic;
use super::identifier::{Kind, push_number};
use super::layout::GRADES;
use super::names::PersonName;
use super::people::{Membership, MembershipKind, Person, Resident};
use super::{District, RowSink, orgs, push_item};

/// Longest part of a name in a user name, in characters.
const LOGIN_PART: usize = 12;

impl District {
    /// Returns the row of a person in `users.csv`, or `None` where there is no such person.
    pub fn user(&self, person: Person) -> Option<UserRow> {
        let mut row = UserRow::default();
        self.fill_user(&self.resident(person)?, &mut row);
        Some(row)
    }

    pub(crate) fn visit_users<S: RowSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        let mut row = UserRow::default();
        for person in self.people() {
            if let Some(resident) = self.resident(person) {
                self.fill_user(&resident, &mut row);
                sink.row(&row)?;
            }
        }
        Ok(())
    }

    fn fill_user(&self, resident: &Resident, row: &mut UserRow) {
        row.clear();
        let draw = resident.draw;
        let name = self.name(resident);
        self.push_user_id(&mut row.sourced_id, resident);
        row.enabled_user.push_str(if draw.chance(Topic::Enabled, 5) { "false" } else { "true" });
        push_username(&mut row.username, resident, &name);
        name.push_given(&mut row.given_name);
        name.push_family(&mut row.family_name);
        name.push_middle(&mut row.middle_name);
        Self::push_contact(resident, row);
        self.push_relations(resident, row);
        if draw.chance(Topic::UserIds, 300) {
            push_external_ids(row, resident);
        }
        if let Person::Student(student) = resident.person {
            self.push_student_columns(student, resident, row);
        } else if resident.kind != Kind::Guardian {
            row.identifier.push('E');
            push_number(&mut row.identifier, resident.number + 1, 6);
        }
        match self.version {
            Version::V1_1 => self.push_columns_of_1_1(resident, row),
            Version::V1_2 => self.push_columns_of_1_2(resident, &name, row),
        }
    }

    pub(crate) fn push_user_id(&self, out: &mut String, resident: &Resident) {
        self.push_id(out, resident.kind, resident.index, resident.generation);
    }

    fn push_student_columns(&self, student: u64, resident: &Resident, row: &mut UserRow) {
        // Leading zeros are part of the number, as spreadsheets keep forgetting.
        push_number(&mut row.identifier, student * 2 + resident.generation + 1, 8);
        let grade = self.layout.grade(student);
        row.grades.push_str(GRADES[grade as usize]);
        if resident.draw.chance(Topic::SecondGrade, 10) {
            let next = (grade + 1).min(GRADES.len() as u64 - 1);
            if next != grade {
                push_item(&mut row.grades, |out| out.push_str(GRADES[next as usize]));
            }
        }
    }

    fn push_contact(resident: &Resident, row: &mut UserRow) {
        let draw = resident.draw;
        let domain = match resident.kind {
            Kind::Student => "@students.district.example",
            Kind::Guardian => "@mail.example.net",
            _ => "@district.example",
        };
        if !draw.chance(Topic::Email, if resident.kind == Kind::Guardian { 150 } else { 15 }) {
            row.email.push_str(&row.username);
            row.email.push_str(domain);
        }
        if resident.kind == Kind::Guardian {
            push_phone(&mut row.phone, draw.below(Topic::Phone, 80_000));
            if draw.chance(Topic::Sms, 600) {
                push_phone(&mut row.sms, draw.below(Topic::Phone, 80_000));
            }
        }
    }

    /// Guardians of a student, children of a guardian.
    fn push_relations(&self, resident: &Resident, row: &mut UserRow) {
        match resident.person {
            Person::Student(student) if resident.generation == 0 => {
                for guardian in self.guardians_of(student) {
                    push_item(&mut row.agent_sourced_ids, |out| {
                        self.push_id(out, Kind::Guardian, guardian, 0);
                    });
                }
            }
            Person::Guardian(guardian) => {
                for child in self.children_of(guardian).filter(|child| self.generation(*child) == Some(0)) {
                    push_item(&mut row.agent_sourced_ids, |out| self.push_id(out, Kind::Student, child, 0));
                }
            }
            _ => {}
        }
    }

    fn push_columns_of_1_1(&self, resident: &Resident, row: &mut UserRow) {
        let mut orgs_seen = [None; 4];
        self.memberships(resident, |Membership { org, role, .. }| {
            if orgs_seen.contains(&Some(org)) {
                return;
            }
            if let Some(free) = orgs_seen.iter_mut().find(|seen| seen.is_none()) {
                *free = Some(org);
            }
            push_item(&mut row.org_sourced_ids, |out| orgs::push_org_id(self, out, org));
            if row.role.is_empty() {
                row.role.push_str(role.v1_1);
            }
        });
    }

    fn push_columns_of_1_2(&self, resident: &Resident, name: &PersonName, row: &mut UserRow) {
        let draw = resident.draw;
        if draw.chance(Topic::MasterIdentifier, 800) {
            row.user_master_identifier.push('M');
            push_number(&mut row.user_master_identifier, draw.below(Topic::MasterNumber, 10_000_000_000), 10);
        }
        if let Some(preferred) = name.preferred {
            row.preferred_given_name.push_str(preferred);
            name.push_family(&mut row.preferred_family_name);
        }
        if draw.chance(Topic::Pronouns, 40) {
            row.pronouns
                .push_str(draw.pick::<&str>(Topic::PronounsText, &["she/her", "he/him", "they/them"]));
        }
        self.memberships(resident, |Membership { org, kind, .. }| {
            if kind == MembershipKind::Primary && row.primary_org_sourced_id.is_empty() {
                orgs::push_org_id(self, &mut row.primary_org_sourced_id, org);
            }
        });
    }
}

/// Appends a user name: unique in the district through its number, different in form by kind of person.
pub(crate) fn push_username(out: &mut String, resident: &Resident, name: &PersonName) {
    let (given, family) = (name.login_given(), name.login_family());
    let family = family.get(..LOGIN_PART).unwrap_or(family);
    match resident.kind {
        Kind::Student => {
            out.push_str(given.get(..1).unwrap_or_default());
            out.push_str(family);
            push_number(out, resident.index + 1001, 1);
            if resident.generation > 0 {
                out.push('b');
            }
        }
        Kind::Guardian => {
            out.push_str(given);
            out.push('_');
            out.push_str(family);
            push_number(out, resident.index + 1, 1);
        }
        _ => {
            out.push_str(given);
            out.push('.');
            out.push_str(family);
            push_number(out, resident.number, 1);
        }
    }
}

/// Appends one of the telephone numbers that are reserved for invented people.
fn push_phone(out: &mut String, number: u64) {
    out.push_str("+1 ");
    push_number(out, 200 + number / 100, 3);
    out.push_str("-555-01");
    push_number(out, number % 100, 2);
}

/// Names of the person in other systems; two of them for staff.
fn push_external_ids(row: &mut UserRow, resident: &Resident) {
    row.user_ids.push_str("{LDAP:");
    row.user_ids.push_str(&row.username);
    row.user_ids.push('}');
    if resident.kind != Kind::Student {
        row.user_ids.push_str(",{SIS:");
        push_number(&mut row.user_ids, resident.number + 1, 7);
        row.user_ids.push('}');
    }
}
