//! Rules that join the cells of a row, or several rows. One file each; each keeps what it needs to know.

mod dates;
mod enrollment_dates;
mod facts;
mod learning_objectives;
mod parents;
mod primary_org;
mod primary_roles;
mod primary_teachers;
mod profile_owner;
mod record_types;
mod results;
mod score_limits;
mod score_scales;
mod subjects;

use oneroster_model::Version;

use super::links::Links;
use super::options::ValidateOptions;
use super::registry::NONE;
use super::reporter::{CellPlace, Reporter};
use crate::{Cells, File, Package, TableRecord};

/// A rule of the standard: it looks at rows of some files, and gathers what it needs from others.
trait Rule {
    /// Returns the files whose rows the rule wants to see.
    fn files(&self) -> &'static [File];

    /// Takes one row.
    fn check(&mut self, row: &Row<'_, '_>, reporter: &mut Reporter<'_>);

    /// Is called when all rows of a file have come.
    fn finish(&mut self, _file: File, _links: &Links, _reporter: &mut Reporter<'_>) {}
}

/// What the rules see of a row.
pub(super) struct Row<'r, 'a> {
    pub(super) file: File,
    pub(super) record: TableRecord<'a>,
    pub(super) own: u32,
    pub(super) references: &'r [u32],
    pub(super) listed: &'r [(usize, u32)],
    pub(super) links: &'r Links,
}

impl<'a> Row<'_, 'a> {
    /// Returns the cell of a column, empty where the file has none.
    fn cell(&self, position: usize) -> &'a str {
        self.record.cell(position)
    }

    /// Returns the number of the record that a cell refers to.
    fn reference(&self, position: usize) -> Option<u32> {
        self.references.get(position).copied().filter(|&index| index != NONE)
    }

    /// Returns the records that the list in a cell refers to; `None` for those that are not known.
    fn list(&self, position: usize) -> impl Iterator<Item = Option<u32>> {
        let items = self.listed.iter().filter(move |(of, _)| *of == position);
        items.map(|(_, index)| Some(*index).filter(|&index| index != NONE))
    }

    /// Returns the number of the row's own record.
    fn own(&self) -> Option<u32> {
        Some(self.own).filter(|&index| index != NONE)
    }

    /// Returns the place of a cell for findings.
    fn place(&self, position: usize) -> Option<CellPlace<'a>> {
        CellPlace::new(self.file, &self.record, position)
    }
}

/// Returns the position of a column of the standard.
fn position(file: File, column: &str) -> usize {
    let found = file.table().position(column);
    debug_assert!(found.is_some(), "{file} has a column {column}");
    found.unwrap_or(usize::MAX)
}

/// Every rule, ready for one package.
pub(super) struct Rules(Vec<Box<dyn Rule>>);

impl Rules {
    pub(super) fn new(package: &Package, options: ValidateOptions) -> Self {
        let version = package.version();
        let has = |file| options.profile().includes(file) && package.member(file).is_some();
        let mut rules: Vec<Box<dyn Rule>> = vec![
            Box::new(record_types::RecordTypes::new(version)),
            Box::new(subjects::Subjects),
            Box::new(dates::Dates::new()),
            Box::new(parents::Parents::default()),
            Box::new(enrollment_dates::EnrollmentDates::new()),
            Box::new(primary_teachers::PrimaryTeachers::new()),
            Box::new(score_limits::ScoreLimits::new()),
        ];
        if has(File::Results) {
            rules.push(Box::new(results::Results::new(version)));
        }
        if version >= Version::V1_2 {
            rules.push(Box::new(primary_roles::PrimaryRoles::new()));
            rules.push(Box::new(profile_owner::ProfileOwner::new()));
            rules.push(Box::new(primary_org::PrimaryOrg::new()));
            rules.push(Box::new(learning_objectives::LearningObjectives));
            rules.push(Box::new(score_scales::ScoreScales::new(has(File::ResultScoreScales))));
        }
        Self(rules)
    }

    /// Returns which rules look at a file.
    pub(super) fn of(&self, file: File) -> Vec<usize> {
        (0..self.0.len()).filter(|&rule| self.0[rule].files().contains(&file)).collect()
    }

    pub(super) fn check(&mut self, rules: &[usize], row: &Row<'_, '_>, reporter: &mut Reporter<'_>) {
        for &rule in rules {
            self.0[rule].check(row, reporter);
        }
    }

    pub(super) fn finish(&mut self, rules: &[usize], file: File, links: &Links, reporter: &mut Reporter<'_>) {
        for &rule in rules {
            self.0[rule].finish(file, links, reporter);
        }
    }
}
