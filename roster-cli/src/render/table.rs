//! Tables in plain text: columns as wide as they need to be, two blanks between them.

use unicode_width::UnicodeWidthStr;

use super::printable;
use super::style::{DIM, paint};

/// On which side of its column a cell stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// A table that is filled row by row.
#[derive(Debug)]
pub(crate) struct Table {
    columns: Vec<(&'static str, Align)>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Creates an empty table with its columns.
    pub(crate) fn new(columns: impl IntoIterator<Item = (&'static str, Align)>) -> Self {
        Self { columns: columns.into_iter().collect(), rows: Vec::new() }
    }

    /// Adds a row; cells that are missing are empty. Cells hold no colours.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().map(|cell| printable(&cell)).collect());
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Appends the table, each line after `indent` blanks. Columns without any value are left out.
    pub(crate) fn render(&self, out: &mut String, indent: usize) {
        let width = |column: usize| {
            let widths = self.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width());
            widths.max().filter(|&width| width > 0)
        };
        let columns: Vec<Column> = self
            .columns
            .iter()
            .enumerate()
            .filter_map(|(position, &(name, align))| {
                Some(Column { position, width: width(position)?.max(name.width()), align })
            })
            .collect();
        let header: Vec<String> = self.columns.iter().map(|(name, _)| (*name).to_owned()).collect();
        if header.iter().any(|name| !name.is_empty()) {
            out.push_str(&paint(DIM, line(&header, &columns, indent)));
            out.push('\n');
        }
        for row in &self.rows {
            out.push_str(&line(row, &columns, indent));
            out.push('\n');
        }
    }
}

/// A column that is shown.
struct Column {
    position: usize,
    width: usize,
    align: Align,
}

fn line(row: &[String], columns: &[Column], indent: usize) -> String {
    let mut line = " ".repeat(indent);
    for (number, column) in columns.iter().enumerate() {
        let cell = row.get(column.position).map_or("", String::as_str);
        let space = " ".repeat(column.width.saturating_sub(cell.width()));
        if number > 0 {
            line.push_str("  ");
        }
        match column.align {
            Align::Left => line.extend([cell, space.as_str()]),
            Align::Right => line.extend([space.as_str(), cell]),
        }
    }
    line.truncate(line.trim_end().len());
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_whatever_the_script() {
        let columns = [("school", Align::Left), ("nothing", Align::Left), ("students", Align::Right)];
        let mut table = Table::new(columns);
        table.row(["North".into(), String::new(), "1,200".into()]);
        table.row(["東小学校".into(), String::new(), "7".into()]);
        let mut text = String::new();
        table.render(&mut text, 2);
        let plain = anstream::adapter::strip_str(&text).to_string();
        assert_eq!(plain, "  school    students\n  North        1,200\n  東小学校         7\n");
    }
}
