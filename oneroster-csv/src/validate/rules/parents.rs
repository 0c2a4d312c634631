use super::facts::Facts;
use super::{Row, Rule, position};
use crate::validate::links::Links;
use crate::validate::reporter::{CellPlace, Reporter};
use crate::{File, codes};

/// No record is its own ancestor. The text does not demand it, but walking up must end.
#[derive(Default)]
pub(super) struct Parents {
    /// Parent of each record, counted from one; zero is none.
    parents: Facts<u32>,
    column: Option<u32>,
}

impl Parents {
    /// Returns one record of every circle.
    fn circles(&self) -> Vec<u32> {
        let mut walked_in: Facts<u32> = Facts::default();
        let mut found = Vec::new();
        for (start, _) in self.parents.iter() {
            let walk = start + 1;
            let mut at = start;
            loop {
                match walked_in.get(at).copied().unwrap_or_default() {
                    0 => walked_in.set(at, walk),
                    earlier if earlier == walk => {
                        found.push(at);
                        break;
                    }
                    _ => break,
                }
                match self.parents.get(at) {
                    Some(parent @ 1..) => at = parent - 1,
                    _ => break,
                }
            }
        }
        found
    }
}

impl Rule for Parents {
    fn files(&self) -> &'static [File] {
        &[File::Orgs, File::AcademicSessions]
    }

    fn check(&mut self, row: &Row<'_, '_>, _reporter: &mut Reporter<'_>) {
        let parent = position(row.file, "parentSourcedId");
        if let (Some(own), Some(index)) = (row.own(), row.reference(parent)) {
            self.parents.set(own, index + 1);
            self.column = row.record.cell_number(parent);
        }
    }

    fn finish(&mut self, file: File, links: &Links, reporter: &mut Reporter<'_>) {
        let position = position(file, "parentSourcedId");
        if let (Some(registry), Some(column)) = (links.registry(file), file.table().columns.get(position)) {
            for record in self.circles() {
                let (line, key) = (registry.line(record), registry.text(record));
                let place = CellPlace { file, line, column, number: self.column, key };
                reporter.rule(&codes::PARENT_CYCLE, Some(place), "the record is among its own ancestors");
            }
        }
        *self = Self::default();
    }
}
