//! Files as other tools write them.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::io::{self, Cursor, Read};

use asm_format::{
    ActivityLog, AsmFile, AsmRow, ClassRow, CourseRow, Delimiter, Dialect, Error, Escape, LineEncoder,
    LocationRow, Quoting, ReadRow, ReadSettings, RosterRow, StaffRow, StudentRow, TableReader,
};
use oneroster_model::Finding;
use proptest::prelude::*;

/// Hands out one byte at a time, so that every boundary of a buffer is met.
struct Drip<'a>(&'a [u8]);

impl Read for Drip<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.0.len().min(buffer.len()).min(1);
        let (now, rest) = self.0.split_at(length);
        buffer[..length].copy_from_slice(now);
        self.0 = rest;
        Ok(length)
    }
}

fn findings(text: &[u8], file: AsmFile) -> (Vec<Vec<String>>, Vec<Finding>) {
    let mut findings = Vec::new();
    let settings = ReadSettings::default();
    let mut reader = TableReader::new(Drip(text), file, &settings, &mut findings).unwrap();
    let mut rows = Vec::new();
    while let Some(record) = reader.next_record(&mut findings).unwrap() {
        rows.push((0..file.table().columns.len()).map(|column| record.cell(column).to_owned()).collect());
    }
    (rows, findings)
}

/// Text of a file, the file, its rows, and code and line of its findings.
type Case<'a> = (&'a str, AsmFile, &'a [&'a [&'a str]], &'a [(&'a str, Option<u64>)]);

fn check(cases: &[Case<'_>]) {
    for (text, file, rows, expected) in cases {
        let (read, findings) = findings(text.as_bytes(), *file);
        assert_eq!(read, *rows, "{text:?}");
        let found: Vec<_> = findings.iter().map(|finding| (finding.code.id, finding.line)).collect();
        assert_eq!(found, *expected, "{text:?}");
    }
}

#[test]
fn dialects_of_other_tools_are_read_and_reported_once_per_file() {
    use AsmFile::Locations;
    check(&[
        ("location_id,location_name\nN,North\n", Locations, &[&["N", "North"]], &[]),
        ("location_id;location_name\nN;\"North, East\"\n", Locations, &[&["N", "North, East"]], &[]),
        (
            "\u{feff}location_id,location_name\r\nN,North School\r\nS,South School\r\n",
            Locations,
            &[&["N", "North School"], &["S", "South School"]],
            &[("byte_order_mark", Some(1)), ("crlf_line_break", Some(1)), ("quotes_missing", Some(2))],
        ),
        (
            "\"location_id\",\"location_name\"\n\"N\",\"The \"\"North\"\"\"",
            Locations,
            &[&["N", "The \"North\""]],
            &[("quotes_unneeded", Some(1)), ("no_final_line_break", Some(2)), ("doubled_quote", Some(2))],
        ),
        (
            "location_id,location_name\n\nN ,North\n,\n",
            Locations,
            &[&["N", "North"]],
            &[("blank_line", Some(3)), ("space_around_value", Some(3))],
        ),
        (
            "location_id,location_name\nN,\"North\nSchool\"\nS,South\n",
            Locations,
            &[&["N", "North\nSchool"], &["S", "South"]],
            &[("line_break_in_value", Some(2))],
        ),
        (
            "location_id,location_name\nN,\"North\nS,South\n",
            Locations,
            &[&["N", "North\nS,South"]],
            &[("line_break_in_value", Some(2)), ("unclosed_quote", Some(2))],
        ),
        (
            "location_id,location_name\nN\nS,South,x\n",
            Locations,
            &[&["N", ""], &["S", "South"]],
            &[("cell_count", Some(2)), ("cell_count", Some(3))],
        ),
        ("", Locations, &[], &[("header_missing", None)]),
    ]);
}

#[test]
fn headers_are_matched_by_name_and_checked() {
    use AsmFile::{Classes, Courses, Rosters};
    check(&[
        (
            "course_name,course_id,location_id,course_number\nArt,c,N,1\n",
            Courses,
            &[&["c", "1", "Art", "N"]],
            &[("column_order", Some(1))],
        ),
        (
            "course_id,course_name,location_id\nc,\"A b\",N\n",
            Courses,
            &[&["c", "", "A b", "N"]],
            &[("column_missing", Some(1))],
        ),
        (
            "Roster_ID,class_id,student_id,student_id,note\nr,c,s,x,y\n",
            Rosters,
            &[&["r", "c", "s"]],
            &[("header_spelling", Some(1)), ("header_duplicate", Some(1)), ("header_unknown", Some(1))],
        ),
        (
            "class_id,class_number,course_id,instructor_id,instructor_id_2,instructor_id_3,instructor_id_4,location_id\nk,n,c,1,2,3,4,N\n",
            Classes,
            &[&["k", "n", "c", "1", "2", "3", "N"]],
            &[("column_order", Some(1))],
        ),
        (
            "class_id,class_number,course_id,instructor_id,instructor_id_2,instructor_id_3,location_id,instructor_id_16\n",
            Classes,
            &[],
            &[("column_limit", Some(1)), ("column_gap", Some(1))],
        ),
    ]);
}

#[test]
fn bytes_that_are_not_utf8_are_reported_with_their_line() {
    let (rows, findings) = findings(b"location_id,location_name\nN,Z\xfcrich\n", AsmFile::Locations);
    assert_eq!(rows, [["N", "Z\u{fffd}rich"]]);
    assert_eq!((findings[0].code.id, findings[0].line), ("invalid_utf8", Some(2)));
}

#[test]
fn a_record_beyond_the_limit_is_an_error() {
    let settings = ReadSettings::default().with_max_record_bytes(100);
    let long = format!("location_id,location_name\nN,{}\n", "x".repeat(200));
    let open = format!("location_id,location_name\nN,\"{}", "x\n".repeat(100_000));
    for text in [long, open] {
        let mut reader =
            TableReader::new(text.as_bytes(), AsmFile::Locations, &settings, &mut Vec::new()).unwrap();
        let error = reader.next_record(&mut Vec::new()).unwrap_err();
        assert!(matches!(error, Error::RecordTooLong(_)), "{error}");
        assert!(error.line().is_some());
    }
}

fn written<R: AsmRow>(rows: &[R], dialect: Dialect) -> Vec<u8> {
    let width = rows.iter().map(AsmRow::width).max().unwrap_or_default();
    let mut bytes = Vec::new();
    let encoder = LineEncoder::new(dialect);
    encoder.encode_header(&mut bytes, R::FILE.table(), width);
    for row in rows {
        encoder.encode_row(&mut bytes, row, width);
    }
    bytes
}

/// Writes rows, reads them and hands each one to `compare` with its position.
fn round_trip<R: AsmRow>(
    rows: &[R],
    dialect: Dialect,
    mut compare: impl FnMut(usize, asm_format::Record<'_>),
) {
    let bytes = written(rows, dialect);
    let settings = ReadSettings::default().with_escape(dialect.escape);
    let mut findings = Vec::new();
    let mut reader = TableReader::new(Cursor::new(bytes), R::FILE, &settings, &mut findings).unwrap();
    let mut position = 0;
    while let Some(record) = reader.next_record(&mut findings).unwrap() {
        compare(position, record);
        position += 1;
    }
    assert_eq!(position, rows.len());
    assert_eq!(reader.delimiter(), Some(dialect.delimiter));
    findings.retain(|finding| !["quotes_unneeded", "doubled_quote"].contains(&finding.code.id));
    assert_eq!(findings, []);
}

fn dialects() -> impl Strategy<Value = Dialect> {
    (any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(semicolon, all, doubled)| {
        Dialect::default()
            .with_delimiter(if semicolon { Delimiter::Semicolon } else { Delimiter::Comma })
            .with_quoting(if all { Quoting::All } else { Quoting::Minimal })
            .with_escape(if doubled { Escape::Doubled } else { Escape::Backslash })
    })
}

/// Values as they are after cleaning: composed, without control characters and blanks at the ends.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[A-Za-z0-9-]{1,12}",
        r#"[a-z\\",; ']{0,8}[a-zäß“\\"]"#.prop_map(|text| text.trim().to_owned()),
    ]
}

fn key() -> impl Strategy<Value = String> {
    "[A-Za-z0-9-]{1,12}"
}

proptest! {
    #[test]
    fn students_read_equal_students_written(
        rows in prop::collection::vec((key(), value(), value(), value(), prop::collection::vec(key(), 0..5)), 0..6),
        dialect in dialects(),
    ) {
        let rows: Vec<StudentRow> = rows
            .into_iter()
            .map(|(person_id, first_name, last_name, grade_level, location_ids)| StudentRow {
                person_id, first_name, last_name, grade_level, location_ids, ..StudentRow::default()
            })
            .collect();
        round_trip(&rows, dialect, |position, record| {
            assert_eq!(record.row::<StudentRow<&str>>(), Some(rows[position].as_borrowed()));
        });
    }

    #[test]
    fn staff_read_equal_staff_written(
        rows in prop::collection::vec((key(), value(), value(), prop::collection::vec(key(), 0..5)), 0..6),
        dialect in dialects(),
    ) {
        let rows: Vec<StaffRow> = rows
            .into_iter()
            .map(|(person_id, middle_name, email_address, location_ids)| StaffRow {
                person_id, middle_name, email_address, location_ids, ..StaffRow::default()
            })
            .collect();
        round_trip(&rows, dialect, |position, record| {
            assert_eq!(record.row::<StaffRow<&str>>(), Some(rows[position].as_borrowed()));
        });
    }

    #[test]
    fn classes_read_equal_classes_written(
        rows in prop::collection::vec((key(), value(), key(), prop::collection::vec(key(), 0..6), key()), 0..6),
        dialect in dialects(),
    ) {
        let rows: Vec<ClassRow> = rows
            .into_iter()
            .map(|(class_id, class_number, course_id, instructor_ids, location_id)| ClassRow {
                class_id, class_number, course_id, instructor_ids, location_id,
            })
            .collect();
        round_trip(&rows, dialect, |position, record| {
            assert_eq!(record.row::<ClassRow<&str>>(), Some(rows[position].as_borrowed()));
        });
    }

    #[test]
    fn flat_rows_read_equal_rows_written(
        rows in prop::collection::vec((key(), value(), value(), key()), 0..6),
        dialect in dialects(),
    ) {
        let rows: Vec<[&str; 4]> = rows.iter().map(|(a, b, c, d)| [a, b, c, d].map(String::as_str)).collect();
        let courses: Vec<_> = rows
            .iter()
            .map(|&[course_id, course_number, course_name, location_id]| CourseRow {
                course_id, course_number, course_name, location_id,
            })
            .collect();
        let rosters: Vec<_> = rows
            .iter()
            .map(|&[roster_id, class_id, student_id, _]| RosterRow { roster_id, class_id, student_id })
            .collect();
        let locations: Vec<_> = rows
            .iter()
            .map(|&[location_id, location_name, ..]| LocationRow { location_id, location_name })
            .collect();
        round_trip(&courses, dialect, |position, record| {
            assert_eq!(CourseRow::from_record(&record), courses[position]);
        });
        round_trip(&rosters, dialect, |position, record| {
            assert_eq!(RosterRow::from_record(&record), rosters[position]);
        });
        round_trip(&locations, dialect, |position, record| {
            assert_eq!(LocationRow::from_record(&record), locations[position]);
        });
    }

    #[test]
    fn the_default_dialect_is_read_without_being_told(text in value(), other in value()) {
        let row = LocationRow { location_id: text.as_str(), location_name: other.as_str() };
        prop_assume!(!text.is_empty() || !other.is_empty());
        let bytes = written(std::slice::from_ref(&row), Dialect::default());
        let (rows, _) = findings(&bytes, AsmFile::Locations);
        prop_assert_eq!(&rows[0], &[row.location_id, row.location_name]);
    }

    #[test]
    fn cleaning_twice_changes_nothing(text in any::<String>(), dialect in dialects()) {
        let encode = |value: &str| {
            let mut line = Vec::new();
            LineEncoder::new(dialect).encode(&mut line, ["key", value]);
            line
        };
        let once = encode(&text);
        prop_assert!(std::str::from_utf8(&once).is_ok());
        prop_assert_eq!(memchr_count(&once), 1);
        let mut file = b"location_id,location_name\n".to_vec();
        file.extend_from_slice(&once);
        if dialect.delimiter == Delimiter::Comma {
            let settings = ReadSettings::default().with_escape(dialect.escape);
            let mut reader = TableReader::new(&*file, AsmFile::Locations, &settings, &mut Vec::new()).unwrap();
            let record = reader.next_record(&mut Vec::new()).unwrap().map(|record| record.cell(1).to_owned());
            prop_assert_eq!(encode(&record.unwrap()), once);
        }
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), file in 0_usize..6) {
        let file = AsmFile::ALL[file];
        for header in [true, false] {
            let mut text = Vec::new();
            if header {
                text.extend_from_slice(file.table().header(4).collect::<Vec<_>>().join(",").as_bytes());
                text.push(b'\n');
            }
            text.extend_from_slice(&bytes);
            let settings = ReadSettings::default().with_max_record_bytes(300);
            let mut sink = Vec::new();
            let Ok(mut reader) = TableReader::new(Drip(&text), file, &settings, &mut sink) else { continue };
            while let Ok(Some(record)) = reader.next_record(&mut sink) {
                let _ = (record.key().len(), record.repeated().count(), format!("{record:?}"));
            }
        }
    }

    #[test]
    fn nearly_valid_text_never_panics(text in r#"[ab",;\\ \n\r\t]{0,40}"#) {
        let mut sink = Vec::new();
        let log = format!("class_id,operation_status\n{text}");
        let _ = ActivityLog::read(log.as_bytes(), &mut sink).unwrap().summary();
        let reader = TableReader::new(text.as_bytes(), AsmFile::Rosters, &ReadSettings::default(), &mut sink);
        let mut reader = reader.unwrap();
        while let Some(record) = reader.next_record(&mut sink).unwrap() {
            let _ = record.row::<RosterRow<&str>>();
        }
    }
}

fn memchr_count(line: &[u8]) -> usize {
    line.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count()
}
