//! Generating a district.

use std::path::Path;

use oneroster_csv::output::AtomicFile;
use oneroster_csv::{PackageWriter, WriteOptions};
use oneroster_sandbox::District;

use super::{Done, size};
use crate::Failure;

/// Share of people and classes that change from one day to the next.
const CHANGES: f64 = 0.01;

pub(super) fn run(students: u32, dirty: f64, day: u32, out: &Path) -> Result<Done, Failure> {
    let district = District::builder(students).dirty(dirty).build().changed(day, CHANGES);
    let options = WriteOptions::default();
    let mut package = PackageWriter::new(AtomicFile::create(out)?, district.version(), options);
    let rows = district.write_package(&mut package, |_, _| Ok(()))?;
    package.finish()?.commit()?;
    Ok(Done { rows, written: size(out)?, ..Done::default() })
}
