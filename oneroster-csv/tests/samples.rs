//! Public packages and conformance cases, where a copy of them lies next to the workspace.
#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "tests fail by panicking and tell what they skip"
)]

use std::fs;
use std::path::PathBuf;

use oneroster_csv::package::{Detected, OpenOptions, Package};
use oneroster_csv::scan::{AnomalyKind, Scanner};
use oneroster_csv::{File, Strictness};
use oneroster_model::{Severity, Version};
use serde_json::Value;

/// Returns the folder of the samples: `ONEROSTER_SAMPLES`, or `../shared/samples` next to the workspace.
fn samples() -> Option<PathBuf> {
    let usual = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/samples");
    let folder = std::env::var_os("ONEROSTER_SAMPLES").map_or_else(|| PathBuf::from(usual), PathBuf::from);
    if !folder.is_dir() {
        eprintln!("skipped: there are no samples in {}", folder.display());
        return None;
    }
    Some(folder)
}

fn cases(level: &str) -> Vec<(PathBuf, Value)> {
    let Some(folder) = samples() else { return Vec::new() };
    let folder = folder.join("conformance");
    let text = fs::read_to_string(folder.join("expected.json")).unwrap();
    let cases: Vec<Value> = serde_json::from_str(&text).unwrap();
    let wanted = cases.into_iter().filter(|case| case["level"].as_str().unwrap().starts_with(level));
    wanted.map(|case| (folder.join(case["file"].as_str().unwrap()), case)).collect()
}

#[test]
fn texts_are_read_and_refused_as_the_conformance_cases_say() {
    for (path, case) in cases("csv-") {
        let bytes = fs::read(&path).unwrap();
        let mut scanner = Scanner::new(&bytes[..]);
        let (mut rows, mut anomalies) = (Vec::new(), Vec::new());
        while let Some(record) = scanner.next_record().unwrap() {
            rows.push(record.iter().map(str::to_owned).collect::<Vec<_>>());
            let odd = record.anomalies().iter().filter(|a| a.kind != AnomalyKind::NoFinalLineBreak);
            anomalies.extend(odd.map(|a| (format!("csv.{}", a.kind.code()), record.number(), a.character)));
        }
        if case["expect"] == "accept" {
            assert_eq!(anomalies, [], "{}", path.display());
            let expected: Vec<Vec<String>> = serde_json::from_value(case["rows"].clone()).unwrap();
            assert_eq!(rows, expected, "{}", path.display());
        } else {
            let finding = &case["findings"][0];
            let expected = (
                finding["code"].as_str().unwrap().to_owned(),
                finding["rowNumber"].as_u64().unwrap(),
                finding["columnNumber"].as_u64().unwrap(),
            );
            assert_eq!(anomalies, [expected], "{}", path.display());
        }
    }
}

#[test]
fn accepted_packages_open_without_errors() {
    let options = OpenOptions::default().with_strictness(Strictness::Strict);
    for level in ["zip-container", "package", "validate"] {
        for (path, case) in cases(level).into_iter().filter(|(_, case)| case["expect"] == "accept") {
            let package = Package::open_with(&path, &options).unwrap();
            let errors = package.findings().iter().filter(|finding| finding.severity == Severity::Error);
            assert_eq!(errors.count(), 0, "{}: {:?}", path.display(), package.findings());
            for entry in case["entries"].as_array().into_iter().flatten() {
                let name = entry["name"].as_str().unwrap();
                let member = package.members().iter().find(|member| member.name() == name);
                assert_eq!(member.map(oneroster_csv::package::Member::size), entry["bytes"].as_u64());
            }
        }
    }
}

#[test]
fn refused_containers_are_refused_here() {
    for (path, case) in cases("zip-container").into_iter().filter(|(_, case)| case["expect"] == "reject") {
        let error = Package::open(&path).unwrap_err();
        let expected = match case["findings"][0]["code"].as_str().unwrap() {
            "zip.invalid_archive" => "not_a_package",
            "zip.entry_path_traversal" => "unsafe_path",
            other => panic!("a case that is new here: {other}"),
        };
        assert_eq!(error.code(), expected, "{}", path.display());
    }
}

#[test]
fn public_packages_are_detected_for_what_they_are() {
    let Some(folder) = samples() else { return };
    for (name, expected) in [
        ("Ed-Fi-Exchange-OSS__LMS-Toolkit/OneRoster-1.0", Detected::V1_0),
        ("Ed-Fi-Exchange-OSS__LMS-Toolkit/OneRoster-1.1", Detected::Manifest(Version::V1_1)),
        ("LongsightGroup__oneroster/valid-full-bulk.zip", Detected::Manifest(Version::V1_2)),
        ("nicelion__oneroster-ts/oneroster-example-csv", Detected::Manifest(Version::V1_1)),
        ("OfficeDev__O365-EDU-SDS-AspNetMVC-Samples/provider-demo-bulk", Detected::Manifest(Version::V1_1)),
        (
            "OfficeDev__O365-EDU-SDS-AspNetMVC-Samples/provider-demo-bulk.zip",
            Detected::Manifest(Version::V1_1),
        ),
    ] {
        let package = Package::open(folder.join("csv").join(name)).unwrap();
        assert_eq!(package.detected(), expected, "{name}");
        for file in File::ALL {
            let Some(mut scanner) = package.scanner(file).unwrap() else { continue };
            while scanner.next_record().unwrap().is_some() {}
            assert!(scanner.records() > 0, "{name} {file}");
        }
    }
}
