//! Files by their contents.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod common;

use std::fs;
use std::io::{self, Read, Seek as _, SeekFrom, Write as _};

use roster_history::{FileId, History, StepKind, StepResult};

/// SHA-256 of `abc`, from FIPS 180-4.
const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

fn incoming(history: &History) -> usize {
    fs::read_dir(history.folder().join("files/incoming")).unwrap().count()
}

#[test]
fn every_way_into_the_history_gives_the_same_name() {
    let history = History::temporary().unwrap();
    let outside = tempfile::tempdir().unwrap();
    let path = outside.path().join("drop.zip");
    let copied = {
        fs::write(&path, "abc").unwrap();
        history.store_file(&path).unwrap()
    };
    assert!(path.exists(), "a copy leaves the original");
    let moved = history.adopt_file(&path).unwrap();
    assert!(!path.exists(), "an adopted file has moved");
    let read = history.store_reader(&mut "abc".as_bytes()).unwrap();
    let written = {
        let mut file = history.new_file().unwrap();
        file.write_all(b"?bc").unwrap();
        file.seek(SeekFrom::Start(0)).unwrap();
        file.write_all(b"a").unwrap();
        history.adopt(file).unwrap()
    };
    let expected: FileId = ABC.parse().unwrap();
    assert_eq!([copied, moved, read, written], [expected; 4]);
    assert_eq!(history.file(&expected), history.folder().join("files/ba").join(ABC));
    assert_eq!(history.verify_file(&expected).unwrap(), 3);
    assert_eq!(incoming(&history), 0);
}

#[test]
fn a_file_has_no_name_before_it_is_whole() {
    struct Breaks(usize);
    impl Read for Breaks {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0 = self.0.checked_sub(1).ok_or_else(|| io::Error::other("the connection was lost"))?;
            buffer.fill(7);
            Ok(buffer.len())
        }
    }
    let history = History::temporary().unwrap();
    let error = history.store_reader(&mut Breaks(3)).unwrap_err();
    assert_eq!(error.code(), "io");
    let mut file = history.new_file().unwrap();
    file.write_all(b"half").unwrap();
    drop(file);
    let names: Vec<_> = fs::read_dir(history.folder().join("files")).unwrap().collect();
    assert_eq!(names.len(), 1, "only the folder of files that are being written");
    assert_eq!(incoming(&history), 0, "what was begun is gone");
}

#[test]
fn what_the_disk_changed_is_noticed_and_healed_by_storing_it_again() {
    let history = History::temporary().unwrap();
    let id = common::store(&history, "abc");
    fs::write(history.file(&id), "abd").unwrap();
    let error = history.verify_file(&id).unwrap_err();
    assert_eq!((error.code(), error.path()), ("file_damaged", Some(history.file(&id).as_path())));
    common::store(&history, "abc");
    assert_eq!(history.verify_file(&id).unwrap(), 3);
}

#[test]
fn an_output_that_is_not_there_cannot_be_named() {
    let history = History::temporary().unwrap();
    let run = common::started(&history, "nightly");
    history.start_step(run, StepKind::Source, common::NOW).unwrap();
    let missing = StepResult::done().with_output(ABC.parse().unwrap());
    let error = history.finish_step(run, StepKind::Source, &missing, common::NOW).unwrap_err();
    assert_eq!(error.code(), "not_found");
    assert_eq!(history.run(run).unwrap().steps[0].output, None);
}

#[test]
fn a_delivery_of_a_file_that_vanished_does_not_begin() {
    let history = History::temporary().unwrap();
    let run = common::at_delivery(&history, "nightly", "abc");
    let file = history.run(run).unwrap().prepared().unwrap();
    fs::remove_file(history.file(&file)).unwrap();
    let new = roster_history::NewDelivery::new("apple", file, "host");
    assert_eq!(history.begin_delivery(run, &new, common::NOW).unwrap_err().code(), "not_found");
    assert!(history.run(run).unwrap().deliveries.is_empty());
}

#[test]
fn names_of_files_are_hexadecimal_and_whole() {
    for text in [
        "",
        "abc",
        &ABC[..63],
        &format!("{ABC}0"),
        &ABC.replace('b', "g"),
        &ABC.replace("ba", "+a"),
        &"é".repeat(32),
    ] {
        assert_eq!(text.parse::<FileId>().unwrap_err().code(), "invalid", "{text}");
    }
    assert_eq!(ABC.to_uppercase().parse::<FileId>().unwrap().to_string(), ABC);
}

#[test]
fn what_is_missing_is_named() {
    let history = History::temporary().unwrap();
    let missing = history.folder().join("nothing.zip");
    for error in [history.store_file(&missing).unwrap_err(), history.adopt_file(&missing).unwrap_err()] {
        assert_eq!((error.code(), error.path()), ("not_found", Some(missing.as_path())));
    }
    assert_eq!(incoming(&history), 0);
}
