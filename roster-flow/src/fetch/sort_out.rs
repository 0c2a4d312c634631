use std::ops::AddAssign;

use oneroster_csv::objects::ToRows;
use oneroster_model::gradebook::{Category, LineItem, Result as WorkResult, ScoreScale};
use oneroster_model::resources::Resource;
use oneroster_model::rostering::{AcademicSession, Class, Course, Demographics, Enrollment, Org, User};
use time::OffsetDateTime;

use super::Passwords;
use super::repair::{Repair, Repairs};

/// What decides whether a record goes into the package.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules<'r> {
    pub(super) since: Option<OffsetDateTime>,
    pub(super) passwords: Passwords,
    pub(super) repairs: &'r Repairs,
}

/// Records of one collection, counted by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) records: u64,
    pub(super) deleted: u64,
    pub(super) unchanged: u64,
    pub(super) without_id: u64,
    pub(super) without_date: u64,
    pub(super) passwords: u64,
    pub(super) repaired: u64,
}

impl Tally {
    /// Takes a page, returns what goes into the package, and counts the rest.
    pub(super) fn sort_out<T: SortOut>(&mut self, mut records: Vec<T>, rules: Rules<'_>) -> Vec<T> {
        self.records += records.len() as u64;
        records.retain_mut(|record| self.keeps(record, rules));
        records
    }

    fn keeps<T: SortOut>(&mut self, record: &mut T, rules: Rules<'_>) -> bool {
        if record.sourced_id().as_str().is_empty() {
            self.without_id += 1;
            return false;
        }
        let is_live = record.is_live();
        self.deleted += u64::from(!is_live);
        match (rules.since, record.date_last_modified()) {
            (None, _) if !is_live => return false,
            // Servers that cannot filter send everything.
            (Some(since), Some(changed)) if changed <= since => {
                self.unchanged += 1;
                return false;
            }
            (Some(_), None) => self.without_date += 1,
            _ => {}
        }
        if rules.passwords == Passwords::LeaveOut && record.take_passwords() {
            self.passwords += 1;
        }
        self.repaired += record.repair(rules.repairs);
        true
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.records += other.records;
        self.deleted += other.deleted;
        self.unchanged += other.unchanged;
        self.without_id += other.without_id;
        self.without_date += other.without_date;
        self.passwords += other.passwords;
        self.repaired += other.repaired;
    }
}

/// A record that can go into a package.
pub(super) trait SortOut: ToRows + Repair {
    /// Removes passwords; tells whether there were any.
    fn take_passwords(&mut self) -> bool {
        false
    }
}

impl SortOut for User {
    fn take_passwords(&mut self) -> bool {
        let credentials = self.user_profiles.iter_mut().flat_map(|profile| &mut profile.credentials);
        let passwords = credentials.map(|credential| &mut credential.password).chain([&mut self.password]);
        passwords.filter_map(Option::take).count() > 0
    }
}

macro_rules! without_passwords {
    ($($record:ty),+) => { $(impl SortOut for $record {})+ };
}

without_passwords!(
    AcademicSession,
    Category,
    Class,
    Course,
    Demographics,
    Enrollment,
    LineItem,
    Org,
    Resource,
    ScoreScale,
    WorkResult
);

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    fn org(id: &str, status: Option<&str>, changed: Option<OffsetDateTime>) -> Org {
        let mut org = Org::new(id);
        org.status = status.map(Into::into);
        org.date_last_modified = changed;
        org
    }

    fn check(since: Option<OffsetDateTime>, expected: &[&str], tally: Tally) {
        let old = Some(datetime!(2026-08-17 06:00 UTC));
        let new = Some(datetime!(2026-08-18 06:00 UTC));
        let page = vec![
            org("old", Some("active"), old),
            org("new", None, new),
            org("gone", Some("tobedeleted"), new),
            org("undated", None, None),
            org("", None, new),
        ];
        let mut counted = Tally::default();
        let repairs = Repairs::default();
        let rules = Rules { since, passwords: Passwords::LeaveOut, repairs: &repairs };
        let kept: Vec<String> =
            counted.sort_out(page, rules).into_iter().map(|org| org.sourced_id.into_string()).collect();
        assert_eq!(kept, expected);
        assert_eq!(counted, tally);
    }

    #[test]
    fn bulk_holds_what_lives_and_delta_what_changed() {
        let all = Tally { records: 5, deleted: 1, without_id: 1, ..Tally::default() };
        check(None, &["old", "new", "undated"], all);
        check(
            Some(datetime!(2026-08-17 06:00 UTC)),
            &["new", "gone", "undated"],
            Tally { unchanged: 1, without_date: 1, ..all },
        );
    }

    #[test]
    fn passwords_are_found_wherever_they_are() {
        let mut user = User::new("u1");
        assert!(!user.take_passwords());
        user.password = Some("x".to_owned());
        let mut credential = oneroster_model::rostering::Credential::default();
        credential.password = Some("y".to_owned());
        let mut profile = oneroster_model::rostering::UserProfile::default();
        profile.credentials.push(credential);
        user.user_profiles.push(profile);
        assert!(user.take_passwords());
        assert!(!user.take_passwords());
        assert_eq!(user.password, None);
    }
}
