//! The validator agrees: clean packages have no findings, dirty ones have.

use std::collections::BTreeMap;
use std::io::Cursor;

use oneroster_csv::package::OpenOptions;
use oneroster_csv::validate::{ValidateOptions, Verdict, validate};
use oneroster_csv::{Package, PackageWriter, Strictness, WriteOptions};
use oneroster_model::Version;
use oneroster_sandbox::{Content, Defect, District};

/// Verdict and number of findings by code of a strict validation.
fn findings(district: &District) -> (Verdict, BTreeMap<&'static str, u64>) {
    let sink = Cursor::new(Vec::new());
    let mut writer = PackageWriter::new(sink, district.version(), WriteOptions::default());
    district.write_package(&mut writer, |_, _| Ok(())).unwrap();
    let zip = Cursor::new(writer.finish().unwrap().into_inner());
    let options = OpenOptions::default().with_strictness(Strictness::Strict);
    let package = Package::from_reader(zip, &options).unwrap();
    let options = ValidateOptions::default().with_strictness(Strictness::Strict);
    let report = validate(&package, &options, &mut Vec::new()).unwrap();
    (report.verdict, report.counts)
}

#[test]
fn clean_packages_have_no_findings() {
    for version in Version::ALL {
        for students in [1, 40, 1_900] {
            let district =
                District::builder(students).seed(17).version(version).content(Content::Full).build();
            for day in [0, 3] {
                let expected = (Verdict::Accept, BTreeMap::new());
                assert_eq!(findings(&district.changed(day, 0.1)), expected, "{version} {students} {day}");
            }
        }
    }
}

#[test]
fn dirty_packages_are_rejected_for_many_reasons() {
    for version in Version::ALL {
        let district = District::builder(1_900).seed(17).version(version).dirty(0.05).build();
        let (verdict, counts) = findings(&district);
        assert_eq!(verdict, Verdict::Reject);
        assert!(counts.len() + 6 > Defect::ALL.len(), "{version}: {counts:?}");
    }
}
