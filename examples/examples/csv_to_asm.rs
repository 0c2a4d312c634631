//! Turns a OneRoster CSV package into an archive for Apple School Manager.
//!
//!     cargo run -p examples --example csv_to_asm [IN.zip [OUT.zip]]
#![expect(clippy::print_stdout, reason = "a program talks to its user")]

use std::error::Error;
use std::path::PathBuf;

use asm_format::ArchiveSettings;
use asm_format::convert::{Settings, convert_package};
use oneroster_csv::output::AtomicFile;
use oneroster_csv::{Package, PackageWriter, WriteOptions};
use oneroster_model::Findings;
use oneroster_sandbox::District;
use time::OffsetDateTime;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let input = match arguments.next() {
        Some(path) => path,
        None => generated()?,
    };
    let output = arguments.next().unwrap_or_else(|| std::env::temp_dir().join("asm.zip"));

    let package = Package::open(&input)?;
    let today = OffsetDateTime::now_utc().date();
    let mut findings = Findings::default();
    // The file appears under its name only when it is complete.
    let target = AtomicFile::create(&output)?;
    let archive = ArchiveSettings::default().with_threads(2);
    let (target, conversion) =
        convert_package(&package, today, &Settings::default(), &archive, target, &mut findings)?;
    target.commit()?;

    for (file, rows) in &conversion.rows_out {
        println!("{file:>15} {rows:>8}");
    }
    for code in findings.by_code() {
        println!("{:>8} x {}: {}", code.count, code.code, code.code.title);
    }
    println!("written to {}", output.display());
    Ok(())
}

/// A district to convert when none is given.
fn generated() -> Result<PathBuf, Box<dyn Error>> {
    let path = std::env::temp_dir().join("district.zip");
    let district = District::builder(2_000).build();
    let file = AtomicFile::create(&path)?;
    let mut package = PackageWriter::new(file, district.version(), WriteOptions::default());
    district.write_package(&mut package, |_, _| Ok(()))?;
    package.finish()?.commit()?;
    Ok(path)
}
