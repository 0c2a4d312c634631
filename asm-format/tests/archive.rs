//! Archives as other programs see them.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::io::{Cursor, Read};

use asm_format::{
    ArchiveSettings, ArchiveWriter, AsmFile, ClassRow, LocationRow, MemberWriter, RosterRow, StaffRow,
    StudentRow,
};
use zip::{CompressionMethod, ZipArchive};

type Writer = ArchiveWriter<Cursor<Vec<u8>>>;

fn archive(settings: ArchiveSettings, write: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut archive = ArchiveWriter::new(Cursor::new(Vec::new()), &settings).unwrap();
    write(&mut archive);
    archive.finish().unwrap().0.into_inner()
}

fn texts(zip: &[u8]) -> Vec<(String, String)> {
    let mut zip = ZipArchive::new(Cursor::new(zip)).unwrap();
    (0..zip.len())
        .map(|index| {
            let mut member = zip.by_index(index).unwrap();
            assert_eq!(member.compression(), CompressionMethod::Deflated);
            assert_eq!(member.unix_mode(), Some(0o100_644));
            assert_eq!(
                member.last_modified().map(|time| (time.year(), time.month(), time.day())),
                Some((1980, 1, 1))
            );
            let mut text = String::new();
            member.read_to_string(&mut text).unwrap();
            (member.name().unwrap().into_owned(), text)
        })
        .collect()
}

#[test]
fn an_archive_without_rows_holds_the_six_headers() {
    let expected = [
        (
            "students.csv",
            "person_id,person_number,first_name,middle_name,last_name,grade_level,email_address,sis_username,password_policy,location_id\n",
        ),
        (
            "staff.csv",
            "person_id,person_number,first_name,middle_name,last_name,email_address,sis_username,location_id\n",
        ),
        ("courses.csv", "course_id,course_number,course_name,location_id\n"),
        (
            "classes.csv",
            "class_id,class_number,course_id,instructor_id,instructor_id_2,instructor_id_3,location_id\n",
        ),
        ("rosters.csv", "roster_id,class_id,student_id\n"),
        ("locations.csv", "location_id,location_name\n"),
    ];
    let zip = archive(ArchiveSettings::default(), |_| {});
    assert_eq!(texts(&zip), expected.map(|(name, text)| (name.to_owned(), text.to_owned())));
}

#[test]
fn repeated_columns_are_appended_and_padded() {
    let zip = archive(ArchiveSettings::default(), |archive| {
        archive.begin(AsmFile::Staff, 3).unwrap();
        for locations in [vec!["N"], vec!["N", "S", "W"]] {
            let row = StaffRow {
                person_id: "T",
                last_name: "Le Guin",
                location_ids: locations,
                ..StaffRow::default()
            };
            archive.row(&row).unwrap();
        }
        archive.begin(AsmFile::Classes, 4).unwrap();
        archive
            .row(&ClassRow {
                class_id: "K",
                class_number: "",
                course_id: "C",
                instructor_ids: vec!["1", "2", "3", "4"],
                location_id: "N",
            })
            .unwrap();
    });
    let texts = texts(&zip);
    assert_eq!(
        texts[1].1.lines().skip(1).collect::<Vec<_>>(),
        ["T,,,,\"Le Guin\",,,N,,", "T,,,,\"Le Guin\",,,N,S,W"]
    );
    assert!(texts[1].1.starts_with("person_id,person_number,first_name,middle_name,last_name,email_address,sis_username,location_id,location_id_2,location_id_3\n"));
    assert_eq!(texts[3].1.lines().nth(1), Some("K,,C,1,2,3,N,4"));
}

#[test]
fn a_row_that_does_not_fit_is_refused_and_leaves_no_trace() {
    let zip = archive(ArchiveSettings::default(), |archive| {
        archive.begin(AsmFile::Students, 1).unwrap();
        let row = StudentRow { person_id: "S", location_ids: vec!["N", "S"], ..StudentRow::default() };
        assert_eq!(archive.row(&row).unwrap_err().code(), "row_width");
        let row = LocationRow { location_id: "N", location_name: "North" };
        assert_eq!(archive.row(&row).unwrap_err().code(), "row_file");
    });
    assert_eq!(texts(&zip)[0].1.lines().count(), 1);
}

#[test]
fn files_cannot_be_written_twice_or_backwards() {
    archive(ArchiveSettings::default(), |archive| {
        archive.begin(AsmFile::Courses, 0).unwrap();
        assert_eq!(archive.begin(AsmFile::Courses, 0).unwrap_err().code(), "member_order");
        assert_eq!(archive.begin(AsmFile::Staff, 1).unwrap_err().code(), "member_order");
    });
}

#[test]
fn bytes_depend_neither_on_threads_nor_on_the_way_rows_are_handed_in() {
    let rosters: Vec<[String; 3]> = (0..60_000)
        .map(|number: u32| {
            let student = number.wrapping_mul(2_654_435_761);
            [format!("r{number}"), format!("c{}", number / 25), format!("{student:08x}-s")]
        })
        .collect();
    let location = LocationRow { location_id: "N", location_name: "North" };
    let streamed = |threads| {
        archive(ArchiveSettings::default().with_threads(threads), |archive| {
            archive.begin(AsmFile::Rosters, 0).unwrap();
            for [roster_id, class_id, student_id] in &rosters {
                archive.row(&RosterRow { roster_id, class_id, student_id }).unwrap();
            }
            archive.begin(AsmFile::Locations, 0).unwrap();
            archive.row(&location).unwrap();
        })
    };
    let expected = streamed(1);
    assert_eq!(texts(&expected)[4].1.lines().count(), 60_001);
    assert!(streamed(2) == expected);
    assert!(streamed(3) == expected);

    let settings = ArchiveSettings::default();
    let mut locations = MemberWriter::new(AsmFile::Locations, 0, &settings).unwrap();
    locations.row(&location).unwrap();
    let mut members = MemberWriter::new(AsmFile::Rosters, 0, &settings).unwrap();
    for cells in &rosters {
        members.cells(cells.iter().map(String::as_str)).unwrap();
    }
    let prepared = archive(settings, |archive| {
        archive.append(members.finish().unwrap()).unwrap();
        archive.append(locations.finish().unwrap()).unwrap();
    });
    assert!(prepared == expected);
}

fn archive_of_headers() -> Vec<u8> {
    archive(ArchiveSettings::default(), |_| {})
}

#[test]
fn an_archive_may_begin_anywhere_in_its_target() {
    let mut target = Cursor::new(b"stub".to_vec());
    target.set_position(4);
    let archive = ArchiveWriter::new(target, &ArchiveSettings::default()).unwrap();
    let bytes = archive.finish().unwrap().0.into_inner();
    assert!(bytes[4..] == archive_of_headers());
}
