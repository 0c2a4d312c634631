//! One cell as the value of one member.

use oneroster_model::date::{format_date, format_instant, parse_date, parse_instant};
use oneroster_model::{
    Action, ClassType, EnrollmentRole, Finding, FindingSink, GuidRef, Importance, LearningObjectiveSource,
    Number, OpenObject, OrgType, RoleName, RoleType, ScoreStatus, SessionType, Severity, Sex, SourcedId,
    Status, Value, Version, vocabulary,
};
use time::{Date, OffsetDateTime};

use super::RowOptions;
use crate::{File, Metadata, Mode, codes};

/// Prefix of the names of extension columns.
const EXTENSION: &str = "metadata.";

/// A value that a cell can hold.
pub(super) trait Cell: Sized {
    fn read(cell: &str, at: &mut At<'_>) -> Self;
    /// Appends to an empty cell.
    fn write(&self, options: RowOptions, cell: &mut String);
}

/// Where a cell is, and who hears of it when it cannot be understood.
pub(super) struct At<'a> {
    file: File,
    sourced_id: &'a str,
    column: &'static str,
    sink: &'a mut dyn FindingSink,
}

impl<'a> At<'a> {
    pub(super) fn new(file: File, sourced_id: &'a str, sink: &'a mut dyn FindingSink) -> Self {
        Self { file, sourced_id, column: "", sink }
    }

    /// Moves to a column, by its name or the name of its field.
    pub(super) fn column(&mut self, name: &'static str) -> &mut Self {
        self.column = name;
        self
    }

    /// Notes a cell without meaning and reads it as blank.
    pub(super) fn unreadable<T>(&mut self) -> Option<T> {
        let wanted = self.column.replace(['_', '#'], "");
        let columns = self.file.table().columns.iter();
        let column = columns.map(|column| column.name).find(|name| name.eq_ignore_ascii_case(&wanted));
        self.sink.push(
            Finding::new(&codes::CELL_UNREADABLE, Severity::Error, "the cell is read as blank")
                .in_file(self.file.name())
                .with_record(self.file.entity(), self.sourced_id)
                .with_field_name(column.unwrap_or(self.column))
                .with_action(Action::Changed),
        );
        None
    }
}

impl Cell for Option<String> {
    fn read(cell: &str, _at: &mut At<'_>) -> Self {
        (!cell.is_empty()).then(|| cell.to_owned())
    }

    fn write(&self, _options: RowOptions, cell: &mut String) {
        cell.push_str(self.as_deref().unwrap_or_default());
    }
}

impl Cell for Option<bool> {
    fn read(cell: &str, at: &mut At<'_>) -> Self {
        match cell {
            "" => None,
            "true" => Some(true),
            "false" => Some(false),
            _ => match cell.trim().to_ascii_lowercase().as_str() {
                "true" | "1" | "t" | "yes" | "y" => Some(true),
                "false" | "0" | "f" | "no" | "n" => Some(false),
                _ => at.unreadable(),
            },
        }
    }

    fn write(&self, _options: RowOptions, cell: &mut String) {
        match self {
            Some(true) => cell.push_str("true"),
            Some(false) => cell.push_str("false"),
            None => {}
        }
    }
}

impl Cell for Option<Number> {
    fn read(cell: &str, at: &mut At<'_>) -> Self {
        match cell {
            "" => None,
            _ => cell.parse().ok().or_else(|| at.unreadable()),
        }
    }

    fn write(&self, _options: RowOptions, cell: &mut String) {
        if let Some(number) = self {
            cell.push_str(&number.to_string());
        }
    }
}

impl Cell for Option<Date> {
    fn read(cell: &str, at: &mut At<'_>) -> Self {
        match cell {
            "" => None,
            _ => parse_date(cell).value().or_else(|| at.unreadable()),
        }
    }

    fn write(&self, _options: RowOptions, cell: &mut String) {
        if let Some(date) = self {
            cell.push_str(&format_date(*date));
        }
    }
}

impl Cell for Option<OffsetDateTime> {
    fn read(cell: &str, at: &mut At<'_>) -> Self {
        match cell {
            "" => None,
            _ => parse_instant(cell).value().or_else(|| at.unreadable()),
        }
    }

    fn write(&self, _options: RowOptions, cell: &mut String) {
        if let Some(instant) = self {
            cell.push_str(&format_instant(*instant));
        }
    }
}

/// Reads a day as its first instant in UTC.
pub(super) fn read_day(cell: &str, at: &mut At<'_>) -> Option<OffsetDateTime> {
    Option::<Date>::read(cell, at).map(|date| date.midnight().assume_utc())
}

/// Writes the day of an instant in UTC.
pub(super) fn write_day(instant: Option<OffsetDateTime>, cell: &mut String) {
    if let Some(instant) = instant {
        cell.push_str(&format_date(instant.to_offset(time::UtcOffset::UTC).date()));
    }
}

impl Cell for Option<GuidRef> {
    fn read(cell: &str, _at: &mut At<'_>) -> Self {
        let cell = cell.trim();
        (!cell.is_empty()).then(|| GuidRef::from(cell))
    }

    fn write(&self, _options: RowOptions, cell: &mut String) {
        if let Some(reference) = self {
            cell.push_str(reference.sourced_id.as_str());
        }
    }
}

/// What the columns of status and date say.
#[derive(Clone, Copy)]
pub(super) struct State<'a> {
    pub(super) status: Option<&'a Status>,
    pub(super) date: Option<OffsetDateTime>,
}

/// Fills status and date as the mode wants them.
pub(super) fn write_state(
    options: RowOptions,
    state: State<'_>,
    status_cell: &mut String,
    date_cell: &mut String,
) {
    if options.mode() != Mode::Delta {
        return;
    }
    let status = state.status.unwrap_or(&Status::Active).as_str();
    status_cell.push_str(vocabulary::STATUS.word_for(status, options.version()).unwrap_or(status));
    state.date.write(options, date_cell);
}

/// Reads extension columns; their names lose the prefix `metadata.`.
pub(super) fn extensions<S: AsRef<str>>(metadata: &Metadata<S>) -> OpenObject {
    metadata
        .iter()
        .map(|(name, value)| {
            let name = name.as_ref();
            (name.strip_prefix(EXTENSION).unwrap_or(name), value.as_ref())
        })
        .collect()
}

/// Writes extensions as columns.
pub(super) fn write_extensions(metadata: &OpenObject, columns: &mut Metadata) {
    for (name, value) in metadata.iter() {
        let text = match value {
            Value::Null => continue,
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        columns.insert(format!("{EXTENSION}{name}"), text);
    }
}

macro_rules! tokens {
    ($($name:ident),+) => { $(
        impl Cell for Option<$name> {
            fn read(cell: &str, _at: &mut At<'_>) -> Self {
                (!cell.is_empty()).then(|| $name::from_token_lenient(cell))
            }

            fn write(&self, _options: RowOptions, cell: &mut String) {
                if let Some(token) = self {
                    cell.push_str(token.as_str());
                }
            }
        }
    )+ };
}

tokens! {
    ClassType, EnrollmentRole, Importance, LearningObjectiveSource, OrgType, RoleType, ScoreStatus, SessionType, Sex,
    Status
}

impl Cell for Option<RoleName> {
    fn read(cell: &str, _at: &mut At<'_>) -> Self {
        (!cell.is_empty()).then(|| RoleName::from_token_lenient(cell))
    }

    /// Writes the word that the version has for the role, if any.
    fn write(&self, options: RowOptions, cell: &mut String) {
        if let Some(role) = self {
            let words = match options.version() {
                Version::V1_1 => vocabulary::USER_ROLE,
                Version::V1_2 => vocabulary::ROLE,
            };
            cell.push_str(words.word_for(role.as_str(), options.version()).unwrap_or(role.as_str()));
        }
    }
}

impl Cell for SourcedId {
    fn read(cell: &str, _at: &mut At<'_>) -> Self {
        cell.into()
    }

    fn write(&self, _options: RowOptions, cell: &mut String) {
        cell.push_str(self.as_str());
    }
}
