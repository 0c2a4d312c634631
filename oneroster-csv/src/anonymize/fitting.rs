//! Whether a cell holds what its column is for.

use oneroster_model::date::{parse_date, parse_instant};
use oneroster_model::{Status, Version, Vocabulary};

use crate::table::{Column, DataType};

/// Tells whether a cell of a column with values of a closed form has that form, loosely. Text, ids and
/// pairs never do: they may hold anything.
pub(super) fn fits(column: &Column, cell: &str) -> bool {
    let item = |item: &str| fits_type(column.data_type, item.trim());
    if column.list { cell.split(',').all(item) } else { item(cell) }
}

fn fits_type(data_type: DataType, cell: &str) -> bool {
    cell.is_empty()
        || match data_type {
            DataType::Guid | DataType::Text | DataType::Id | DataType::Pair => false,
            DataType::Enum(vocabulary) => is_token(vocabulary, cell),
            DataType::Boolean => {
                ["true", "false", "yes", "no", "1", "0"].iter().any(|word| word.eq_ignore_ascii_case(cell))
            }
            DataType::Date => parse_date(cell).value().is_some(),
            DataType::DateTime => parse_instant(cell).value().or_else(|| midnight(cell)).is_some(),
            DataType::Year => {
                cell.len() <= 9
                    && cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-' || byte == b'/')
            }
            DataType::Integer | DataType::Float => {
                cell.len() <= 20 && cell.trim_end_matches('%').parse::<f64>().is_ok_and(f64::is_finite)
            }
        }
}

fn midnight(cell: &str) -> Option<time::OffsetDateTime> {
    parse_date(cell).value().map(|date| date.midnight().assume_utc())
}

fn is_token(vocabulary: &Vocabulary, cell: &str) -> bool {
    let is_known = |version| vocabulary.canonical(cell, version).is_some();
    // Extensions are names of kinds; a blank or an at sign would be something else.
    let is_extension = cell.strip_prefix("ext:").is_some_and(|rest| {
        (1..=30).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_')
    });
    Version::ALL.into_iter().any(is_known)
        || is_extension
        || (vocabulary.name == "status" && Status::from_token_lenient(cell) == Status::Inactive)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::File;

    #[test]
    fn cells_that_may_hold_anything_do_not_fit() {
        for (file, column, cell, expected) in [
            (File::Users, "role", "Teacher", true),
            (File::Users, "role", "", true),
            (File::Users, "role", "Ada", false),
            (File::Users, "status", "inactive", true),
            (File::Users, "enabledUser", "TRUE", true),
            (File::Users, "enabledUser", "Ada", false),
            (File::Users, "givenName", "Ada", false),
            (File::Users, "sourcedId", "u1", false),
            (File::Roles, "role", "ext:coach", true),
            (File::Roles, "role", "ext:ada@example", false),
            (File::Enrollments, "beginDate", "18/08/2026", true),
            (File::Enrollments, "beginDate", "Ada", false),
            (File::AcademicSessions, "schoolYear", "2026-2027", true),
            (File::Users, "dateLastModified", "2026-08-18", true),
            (File::Results, "score", "87.5", true),
            (File::Results, "score", "Ada", false),
            (File::Results, "score", "inf", false),
            (File::Resources, "roles", "student,teacher", true),
            (File::Resources, "roles", "student,Ada", false),
        ] {
            let position = file.table().position(column).unwrap_or_default();
            assert_eq!(fits(&file.table().columns[position], cell), expected, "{column} {cell}");
        }
    }
}
