//! Puts a rule of your own between reader and converter: rows are plain structs, so leaving some out, or
//! changing them, is ordinary code.
//!
//!     cargo run -p examples --example custom_filter [PACKAGE.zip]
#![expect(clippy::print_stdout, reason = "a program talks to its user")]

use std::error::Error;
use std::io::Cursor;

use asm_format::ArchiveSettings;
use asm_format::convert::{Converter, Place, Settings};
use oneroster_csv::package::OpenOptions;
use oneroster_csv::tables::ClassRow;
use oneroster_csv::{File, Package, PackageWriter, WriteOptions};
use oneroster_model::Findings;
use oneroster_sandbox::District;
use time::macros::date;

fn main() -> Result<(), Box<dyn Error>> {
    let package = match std::env::args_os().nth(1) {
        Some(path) => Package::open(path)?,
        None => Package::from_reader(district()?, &OpenOptions::default())?,
    };
    let mut findings = Findings::default();
    let mut converter = Converter::new(package.version(), date!(2026 - 10 - 01), Settings::default());
    for file in Converter::FILES {
        let Some(mut table) = package.table(file, &mut findings)? else { continue };
        while let Some(record) = table.next_record(&mut findings)? {
            if file == File::Classes {
                let mut class: ClassRow<&str> = record.row();
                // The rule: homerooms are not for iPads, and rooms need not leave the school.
                if class.class_type == "homeroom" {
                    continue;
                }
                class.location = "";
                converter.class(&class, Place::line(file.name(), record.line()), &mut findings)?;
            } else {
                converter.record(file, &record, &mut findings)?;
            }
        }
    }
    let target = Cursor::new(Vec::new());
    let (zip, conversion) = converter.finish(target, &ArchiveSettings::default(), &mut findings)?;
    println!("{:?}", conversion.rows_out);
    println!("{} bytes, {} findings", zip.into_inner().len(), findings.total());
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
