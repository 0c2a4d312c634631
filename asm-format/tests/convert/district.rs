//! A small district to change one thing in, and what comes out of it.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use asm_format::ArchiveSettings;
use asm_format::convert::{Conversion, Converter, Settings};
use oneroster_csv::{ReadOptions, TableReader};
use oneroster_model::{Action, Finding, Version};
use time::Date;
use time::macros::date;

/// Two schools, a student each, one teacher for both; all people are made up.
#[derive(Debug)]
pub(crate) struct District {
    pub(crate) version: Version,
    pub(crate) today: Date,
    pub(crate) settings: Settings,
    files: BTreeMap<&'static str, String>,
}

const FILES_1_1: [(&str, &str); 6] = [
    (
        "orgs.csv",
        "sourcedId,status,dateLastModified,name,type,parentSourcedId\n\
         d1,,,Valley,district,\n\
         o1,,,North,school,d1\n\
         o2,,,South,school,d1\n",
    ),
    (
        "academicSessions.csv",
        "sourcedId,status,title,type,startDate,endDate\n\
         year,,Year,schoolYear,2026-08-01,2027-06-30\n\
         fall,,Fall,term,2026-08-01,2026-12-20\n\
         spring,,Spring,term,2027-01-05,2027-06-30\n",
    ),
    (
        "courses.csv",
        "sourcedId,status,dateLastModified,title,courseCode,orgSourcedId\n\
         c1,,,Algebra,MATH1,o1\n\
         c2,,,Art,ART1,o2\n",
    ),
    (
        "classes.csv",
        "sourcedId,status,dateLastModified,title,courseSourcedId,classCode,classType,schoolSourcedId,termSourcedIds\n\
         k1,,,Algebra 1,c1,A-1,scheduled,o1,fall\n\
         k2,,,Art,c2,,scheduled,o2,year\n",
    ),
    (
        "users.csv",
        "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,grades\n\
         s1,,,true,o1,student,ada,,Ada,Vu,,1001,ada@school.example,09\n\
         s2,,,true,o2,student,bo,,Bo,Li,,1002,bo@school.example,KG\n\
         t1,,,true,\"o1,o2\",teacher,tom,,Tom,Ray,,T1,tom@school.example,\n",
    ),
    (
        "enrollments.csv",
        "sourcedId,status,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate\n\
         e1,,k1,o1,s1,student,,,\n\
         e2,,k2,o2,s2,student,,,\n\
         e3,,k1,o1,t1,teacher,true,,\n\
         e4,,k2,o2,t1,teacher,,,\n",
    ),
];

const USERS_1_2: &str = "sourcedId,status,enabledUser,username,givenName,familyName,middleName,identifier,email,grades,\
    userMasterIdentifier,preferredGivenName,preferredFamilyName,primaryOrgSourcedId,userIds\n\
    s1,,true,ada,Ada,Vu,,1001,ada@school.example,09,,,,,\n\
    s2,,true,bo,Bo,Li,,1002,bo@school.example,KG,,,,,\n\
    t1,,true,tom,Tom,Ray,,T1,tom@school.example,,,,,,\n";

const ROLES_1_2: &str = "sourcedId,status,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId\n\
    r1,,s1,primary,student,,,o1\n\
    r2,,s2,primary,student,,,o2\n\
    r3,,t1,primary,teacher,,,o1\n\
    r4,,t1,secondary,teacher,,,o2\n";

impl District {
    pub(crate) fn v1_1() -> Self {
        Self {
            version: Version::V1_1,
            today: date!(2026 - 10 - 01),
            settings: Settings::default(),
            files: FILES_1_1.iter().map(|(name, text)| (*name, (*text).to_owned())).collect(),
        }
    }

    pub(crate) fn v1_2() -> Self {
        let mut district = Self { version: Version::V1_2, ..Self::v1_1() };
        district.files.insert("users.csv", USERS_1_2.to_owned());
        district.files.insert("roles.csv", ROLES_1_2.to_owned());
        district
    }

    /// Adds rows; cells that are left out at the end are blank.
    pub(crate) fn add(mut self, file: &str, rows: &[&str]) -> Self {
        let text = self.files.get_mut(file).unwrap();
        for row in rows {
            text.push_str(row);
            text.push('\n');
        }
        self
    }

    /// Replaces text in a file.
    pub(crate) fn replace(mut self, file: &str, from: &str, to: &str) -> Self {
        let text = self.files.get_mut(file).unwrap();
        assert!(text.contains(from), "{file} does not contain {from}");
        *text = text.replace(from, to);
        self
    }

    pub(crate) fn without(mut self, file: &str) -> Self {
        self.files.remove(file);
        self
    }

    /// Sets settings from TOML, as an operator writes them.
    pub(crate) fn toml(mut self, text: &str) -> Self {
        self.settings = toml::from_str(text).unwrap();
        self
    }

    pub(crate) fn today(mut self, today: Date) -> Self {
        self.today = today;
        self
    }

    pub(crate) fn try_convert(&self) -> Result<Outcome, asm_format::Error> {
        let mut findings = Vec::new();
        let mut converter = Converter::new(self.version, self.today, self.settings.clone());
        for file in Converter::FILES {
            let Some(text) = self.files.get(file.name()) else { continue };
            let options = ReadOptions::default();
            let mut ignored = Vec::new();
            let mut reader =
                TableReader::new(text.as_bytes(), file, self.version, options, &mut ignored).unwrap();
            while let Some(record) = reader.next_record(&mut ignored).unwrap() {
                converter.record(file, &record, &mut findings)?;
            }
        }
        let target = Cursor::new(Vec::new());
        let (zip, conversion) = converter.finish(target, &ArchiveSettings::default(), &mut findings)?;
        let zip = zip.into_inner();
        let texts = unzip(&zip);
        let files = texts.iter().map(|(name, text)| (name.clone(), parse(text))).collect();
        Ok(Outcome { zip, texts, findings, conversion, files })
    }

    pub(crate) fn convert(&self) -> Outcome {
        self.try_convert().unwrap()
    }

    /// Number of data rows of every input file.
    pub(crate) fn rows(&self, file: &str) -> usize {
        self.files.get(file).map_or(0, |text| text.lines().count() - 1)
    }
}

/// What a conversion gave.
pub(crate) struct Outcome {
    pub(crate) zip: Vec<u8>,
    pub(crate) texts: BTreeMap<String, String>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) conversion: Conversion,
    files: BTreeMap<String, Vec<BTreeMap<String, String>>>,
}

impl Outcome {
    pub(crate) fn rows(&self, file: &str) -> &[BTreeMap<String, String>] {
        &self.files[file]
    }

    /// The cells of a column, in the order of the rows.
    pub(crate) fn column(&self, file: &str, column: &str) -> Vec<&str> {
        self.rows(file).iter().map(|row| row.get(column).map_or("", String::as_str)).collect()
    }

    /// Cells of the row whose first column is `key`.
    pub(crate) fn cells(&self, file: &str, key: &str, columns: &[&str]) -> Vec<&str> {
        let key_column = match file {
            "students.csv" | "staff.csv" => "person_id",
            "courses.csv" => "course_id",
            "classes.csv" => "class_id",
            "rosters.csv" => "roster_id",
            _ => "location_id",
        };
        let row = self.rows(file).iter().find(|row| row[key_column] == key);
        let row = row.unwrap_or_else(|| panic!("{file} has no {key}"));
        columns.iter().map(|column| row.get(*column).map_or("", String::as_str)).collect()
    }

    /// Locations of a person, all columns.
    pub(crate) fn locations(&self, file: &str, key: &str) -> Vec<&str> {
        let columns: Vec<String> = (1..=4)
            .map(|n| if n == 1 { "location_id".to_owned() } else { format!("location_id_{n}") })
            .collect();
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        self.cells(file, key, &columns).into_iter().filter(|cell| !cell.is_empty()).collect()
    }

    /// Keys of the findings with a code.
    pub(crate) fn found(&self, code: &str) -> Vec<&str> {
        let with_code = self.findings.iter().filter(|finding| finding.code.id == code);
        with_code.map(|finding| finding.key.as_deref().unwrap_or_default()).collect()
    }

    pub(crate) fn dropped(&self, entity: &str) -> usize {
        let dropped = |f: &&Finding| f.action == Action::Dropped && f.entity == Some(entity);
        self.findings.iter().filter(dropped).count()
    }
}

fn unzip(zip: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
    let mut texts = BTreeMap::new();
    for index in 0..archive.len() {
        let mut member = archive.by_index(index).unwrap();
        let name = member.name().unwrap().to_string();
        let mut text = String::new();
        member.read_to_string(&mut text).unwrap();
        texts.insert(name, text);
    }
    texts
}

fn parse(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader =
        csv::ReaderBuilder::new().double_quote(false).escape(Some(b'\\')).from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let rows = reader.records().map(|record| {
        let record = record.unwrap();
        header.iter().zip(record.iter()).map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect()
    });
    rows.collect()
}
