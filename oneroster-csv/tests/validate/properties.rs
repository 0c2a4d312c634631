//! What holds for every package, however it is spoilt.

use oneroster_csv::validate::{DeltaReferences, ValidateOptions, Verdict};
use oneroster_csv::{File, Mode, Strictness};
use oneroster_model::{Severity, Version};
use proptest::prelude::*;

use crate::sample::Sample;

/// Texts that are awkward somewhere.
const TEXTS: &[&str] = &[
    "",
    " ",
    ",",
    ",,",
    "u1",
    "u1,u2",
    "u1, u2",
    "nowhere",
    "true",
    "TRUE",
    "2026-08-18",
    "8/18/2026",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "active",
    "tobedeleted",
    "inactive",
    "2026",
    "2026-2027",
    "1e999",
    "-0",
    "99999999999999999999",
    "NaN",
    "5%",
    "{a:b}",
    "{:}",
    "{a:b:c},{}",
    "ext:",
    "ext:x",
    "\u{e9}\u{20ac}\u{1f600}",
    "\"",
    "a\nb",
    "\u{0}",
    "o1",
    "o2",
    "s2",
    "student",
    "primary",
    "school",
];

type Edit = (prop::sample::Index, prop::sample::Index, prop::sample::Index, prop::sample::Index);

fn spoil(version: Version, mode: Mode, edits: &[Edit]) -> Sample {
    let mut sample = Sample::valid(version, mode);
    let files: Vec<File> = File::of(version).collect();
    for (file, row, column, text) in edits {
        let file = *file.get(&files);
        let columns: Vec<&str> = file.table().columns(version).map(|column| column.name).collect();
        let row = row.index(sample.rows(file));
        sample = sample.with(file, row, columns[column.index(columns.len())], TEXTS[text.index(TEXTS.len())]);
    }
    sample
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn strict_and_tolerant_find_the_same_and_strict_is_never_milder(
        is_new: bool,
        is_delta: bool,
        edits in prop::collection::vec(any::<Edit>(), 0..40),
    ) {
        let version = if is_new { Version::V1_2 } else { Version::V1_1 };
        let mode = if is_delta { Mode::Delta } else { Mode::Bulk };
        let sample = spoil(version, mode, &edits);
        let options = ValidateOptions::default().with_delta_references(DeltaReferences::Checked);
        let (strict, strict_findings) = sample.validate(options.with_strictness(Strictness::Strict));
        let (tolerant, tolerant_findings) = sample.validate(options);

        prop_assert_eq!(&strict.counts, &tolerant.counts);
        prop_assert_eq!(strict_findings.len(), tolerant_findings.len());
        for (a, b) in strict_findings.iter().zip(&tolerant_findings) {
            prop_assert_eq!((a.code.id, &a.file, a.line, &a.field), (b.code.id, &b.file, b.line, &b.field));
            prop_assert!(a.severity >= b.severity);
        }
        for (report, findings) in [(&strict, &strict_findings), (&tolerant, &tolerant_findings)] {
            let is_bad = findings.iter().any(|finding| finding.severity == Severity::Error);
            prop_assert_eq!(report.verdict == Verdict::Reject, is_bad);
            prop_assert_eq!(report.files.values().any(|file| !file.accepted), is_bad);
            let sum: u64 = report.files.values().map(|file| file.errors + file.warnings).sum();
            let noted = findings.iter().filter(|finding| finding.severity > Severity::Info).count();
            prop_assert_eq!(sum, noted as u64);
        }
    }
}
