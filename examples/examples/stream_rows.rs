//! Counts enrollments by role: rows are borrowed from one buffer, so memory stays the same however long
//! the file is.
//!
//!     cargo run -p examples --example stream_rows [PACKAGE.zip]
#![expect(clippy::print_stdout, reason = "a program talks to its user")]

use std::collections::BTreeMap;
use std::error::Error;
use std::io::Cursor;

use oneroster_csv::package::OpenOptions;
use oneroster_csv::tables::EnrollmentRow;
use oneroster_csv::{File, Package, PackageWriter, WriteOptions};
use oneroster_model::Findings;
use oneroster_sandbox::District;

fn main() -> Result<(), Box<dyn Error>> {
    let package = match std::env::args_os().nth(1) {
        Some(path) => Package::open(path)?,
        None => Package::from_reader(district()?, &OpenOptions::default())?,
    };
    let mut findings = Findings::default();
    let mut enrollments = package.table(File::Enrollments, &mut findings)?.ok_or("no enrollments.csv")?;
    let mut by_role: BTreeMap<String, u64> = BTreeMap::new();
    while let Some(record) = enrollments.next_record(&mut findings)? {
        let row: EnrollmentRow<&str> = record.row();
        match by_role.get_mut(row.role) {
            Some(count) => *count += 1,
            None => drop(by_role.insert(row.role.to_owned(), 1)),
        }
    }
    for (role, count) in by_role {
        println!("{role:>15} {count:>8}");
    }
    println!("{} findings", findings.total());
    Ok(())
}

/// A package to read when none is given.
fn district() -> Result<Cursor<Vec<u8>>, Box<dyn Error>> {
    let district = District::builder(1_000).build();
    let mut package =
        PackageWriter::new(Cursor::new(Vec::new()), district.version(), WriteOptions::default());
    district.write_package(&mut package, |_, _| Ok(()))?;
    Ok(package.finish()?)
}
