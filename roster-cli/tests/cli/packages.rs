//! Zip files for tests, good ones and broken ones.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A manifest of 1.1 that lists files as bulk.
pub(crate) fn manifest(bulk: &[&str]) -> String {
    let mut text = "propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\n".to_owned();
    for name in [
        "academicSessions",
        "categories",
        "classes",
        "classResources",
        "courses",
        "courseResources",
        "demographics",
        "enrollments",
        "lineItems",
        "orgs",
        "resources",
        "results",
        "users",
    ] {
        let mode = if bulk.contains(&name) { "bulk" } else { "absent" };
        text.extend(["file.", name, ",", mode, "\n"]);
    }
    text
}

/// Zips files.
pub(crate) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Zips one file that the manifest lists.
pub(crate) fn zip_of(name: &str, bytes: &[u8]) -> Vec<u8> {
    let manifest = manifest(&[name.trim_end_matches(".csv")]);
    zip(&[("manifest.csv", manifest.as_bytes()), (name, bytes)])
}

/// Sets the flag of encryption in every header.
pub(crate) fn encrypted(mut zip: Vec<u8>) -> Vec<u8> {
    for (mark, offset) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        for at in 0..zip.len() - 4 {
            if zip[at..].starts_with(mark) {
                zip[at + offset] |= 1;
            }
        }
    }
    zip
}
