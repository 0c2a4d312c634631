//! Behaviour of the scanner: records, anomalies, errors, independence of how the bytes arrive.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::io::{self, Read};

use oneroster_csv::scan::{AnomalyKind, Dialect, Scanner};
use oneroster_csv::{Error, Limits};
use proptest::prelude::*;

/// Hands out at most `size` bytes at a time.
struct Chunks<'a> {
    bytes: &'a [u8],
    size: usize,
}

impl Read for Chunks<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = self.size.min(buffer.len());
        let (chunk, rest) = self.bytes.split_at(self.bytes.len().min(size));
        buffer[..chunk.len()].copy_from_slice(chunk);
        self.bytes = rest;
        Ok(chunk.len())
    }
}

/// Everything that a scanner tells about a text, ready to compare.
#[derive(Debug, PartialEq, Default)]
struct Told {
    records: Vec<(u64, u64, Vec<String>)>,
    anomalies: Vec<(AnomalyKind, u64, u32, u64)>,
    error: Option<String>,
    blank_lines: u64,
}

fn scan<R: Read>(mut scanner: Scanner<R>) -> Told {
    let mut told = Told::default();
    loop {
        match scanner.next_record() {
            Ok(Some(record)) => {
                let cells = record.iter().map(str::to_owned).collect();
                told.records.push((record.line(), record.byte(), cells));
                let places = record.anomalies().iter();
                told.anomalies.extend(places.map(|a| (a.kind, a.line, a.cell, a.character)));
            }
            Ok(None) => break,
            Err(error) => {
                told.error = Some(error.to_string());
                break;
            }
        }
    }
    told.blank_lines = scanner.blank_lines();
    told
}

fn scan_bytes(bytes: &[u8]) -> Told {
    let whole = scan(Scanner::new(bytes));
    for size in [1, 2, 7] {
        assert_eq!(whole, scan(Scanner::new(Chunks { bytes, size })), "{size} bytes at a time");
    }
    whole
}

/// Compares the cells of all records, written as `a|b / c|d`.
#[track_caller]
fn check(input: &[u8], expected: &str) {
    let told = scan_bytes(input);
    let records: Vec<String> = told.records.iter().map(|(.., cells)| cells.join("|")).collect();
    assert_eq!(records.join(" / "), expected);
    assert_eq!(told.error, None);
}

#[track_caller]
fn check_anomaly(input: &[u8], kind: AnomalyKind, line: u64, cell: u32, character: u64) {
    let told = scan_bytes(input);
    let found = told.anomalies.iter().find(|(found, ..)| *found == kind);
    assert_eq!(found, Some(&(kind, line, cell, character)));
}

#[track_caller]
fn check_error(input: &[u8], limits: Limits, code: &str, line: u64) {
    let mut scanner = Scanner::new(input).with_limits(limits).with_file_name("users.csv");
    let error = loop {
        match scanner.next_record() {
            Ok(record) => assert!(record.is_some(), "the end came before the error"),
            Err(error) => break error,
        }
    };
    assert_eq!((error.code(), error.line(), error.file()), (code, Some(line), Some("users.csv")));
    let again = scanner.next_record().map(|_| ()).unwrap_err();
    assert_eq!(again.to_string(), error.to_string(), "the next call tries the same record again");
}

#[test]
fn cells_are_cut_at_commas_and_lines_at_line_breaks() {
    check(b"", "");
    check(b"a", "a");
    check(b"a,b\nc,d\n", "a|b / c|d");
    check(b"a,b\r\nc,d\r\n", "a|b / c|d");
    check(b"a,b\r\nc,d", "a|b / c|d");
    check(b",\n,,\n", "| / ||");
    check(b" a ,\tb\n", " a |\tb");
    check("sourcedId,name\no1,Zo\u{eb}\n".as_bytes(), "sourcedId|name / o1|Zo\u{eb}");
}

#[test]
fn quotes_are_removed_and_doubled_quotes_become_single() {
    check(b"\"a\",\"b\"\n", "a|b");
    check(b"\"a,b\",c\r\n", "a,b|c");
    check(b"\"\",\n", "|");
    check(b"\"\"\n", "");
    check(b"\"He said \"\"hi\"\"\",x\n", "He said \"hi\"|x");
    check(b"\"\"\"\"\n", "\"");
    check(b"a,\"b\nc\",d\n1,2,3\n", "a|b\nc|d / 1|2|3");
    check(b"\"a\r\nb\"\r\nc\r\n", "a\r\nb / c");
}

#[test]
fn quotes_out_of_place_stay_in_their_cell() {
    check(b"x\"y,z\n", "x\"y|z");
    check(b"\"a\"b,c\n", "ab|c");
    check(b"\"a\" ,c\n", "a |c");
    check(b" \"a\",c\n", " \"a\"|c");
    check(b"\"a\"b\"c\",d\n", "ab\"c\"|d");
}

#[test]
fn blank_lines_and_byte_order_mark_are_skipped() {
    check(b"\xEF\xBB\xBFa,b\n", "a|b");
    check(b"\xEF\xBB\xBF", "");
    check(b"\n\na\r\n\r\nb\n\n", "a / b");
    let told = scan_bytes(b"\n\na\r\n\r\nb\n\n");
    assert_eq!(told.blank_lines, 4);
    assert_eq!(told.records[1], (5, 7, vec!["b".to_owned()]));
    let mut scanner = Scanner::new(&b"a\n\n\n"[..]);
    while scanner.next_record().unwrap().is_some() {}
    assert_eq!(scanner.trailing_blank_line(), Some(2));
}

#[test]
fn line_and_byte_are_those_of_the_source() {
    let told = scan_bytes(b"\xEF\xBB\xBFa,b\r\n\"x\ny\",\"z\"\"\"\r\nlast,row");
    let places: Vec<(u64, u64)> = told.records.iter().map(|(line, byte, _)| (*line, *byte)).collect();
    assert_eq!(places, [(1, 3), (2, 8), (4, 21)]);
}

#[test]
fn carriage_returns_alone_end_lines_when_the_header_ends_with_one() {
    check(b"a,b\rc,\"d\re\"\rf,g\r", "a|b / c|d\re / f|g");
    let told = scan_bytes(b"a,b\rc,\"d\re\"\rf,g\r");
    assert_eq!(told.records[2].0, 4);
    check(b"a,b\nc\rc,d\n", "a|b / c\rc|d");
    check(b"a\r\r\nb\r\r\n", "a / b");
}

#[test]
fn records_that_are_not_utf8_are_read_as_windows_1252() {
    check(b"a\nZo\xEB,\"\x80 5\"\nZo\xC3\xAB\n", "a / Zo\u{eb}|\u{20ac} 5 / Zo\u{eb}");
    check(b"\"He said \"\"\xE9\"\"\",\xE9\n", "He said \"\u{e9}\"|\u{e9}");
}

#[test]
fn anomalies_tell_line_cell_and_character() {
    use AnomalyKind::*;
    check_anomaly(b"\xFF", InvalidUtf8, 1, 1, 1);
    check_anomaly(b"a,b\nZo\xC3\xAB,\"x\",\xE9\n", InvalidUtf8, 2, 3, 9);
    check_anomaly(b"a,b\n1,\"x\n\"\"\xE9\"\n", InvalidUtf8, 3, 2, 3);
    check_anomaly(b"sourcedId,title\rc1,Algebra", BareCarriageReturn, 1, 2, 16);
    check_anomaly(b"a\n\"b\rc\"\n", BareCarriageReturn, 2, 1, 3);
    check_anomaly(b"sourcedId,title\nc1,\"English\nGrade 7\"", LineBreakInQuotedCell, 2, 2, 12);
    check_anomaly(b"sourcedId,title\nc1,\"English\r\nGrade 7\"", LineBreakInQuotedCell, 2, 2, 12);
    check_anomaly(b"sourcedId,title\nc1,bad\"quote", StrayQuote, 2, 2, 7);
    check_anomaly("a,b\nZo\u{eb},\"c\"d\n".as_bytes(), TextAfterQuote, 2, 2, 8);
    check_anomaly(b"a,b\n1,\x002\n", NulCharacter, 2, 2, 3);
    check_anomaly(b"a\n\n\nb\n", BlankLineBefore, 2, 1, 1);
    check_anomaly(b"a,b\nc,d", NoFinalLineBreak, 2, 2, 4);
    check_anomaly(b"a,b\nc,\"d\"", NoFinalLineBreak, 2, 2, 6);
    check_anomaly(b"a,b\nc,\"\"\"\"", NoFinalLineBreak, 2, 2, 7);
}

#[test]
fn clean_text_has_no_anomalies() {
    for text in ["a,b\nc,d\n", "a,b\r\n\"c\",\"d\"\"\"\r\n", "\u{feff}a\n\" x,y \"\n"] {
        assert_eq!(scan_bytes(text.as_bytes()).anomalies, [], "{text:?}");
    }
}

#[test]
fn what_has_no_clear_reading_is_an_error() {
    let usual = Limits::default();
    check_error(b"a,b\nc,\"d\ne,f\n", usual, "unclosed_quote", 2);
    check_error(b"\"", usual, "unclosed_quote", 1);
    check_error(b"\xFF\xFEa\0,\0", usual, "encoding", 1);
    check_error(b"\xFE\xFF\0a", usual, "encoding", 1);
    let small = Limits::default().with_max_record_bytes(8).with_max_cells(3);
    check_error(b"a\n1234567890\n", small, "limit_exceeded", 2);
    check_error(b"a\n12345678\n", small, "limit_exceeded", 2);
    check_error(b"a\n\"34\n678\"\n", small, "limit_exceeded", 2);
    check_error(b"a\nb\n\"345678901", small, "limit_exceeded", 3);
    check_error(b"a\n1,2,3,4\n", small, "limit_exceeded", 2);
}

#[test]
fn values_at_the_limits_are_accepted() {
    let limits = Limits::default().with_max_record_bytes(8).with_max_cells(3);
    let told = scan(Scanner::new(&b"1234567\n1,2,3\n12345678"[..]).with_limits(limits));
    assert_eq!((told.records.len(), told.error), (3, None));
}

#[test]
fn record_longer_than_the_buffer_is_read() {
    let long = "x".repeat(700_000);
    for text in [format!("a,b\n1,{long}\n2,y\n"), format!("a,b\n1,\"{long}\"\"\n\"\n2,y\n")] {
        let told = scan(Scanner::new(text.as_bytes()));
        assert_eq!((told.records.len(), told.error), (3, None));
        assert!(told.records[1].2[1].len() >= long.len());
    }
}

#[test]
fn files_of_many_buffers_read_as_the_csv_crate_reads_them() {
    let (mut state, mut text) = (1_u32, String::new());
    let mut random = |below: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) % below
    };
    while text.len() < 1_500_000 {
        for cell in 0..5 {
            let plain = "abcdefghij".repeat(random(4) as usize);
            let encoded = match random(12) {
                0 => format!("\"{plain}\"\"{plain}\""),
                1 => format!("\"{plain}\n{plain}\""),
                2..=4 => format!("\"{plain},{plain}\""),
                _ => format!("{plain}Zo\u{eb}"),
            };
            text.push_str(&encoded);
            text += if cell < 4 { "," } else { ["\n", "\r\n"][random(2) as usize] };
        }
    }
    let expected: Vec<Vec<String>> = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes())
        .records()
        .map(|record| record.unwrap().iter().map(str::to_owned).collect())
        .collect();
    for size in [usize::MAX, 100_003] {
        let told = scan(Scanner::new(Chunks { bytes: text.as_bytes(), size }));
        let read: Vec<Vec<String>> = told.records.into_iter().map(|(.., cells)| cells).collect();
        assert!(read == expected, "{size} bytes at a time");
    }
}

#[test]
fn unclosed_quote_tells_where_it_opens() {
    let mut scanner = Scanner::new(&b"a,b\nZo\xC3\xAB,\"d\ne,f\n"[..]);
    scanner.next_record().unwrap();
    let error = scanner.next_record().unwrap_err();
    assert!(matches!(error, Error::UnclosedQuote(_)));
    assert_eq!((error.line(), error.character(), error.byte()), (Some(2), Some(5), Some(9)));
}

#[test]
fn reader_errors_carry_the_file_and_can_be_retried() {
    struct Flaky<'a>(&'a [u8], bool);
    impl Read for Flaky<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if std::mem::take(&mut self.1) {
                return Err(io::ErrorKind::TimedOut.into());
            }
            self.0.read(buffer)
        }
    }
    let mut scanner = Scanner::new(Flaky(b"a,b\n", true)).with_file_name("orgs.csv");
    let error = scanner.next_record().unwrap_err();
    assert!(error.is_retryable());
    assert_eq!(error.to_string(), "orgs.csv: could not read the file");
    assert_eq!(scanner.next_record().unwrap().unwrap().len(), 2);
}

#[test]
fn dialect_of_apple_school_manager_is_read() {
    let dialect = Dialect::default().with_separator(b';').with_backslash_escapes();
    let text = "a;b\n\"say \\\"hi\\\"; you\";\"doubled \"\"x\"\"\"\n\"c:\\\\d\";e\\f\n\"g\\\nh\";i,j\n";
    let told = scan(Scanner::new(text.as_bytes()).with_dialect(dialect));
    let cells: Vec<&str> = told.records.iter().flat_map(|(.., cells)| cells).map(String::as_str).collect();
    let expected = ["a", "b", "say \"hi\"; you", "doubled \"x\"", "c:\\d", "e\\f", "g\nh", "i,j"];
    assert_eq!(cells, expected);
}

#[test]
fn debug_output_holds_no_cells() {
    let mut scanner = Scanner::new(&b"secret,cell\n"[..]);
    let record = format!("{:?}", scanner.next_record().unwrap());
    assert!(!record.contains("secret") && !format!("{scanner:?}").contains("secret"));
}

/// Text made of the bytes that matter.
fn tricky_bytes() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![
        4 => prop::sample::select(&b"\",\r\n"[..]),
        3 => prop::sample::select(&b"ab \\;"[..]),
        1 => prop::sample::select(&b"\0\xC3\xA9\xEF\xBB\xBF\xFF\x80"[..]),
    ];
    prop::collection::vec(byte, 0..60)
}

/// Records of a well-formed file, and whether each cell is quoted without need.
fn well_formed() -> impl Strategy<Value = Vec<Vec<(String, bool)>>> {
    (1_usize..5).prop_flat_map(|columns| {
        let cell = ("[a-c,\"\n \u{e9}\u{20ac}]{0,6}", any::<bool>());
        prop::collection::vec(prop::collection::vec(cell, columns..=columns), 0..8)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn scanning_does_not_depend_on_chunks(bytes in tricky_bytes(), size in 1_usize..9) {
        let whole = scan(Scanner::new(&bytes[..]));
        prop_assert_eq!(&whole, &scan(Scanner::new(Chunks { bytes: &bytes, size })));
        let limits = Limits::default().with_max_record_bytes(12).with_max_cells(4);
        let whole = scan(Scanner::new(&bytes[..]).with_limits(limits));
        let chunked = scan(Scanner::new(Chunks { bytes: &bytes, size }).with_limits(limits));
        prop_assert_eq!(&whole, &chunked);
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        scan(Scanner::new(&bytes[..]));
        let dialect = Dialect::default().with_separator(b';').with_backslash_escapes();
        scan(Scanner::new(&bytes[..]).with_dialect(dialect));
    }

    #[test]
    fn well_formed_text_reads_as_the_csv_crate_reads_it(
        records in well_formed(),
        crlf in any::<bool>(),
        final_break in any::<bool>(),
    ) {
        let line_break = if crlf { "\r\n" } else { "\n" };
        let mut lines = Vec::new();
        for record in &records {
            let encode = |(cell, quoted): &(String, bool)| {
                let lone_blank = record.len() == 1 && cell.is_empty();
                if *quoted || lone_blank || cell.contains([',', '"', '\n']) {
                    format!("\"{}\"", cell.replace('"', "\"\""))
                } else {
                    cell.clone()
                }
            };
            lines.push(record.iter().map(encode).collect::<Vec<_>>().join(","));
        }
        let mut text = lines.join(line_break);
        if final_break && !text.is_empty() {
            text.push_str(line_break);
        }
        let told = scan(Scanner::new(text.as_bytes()));
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        let expected: Vec<Vec<String>> = reader
            .records()
            .map(|record| record.unwrap().iter().map(str::to_owned).collect())
            .collect();
        let read: Vec<Vec<String>> = told.records.into_iter().map(|(.., cells)| cells).collect();
        prop_assert_eq!(read, expected);
        prop_assert_eq!(told.error, None);
    }
}
