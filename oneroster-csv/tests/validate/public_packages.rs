//! Public packages, where a copy of them lies next to the workspace.

use std::path::PathBuf;

use oneroster_csv::validate::{ValidateOptions, ValidationReport, Verdict, validate};
use oneroster_csv::{Package, Strictness};

/// Package, verdict in strict and in tolerant reading, counts of some codes.
type Judged = (&'static str, Verdict, Verdict, &'static [(&'static str, u64)]);

const PACKAGES: &[Judged] = {
    use Verdict::{Accept, Reject};
    &[
        (
            "Ed-Fi-Exchange-OSS__LMS-Toolkit/OneRoster-1.0",
            Reject,
            Accept,
            &[("version_1_0", 1), ("header_alias", 7), ("required_column_missing", 2), ("inexact_value", 68)],
        ),
        (
            "Ed-Fi-Exchange-OSS__LMS-Toolkit/OneRoster-1.1",
            Reject,
            Accept,
            &[("manifest_value_spelling", 1), ("too_many_cells", 2)],
        ),
        (
            "OfficeDev__O365-EDU-SDS-AspNetMVC-Samples/provider-demo-bulk.zip",
            Reject,
            Accept,
            &[
                ("manifest_property_spelling", 1),
                ("inexact_value", 6),
                ("enrollment_outside_term", 4),
                ("line_item_session_type", 2),
                ("school_year_type", 2),
            ],
        ),
        ("OfficeDev__O365-EDU-Tools/SDS-v2", Reject, Reject, &[("required_column_missing", 7)]),
        ("OfficeDev__O365-EDU-Tools/SDS-v2.1", Reject, Reject, &[("required_column_missing", 8)]),
        (
            "nicelion__oneroster-ts/oneroster-example-csv",
            Reject,
            Accept,
            &[("file_without_rows", 7), ("file_unlisted", 1)],
        ),
    ]
};

fn samples() -> Option<PathBuf> {
    let usual = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/samples");
    let folder = std::env::var_os("ONEROSTER_SAMPLES").map_or_else(|| PathBuf::from(usual), PathBuf::from);
    let folder = folder.join("csv");
    if !folder.is_dir() {
        eprintln!("skipped: there are no samples in {}", folder.display());
        return None;
    }
    Some(folder)
}

fn report(path: PathBuf, strictness: Strictness) -> ValidationReport {
    let package = Package::open(path).unwrap();
    let options = ValidateOptions::default().with_strictness(strictness);
    validate(&package, &options, &mut Vec::new()).unwrap()
}

#[test]
fn public_packages_give_their_known_findings() {
    let Some(folder) = samples() else { return };
    for (name, strict, tolerant, codes) in PACKAGES {
        for (strictness, verdict) in [(Strictness::Strict, strict), (Strictness::Tolerant, tolerant)] {
            let report = report(folder.join(name), strictness);
            assert_eq!(report.verdict, *verdict, "{name} {strictness:?} {:?}", report.counts);
            for (code, count) in *codes {
                assert_eq!(report.counts.get(code), Some(count), "{name} {code}");
            }
        }
    }
}

#[test]
fn packages_of_another_implementation_are_judged_as_their_names_say() {
    let Some(folder) = samples() else { return };
    let mut seen = 0;
    for entry in std::fs::read_dir(folder.join("LongsightGroup__oneroster")).unwrap() {
        let path = entry.unwrap().path();
        let is_valid = path.file_name().unwrap().to_string_lossy().starts_with("valid-");
        let report = report(path.clone(), Strictness::Strict);
        assert_eq!(report.verdict == Verdict::Accept, is_valid, "{} {:?}", path.display(), report.counts);
        seen += 1;
    }
    assert_eq!(seen, 20);
}
