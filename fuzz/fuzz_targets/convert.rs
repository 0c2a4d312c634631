#![no_main]

use std::io::Cursor;

use asm_format::ArchiveSettings;
use asm_format::convert::{Converter, Settings};
use libfuzzer_sys::fuzz_target;
use oneroster_csv::{File, ReadOptions, TableReader};
use oneroster_model::{Findings, Version};
use time::macros::date;

const ORGS: &str = "sourcedId,name,type\no1,North,school\no2,South,school\n";

fuzz_target!(|texts: (bool, &str, &str, &str, &str)| {
    let (is_1_1, classes, roles, users, enrollments) = texts;
    let version = if is_1_1 { Version::V1_1 } else { Version::V1_2 };
    let mut findings = Findings::default();
    let mut converter = Converter::new(version, date!(2026 - 10 - 01), Settings::default());
    let files = [
        (File::Orgs, ORGS),
        (File::Classes, classes),
        (File::Roles, roles),
        (File::Users, users),
        (File::Enrollments, enrollments),
    ];
    for (file, text) in files {
        let options = ReadOptions::default();
        let Ok(mut reader) = TableReader::new(text.as_bytes(), file, version, options, &mut findings) else {
            return;
        };
        while let Ok(Some(record)) = reader.next_record(&mut findings) {
            converter.record(file, &record, &mut findings).expect("the order is right");
        }
    }
    let target = Cursor::new(Vec::new());
    converter.finish(target, &ArchiveSettings::default(), &mut findings).expect("memory does not fail");
});
