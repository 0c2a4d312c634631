//! The header row: which cell belongs to which column.

use std::collections::HashSet;

use oneroster_model::{Finding, FindingSink, Severity};

use super::cells::Cells;
use crate::codes;
use crate::table::{AsmFile, Table};

/// Positions of the columns in the records of one file.
#[derive(Debug, Default)]
pub(super) struct Columns {
    /// For every column of the template, the cell that holds it.
    template: Vec<Option<usize>>,
    /// Number and cell of every repeated column, those of the template included, by number.
    repeated: Vec<(usize, usize)>,
    /// Cells of the header row.
    pub(super) count: usize,
}

impl Columns {
    /// Reads the header row and reports what is odd about it.
    pub(super) fn read(header: &Cells, file: AsmFile, line: u64, sink: &mut dyn FindingSink) -> Self {
        let table = file.table();
        let mut columns =
            Self { template: vec![None; table.columns.len()], repeated: Vec::new(), count: header.len() };
        let mut report = |code, severity, message: String, field: Option<(String, usize)>| {
            let mut finding = Finding::new(code, severity, message).at(file.name(), line);
            if let Some((name, position)) = field {
                finding = finding.with_field(name, position as u32 + 1);
            }
            sink.push(finding);
        };
        let mut numbers = HashSet::new();
        for (position, written) in header.iter().enumerate() {
            let name = written.to_ascii_lowercase();
            let number = table.repeated.and_then(|list| list.column_number(&name));
            let in_template = table.columns.iter().position(|column| column.name == name);
            let known = number.is_some() || in_template.is_some();
            if !known {
                // Foreign names may be anything, even a row of data; they are not shown.
                let message = format!("column {} is not in the template", position + 1);
                report(&codes::HEADER_UNKNOWN, Severity::Warning, message, None);
                continue;
            }
            let field = Some((name.clone(), position));
            let seen = match (number, in_template) {
                (Some(number), _) => !numbers.insert(number),
                (None, Some(column)) => columns.cell(column).is_some(),
                (None, None) => false,
            };
            if seen {
                let message = "the column occurs twice; the first one is read".to_owned();
                report(&codes::HEADER_DUPLICATE, Severity::Error, message, field);
                continue;
            }
            if name != written {
                let message = "the column name is not in lower case".to_owned();
                report(&codes::HEADER_SPELLING, Severity::Error, message, field.clone());
            }
            if let Some(number) = number {
                columns.repeated.push((number, position));
                if let Some(list) = table.repeated.filter(|list| number > list.limit) {
                    let message = format!("the highest number is {}", list.limit);
                    report(&codes::COLUMN_LIMIT, Severity::Error, message, field);
                }
            }
            if let Some(cell) = in_template.and_then(|column| columns.template.get_mut(column)) {
                *cell = Some(position);
            }
        }
        let before_sorting = columns.repeated.clone();
        columns.repeated.sort_unstable();
        for (column, _) in table.columns.iter().zip(&columns.template).filter(|(_, cell)| cell.is_none()) {
            let severity = if column.required { Severity::Error } else { Severity::Warning };
            let message = format!("column {} is missing", column.name);
            report(&codes::COLUMN_MISSING, severity, message, None);
        }
        if let Some(missing) = columns.first_gap() {
            let message = format!("repeated column number {missing} is missing, later ones are there");
            report(&codes::COLUMN_GAP, Severity::Warning, message, None);
        }
        if !columns.is_in_order(table) || before_sorting != columns.repeated {
            let message = "the columns stand in another order than in the template".to_owned();
            report(&codes::COLUMN_ORDER, Severity::Info, message, None);
        }
        columns
    }

    /// Returns the cell of a template column.
    pub(super) fn cell(&self, column: usize) -> Option<usize> {
        self.template.get(column).copied().flatten()
    }

    /// Returns number and cell of the repeated columns, by number.
    pub(super) fn repeated(&self) -> &[(usize, usize)] {
        &self.repeated
    }

    fn first_gap(&self) -> Option<usize> {
        (1..)
            .zip(&self.repeated)
            .find(|(expected, (number, _))| expected != number)
            .map(|(expected, _)| expected)
    }

    /// Tells whether template columns ascend and further ones stand behind them.
    fn is_in_order(&self, table: &Table) -> bool {
        let template: Vec<usize> = self.template.iter().copied().flatten().collect();
        let last = template.last().copied().unwrap_or_default();
        let further = self.repeated.iter().filter(|(number, _)| *number > table.template_width());
        template.is_sorted() && further.into_iter().all(|&(_, cell)| cell > last)
    }
}
