//! Zip files that are broken or made to do harm.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::io::{self, Cursor, Read};

use oneroster_csv::package::{OpenOptions, Package};
use oneroster_csv::{Error, File, Limits};
use proptest::prelude::*;

mod common;
use common::{open, zip_of, zip_with};

const ORGS: &[u8] = b"sourcedId,name\no1,North\no2,South\n";

fn opened(bytes: &[u8]) -> Result<Package, Error> {
    open(bytes.to_vec(), &OpenOptions::default())
}

/// Opens the package and reads every member to its end.
fn read_all(bytes: &[u8], limits: Limits) -> Result<u64, Error> {
    let package = open(bytes.to_vec(), &OpenOptions::default().with_limits(limits))?;
    let mut total = 0;
    for member in package.members() {
        let mut reader = package.open_named(member.name())?;
        let copied = io::copy(&mut reader, &mut io::sink());
        total += copied.map_err(|error| error.downcast::<Error>().unwrap())?;
    }
    Ok(total)
}

#[track_caller]
fn check(bytes: &[u8], limits: Limits, code: &str, file: Option<&str>) {
    let error = read_all(bytes, limits).unwrap_err();
    assert_eq!((error.code(), error.file()), (code, file), "{error}");
}

/// Replaces every occurrence of a byte sequence.
fn patch(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut patched = bytes.to_vec();
    let mut found = 0;
    for at in 0..=patched.len() - from.len() {
        if patched[at..].starts_with(from) {
            patched[at..at + to.len()].copy_from_slice(to);
            found += 1;
        }
    }
    assert!(found > 0, "nothing to patch");
    patched
}

/// Sets two bytes of the local and the central header of the only entry, `offset` as in the local header.
fn patch_headers(bytes: &[u8], offset: usize, value: [u8; 2]) -> Vec<u8> {
    let mut patched = bytes.to_vec();
    let central = bytes.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
    patched[offset..offset + 2].copy_from_slice(&value);
    patched[central + offset + 2..central + offset + 4].copy_from_slice(&value);
    patched
}

#[test]
fn what_is_no_zip_is_no_package() {
    let usual = Limits::default();
    for bytes in [&b""[..], b"\x01\x02\x03", b"sourcedId,name\n", b"PK", &[0; 4096]] {
        check(bytes, usual, "not_a_package", None);
    }
    check(&zip_of(&[]), usual, "not_a_package", None);
    check(&zip_of(&[("readme.txt", b"hello")]), usual, "not_a_package", None);
    check(&zip_of(&[("a/orgs.csv", ORGS), ("b/users.csv", ORGS)]), usual, "not_a_package", None);
}

#[test]
fn missing_path_is_named() {
    let error = Package::open("/no/such/package.zip").unwrap_err();
    assert_eq!(error.to_string(), "/no/such/package.zip: could not open the package");
    assert_eq!(error.code(), "io");
}

#[test]
fn zip_cut_off_anywhere_is_never_read_as_whole() {
    let whole = zip_of(&[("orgs.csv", ORGS), ("users.csv", ORGS)]);
    assert_eq!(read_all(&whole, Limits::default()).unwrap(), 2 * ORGS.len() as u64);
    for length in 0..whole.len() {
        let error = read_all(&whole[..length], Limits::default()).unwrap_err();
        let expected = if length < 4 { "not_a_package" } else { "damaged" };
        assert_eq!(error.code(), expected, "{length} bytes: {error}");
    }
}

#[test]
fn changed_contents_are_found_by_the_checksum() {
    let stored = zip_with(&[("orgs.csv", ORGS)], zip::CompressionMethod::Stored);
    check(&patch(&stored, b"North", b"Morth"), Limits::default(), "damaged", Some("orgs.csv"));
}

#[test]
fn sizes_that_lie_are_found() {
    let deflated = zip_of(&[("orgs.csv", &[b'x'; 1000])]);
    let central = deflated.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
    for size in [10_u32, 2000] {
        let mut patched = deflated.clone();
        patched[central + 24..central + 28].copy_from_slice(&size.to_le_bytes());
        check(&patched, Limits::default(), "damaged", Some("orgs.csv"));
    }
}

#[test]
fn data_behind_the_end_of_the_zip_are_found_when_it_is_opened() {
    let zip = zip_of(&[("orgs.csv", ORGS)]);
    let mut patched = zip.clone();
    let central = zip.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
    patched[central + 20..central + 24].copy_from_slice(&(zip.len() as u32).to_le_bytes());
    let error = opened(&patched).unwrap_err();
    assert_eq!((error.code(), error.file()), ("damaged", Some("orgs.csv")));
}

#[test]
fn symbolic_links_are_refused() {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.add_symlink("users.csv", "/etc/passwd", zip::write::SimpleFileOptions::default()).unwrap();
    let zip = writer.finish().unwrap().into_inner();
    check(&zip, Limits::default(), "unsafe_path", Some("users.csv"));
}

#[test]
fn encrypted_and_exotic_entries_are_refused_with_their_reason() {
    let zip = zip_of(&[("orgs.csv", ORGS)]);
    check(&patch_headers(&zip, 6, [1, 0]), Limits::default(), "encrypted", Some("orgs.csv"));
    // Method 12 is bzip2.
    check(&patch_headers(&zip, 8, [12, 0]), Limits::default(), "unsupported_compression", Some("orgs.csv"));
}

#[test]
fn names_that_leave_the_package_are_refused() {
    for name in ["../users.csv", "/users.csv", "a/../users.csv", "C:/users.csv", "a\\users.csv"] {
        // The writer cleans names up, so the name is put in afterwards.
        let placeholder = "#".repeat(name.len());
        let zip = zip_of(&[("orgs.csv", ORGS), (placeholder.as_str(), ORGS)]);
        let zip = patch(&zip, placeholder.as_bytes(), name.as_bytes());
        check(&zip, Limits::default(), "unsafe_path", Some(name));
    }
}

#[test]
fn two_entries_of_one_name_are_refused() {
    let zip = zip_of(&[("orgs.csv", ORGS), ("ogrs.csv", ORGS)]);
    check(&patch(&zip, b"ogrs.csv", b"orgs.csv"), Limits::default(), "duplicate_file", None);
}

#[test]
fn zip_bombs_are_stopped() {
    let zeros = vec![b'0'; 20 * 1024 * 1024];
    let bomb = zip_of(&[("orgs.csv", &zeros)]);
    let limits = Limits::default();
    check(&bomb, limits.with_max_ratio(100), "limit_exceeded", Some("orgs.csv"));
    assert!(read_all(&bomb, limits.with_max_ratio(2000)).is_ok());
    check(&bomb, limits.with_max_total_bytes(zeros.len() as u64 - 1), "limit_exceeded", None);
    let small = zip_of(&[("orgs.csv", &zeros[..1024 * 1024])]);
    assert!(read_all(&small, limits.with_max_ratio(2)).is_ok(), "small files may have any ratio");

    let names: Vec<String> = (0..30).map(|number| format!("file{number}.csv")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), ORGS)).collect();
    check(&zip_of(&files), limits.with_max_entries(29), "limit_exceeded", None);
}

#[test]
fn bytes_before_the_zip_do_no_harm() {
    let mut bytes = b"#!/bin/sh\n".to_vec();
    bytes.extend(zip_of(&[("orgs.csv", ORGS)]));
    assert_eq!(read_all(&bytes, Limits::default()).unwrap(), ORGS.len() as u64);
}

#[test]
fn zip64_is_read() {
    use std::io::Write;
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("orgs.csv", zip::write::SimpleFileOptions::default().large_file(true)).unwrap();
    writer.write_all(ORGS).unwrap();
    let bytes = writer.finish().unwrap().into_inner();
    assert_eq!(read_all(&bytes, Limits::default()).unwrap(), ORGS.len() as u64);
}

#[test]
fn damage_reaches_the_scanner_as_it_is() {
    let stored = zip_with(&[("orgs.csv", ORGS)], zip::CompressionMethod::Stored);
    let package = opened(&patch(&stored, b"South", b"Mouth")).unwrap();
    let mut scanner = package.scanner(File::Orgs).unwrap().unwrap();
    let error = loop {
        match scanner.next_record() {
            Ok(record) => assert!(record.is_some(), "the file must not end as if it were whole"),
            Err(error) => break error,
        }
    };
    assert!(matches!(error, Error::Damaged(_)), "{error}");
    let mut ahead = package.open_member(File::Orgs).unwrap().unwrap().read_ahead().unwrap();
    let error = ahead.read_to_end(&mut Vec::new()).unwrap_err();
    assert_eq!(error.downcast::<Error>().unwrap().code(), "damaged");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn broken_zips_never_panic(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut bytes = zip_of(&[("manifest.csv", b"propertyName,value\n"), ("orgs.csv", ORGS)]);
        for (index, value) in changes {
            let at = index.index(bytes.len());
            bytes[at] = value;
        }
        // Whatever comes out, it comes out.
        read_all(&bytes, Limits::default()).ok();
    }
}
