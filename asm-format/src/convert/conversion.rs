use std::collections::BTreeMap;

use oneroster_model::Version;
use serde::Serialize;

/// What a conversion did: rows in, rows out, people by school and grade.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Conversion {
    /// Version of the input.
    pub version: Version,
    /// Rows of every file that was read.
    pub rows_in: BTreeMap<&'static str, u64>,
    /// Rows of every file that was written, without headers.
    pub rows_out: BTreeMap<&'static str, u64>,
    /// The locations of the result, by name.
    pub schools: Vec<SchoolCount>,
    /// Students of the result by grade level.
    pub grades: BTreeMap<String, u64>,
    /// Whether any academic session is active; `None` when there are no sessions that could tell.
    pub any_active_term: Option<bool>,
    /// Whether classes were filtered by active sessions although none is active: a reason to hold the
    /// result back, because it has no classes.
    pub no_active_term: bool,
}

impl Conversion {
    pub(super) fn new(version: Version) -> Self {
        Self {
            version,
            rows_in: BTreeMap::new(),
            rows_out: BTreeMap::new(),
            schools: Vec::new(),
            grades: BTreeMap::new(),
            any_active_term: None,
            no_active_term: false,
        }
    }
}

/// What belongs to one location. People count where their first location is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SchoolCount {
    /// Identifier of the location.
    pub location_id: String,
    /// Name of the location.
    pub name: String,
    /// Students.
    pub students: u64,
    /// Staff.
    pub staff: u64,
    /// Classes.
    pub classes: u64,
}
