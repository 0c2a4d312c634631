//! The rows of a district in memory, for checks over whole files.

use std::collections::HashMap;
use std::convert::Infallible;

use oneroster_csv::{File, Row};
use oneroster_model::Version;
use oneroster_sandbox::{District, RowSink, SpoiledRecord};

/// Cells of every file in the order of the columns of the version.
pub(crate) struct Package {
    version: Version,
    pub(crate) files: HashMap<File, Vec<Vec<String>>>,
    index: HashMap<(File, String), usize>,
}

struct Rows(Version, Vec<Vec<String>>);

impl RowSink for Rows {
    type Error = Infallible;

    fn row<R: Row>(&mut self, row: &R) -> Result<(), Infallible> {
        self.1.push(cells(row, self.0));
        Ok(())
    }

    fn spoiled(&mut self, record: &SpoiledRecord<'_>) -> Result<(), Infallible> {
        self.1.push(record.cells.to_vec());
        Ok(())
    }
}

/// The cells of a row that the version has.
pub(crate) fn cells<R: Row>(row: &R, version: Version) -> Vec<String> {
    let mut cells = Vec::new();
    row.visit_cells(|position, cell| {
        if R::table().columns[position].requirement(version).is_some() {
            cells.push(cell.to_owned());
        }
    });
    cells
}

/// Computes all rows of a district.
pub(crate) fn read(district: &District) -> Package {
    let version = district.version();
    let mut package = Package { version, files: HashMap::new(), index: HashMap::new() };
    for file in district.files() {
        let mut rows = Rows(version, Vec::new());
        let Ok(()) = district.visit(file, &mut rows);
        for (position, row) in rows.1.iter().enumerate() {
            package.index.insert((file, row[0].clone()), position);
        }
        package.files.insert(file, rows.1);
    }
    package
}

impl Package {
    pub(crate) fn rows(&self, file: File) -> &[Vec<String>] {
        self.files.get(&file).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn has(&self, file: File, id: &str) -> bool {
        self.index.contains_key(&(file, id.to_owned()))
    }

    /// A cell of a row of a file; blank where the version has no such column.
    pub(crate) fn cell_of<'a>(&self, file: File, row: &'a [String], column: &str) -> &'a str {
        file.table()
            .columns(self.version)
            .position(|known| known.name == column)
            .map_or("", |position| row[position].as_str())
    }

    pub(crate) fn cell(&self, file: File, id: &str, column: &str) -> &str {
        let position = self.index[&(file, id.to_owned())];
        self.cell_of(file, &self.files[&file][position], column)
    }

    /// The cells of a column; nothing where the version has no such column.
    pub(crate) fn column<'a>(&'a self, file: File, column: &str) -> impl Iterator<Item = &'a str> {
        let position = file.table().columns(self.version).position(|known| known.name == column);
        self.rows(file).iter().filter_map(move |row| Some(row[position?].as_str()))
    }
}
