//! Writing what changed between two packages.

use std::path::Path;

use oneroster_csv::delta::Diff;
use oneroster_csv::output::AtomicFile;
use oneroster_csv::package::Member;
use oneroster_csv::{Package, PackageWriter, WriteOptions};
use oneroster_model::Findings;
use time::macros::datetime;

use super::{Done, size};
use crate::Failure;

pub(super) fn run(old: &Path, new: &Path, out: &Path) -> Result<Done, Failure> {
    let (old, new) = (Package::open(old)?, Package::open(new)?);
    let mut findings = Findings::default();
    let mut delta = PackageWriter::new(AtomicFile::create(out)?, new.version(), WriteOptions::default());
    let at = datetime!(2026-10-01 06:00 UTC);
    let summary = Diff::between(&old, &new).write(&mut delta, at, &mut findings)?;
    delta.finish()?.commit()?;
    let files = summary.files.iter();
    let rows = files.map(|file| file.added + file.removed + 2 * (file.changed + file.unchanged)).sum();
    let members = old.members().iter().chain(new.members());
    let bytes = members.map(Member::size).sum();
    Ok(Done { rows, bytes, written: size(out)?, ..Done::default() })
}
