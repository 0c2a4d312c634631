//! The six files of an Apple School Manager archive as data.
//!
//! Every check, header and page about a column is derived from the tables here, which
//! [`rows`](crate::rows) declares together with the row types. Source: Apple School Manager User
//! Guide, pages on the templates for students, staff, courses, classes, rosters and locations.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// One of the six files, in the order in which this crate writes them into an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AsmFile {
    /// `students.csv`: student accounts.
    Students,
    /// `staff.csv`: staff accounts, all of which become instructors.
    Staff,
    /// `courses.csv`: courses.
    Courses,
    /// `classes.csv`: classes with their instructors.
    Classes,
    /// `rosters.csv`: one row for each student of each class.
    Rosters,
    /// `locations.csv`: schools and departments.
    Locations,
}

impl AsmFile {
    /// All files, in archive order.
    pub const ALL: [Self; 6] =
        [Self::Students, Self::Staff, Self::Courses, Self::Classes, Self::Rosters, Self::Locations];

    /// Returns the name inside the archive, such as `students.csv`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Students => "students.csv",
            Self::Staff => "staff.csv",
            Self::Courses => "courses.csv",
            Self::Classes => "classes.csv",
            Self::Rosters => "rosters.csv",
            Self::Locations => "locations.csv",
        }
    }

    /// Returns the file with exactly this name; Apple compares with case.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|file| file.name() == name)
    }

    /// Returns the columns and rules of the file.
    pub const fn table(self) -> &'static Table {
        match self {
            Self::Students => &crate::rows::STUDENTS,
            Self::Staff => &crate::rows::STAFF,
            Self::Courses => &crate::rows::COURSES,
            Self::Classes => &crate::rows::CLASSES,
            Self::Rosters => &crate::rows::ROSTERS,
            Self::Locations => &crate::rows::LOCATIONS,
        }
    }

    /// Returns the position in archive order, 0 to 5.
    pub const fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for AsmFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What the values of a column look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ColumnKind {
    /// Letters, digits and hyphen (Apple, "Review the templates").
    Identifier,
    /// Any text.
    Text,
    /// An e-mail address.
    Email,
    /// `4`, `6`, `8` or nothing, see [`PASSWORD_POLICIES`].
    PasswordPolicy,
}

/// The values of `password_policy`: four digits, six digits, eight or more letters and digits.
///
/// Empty means that the policy of the location applies.
pub const PASSWORD_POLICIES: [&str; 3] = ["4", "6", "8"];

/// One column of the template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Column {
    /// Name in the header row.
    pub name: &'static str,
    /// What the values look like.
    pub kind: ColumnKind,
    /// Whether every row needs a value.
    pub required: bool,
    /// Whether a value may occur only once; `person_id` over students and staff together.
    pub unique: bool,
    /// The file whose key the value has to be.
    pub reference: Option<AsmFile>,
    /// What the column holds, for documentation and reports.
    pub description: &'static str,
}

impl Column {
    const fn of(kind: ColumnKind) -> Self {
        Self { name: "", kind, required: false, unique: false, reference: None, description: "" }
    }

    pub(crate) const KEY: Self = Self { required: true, unique: true, ..Self::of(ColumnKind::Identifier) };
    pub(crate) const TEXT: Self = Self::of(ColumnKind::Text);
    pub(crate) const REQUIRED_TEXT: Self = Self { required: true, ..Self::TEXT };
    pub(crate) const EMAIL: Self = Self::of(ColumnKind::Email);
    pub(crate) const POLICY: Self = Self::of(ColumnKind::PasswordPolicy);

    /// An identifier that may be empty and otherwise has to exist in `file`.
    pub(crate) const fn optional_reference(file: AsmFile) -> Self {
        Self { reference: Some(file), ..Self::of(ColumnKind::Identifier) }
    }

    /// An identifier that has to exist in `file`.
    pub(crate) const fn reference(file: AsmFile) -> Self {
        Self { required: true, ..Self::optional_reference(file) }
    }
}

/// A column that a file may hold several times, as `base`, `base_2`, `base_3` and so on.
///
/// The first columns are part of the template; further ones are appended after its last column,
/// without gaps in the numbers, as many as the widest row needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Repeated {
    /// Name without number, such as `location_id`.
    pub base: &'static str,
    /// Position of the first of them in the template, 0-based.
    pub position: usize,
    /// How many of them the template holds, beginning at `position`.
    pub in_template: usize,
    /// The highest number that Apple accepts: 999 locations, 15 instructors.
    pub limit: usize,
}

impl Repeated {
    /// Returns the name of the column with this number, counted from 1.
    ///
    /// # Examples
    ///
    /// ```
    /// use asm_format::AsmFile;
    ///
    /// let instructors = AsmFile::Classes.table().repeated.ok_or("no repeated column")?;
    /// assert_eq!(instructors.column_name(1), "instructor_id");
    /// assert_eq!(instructors.column_name(4), "instructor_id_4");
    /// # Ok::<(), &str>(())
    /// ```
    pub fn column_name(&self, number: usize) -> Cow<'static, str> {
        if number <= 1 { Cow::Borrowed(self.base) } else { Cow::Owned(format!("{}_{number}", self.base)) }
    }

    /// Returns the number of the column with this name, from 1; numbers beyond the limit included.
    pub fn column_number(&self, name: &str) -> Option<usize> {
        let rest = name.strip_prefix(self.base)?;
        if rest.is_empty() {
            return Some(1);
        }
        let digits = rest.strip_prefix('_')?;
        let canonical = !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse().ok().filter(|&number| canonical && number >= 2)
    }
}

/// The columns and rules of one file.
#[derive(Debug)]
#[non_exhaustive]
pub struct Table {
    /// The file.
    pub file: AsmFile,
    /// What a row stands for, such as `student`.
    pub entity: &'static str,
    /// The columns of the template in its order; the first one is the key.
    pub columns: &'static [Column],
    /// The column that may occur several times.
    pub repeated: Option<Repeated>,
}

impl Table {
    /// Returns the key column.
    pub const fn key(&self) -> &'static Column {
        &self.columns[0]
    }

    /// Returns how many values of the repeated column the template has room for; 0 without one.
    pub const fn template_width(&self) -> usize {
        match &self.repeated {
            Some(repeated) => repeated.in_template,
            None => 0,
        }
    }

    /// Returns the names of the header row for rows with up to `width` values in the repeated column.
    ///
    /// A `width` below that of the template gives the template.
    ///
    /// # Examples
    ///
    /// ```
    /// use asm_format::AsmFile;
    ///
    /// let header: Vec<_> = AsmFile::Classes.table().header(4).collect();
    /// assert_eq!(header.last().map(|name| name.as_ref()), Some("instructor_id_4"));
    /// assert_eq!(header.len(), 8);
    /// assert_eq!(AsmFile::Rosters.table().header(0).collect::<Vec<_>>(), ["roster_id", "class_id", "student_id"]);
    /// ```
    pub fn header(&self, width: usize) -> impl Iterator<Item = Cow<'static, str>> {
        let template = self.columns.iter().map(|column| Cow::Borrowed(column.name));
        let repeated = self.repeated;
        let appended = self.template_width() + 1..=width;
        template.chain(appended.filter_map(move |number| repeated.map(|list| list.column_name(number))))
    }

    /// Returns the rules of the column with this name.
    ///
    /// Further repeated columns, such as `location_id_7`, have the rules of their template column
    /// without a value being required; beyond the limit too. Their `name` is the one without number.
    pub fn column(&self, name: &str) -> Option<Column> {
        if let Some(column) = self.columns.iter().find(|column| column.name == name) {
            return Some(*column);
        }
        let repeated = self.repeated.filter(|list| list.column_number(name).is_some())?;
        self.columns.get(repeated.position).map(|first| Column { required: false, ..*first })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn column_numbers_are_read_only_in_the_form_that_is_written() {
        let locations = AsmFile::Students.table().repeated.unwrap();
        for (name, expected) in [
            ("location_id", Some(1)),
            ("location_id_2", Some(2)),
            ("location_id_999", Some(999)),
            ("location_id_1000", Some(1000)),
            ("location_id_1", None),
            ("location_id_02", None),
            ("location_id_", None),
            ("location_id_+2", None),
            ("location_idx", None),
            ("location_name", None),
            ("location_id_99999999999999999999999", None),
        ] {
            assert_eq!(locations.column_number(name), expected, "{name}");
        }
    }

    #[test]
    fn the_key_is_the_only_unique_column_and_comes_first() {
        for file in AsmFile::ALL {
            let table = file.table();
            assert_eq!(table.file, file);
            assert!(table.key().required && table.key().unique);
            assert_eq!(table.columns.iter().filter(|column| column.unique).count(), 1, "{file}");
            assert_eq!(AsmFile::from_name(file.name()), Some(file));
        }
        assert_eq!(AsmFile::from_name("Students.csv"), None);
    }
}
