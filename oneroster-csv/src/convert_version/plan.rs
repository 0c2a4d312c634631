use oneroster_model::Version;

use crate::File;
use crate::table::{Column, DataType, Requirement};

/// What has to be done with the rows of a file.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) file: File,
    pub(super) step: Step,
    /// Columns that have no place in the version to be written.
    pub(super) lost: Vec<(usize, &'static Column)>,
    /// Columns whose tokens 1.1 may not know.
    pub(super) tokens: Vec<(usize, &'static Column)>,
    /// Columns that only the version to be written requires.
    pub(super) required: Vec<(usize, &'static Column)>,
}

/// The part that concerns one file, with the positions of the columns that it fills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Columns keep their names.
    Plain,
    /// Users to 1.2.
    LiftUser { primary_org: usize },
    /// Users to 1.1.
    LowerUser { role: usize, orgs: usize },
    /// Line items to 1.2.
    LiftLineItem { session: usize, school: usize },
    /// Line items to 1.1.
    LowerLineItem { period: usize },
}

/// Columns that a step looks after.
const LOOKED_AFTER: &[(File, &[&str])] = &[
    (File::Users, &["role", "orgSourcedIds", "primaryOrgSourcedId"]),
    (File::LineItems, &["gradingPeriodSourcedId", "academicSessionSourcedId", "schoolSourcedId"]),
];

impl Plan {
    pub(super) fn new(file: File, from: Version, to: Version) -> Self {
        let columns = || file.table().columns.iter().enumerate();
        let is_looked_after = |column: &Column| {
            let names = LOOKED_AFTER.iter().find(|(of, _)| *of == file).map_or(&[][..], |(_, names)| *names);
            from != to && names.contains(&column.name)
        };
        let is_required =
            |column: &Column, version| column.requirement(version) == Some(Requirement::Required);
        let lost =
            columns().filter(|(_, column)| column.requirement(to).is_none() && !is_looked_after(column));
        let tokens = columns().filter(|(_, column)| {
            from > to && column.requirement(to).is_some() && matches!(column.data_type, DataType::Enum(_))
        });
        let required = columns().filter(|(_, column)| is_required(column, to) && !is_required(column, from));
        Self {
            file,
            step: Step::of(file, from, to),
            lost: lost.collect(),
            tokens: tokens.collect(),
            required: required.collect(),
        }
    }
}

impl Step {
    fn of(file: File, from: Version, to: Version) -> Self {
        // A column that is not there would have no cell to replace.
        let position = |name| file.table().position(name).unwrap_or(usize::MAX);
        match (file, from.cmp(&to)) {
            (File::Users, std::cmp::Ordering::Less) => {
                Self::LiftUser { primary_org: position("primaryOrgSourcedId") }
            }
            (File::Users, std::cmp::Ordering::Greater) => {
                Self::LowerUser { role: position("role"), orgs: position("orgSourcedIds") }
            }
            (File::LineItems, std::cmp::Ordering::Less) => Self::LiftLineItem {
                session: position("academicSessionSourcedId"),
                school: position("schoolSourcedId"),
            },
            (File::LineItems, std::cmp::Ordering::Greater) => {
                Self::LowerLineItem { period: position("gradingPeriodSourcedId") }
            }
            _ => Self::Plain,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_lost_where_the_version_has_none() {
        let names = |columns: &[(usize, &'static Column)]| -> Vec<&str> {
            columns.iter().map(|(_, column)| column.name).collect()
        };
        let users = Plan::new(File::Users, Version::V1_2, Version::V1_1);
        assert_eq!(
            names(&users.lost),
            [
                "userMasterIdentifier",
                "resourceSourcedIds",
                "preferredGivenName",
                "preferredMiddleName",
                "preferredFamilyName",
                "pronouns",
            ],
        );
        assert_eq!(names(&users.required), ["orgSourcedIds", "role"]);
        let results = Plan::new(File::Results, Version::V1_2, Version::V1_1);
        assert_eq!(
            names(&results.lost),
            ["textScore", "classSourcedId", "inProgress", "incomplete", "late", "missing"],
        );
        assert_eq!(names(&results.required), ["score"]);
        let items = Plan::new(File::LineItems, Version::V1_1, Version::V1_2);
        assert_eq!(names(&items.lost), [""; 0]);
        assert_eq!(names(&items.required), ["academicSessionSourcedId", "schoolSourcedId"]);
        let categories = Plan::new(File::Categories, Version::V1_2, Version::V1_1);
        assert_eq!(names(&categories.lost), ["weight"]);
    }

    #[test]
    fn columns_looked_after_exist() {
        for (file, names) in LOOKED_AFTER {
            for name in *names {
                assert!(file.table().position(name).is_some(), "{file} {name}");
            }
        }
    }
}
