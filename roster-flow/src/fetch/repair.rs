use std::collections::BTreeMap;

use oneroster_model::OrgType;
use oneroster_model::date::parse_date;
use oneroster_model::gradebook::Result as WorkResult;
use oneroster_model::rostering::{AcademicSession, Demographics, Enrollment, Org, User};
use sis_providers::Profile;
use time::Date;

/// What values of a system mean that are not what the standard says.
///
/// Made of the parts of a profile that can be acted on: words for types of orgs, and dates that stand for none.
#[derive(Clone, Debug, Default)]
pub(super) struct Repairs {
    org_types: BTreeMap<String, OrgType>,
    empty_dates: Vec<Date>,
}

impl Repairs {
    pub(super) fn of(profile: Option<&Profile>) -> Self {
        let Some(values) = profile.map(|profile| &profile.values) else { return Self::default() };
        let words = values.org_types.iter();
        Self {
            org_types: words.map(|(word, meaning)| (word.clone(), OrgType::from_token(meaning))).collect(),
            empty_dates: values.empty_dates.iter().filter_map(|date| parse_date(date).value()).collect(),
        }
    }

    /// Takes a date away that stands for none; tells whether it did.
    fn date(&self, date: &mut Option<Date>) -> bool {
        date.take_if(|date| self.empty_dates.contains(date)).is_some()
    }
}

/// A record whose values may mean something else.
pub(super) trait Repair {
    /// Puts in what is meant; tells how many values were replaced.
    fn repair(&mut self, _repairs: &Repairs) -> u64 {
        0
    }
}

impl Repair for Org {
    fn repair(&mut self, repairs: &Repairs) -> u64 {
        let meaning = self.org_type.as_ref().and_then(|word| repairs.org_types.get(word.as_str()));
        let Some(meaning) = meaning else { return 0 };
        self.org_type = Some(meaning.clone());
        1
    }
}

impl Repair for AcademicSession {
    fn repair(&mut self, repairs: &Repairs) -> u64 {
        count([repairs.date(&mut self.start_date), repairs.date(&mut self.end_date)])
    }
}

impl Repair for Enrollment {
    fn repair(&mut self, repairs: &Repairs) -> u64 {
        count([repairs.date(&mut self.begin_date), repairs.date(&mut self.end_date)])
    }
}

impl Repair for User {
    fn repair(&mut self, repairs: &Repairs) -> u64 {
        let roles = self.roles.iter_mut();
        roles.map(|role| count([repairs.date(&mut role.begin_date), repairs.date(&mut role.end_date)])).sum()
    }
}

impl Repair for Demographics {
    fn repair(&mut self, repairs: &Repairs) -> u64 {
        count([repairs.date(&mut self.birth_date)])
    }
}

impl Repair for WorkResult {
    fn repair(&mut self, repairs: &Repairs) -> u64 {
        count([repairs.date(&mut self.score_date)])
    }
}

macro_rules! nothing_to_repair {
    ($($record:ident in $module:ident),+) => {
        $(impl Repair for oneroster_model::$module::$record {})+
    };
}

nothing_to_repair!(
    Class in rostering,
    Course in rostering,
    Category in gradebook,
    LineItem in gradebook,
    ScoreScale in gradebook,
    Resource in resources
);

fn count<const N: usize>(replaced: [bool; N]) -> u64 {
    replaced.into_iter().map(u64::from).sum()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use sis_providers::{Overrides, Profiles};
    use time::macros::date;

    use super::*;

    #[test]
    fn values_get_the_meaning_that_the_profile_tells() {
        let overrides = Overrides::from_toml(
            "[values]\norg_types = { departments = \"department\" }\nempty_dates = [\"9999-12-31\", \"never\"]",
        );
        let profiles = Profiles::builtin();
        let profile = profiles.get("other").unwrap().with_overrides(&overrides.unwrap()).unwrap();
        let repairs = Repairs::of(Some(&profile));

        let mut org = Org::new("o1");
        org.org_type = Some(OrgType::from_token("departments"));
        assert_eq!(org.repair(&repairs), 1);
        assert_eq!(org.org_type, Some(OrgType::Department));
        assert_eq!(org.repair(&repairs), 0);

        let mut enrollment = Enrollment::new("e1");
        enrollment.begin_date = Some(date!(2026 - 08 - 18));
        enrollment.end_date = Some(date!(9999 - 12 - 31));
        assert_eq!(enrollment.clone().repair(&Repairs::of(None)), 0);
        assert_eq!(enrollment.repair(&repairs), 1);
        assert_eq!((enrollment.begin_date, enrollment.end_date), (Some(date!(2026 - 08 - 18)), None));
    }
}
