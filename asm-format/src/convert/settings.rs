use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::filters::Filters;

/// How a conversion decides where schools differ: every field has a documented default.
///
/// Read from TOML (or any serde format); unknown keys are refused, so a typing error cannot silently
/// leave a default in place.
///
/// # Examples
///
/// ```
/// use asm_format::convert::{IdPolicy, Settings};
///
/// let settings: Settings = toml::from_str(
///     r#"
///     id_policy = "encode"
///     password_policy = { by_grade = { KG = "4", "01" = "4" }, otherwise = "6" }
///
///     [filters]
///     schools = ["school-7"]
///     "#,
/// )?;
/// assert_eq!(settings.id_policy, IdPolicy::Encode);
/// assert!(settings.include_enrolled_teachers);
/// assert!(toml::from_str::<Settings>("id_polcy = \"encode\"").is_err());
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Settings {
    /// What to do about errors in the data. Default: repair.
    pub mode: Mode,
    /// Keeps records marked `tobedeleted` or with an unknown status, as Claris Connect does when no
    /// status filter is set. Default: off.
    pub claris_compat: bool,

    /// Org types that become locations. Default: `school`; add `department` to export departments.
    pub location_types: Vec<String>,
    /// Text put before every location name, so that a school differs from the organisation's own first
    /// location in Apple School Manager. Default: none.
    pub location_name_prefix: String,
    /// Exports the org of a person who has no exported location otherwise. Default: off.
    pub promote_orgs: bool,
    /// Adds the schools of a person's classes to the declared ones. Default: off, because every location
    /// lets more managers see the person.
    pub locations_from_enrollments: bool,

    /// Roles that make a user staff. Default: `teacher`.
    pub staff_roles: Vec<String>,
    /// Exports an administrator, aide or the like as staff when they teach an exported class. Default: on.
    pub include_enrolled_teachers: bool,
    /// Which file a person with staff and student roles goes to. Default: by the primary role.
    pub dual_role: DualRole,
    /// Which names are exported. Default: legal names.
    pub name_source: NameSource,
    /// Replaces names: first name = user name, last name = this text, no e-mail address. Default: off.
    pub pseudonym_last_name: Option<String>,
    /// Type of the `userIds` entry that gives `person_number` where `identifier` is empty. Default: none.
    pub person_number_user_id: Option<String>,
    /// Merges users that agree in this field into the one with the smallest `sourcedId`. Default: never.
    pub merge_people_by: MergeKey,
    /// How grade levels are written. Default: plain (`1` to `13`, letters as they are).
    pub grade_style: GradeStyle,
    /// Grade levels with a text of their own, before `grade_style` applies. Default: none.
    pub grade_map: BTreeMap<String, String>,
    /// Passcode kind of students. Default: blank, which lets the location decide.
    pub password_policy: PasswordPolicy,

    /// Pattern of the course name out of `{title}`, `{code}` and `{school}`. Default: `{title}`.
    pub course_name: String,
    /// Where a course goes that belongs to no exported location. Default: promote.
    pub course_location: CourseLocation,
    /// Leaves out classes without an instructor. Default: off.
    pub drop_classes_without_instructor: bool,
    /// Leaves out classes without students. Default: off.
    pub drop_empty_classes: bool,

    /// Enrollment roles that make an instructor. Default: `teacher`.
    pub instructor_roles: Vec<String>,
    /// Which enrollments count by their dates. Default: ended ones are dropped.
    pub enrollment_window: EnrollmentWindow,
    /// Where `roster_id` comes from. Default: the enrollment.
    pub roster_id: RosterId,
    /// What happens to identifiers that Apple's rule does not allow. Default: preserve.
    pub id_policy: IdPolicy,

    /// Whether a session ends before its end date. Default: the end date is the last day.
    pub end_date_exclusive: bool,
    /// Counts sessions as active this many days before they begin. Default: 0.
    pub term_lead_days: u16,
    /// Ignores the school year of a class that also lists shorter sessions. Default: off.
    pub narrow_school_year: bool,

    /// What is left out on purpose. Default: nothing.
    pub filters: Filters,
    /// When the result must not replace the last one. Default: no file may lose more than a fifth.
    pub guards: crate::GuardSettings,
    /// How the files are quoted. Default: as Apple describes.
    pub dialect: crate::Dialect,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            mode: Mode::default(),
            claris_compat: false,
            location_types: vec!["school".into()],
            location_name_prefix: String::new(),
            promote_orgs: false,
            locations_from_enrollments: false,
            staff_roles: vec!["teacher".into()],
            include_enrolled_teachers: true,
            dual_role: DualRole::default(),
            name_source: NameSource::default(),
            pseudonym_last_name: None,
            person_number_user_id: None,
            merge_people_by: MergeKey::default(),
            grade_style: GradeStyle::default(),
            grade_map: BTreeMap::new(),
            password_policy: PasswordPolicy::default(),
            course_name: "{title}".into(),
            course_location: CourseLocation::default(),
            drop_classes_without_instructor: false,
            drop_empty_classes: false,
            instructor_roles: vec!["teacher".into()],
            enrollment_window: EnrollmentWindow::default(),
            roster_id: RosterId::default(),
            id_policy: IdPolicy::default(),
            end_date_exclusive: false,
            term_lead_days: 0,
            narrow_school_year: false,
            filters: Filters::default(),
            guards: crate::GuardSettings::default(),
            dialect: crate::Dialect::default(),
        }
    }
}

/// What to do about errors in the data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Any finding of severity error stops the run.
    Strict,
    /// Rows are repaired or left out, each with a finding.
    #[default]
    Repair,
    /// As `repair`, but nothing is written.
    Report,
}

/// Which file a person with staff and student roles goes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DualRole {
    /// The primary role in the primary org, else any primary staff role, else staff.
    #[default]
    Primary,
    /// Always `staff.csv`.
    Staff,
    /// Always `students.csv`.
    Student,
}

/// Which names are exported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameSource {
    /// `givenName`, `middleName`, `familyName`.
    #[default]
    Legal,
    /// The preferred names of OneRoster 1.2, where they are filled.
    Preferred,
}

/// The field in which two users must agree to be taken for one person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MergeKey {
    /// Users are never merged.
    #[default]
    Never,
    /// `email`, without case.
    Email,
    /// `identifier`.
    Identifier,
    /// `userMasterIdentifier` (1.2).
    UserMasterIdentifier,
}

/// How grade levels are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GradeStyle {
    /// `01` becomes `1`, `KG` stays `KG`.
    #[default]
    Plain,
    /// The text of the SIS.
    AsIs,
    /// `KG` becomes `Kindergarten`, `PK` becomes `Prekindergarten`, `01` becomes `1`.
    Words,
}

/// Passcode kind of students: one value for all, or by grade level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum PasswordPolicy {
    /// The same for every student; blank lets the location decide.
    All(Passcode),
    /// By the grade level as OneRoster writes it.
    ByGrade {
        /// Passcode kind of each grade level.
        by_grade: BTreeMap<String, Passcode>,
        /// Passcode kind of every other grade level.
        #[serde(default)]
        otherwise: Passcode,
    },
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self::All(Passcode::Location)
    }
}

impl PasswordPolicy {
    /// Returns the passcode kind for a grade level.
    pub fn for_grade(&self, grade: &str) -> Passcode {
        match self {
            Self::All(passcode) => *passcode,
            Self::ByGrade { by_grade, otherwise } => *by_grade.get(grade).unwrap_or(otherwise),
        }
    }
}

/// Values of `password_policy` that Apple School Manager accepts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Passcode {
    /// Blank: new accounts follow the location, existing ones keep what they have.
    #[default]
    #[serde(rename = "")]
    Location,
    /// Four digits.
    #[serde(rename = "4")]
    FourDigits,
    /// Six digits.
    #[serde(rename = "6")]
    SixDigits,
    /// Eight or more letters and digits.
    #[serde(rename = "8")]
    Complex,
}

impl Passcode {
    /// Returns the text of the column.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Location => "",
            Self::FourDigits => "4",
            Self::SixDigits => "6",
            Self::Complex => "8",
        }
    }
}

/// Where a course goes that belongs to no exported location, such as one of a district's catalogue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CourseLocation {
    /// The location of its classes if they share one; else the course's own org becomes a location.
    #[default]
    Promote,
    /// One course per location of its classes, with the location in the course's identifier.
    Split,
    /// The smallest location identifier of its classes.
    First,
}

/// Which enrollments count by their dates; a missing date is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnrollmentWindow {
    /// An end date on or before today drops the row, a future begin date does not.
    #[default]
    EndedDropped,
    /// Begin date on or before today, end date after today.
    Today,
    /// Dates do not matter.
    Ignore,
}

/// Where `roster_id` comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RosterId {
    /// `enrollment.sourcedId`; derived where it is missing, repeated or refused.
    #[default]
    Source,
    /// A hash of class and student: stable however the SIS renews its enrollments.
    Derived,
}

/// What happens to identifiers with characters other than letters, digits and hyphen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdPolicy {
    /// Kept with a finding; only characters that break the file are encoded. For organisations that have
    /// already synced: a rewritten identifier creates a second account.
    #[default]
    Preserve,
    /// Every forbidden character becomes a hyphen, followed by eight digits of a hash.
    Encode,
    /// The row is left out.
    Reject,
}
