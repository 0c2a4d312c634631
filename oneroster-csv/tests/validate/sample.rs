//! A small valid package with every file, built in memory, to be spoilt by tests.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use oneroster_csv::package::{Manifest, OpenOptions, Package};
use oneroster_csv::validate::{ValidateOptions, ValidationReport, validate};
use oneroster_csv::{File, Mode};
use oneroster_model::{Finding, Version};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Rows as `column=value;…`, one per line, with the columns of both versions. Nothing refers to the last
/// row of a file, so that it can be spoilt without consequences elsewhere.
const ROWS: &[(File, &str)] = &[
    (
        File::Orgs,
        "sourcedId=o1;name=North High;type=school\n\
         sourcedId=o2;name=Example District;type=district;parentSourcedId=o1",
    ),
    (
        File::AcademicSessions,
        "sourcedId=s1;title=Autumn;type=gradingPeriod;startDate=2026-08-18;endDate=2026-12-18;schoolYear=2027\n\
         sourcedId=s2;title=Year;type=schoolYear;startDate=2026-08-01;endDate=2027-06-30;schoolYear=2027",
    ),
    (File::Categories, "sourcedId=g1;title=Homework;weight=20\nsourcedId=g2;title=Tests;weight=80"),
    (
        File::Resources,
        "sourcedId=r1;vendorResourceId=vr1;roles=student,teacher\nsourcedId=r2;vendorResourceId=vr2;importance=primary",
    ),
    (
        File::Courses,
        "sourcedId=c1;title=Algebra;orgSourcedId=o1;subjects=Algebra,Logic;subjectCodes=1,2\n\
         sourcedId=c2;title=Biology;orgSourcedId=o1",
    ),
    (
        File::Classes,
        "sourcedId=k1;title=Algebra 1;courseSourcedId=c1;classType=scheduled;schoolSourcedId=o1;termSourcedIds=s1\n\
         sourcedId=k2;title=Biology 1;courseSourcedId=c1;classType=homeroom;schoolSourcedId=o1;termSourcedIds=s1",
    ),
    (
        File::Users,
        "sourcedId=u1;enabledUser=true;orgSourcedIds=o1;role=student;username=noor;givenName=Noor;familyName=Example;userIds={LDAP:noor}\n\
         sourcedId=u2;enabledUser=true;orgSourcedIds=o1;role=teacher;username=kim;givenName=Kim;familyName=Example;agentSourcedIds=u1\n\
         sourcedId=u3;enabledUser=false;orgSourcedIds=o1;role=parent;username=ash;givenName=Ash;familyName=Example",
    ),
    (
        File::UserProfiles,
        "sourcedId=p1;userSourcedId=u1;profileType=learning;vendorId=v1;credentialType=password;username=noor\n\
         sourcedId=p2;userSourcedId=u2;profileType=learning;vendorId=v1;credentialType=password;username=kim",
    ),
    (
        File::Roles,
        "sourcedId=l1;userSourcedId=u1;roleType=primary;role=student;orgSourcedId=o1;userProfileSourcedId=p1\n\
         sourcedId=l2;userSourcedId=u2;roleType=primary;role=teacher;orgSourcedId=o1",
    ),
    (File::Demographics, "sourcedId=u1;birthDate=2012-05-06;sex=male\nsourcedId=u2;asian=true"),
    (
        File::Enrollments,
        "sourcedId=e1;classSourcedId=k1;schoolSourcedId=o1;userSourcedId=u1;role=student\n\
         sourcedId=e2;classSourcedId=k1;schoolSourcedId=o1;userSourcedId=u2;role=teacher",
    ),
    (
        File::ScoreScales,
        "sourcedId=x1;title=Letters;type=letters;orgSourcedId=o1;courseSourcedId=c1;classSourcedId=k1;scoreScaleValue={A:90},{B:80}\n\
         sourcedId=x2;title=Words;type=words;orgSourcedId=o1;courseSourcedId=c1;classSourcedId=k1;scoreScaleValue={good:1}",
    ),
    (
        File::LineItems,
        "sourcedId=i1;title=Quiz;assignDate=2026-09-01;dueDate=2026-09-08;classSourcedId=k1;categorySourcedId=g1;gradingPeriodSourcedId=s1;academicSessionSourcedId=s1;resultValueMin=0;resultValueMax=100;schoolSourcedId=o1\n\
         sourcedId=i2;title=Essay;assignDate=2026-09-01;dueDate=2026-09-08;classSourcedId=k1;categorySourcedId=g1;gradingPeriodSourcedId=s1;academicSessionSourcedId=s1;resultValueMin=0;resultValueMax=10;schoolSourcedId=o1",
    ),
    (
        File::LineItemScoreScales,
        "sourcedId=y1;title=Scale;lineItemSourcedId=i1;scoreScaleSourcedId=x1\n\
         sourcedId=y2;title=Scale;lineItemSourcedId=i1;scoreScaleSourcedId=x1",
    ),
    (
        File::LineItemLearningObjectiveIds,
        "sourcedId=a1;lineItemSourcedId=i1;source=case;learningObjectiveId=urn:uuid:123e4567-e89b-12d3-a456-426614174000\n\
         sourcedId=a2;lineItemSourcedId=i1;source=unknown;learningObjectiveId=objective",
    ),
    (
        File::Results,
        "sourcedId=t1;lineItemSourcedId=i1;studentSourcedId=u1;scoreStatus=fully graded;score=95.5;scoreDate=2026-09-09;textScore=A;classSourcedId=k1\n\
         sourcedId=t2;lineItemSourcedId=i1;studentSourcedId=u1;scoreStatus=submitted;score=40;scoreDate=2026-09-09",
    ),
    (
        File::ResultScoreScales,
        "sourcedId=z1;title=Scale;resultSourcedId=t1;scoreScaleSourcedId=x1\n\
         sourcedId=z2;title=Scale;resultSourcedId=t1;scoreScaleSourcedId=x1",
    ),
    (
        File::ResultLearningObjectiveIds,
        "sourcedId=b1;resultSourcedId=t1;source=case;learningObjectiveId=urn:uuid:123e4567-e89b-12d3-a456-426614174000\n\
         sourcedId=b2;resultSourcedId=t1;source=unknown;learningObjectiveId=objective;score=1",
    ),
    (
        File::ClassResources,
        "sourcedId=d1;classSourcedId=k1;resourceSourcedId=r1\nsourcedId=d2;classSourcedId=k1;resourceSourcedId=r1",
    ),
    (
        File::CourseResources,
        "sourcedId=f1;courseSourcedId=c1;resourceSourcedId=r1\nsourcedId=f2;courseSourcedId=c1;resourceSourcedId=r1",
    ),
    (
        File::UserResources,
        "sourcedId=h1;userSourcedId=u1;resourceSourcedId=r1\nsourcedId=h2;userSourcedId=u1;resourceSourcedId=r1",
    ),
];

/// An instant as the standard writes it.
pub(crate) const INSTANT: &str = "2026-08-18T06:00:00.000Z";

/// The package while it is being spoilt.
#[derive(Clone)]
pub(crate) struct Sample {
    version: Version,
    files: BTreeMap<File, (Mode, Vec<Vec<String>>)>,
}

impl Sample {
    /// The valid package, all files in one mode.
    pub(crate) fn valid(version: Version, mode: Mode) -> Self {
        let mut sample = Self { version, files: BTreeMap::new() };
        for (file, rows) in ROWS.iter().filter(|(file, _)| file.since() <= version) {
            sample.files.insert(*file, (mode, Vec::new()));
            for row in rows.lines() {
                sample = sample.with_row(*file, row);
            }
        }
        sample
    }

    /// Adds a row.
    pub(crate) fn with_row(mut self, file: File, cells: &str) -> Self {
        let version = self.version;
        let (mode, rows) = self.files.get_mut(&file).unwrap();
        let delta = if *mode == Mode::Delta { ["active", INSTANT] } else { ["", ""] };
        let value = |column: &str| {
            let given = cells.split(';').map(|cell| cell.split_once('=').unwrap());
            let given = given.clone().find(|(name, _)| *name == column).map(|(_, value)| value);
            given.unwrap_or(match column {
                "status" => delta[0],
                "dateLastModified" => delta[1],
                _ => "",
            })
        };
        rows.push(file.table().columns(version).map(|column| value(column.name).to_owned()).collect());
        self
    }

    /// Changes a cell; rows count from zero.
    pub(crate) fn with(mut self, file: File, row: usize, column: &str, value: &str) -> Self {
        let position = file.table().columns(self.version).position(|known| known.name == column);
        let rows = &mut self.files.get_mut(&file).unwrap().1;
        value.clone_into(&mut rows[row][position.unwrap()]);
        self
    }

    /// Changes a cell of the last row.
    pub(crate) fn with_last(self, file: File, column: &str, value: &str) -> Self {
        let row = self.rows(file) - 1;
        self.with(file, row, column, value)
    }

    /// Leaves a file out.
    pub(crate) fn without(mut self, file: File) -> Self {
        self.files.remove(&file);
        self
    }

    /// Removes all rows of a file.
    pub(crate) fn emptied(mut self, file: File) -> Self {
        self.files.get_mut(&file).unwrap().1.clear();
        self
    }

    /// Returns the number of rows of a file.
    pub(crate) fn rows(&self, file: File) -> usize {
        self.files[&file].1.len()
    }

    /// Returns the text of a file.
    fn text(&self, file: File) -> String {
        let mut text = String::new();
        let header = file.table().columns(self.version).map(|column| column.name.to_owned()).collect();
        for row in std::iter::once(&header).chain(&self.files[&file].1) {
            let quoted: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
            text.push_str(&quoted.join(","));
            text.push_str("\r\n");
        }
        text
    }

    /// Packs the files with a manifest.
    pub(crate) fn package(&self) -> Package {
        let mut manifest = Manifest::new(self.version);
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        for (file, (mode, _)) in &self.files {
            manifest = manifest.with_mode(*file, *mode);
            zip.start_file(file.name(), stored).unwrap();
            zip.write_all(self.text(*file).as_bytes()).unwrap();
        }
        zip.start_file("manifest.csv", stored).unwrap();
        zip.write_all(manifest.to_csv().as_bytes()).unwrap();
        Package::from_reader(zip.finish().unwrap(), &OpenOptions::default()).unwrap()
    }

    /// Validates the package.
    pub(crate) fn validate(&self, options: ValidateOptions) -> (ValidationReport, Vec<Finding>) {
        let mut findings = Vec::new();
        let report = validate(&self.package(), &options, &mut findings).unwrap();
        (report, findings)
    }
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}
