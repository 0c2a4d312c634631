//! `roster generate`: a synthetic district as a OneRoster package.

use std::path::PathBuf;

use clap::ValueEnum;
use oneroster_csv::{PackageWriter, WriteOptions};
use oneroster_model::Version;
use oneroster_sandbox::{Content, District, IdStyle};
use serde::Serialize;

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::OutputFile;
use crate::progress;
use crate::render::number;
use crate::render::style::{STRONG, paint};
use crate::render::table::{Align, Table};

/// Write a OneRoster package of a district that does not exist
///
/// The same options give the same package, byte for byte, on every machine.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  roster generate district.zip --students 5000 --version 1.2")]
pub(crate) struct Arguments {
    /// Package to write
    #[arg(value_name = "OUT.zip")]
    out: PathBuf,
    /// Number of students
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=50_000_000))]
    students: u32,
    /// Another district of the same kind
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Version of OneRoster: 1.1 or 1.2
    #[arg(long, value_name = "VERSION", default_value_t = Version::V1_1)]
    version: Version,
    /// How identifiers look: random as in most systems, or short such as s1001
    #[arg(long, value_enum, value_name = "STYLE", default_value_t)]
    ids: Ids,
    /// Share of rows that depart from the standard as real exports do, 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, value_parser = share)]
    dirty: f64,
    /// The same district so many days later
    #[arg(long, value_name = "DAY", default_value_t = 0)]
    day: u32,
    /// Share of people and classes that change from day to day, 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.01, value_parser = share)]
    changes: f64,
    /// Gradebook and resources, too
    #[arg(long)]
    full: bool,
}

fn share(text: &str) -> Result<f64, String> {
    let share = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..=1.0).contains(&share) { Ok(share) } else { Err("not between 0 and 1".to_owned()) }
}

/// How identifiers look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Ids {
    #[default]
    Uuid,
    Short,
}

/// What was written.
#[derive(Debug, Serialize)]
struct Generated {
    path: PathBuf,
    version: Version,
    files: Vec<Written>,
}

#[derive(Debug, Serialize)]
struct Written {
    name: &'static str,
    rows: u64,
}

pub(crate) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    let ids = match arguments.ids {
        Ids::Uuid => IdStyle::Uuid,
        Ids::Short => IdStyle::Short,
    };
    let district = District::builder(arguments.students)
        .seed(arguments.seed)
        .version(arguments.version)
        .ids(ids)
        .content(if arguments.full { Content::Full } else { Content::Rostering })
        .dirty(arguments.dirty)
        .build()
        .changed(arguments.day, arguments.changes);
    let options = WriteOptions::default().with_source("Synthetic district", "synthetic");
    let out = OutputFile::create(&arguments.out)?;
    let progress = context.progress("Generating");
    progress.expect_rows(district.files().map(|file| district.expected_rows(file)).sum());
    let mut package = PackageWriter::new(out, arguments.version, options);
    let mut files: Vec<Written> = Vec::new();
    let mut before = 0;
    district.write_package(&mut package, |file, rows| {
        if let Some(last) = files.last_mut().filter(|last| last.name == file.name()) {
            last.rows = rows;
        } else {
            before = files.iter().map(|file| file.rows).sum();
            files.push(Written { name: file.name(), rows });
        }
        progress.rows(before + rows, file.name());
        Ok(())
    })?;
    package.finish()?.commit()?;
    progress::clear();
    let generated = Generated { path: arguments.out.clone(), version: arguments.version, files };
    context.result(&generated, || text(&generated))?;
    Ok(Exit::Good)
}

fn text(generated: &Generated) -> String {
    let path = generated.path.display();
    let mut text = format!("{} OneRoster {}\n", paint(STRONG, path), generated.version);
    let mut table = Table::new([("file", Align::Left), ("rows", Align::Right)]);
    for Written { name, rows } in &generated.files {
        table.row([(*name).to_owned(), number::grouped(*rows)]);
    }
    table.render(&mut text, 2);
    text
}
