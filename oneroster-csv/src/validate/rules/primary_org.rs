use super::facts::Facts;
use super::{Row, Rule, position};
use crate::validate::links::Links;
use crate::validate::reporter::{CellPlace, Reporter};
use crate::{File, codes};

/// SR-09: a user has a role in the primary org.
pub(super) struct PrimaryOrg {
    /// Primary org of each user without a role in it up to now, counted from one; zero is none.
    waiting: Facts<u32>,
    /// Column in users.csv, by position and by number in the file.
    home: usize,
    number: Option<u32>,
    user: usize,
    org: usize,
}

impl PrimaryOrg {
    pub(super) fn new() -> Self {
        Self {
            waiting: Facts::default(),
            home: position(File::Users, "primaryOrgSourcedId"),
            number: None,
            user: position(File::Roles, "userSourcedId"),
            org: position(File::Roles, "orgSourcedId"),
        }
    }
}

impl Rule for PrimaryOrg {
    fn files(&self) -> &'static [File] {
        &[File::Users, File::Roles]
    }

    fn check(&mut self, row: &Row<'_, '_>, _reporter: &mut Reporter<'_>) {
        if row.file == File::Users {
            if let (Some(own), Some(org)) = (row.own(), row.reference(self.home)) {
                self.waiting.set(own, org + 1);
                self.number = row.record.cell_number(self.home);
            }
        } else if let (Some(user), Some(org)) = (row.reference(self.user), row.reference(self.org))
            && self.waiting.get(user) == Some(&(org + 1))
        {
            self.waiting.set(user, 0);
        }
    }

    fn finish(&mut self, file: File, links: &Links, reporter: &mut Reporter<'_>) {
        let is_told = file == File::Roles && links.is_whole(File::Roles) && links.is_whole(File::Users);
        let (true, Some(users)) = (is_told, links.registry(File::Users)) else { return };
        let Some(column) = File::Users.table().columns.get(self.home) else { return };
        for (user, _) in self.waiting.iter().filter(|(_, org)| **org != 0) {
            let (line, key) = (users.line(user), users.text(user));
            let place = CellPlace { file: File::Users, line, column, number: self.number, key };
            let message = "the user has no role in the primary org";
            reporter.rule(&codes::PRIMARY_ORG_WITHOUT_ROLE, Some(place), message);
        }
    }
}
