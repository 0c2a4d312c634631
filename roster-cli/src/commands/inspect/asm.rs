//! What is in an archive for Apple School Manager.

use std::collections::HashMap;

use asm_format::{AsmFile, AsmPackage};
use oneroster_model::FindingSink;

use super::{Count, FileInspection, Inspection, School};
use crate::failure::Failure;

/// Locations first, because the others are counted by them.
const ORDER: [AsmFile; 6] = [
    AsmFile::Locations,
    AsmFile::Students,
    AsmFile::Staff,
    AsmFile::Courses,
    AsmFile::Classes,
    AsmFile::Rosters,
];

pub(super) fn inspect(package: &AsmPackage) -> Result<Inspection, Failure> {
    let mut sink = Count::default();
    for finding in package.findings() {
        sink.push(finding.clone());
    }
    let mut inspection = Inspection { format: "apple_school_manager", ..Inspection::default() };
    let mut positions = HashMap::new();
    for file in ORDER {
        let Some(mut reader) = package.read(file, &mut sink)? else { continue };
        let location = file.table().columns.iter().position(|column| column.name == "location_id");
        while let Some(record) = reader.next_record(&mut sink)? {
            if file == AsmFile::Locations {
                positions.insert(record.key().to_owned(), inspection.schools.len());
                let (id, name) = (record.key().to_owned(), record.cell(1).to_owned());
                inspection.schools.push(School { id, name, students: 0, classes: 0 });
                continue;
            }
            let school = location.and_then(|column| positions.get(record.cell(column)));
            let Some(school) = school.and_then(|&position| inspection.schools.get_mut(position)) else {
                continue;
            };
            match file {
                AsmFile::Students => school.students += 1,
                AsmFile::Classes => school.classes += 1,
                _ => {}
            }
        }
        let rows = reader.rows();
        match file {
            AsmFile::Students => _ = inspection.people.insert("student".to_owned(), rows),
            AsmFile::Staff => _ = inspection.people.insert("staff".to_owned(), rows),
            _ => {}
        }
        inspection.files.push(FileInspection { name: file.name(), mode: None, rows, bytes: None });
    }
    inspection.files.sort_by_key(|file| file.name);
    inspection.findings = sink.0;
    Ok(inspection)
}
