//! What is written is read back, for every table of both versions.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use oneroster_csv::tables::{
    AcademicSessionRow, CategoryRow, ClassResourceRow, ClassRow, CourseResourceRow, CourseRow,
    DemographicsRow, EnrollmentRow, LineItemLearningObjectiveIdRow, LineItemRow, LineItemScoreScaleRow,
    OrgRow, ResourceRow, ResultLearningObjectiveIdRow, ResultRow, ResultScoreScaleRow, RoleRow,
    ScoreScaleRow, UserProfileRow, UserResourceRow, UserRow,
};
use oneroster_csv::{
    Cells, File, Metadata, OwnedRow, ReadOptions, Row, Strictness, TableReader, TableWriter,
};
use oneroster_model::Version;
use proptest::prelude::*;

const EXTENSIONS: [&str; 2] = ["metadata.house", "metadata.bus route"];

/// Cells that were made up, by the position of their column.
struct MadeUp<'a> {
    cells: &'a [String],
    version: Version,
    file: File,
}

impl<'a> Cells<'a> for MadeUp<'a> {
    fn cell(&self, position: usize) -> &'a str {
        let column = &self.file.table().columns[position];
        // A column that the version does not have cannot come back.
        if column.requirement(self.version).is_some() { &self.cells[position % self.cells.len()] } else { "" }
    }

    fn metadata(&self) -> Metadata<&'a str> {
        let mut metadata = Metadata::default();
        for (name, cell) in EXTENSIONS.iter().zip(self.cells).filter(|(_, cell)| !cell.is_empty()) {
            metadata.insert(*name, cell.as_str());
        }
        metadata
    }
}

fn check<T: OwnedRow + PartialEq + std::fmt::Debug>(version: Version, rows: &[Vec<String>]) {
    if T::FILE.since() > version {
        return;
    }
    let made_up = |cells| T::from_cells_owned(&MadeUp { cells, version, file: T::FILE });
    let rows: Vec<T> = rows.iter().map(|cells| made_up(cells)).collect();
    let mut writer = TableWriter::new(Vec::new(), T::FILE, version, &EXTENSIONS).unwrap();
    for row in &rows {
        writer.write(row).unwrap();
    }
    let text = writer.into_inner().unwrap();
    let mut findings = Vec::new();
    let options = ReadOptions { strictness: Strictness::Strict, ..ReadOptions::default() };
    let reader = TableReader::new(text.as_slice(), T::FILE, version, options, &mut findings).unwrap();
    let back: Vec<T> = reader.into_rows(&mut findings).collect::<Result<_, _>>().unwrap();
    assert!(findings.is_empty(), "{} {version}: {findings:?}", T::FILE);
    assert_eq!(back.len(), rows.len(), "{} {version}", T::FILE);
    for (row, back) in rows.iter().zip(&back) {
        let cells = |row: &T| {
            let mut cells = Vec::new();
            row.visit_cells(|_, cell| cells.push(cell.to_owned()));
            row.visit_metadata(|name, cell| cells.push(format!("{name}={cell}")));
            cells
        };
        assert_eq!(cells(back), cells(row), "{} {version}", T::FILE);
    }
}

macro_rules! check_all {
    ($version:expr, $rows:expr, $($row:ident)+) => { [$(($row::<String>::FILE, check::<$row>($version, $rows)).0),+] };
}

/// Everything the standard allows in a cell: no carriage return, no line feed; no NUL, which no file has.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[a-z,\" ]{0,12}", "[^\r\n\u{0}]{0,20}",]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_table_reads_back_what_was_written(
        rows in prop::collection::vec(prop::collection::vec(cell(), 1..25), 0..6),
    ) {
        for version in Version::ALL {
            let mut files = check_all!(
                version, &rows,
                AcademicSessionRow CategoryRow ClassRow ClassResourceRow CourseRow CourseResourceRow DemographicsRow
                EnrollmentRow LineItemLearningObjectiveIdRow LineItemRow LineItemScoreScaleRow OrgRow ResourceRow
                ResultLearningObjectiveIdRow ResultRow ResultScoreScaleRow RoleRow ScoreScaleRow UserProfileRow
                UserResourceRow UserRow
            );
            files.sort_unstable();
            prop_assert_eq!(files, File::ALL);
        }
    }
}
