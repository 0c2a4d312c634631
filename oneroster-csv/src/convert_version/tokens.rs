//! Tokens of 1.2 that 1.1 does not know.

use std::borrow::Cow;

use oneroster_model::Version;

use crate::File;
use crate::table::{Column, DataType};

/// What becomes of a cell on the way to 1.1.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Lowered<'t> {
    /// It stays.
    Same,
    /// Another text takes its place.
    Replaced(Cow<'t, str>),
    /// The row cannot be said in 1.1.
    RowLost,
}

/// Stand-ins for single tokens. Org types are not here: they depend on the classes.
const STAND_INS: &[(File, &str, &str)] = &[
    (File::AcademicSessions, "type", "term"),
    (File::Classes, "classType", "scheduled"),
    (File::Demographics, "sex", ""),
    (File::Results, "scoreStatus", "submitted"),
];

/// Looks at a cell of a column with a vocabulary. Texts that neither version knows stay as they are:
/// that is for a validation to judge.
pub(super) fn lower<'t>(file: File, column: &Column, cell: &'t str, teaches: bool) -> Lowered<'t> {
    let DataType::Enum(vocabulary) = column.data_type else { return Lowered::Same };
    let is_new =
        |token: &str| vocabulary.accepts(token, Version::V1_2) && !vocabulary.accepts(token, Version::V1_1);
    if column.list {
        let items = || cell.split(',').map(str::trim);
        if !items().any(is_new) {
            return Lowered::Same;
        }
        let known: Vec<&str> = items().filter(|item| !is_new(item)).collect();
        return Lowered::Replaced(known.join(",").into());
    }
    if !is_new(cell) {
        return Lowered::Same;
    }
    if file == File::Orgs {
        return Lowered::Replaced(if teaches { "school" } else { "department" }.into());
    }
    let stand_in = STAND_INS.iter().find(|(of, name, _)| *of == file && *name == column.name);
    stand_in.map_or(Lowered::RowLost, |(_, _, token)| Lowered::Replaced((*token).into()))
}

/// Returns the role of 1.1 that stands for a role of 1.2.
pub(super) fn lower_role(role: &str) -> &str {
    match role {
        "districtAdministrator" | "siteAdministrator" | "systemAdministrator" | "principal" | "counselor" => {
            "administrator"
        }
        _ if role.starts_with("ext:") => "aide",
        _ => role,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_vocabulary_has_its_way_to_1_1() {
        let replaced = |text: &'static str| Lowered::Replaced(text.into());
        for (file, column, cell, expected) in [
            (File::Demographics, "sex", "other", replaced("")),
            (File::Demographics, "sex", "female", Lowered::Same),
            (File::Demographics, "sex", "Female", Lowered::Same),
            (File::AcademicSessions, "type", "ext:minimester", replaced("term")),
            (File::Classes, "classType", "ext:club", replaced("scheduled")),
            (File::Orgs, "type", "ext:campus", replaced("school")),
            (File::Results, "scoreStatus", "ext:late", replaced("submitted")),
            (File::Results, "scoreStatus", "fully graded", Lowered::Same),
            (File::Enrollments, "role", "ext:observer", Lowered::RowLost),
            (File::Enrollments, "role", "teacher", Lowered::Same),
            (File::Resources, "roles", "student,ext:coach, teacher", replaced("student,teacher")),
            (File::Resources, "roles", "student, teacher", Lowered::Same),
            (File::Users, "givenName", "ext:", Lowered::Same),
        ] {
            let column = &file.table().columns[file.table().position(column).unwrap_or_default()];
            assert_eq!(lower(file, column, cell, true), expected, "{file} {} {cell}", column.name);
        }
        assert_eq!(lower_role("principal"), "administrator");
        assert_eq!(lower_role("ext:nurse"), "aide");
        assert_eq!(lower_role("teacher"), "teacher");
    }
}
