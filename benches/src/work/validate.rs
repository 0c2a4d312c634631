//! Validating a package with every rule.

use std::path::Path;

use oneroster_csv::Package;
use oneroster_csv::package::Member;
use oneroster_csv::validate::{ValidateOptions, validate};
use oneroster_model::Findings;

use super::Done;
use crate::Failure;

pub(super) fn run(input: &Path) -> Result<Done, Failure> {
    let package = Package::open(input)?;
    let mut findings = Findings::default();
    let report = validate(&package, &ValidateOptions::default(), &mut findings)?;
    let rows = report.files.values().map(|file| file.rows).sum();
    let bytes = package.members().iter().map(Member::size).sum();
    Ok(Done { rows, bytes, ..Done::default() })
}
