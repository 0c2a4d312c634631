//! From the header row of a file to the columns of its table.

use oneroster_model::{Code, Finding, FindingSink, Version};

use super::ReadOptions;
use super::aliases::column_for_alias;
use crate::File;
use crate::Mode;
use crate::scan::Record;
use crate::table::{Requirement, Table};
use crate::{Strictness, codes};

/// Prefix of extension columns.
const EXTENSION: &str = "metadata.";

/// Which cell of a record belongs to which column.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// Index of the cell for every column of the table, or `u16::MAX`.
    pub(super) cells: Vec<u16>,
    /// Name and cell of every extension column.
    pub(super) extensions: Vec<(String, u16)>,
    /// Number of cells in the header.
    pub(super) width: usize,
    /// Whether any column of the table was found.
    pub(super) is_header: bool,
}

/// No cell.
pub(super) const ABSENT: u16 = u16::MAX;

impl Layout {
    pub(super) fn resolve(
        header: &Record<'_>,
        file: File,
        version: Version,
        options: &ReadOptions,
        sink: &mut dyn FindingSink,
    ) -> Self {
        let table = file.table();
        let mut layout =
            Self { cells: vec![ABSENT; table.columns.len()], width: header.len(), ..Self::default() };
        let mut report = Report { file, line: header.line(), strictness: options.strictness, sink };
        let mut order = Order::default();
        for (index, name) in header.iter().enumerate().take(usize::from(ABSENT)) {
            let cell = index as u16;
            let seen = name.trim();
            match identify(name, table, version, file) {
                Identified::Column { position, code } => {
                    if let Some(code) = code {
                        report.push(code, name_of(table, position), cell);
                    }
                    if layout.cells[position] == ABSENT {
                        layout.cells[position] = cell;
                        layout.is_header = true;
                        order.column(position, name_of(table, position), cell, &mut report);
                    } else {
                        report.push(&codes::HEADER_DUPLICATE, name_of(table, position), cell);
                    }
                }
                Identified::Extension { name, code } => {
                    if let Some(code) = code {
                        report.push(code, seen.to_owned(), cell);
                    }
                    if layout.extensions.iter().any(|(known, _)| *known == name) {
                        report.push(&codes::HEADER_DUPLICATE, seen.to_owned(), cell);
                    } else {
                        order.extension();
                        layout.extensions.push((name, cell));
                    }
                }
                Identified::Blank => report.push(&codes::HEADER_BLANK, "", cell),
            }
        }
        if layout.is_header {
            layout.report_missing(table, version, options.mode, &mut report);
        } else {
            report.push(&codes::HEADER_MISSING, "", 0);
        }
        layout
    }

    /// Returns the 1-based number of the cell that holds a column.
    pub(super) fn cell_number(&self, position: usize) -> Option<u32> {
        self.cells.get(position).filter(|&&cell| cell != ABSENT).map(|&cell| u32::from(cell) + 1)
    }

    fn report_missing(&self, table: &'static Table, version: Version, mode: Mode, report: &mut Report<'_>) {
        for (position, column) in table.columns.iter().enumerate() {
            let code = match column.requirement(version) {
                _ if self.cells[position] != ABSENT => continue,
                None => continue,
                Some(Requirement::Required) => &codes::REQUIRED_COLUMN_MISSING,
                Some(Requirement::RequiredForDelta) if mode == Mode::Delta => &codes::REQUIRED_COLUMN_MISSING,
                Some(_) => &codes::OPTIONAL_COLUMN_MISSING,
            };
            let finding =
                Finding::new(code, report.strictness.severity(code), "the column is not in the header")
                    .at(report.file.name(), report.line)
                    .with_field_name(column.name);
            report.sink.push(finding);
        }
    }
}

/// What a name in the header is.
enum Identified {
    Column { position: usize, code: Option<&'static Code> },
    Extension { name: String, code: Option<&'static Code> },
    Blank,
}

fn identify(name: &str, table: &Table, version: Version, file: File) -> Identified {
    let trimmed = name.trim();
    if trimmed.is_empty() {
        return Identified::Blank;
    }
    let column = |position: usize, code| {
        let is_of_version = table.columns[position].requirement(version).is_some();
        let code = if is_of_version { code } else { Some(&codes::COLUMN_OF_OTHER_VERSION) };
        Identified::Column { position, code }
    };
    if let Some(position) = table.position(name) {
        return column(position, None);
    }
    if let Some(rest) = trimmed.get(..EXTENSION.len()).filter(|start| start.eq_ignore_ascii_case(EXTENSION)) {
        let exact = rest == EXTENSION && trimmed == name && name.len() > EXTENSION.len();
        let name = format!("{EXTENSION}{}", &trimmed[EXTENSION.len()..]);
        return Identified::Extension { name, code: (!exact).then_some(&codes::HEADER_CASE) };
    }
    if let Some(position) = table.columns.iter().position(|c| c.name.eq_ignore_ascii_case(trimmed)) {
        return column(position, Some(&codes::HEADER_CASE));
    }
    if let Some(position) = column_for_alias(file, trimmed).and_then(|name| table.position(name)) {
        return column(position, Some(&codes::HEADER_ALIAS));
    }
    Identified::Extension { name: format!("{EXTENSION}{trimmed}"), code: Some(&codes::COLUMN_UNKNOWN) }
}

fn name_of(table: &'static Table, position: usize) -> &'static str {
    table.columns[position].name
}

/// Watches the order of the columns.
#[derive(Default)]
struct Order {
    last: Option<usize>,
    extension_seen: bool,
}

impl Order {
    fn column(&mut self, position: usize, name: &'static str, cell: u16, report: &mut Report<'_>) {
        if self.extension_seen {
            report.push(&codes::EXTENSION_NOT_LAST, name, cell);
        } else if self.last.is_some_and(|last| position < last) {
            report.push(&codes::COLUMN_ORDER, name, cell);
        }
        self.last = Some(position);
    }

    fn extension(&mut self) {
        self.extension_seen = true;
    }
}

struct Report<'s> {
    file: File,
    line: u64,
    strictness: Strictness,
    sink: &'s mut dyn FindingSink,
}

impl Report<'_> {
    fn push(&mut self, code: &'static Code, field: impl Into<std::borrow::Cow<'static, str>>, cell: u16) {
        let finding = Finding::new(code, self.strictness.severity(code), code.title)
            .at(self.file.name(), self.line)
            .with_field(field, u32::from(cell) + 1);
        self.sink.push(finding);
    }
}
