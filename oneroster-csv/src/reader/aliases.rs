//! Column names of OneRoster 1.0 and other spellings that were seen in exports and import guides.

use crate::File;

/// Name seen, column meant. Spellings that differ in case only need no entry.
const EVERYWHERE: &[(&str, &str)] = &[
    ("sourceId", "sourcedId"),
    ("dataLastModified", "dateLastModified"),
    ("parentSourceId", "parentSourcedId"),
    ("parent", "parentSourcedId"),
    ("grade", "grades"),
];

const PER_FILE: &[(File, &str, &str)] = &[
    (File::Classes, "course", "courseSourcedId"),
    (File::Classes, "school", "schoolSourcedId"),
    (File::Classes, "terms", "termSourcedIds"),
    (File::Classes, "termSourcedId", "termSourcedIds"),
    (File::Courses, "org", "orgSourcedId"),
    (File::Courses, "schoolYear", "schoolYearSourcedId"),
    (File::Courses, "schoolYearId", "schoolYearSourcedId"),
    (File::Demographics, "gender", "sex"),
    (File::Demographics, "userSourcedId", "sourcedId"),
    (File::Enrollments, "class", "classSourcedId"),
    (File::Enrollments, "school", "schoolSourcedId"),
    (File::Enrollments, "user", "userSourcedId"),
    (File::Users, "agents", "agentSourcedIds"),
    (File::Users, "agentSourceIds", "agentSourcedIds"),
    (File::Users, "orgs", "orgSourcedIds"),
    (File::Users, "orgSourcedId", "orgSourcedIds"),
    (File::Users, "prefferedFamilyName", "preferredFamilyName"),
    (File::Users, "prefferedGivenName", "preferredGivenName"),
    (File::Users, "prefferedMiddleName", "preferredMiddleName"),
    (File::Users, "userId", "userIds"),
];

/// Finds the column that a name means in a file.
pub(super) fn column_for_alias(file: File, name: &str) -> Option<&'static str> {
    let per_file = PER_FILE.iter().filter(|(of, ..)| *of == file).map(|(_, seen, meant)| (*seen, *meant));
    per_file
        .chain(EVERYWHERE.iter().copied())
        .find(|(seen, _)| seen.eq_ignore_ascii_case(name))
        .map(|(_, meant)| meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_alias_means_a_column_of_its_file() {
        for (file, seen, meant) in PER_FILE {
            assert!(file.table().position(meant).is_some(), "{file} {meant}");
            assert!(file.table().position(seen).is_none(), "{file} {seen} is a column itself");
        }
    }
}
