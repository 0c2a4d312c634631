//! What happens to each column.

use crate::File;
use crate::table::{Column, DataType};

/// What happens to the cells of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Treatment {
    /// Kept.
    Keep,
    /// Kept where it has the form of the column, blank otherwise.
    KeepFitting,
    /// Emptied.
    Blank,
    /// Pseudonym of each item, unless identifiers are kept.
    SourcedId,
    /// Pseudonym.
    Pseudonym,
    /// Pseudonym without regard to case.
    UserName,
    /// Address under `example.org`.
    Email,
    /// Fictional number.
    Phone,
    /// Pairs with pseudonyms.
    UserIds,
    /// Invented first or middle name.
    GivenName,
    /// Invented family name.
    FamilyName,
    /// Another day of the year.
    BirthDate,
    /// Invented city.
    City,
    /// Invented name of an org.
    OrgName,
    /// Kept without names of people.
    Title,
    /// Items that look like codes are kept; others as [`Title`](Self::Title).
    Code,
    /// Title of a class or a line item: as [`Title`](Self::Title), or replaced.
    ClassTitle,
    /// They/them.
    Pronouns,
}

use Treatment as T;

/// Columns of type text, id and pair: everything that can hold a person.
const COLUMNS: &[(File, &[(&str, Treatment)])] = &[
    (File::AcademicSessions, &[("title", T::Title)]),
    (File::Categories, &[("title", T::Title)]),
    (
        File::Classes,
        &[
            ("title", T::ClassTitle),
            ("grades", T::Code),
            ("classCode", T::ClassTitle),
            ("location", T::ClassTitle),
            ("subjects", T::Title),
            ("subjectCodes", T::Code),
            ("periods", T::Code),
        ],
    ),
    (File::ClassResources, &[("title", T::ClassTitle)]),
    (
        File::Courses,
        &[
            ("title", T::Title),
            ("courseCode", T::Title),
            ("grades", T::Code),
            ("subjects", T::Title),
            ("subjectCodes", T::Code),
        ],
    ),
    (File::CourseResources, &[("title", T::Title)]),
    (
        File::Demographics,
        &[
            ("birthDate", T::BirthDate),
            ("countryOfBirthCode", T::Blank),
            ("stateOfBirthAbbreviation", T::Blank),
            ("cityOfBirth", T::City),
            ("publicSchoolResidenceStatus", T::Blank),
        ],
    ),
    (File::LineItems, &[("title", T::ClassTitle), ("description", T::Blank)]),
    (File::LineItemScoreScales, &[("title", T::Title)]),
    (File::LineItemLearningObjectiveIds, &[("learningObjectiveId", T::Keep)]),
    (File::Orgs, &[("name", T::OrgName), ("identifier", T::Pseudonym)]),
    (
        File::Resources,
        &[
            ("vendorResourceId", T::Keep),
            ("title", T::Title),
            ("vendorId", T::Keep),
            ("applicationId", T::Keep),
        ],
    ),
    (File::Results, &[("comment", T::Blank), ("textScore", T::Title)]),
    (File::ResultScoreScales, &[("title", T::Title)]),
    (File::ResultLearningObjectiveIds, &[("learningObjectiveId", T::Keep), ("textScore", T::Title)]),
    (File::ScoreScales, &[("title", T::Title), ("type", T::Title), ("scoreScaleValue", T::Title)]),
    (
        File::UserProfiles,
        &[
            ("profileType", T::Title),
            ("vendorId", T::Title),
            ("applicationId", T::Title),
            ("description", T::Blank),
            ("credentialType", T::Title),
            ("username", T::UserName),
            ("password", T::Blank),
        ],
    ),
    (
        File::Users,
        &[
            ("username", T::UserName),
            ("userIds", T::UserIds),
            ("givenName", T::GivenName),
            ("familyName", T::FamilyName),
            ("middleName", T::GivenName),
            ("identifier", T::UserName),
            ("email", T::Email),
            ("sms", T::Phone),
            ("phone", T::Phone),
            ("grades", T::Code),
            ("password", T::Blank),
            ("userMasterIdentifier", T::UserName),
            ("preferredGivenName", T::GivenName),
            ("preferredMiddleName", T::GivenName),
            ("preferredFamilyName", T::FamilyName),
            ("pronouns", T::Pronouns),
        ],
    ),
];

impl Treatment {
    /// Returns the treatment of a column: the one that is listed, or that of its type.
    pub(super) fn of(file: File, column: &Column) -> Self {
        let listed = COLUMNS.iter().find(|(of, _)| *of == file).map_or(&[][..], |(_, columns)| *columns);
        if let Some((_, treatment)) = listed.iter().find(|(name, _)| *name == column.name) {
            return *treatment;
        }
        match column.data_type {
            DataType::Guid => Self::SourcedId,
            // Nothing that can hold a person is kept because it was forgotten.
            DataType::Text | DataType::Id | DataType::Pair => Self::Blank,
            _ => Self::KeepFitting,
        }
    }

    /// Returns the word for the summary.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Keep => "kept",
            Self::KeepFitting | Self::Blank => "emptied",
            Self::SourcedId | Self::Pseudonym | Self::UserName | Self::UserIds => "replaced by pseudonyms",
            Self::Email | Self::Phone => "replaced by fictional ones",
            Self::GivenName | Self::FamilyName | Self::City | Self::OrgName => "replaced by invented names",
            Self::BirthDate => "moved within the year",
            Self::Title | Self::ClassTitle | Self::Code => "freed of names of people",
            Self::Pronouns => "replaced by they/them",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_that_can_hold_a_person_is_listed_and_exists() {
        for file in File::ALL {
            let listed = COLUMNS.iter().find(|(of, _)| *of == file).map_or(&[][..], |(_, columns)| *columns);
            for column in file.table().columns {
                let is_open = matches!(column.data_type, DataType::Text | DataType::Id | DataType::Pair);
                let is_listed = listed.iter().any(|(name, _)| *name == column.name);
                assert!(is_listed || !is_open, "{file} {} has no treatment", column.name);
            }
            for (name, _) in listed {
                assert!(file.table().position(name).is_some(), "{file} {name}");
            }
        }
    }
}
