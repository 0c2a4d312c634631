//! Converting a package, with the calls that the documentation of `asm_format` shows.

use std::path::Path;

use asm_format::convert::{Converter, Settings, convert_package};
use asm_format::{ArchiveSettings, Compression};
use oneroster_csv::Package;
use oneroster_csv::output::AtomicFile;
use oneroster_csv::package::Member;
use oneroster_model::Findings;
use time::Date;
use time::macros::date;

use super::{Done, size};
use crate::Failure;

/// The day for which districts are converted: in the first term of their school year.
///
/// The scripts in `peers` count from the same day.
const TODAY: Date = date!(2026 - 10 - 01);

pub(super) fn run(
    input: &Path,
    out: &Path,
    compression: Compression,
    threads: usize,
) -> Result<Done, Failure> {
    let package = Package::open(input)?;
    let archive = ArchiveSettings::default().with_compression(compression).with_threads(threads);
    let mut findings = Findings::default();
    let target = AtomicFile::create(out)?;
    let (target, conversion) =
        convert_package(&package, TODAY, &Settings::default(), &archive, target, &mut findings)?;
    target.commit()?;
    let rows = conversion.rows_in.values().sum();
    Ok(Done { rows, bytes: text_bytes(&package), written: size(out)?, ..Done::default() })
}

/// Returns how long the files are that a conversion reads.
pub(super) fn text_bytes(package: &Package) -> u64 {
    Converter::FILES.into_iter().filter_map(|file| package.member(file)).map(Member::size).sum()
}
