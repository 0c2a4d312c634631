//! The same options give the same bytes; nothing makes the generator fail.

use std::collections::BTreeMap;
use std::io::{Cursor, ErrorKind};

use oneroster_csv::{File, PackageWriter, TableWriter, WriteOptions};
use oneroster_model::Version;
use oneroster_sandbox::{Content, District, DistrictBuilder, IdStyle};
use proptest::prelude::*;

fn bytes(district: &District, file: File) -> Vec<u8> {
    let mut writer = TableWriter::new(Vec::new(), file, district.version(), &[]).unwrap();
    district.visit(file, &mut writer).unwrap();
    writer.into_inner().unwrap()
}

fn options() -> DistrictBuilder {
    District::builder(300).version(Version::V1_2).content(Content::Full).dirty(0.1)
}

#[test]
fn the_same_options_give_the_same_bytes_in_any_order() {
    let (first, second) = (options().seed(4).build(), options().seed(4).build());
    let forwards: Vec<_> = first.files().map(|file| bytes(&first, file)).collect();
    let files: Vec<_> = second.files().collect();
    let mut backwards: Vec<_> = files.iter().rev().map(|file| bytes(&second, *file)).collect();
    backwards.reverse();
    assert_eq!(forwards, backwards);
}

#[test]
fn every_option_makes_a_difference() {
    let district = options().seed(4).build();
    let users = bytes(&district, File::Users);
    for (name, other) in [
        ("seed", options().seed(5).build()),
        ("version", options().seed(4).version(Version::V1_1).build()),
        ("ids", options().seed(4).ids(IdStyle::Short).build()),
        ("dirty", options().seed(4).dirty(0.2).build()),
        ("day", district.changed(1, 0.2)),
    ] {
        assert_ne!(bytes(&other, File::Users), users, "{name}");
    }
    let sessions = bytes(&district, File::AcademicSessions);
    assert_ne!(bytes(&options().seed(4).school_year(2031).build(), File::AcademicSessions), sessions);
}

fn package(district: &District) -> Vec<u8> {
    let sink = Cursor::new(Vec::new());
    let mut package = PackageWriter::new(sink, district.version(), WriteOptions::default());
    district.write_package(&mut package, |_, _| Ok(())).unwrap();
    package.finish().unwrap().into_inner()
}

#[test]
fn packages_are_the_same_byte_for_byte() {
    let district = options().seed(4).build();
    assert_eq!(package(&district), package(&district));
    assert_ne!(package(&district), package(&options().seed(5).build()));
}

#[test]
fn progress_ends_with_the_rows_of_each_file_and_can_stop_the_work() {
    let district = District::builder(2_000).version(Version::V1_2).content(Content::Full).build();
    let sink = Cursor::new(Vec::new());
    let mut writer = PackageWriter::new(sink, district.version(), WriteOptions::default());
    let mut seen = BTreeMap::new();
    let rows = district
        .write_package(&mut writer, |file, rows| {
            assert!(seen.insert(file, rows).is_none_or(|before| before <= rows), "{file}");
            Ok(())
        })
        .unwrap();
    assert_eq!(seen.values().sum::<u64>(), rows);
    for file in File::of(Version::V1_2) {
        let (expected, actual) = (district.expected_rows(file), seen[&file]);
        assert!(expected.abs_diff(actual) <= 6 + actual / 10, "{file}: {actual} instead of {expected}");
    }

    let sink = Cursor::new(Vec::new());
    let mut writer = PackageWriter::new(sink, district.version(), WriteOptions::default());
    let stopped = district.write_package(&mut writer, |file, _| match file {
        File::Enrollments => Err(ErrorKind::Interrupted.into()),
        _ => Ok(()),
    });
    let error = stopped.unwrap_err();
    assert_eq!((error.code(), error.file()), ("io", Some("enrollments.csv")));
}

/// Pinned, so that districts of today can be compared with those of a later release.
#[test]
fn identifiers_of_a_seed_do_not_change() {
    let district = District::builder(100).seed(1).build();
    let org = district.org(3).unwrap();
    assert_eq!(org.name, "Example Valley Unified School District");
    assert_eq!(org.sourced_id, "eeff4c4d-3762-401f-b108-8bacaa7f7e57");
    let short = District::builder(100).seed(1).ids(IdStyle::Short).build();
    assert_eq!(short.org(3).unwrap().sourced_id, "o1004");
    assert_eq!(short.class(9).unwrap().sourced_id, "k1010");
}

/// A later day changes about the share of rows that was asked for, and keeps the rest as it is.
#[test]
fn a_day_changes_a_share_of_the_rows() {
    for dirty in [0.0, 0.1] {
        check_a_day(&District::builder(3_000).dirty(dirty).build());
    }
}

fn check_a_day(monday: &District) {
    let tuesday = monday.changed(1, 0.02);
    for (file, range) in [
        (File::Users, 0.003..0.03),
        (File::Enrollments, 0.005..0.04),
        (File::Classes, 0.002..0.04),
        (File::Orgs, 0.0..0.001),
    ] {
        let (before, after) = (bytes(monday, file), bytes(&tuesday, file));
        let lines = |bytes: &[u8]| -> std::collections::HashSet<String> {
            String::from_utf8(bytes.to_vec()).unwrap().lines().map(str::to_owned).collect()
        };
        let (before, after) = (lines(&before), lines(&after));
        #[expect(clippy::cast_precision_loss, reason = "counts are small")]
        let changed = before.difference(&after).count() as f64 / before.len() as f64;
        assert!(range.contains(&changed), "{file}: {changed}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn no_options_make_it_fail(
        students in 0_u32..2_000,
        seed: u64,
        newer: bool,
        short: bool,
        dirty in -0.5_f64..1.5,
        school_year: u16,
        day in 0_u32..400,
        share: f64,
    ) {
        let district = District::builder(students)
            .seed(seed)
            .version(if newer { Version::V1_2 } else { Version::V1_1 })
            .ids(if short { IdStyle::Short } else { IdStyle::Uuid })
            .content(Content::Full)
            .dirty(dirty)
            .school_year(school_year)
            .build()
            .changed(day, share);
        for file in district.files() {
            prop_assert!(!bytes(&district, file).is_empty());
        }
    }
}
