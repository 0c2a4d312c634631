//! Says what is wrong with a package: the files that were taken and refused, then the kinds of findings.
//!
//!     cargo run -p examples --example validate_report [PACKAGE.zip]
#![expect(clippy::print_stdout, reason = "a program talks to its user")]

use std::error::Error;
use std::io::Cursor;

use oneroster_csv::package::OpenOptions;
use oneroster_csv::validate::{ValidateOptions, validate};
use oneroster_csv::{Package, PackageWriter, Strictness, WriteOptions};
use oneroster_model::Findings;
use oneroster_sandbox::District;

fn main() -> Result<(), Box<dyn Error>> {
    let package = match std::env::args_os().nth(1) {
        Some(path) => Package::open(path)?,
        None => Package::from_reader(dirty_district()?, &OpenOptions::default())?,
    };
    let options = ValidateOptions::default().with_strictness(Strictness::Strict);
    let mut findings = Findings::with_sample_limit(3);
    let report = validate(&package, &options, &mut findings)?;

    println!("OneRoster {}: {}", report.version, report.verdict.as_str());
    for (name, file) in &report.files {
        println!("{name:>30} {:>8} rows  {}", file.rows, if file.accepted { "taken" } else { "refused" });
    }
    for code in findings.by_code() {
        println!("\n{} x {}: {} {}", code.count, code.code, code.code.title, code.code.advice);
        for sample in &code.samples {
            println!("    {sample}");
        }
    }
    Ok(())
}

/// A package with one bad row in fifty, when none is given.
fn dirty_district() -> Result<Cursor<Vec<u8>>, Box<dyn Error>> {
    let district = District::builder(1_000).dirty(0.02).build();
    let mut package =
        PackageWriter::new(Cursor::new(Vec::new()), district.version(), WriteOptions::default());
    district.write_package(&mut package, |_, _| Ok(()))?;
    Ok(package.finish()?)
}
