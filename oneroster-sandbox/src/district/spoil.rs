use oneroster_csv::Row;

use super::defect::Record;
use super::draw::{Draw, Topic};
use super::identifier::Kind;
use super::{Defect, District, RowSink};

/// A record with a defect.
#[derive(Debug)]
pub struct SpoiledRecord<'a> {
    /// What is wrong.
    pub defect: Defect,
    /// The cells in the order of the columns of the version, some more or fewer for defects that say so.
    pub cells: &'a [String],
}

/// Stands before a sink and spoils a share of the rows.
pub(crate) struct Spoiler<'a, S> {
    district: &'a District,
    sink: &'a mut S,
    cells: Vec<String>,
    previous_id: String,
}

impl<'a, S: RowSink> Spoiler<'a, S> {
    pub(crate) fn new(district: &'a District, sink: &'a mut S) -> Self {
        Self { district, sink, cells: Vec::new(), previous_id: String::new() }
    }
}

impl<S: RowSink> RowSink for Spoiler<'_, S> {
    type Error = S::Error;

    fn row<R: Row>(&mut self, row: &R) -> Result<(), S::Error> {
        let mut id_draw = None;
        row.visit_cells(|position, cell| {
            if position == 0 {
                // Drawn from the identifier, a row stays clean or dirty when other rows come and go.
                id_draw = Some(Draw::of_text(self.district.layout.seed, Kind::Record, R::FILE, cell));
            }
        });
        let dirty = id_draw.filter(|draw| draw.within(Topic::Dirty, self.district.dirty));
        let result = match dirty {
            Some(draw) => self.spoil(row, draw),
            None => self.sink.row(row),
        };
        row.visit_cells(|position, cell| {
            if position == 0 {
                cell.clone_into(&mut self.previous_id);
            }
        });
        result
    }

    fn spoiled(&mut self, record: &SpoiledRecord<'_>) -> Result<(), S::Error> {
        self.sink.spoiled(record)
    }
}

impl<S: RowSink> Spoiler<'_, S> {
    fn spoil<R: Row>(&mut self, row: &R, draw: Draw) -> Result<(), S::Error> {
        let version = self.district.version;
        self.cells.clear();
        row.visit_cells(|position, cell| {
            if R::table().columns[position].requirement(version).is_some() {
                self.cells.push(cell.to_owned());
            }
        });
        let mut record =
            Record { file: R::FILE, version, cells: &mut self.cells, previous_id: &self.previous_id, draw };
        let defect = record.spoil();
        self.sink.spoiled(&SpoiledRecord { defect, cells: &self.cells })
    }
}
