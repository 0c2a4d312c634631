//! What is in a OneRoster package.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use oneroster_csv::package::{Detected, Package};
use oneroster_csv::tables::{AcademicSessionRow, ClassRow, OrgRow, RoleRow, UserRow};
use oneroster_csv::{File, TableRecord};
use oneroster_model::date::{format_date, parse_date};
use oneroster_model::{FindingSink, Version};
use time::Date;

use super::{Count, DateRange, FileInspection, Inspection, School};
use crate::failure::Failure;

pub(super) fn inspect(package: &Package) -> Result<Inspection, Failure> {
    let mut sink = Count::default();
    for finding in package.findings() {
        sink.push(finding.clone());
    }
    let mut reader = Reader::new(package.version());
    let mut files = Vec::new();
    // Orgs come first, because the others are counted by them.
    let rest = File::ALL.into_iter().filter(|&file| file != File::Orgs);
    for file in [File::Orgs].into_iter().chain(rest) {
        let Some(mut table) = package.table(file, &mut sink)? else { continue };
        while let Some(record) = table.next_record(&mut sink)? {
            reader.record(file, &record);
        }
        files.push(FileInspection {
            name: file.name(),
            mode: Some(package.mode(file)),
            rows: table.rows(),
            bytes: package.member(file).map(oneroster_csv::package::Member::size),
        });
    }
    files.sort_by_key(|file| file.name);
    let (version, version_from) = match package.detected() {
        Detected::V1_0 => ("1.0", "headers"),
        Detected::Manifest(version) => (version.as_str(), "manifest"),
        Detected::Headers(version) => (version.as_str(), "headers"),
        _ => (package.version().as_str(), "assumed"),
    };
    let manifest = package.manifest();
    let source = manifest.and_then(|manifest| manifest.source_system_name());
    let members = package.members().iter();
    let others = members.filter(|member| member.file().is_none() && !member.is_manifest());
    Ok(Inspection {
        format: "oneroster",
        version: Some(version),
        version_from: Some(version_from),
        mode: mode_of(&files),
        source: source.filter(|name| !name.is_empty()).map(str::to_owned),
        files,
        other_files: others.map(|member| member.name().to_owned()).collect(),
        findings: sink.0,
        ..reader.finish()
    })
}

fn mode_of(files: &[FileInspection]) -> Option<&'static str> {
    let mut modes = files.iter().filter_map(|file| file.mode);
    let first = modes.next()?;
    Some(if modes.all(|mode| mode == first) { first.as_str() } else { "mixed" })
}

/// Keeps what an inspection tells of single rows.
struct Reader {
    version: Version,
    people: BTreeMap<String, u64>,
    /// Hashes of person and role, because 1.2 has a row for each org.
    seen: HashSet<u64>,
    range: Option<(Date, Date)>,
    schools: Vec<School>,
    positions: HashMap<String, usize>,
}

impl Reader {
    fn new(version: Version) -> Self {
        Self {
            version,
            people: BTreeMap::new(),
            seen: HashSet::new(),
            range: None,
            schools: Vec::new(),
            positions: HashMap::new(),
        }
    }

    fn record(&mut self, file: File, record: &TableRecord<'_>) {
        match file {
            File::Orgs => self.org(&record.row()),
            File::AcademicSessions => self.session(&record.row()),
            File::Classes => self.class(&record.row()),
            File::Users => self.user(&record.row()),
            File::Roles => self.role(&record.row()),
            _ => {}
        }
    }

    fn org(&mut self, org: &OrgRow<&str>) {
        if org.r#type.eq_ignore_ascii_case("school") {
            self.positions.insert(org.sourced_id.to_owned(), self.schools.len());
            let (id, name) = (org.sourced_id.to_owned(), org.name.to_owned());
            self.schools.push(School { id, name, students: 0, classes: 0 });
        }
    }

    fn school(&mut self, id: &str) -> Option<&mut School> {
        self.schools.get_mut(*self.positions.get(id.trim())?)
    }

    fn session(&mut self, session: &AcademicSessionRow<&str>) {
        let (first, last) = (parse_date(session.start_date).value(), parse_date(session.end_date).value());
        for date in [first, last].into_iter().flatten() {
            let (first, last) = self.range.unwrap_or((date, date));
            self.range = Some((first.min(date), last.max(date)));
        }
    }

    fn class(&mut self, class: &ClassRow<&str>) {
        if let Some(school) = self.school(class.school_sourced_id) {
            school.classes += 1;
        }
    }

    /// In 1.1 a user has one role and a list of orgs.
    fn user(&mut self, user: &UserRow<&str>) {
        if self.version == Version::V1_1 {
            *self.people.entry(user.role.to_owned()).or_default() += 1;
            if user.role.eq_ignore_ascii_case("student") {
                for org in user.org_sourced_ids.split(',') {
                    if let Some(school) = self.school(org) {
                        school.students += 1;
                    }
                }
            }
        }
    }

    fn role(&mut self, role: &RoleRow<&str>) {
        let mut hasher = DefaultHasher::new();
        (role.user_sourced_id, role.role).hash(&mut hasher);
        if self.seen.insert(hasher.finish()) {
            *self.people.entry(role.role.to_owned()).or_default() += 1;
        }
        if role.role.eq_ignore_ascii_case("student")
            && let Some(school) = self.school(role.org_sourced_id)
        {
            school.students += 1;
        }
    }

    fn finish(self) -> Inspection {
        let sessions =
            self.range.map(|(first, last)| DateRange { first: format_date(first), last: format_date(last) });
        Inspection { people: self.people, sessions, schools: self.schools, ..Inspection::default() }
    }
}
