//! Writing the result, and reporting with every row that does not reach it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io::{Seek, Write};

use oneroster_model::Severity;

use super::case_twins::case_twins;
use super::classes::{ClassId, Classes};
use super::closure::{Closed, MOST_LOCATIONS};
use super::codes;
use super::conversion::{Conversion, SchoolCount};
use super::courses::{CourseId, Courses, PlacedCourse};
use super::identifiers::{Identifier, derived_roster_id};
use super::instructors::{Instructors, MOST_INSTRUCTORS};
use super::naming;
use super::orgs::{OrgId, Orgs};
use super::packed_id::TEXT_BUFFER;
use super::people::{Fate, PersonId, SettledPeople};
use super::person_row::PersonRow;
use super::record::{Notes, Place, Subject};
use super::repeated_ids::RepeatedIds;
use super::rosters::Rosters;
use super::settings::{RosterId, Settings};
use crate::{
    ArchiveSettings, ArchiveWriter, AsmFile, ClassRow, CourseRow, Error, LocationRow, MemberWriter,
    PreparedMember, StaffRow, StudentRow,
};

/// Everything that is known when the last row has been taken.
pub(super) struct Output<'c, 's> {
    pub(super) orgs: &'c mut Orgs,
    pub(super) courses: &'c Courses,
    pub(super) classes: &'c Classes,
    pub(super) class_order: &'c [ClassId],
    pub(super) people: &'c mut SettledPeople,
    pub(super) closed: &'c Closed,
    pub(super) instructors: &'c Instructors,
    pub(super) rosters: &'c mut Rosters,
    pub(super) repeated_ids: &'c RepeatedIds,
    pub(super) settings: &'c Settings,
    pub(super) archive: &'c ArchiveSettings,
    pub(super) notes: &'c mut Notes<'s>,
}

impl Output<'_, '_> {
    pub(super) fn write<W: Write + Seek>(mut self, target: W, report: &mut Conversion) -> Result<W, Error> {
        self.classes.report(self.notes);
        let (classes, people) = (self.classes, &*self.people);
        self.instructors.report(|class| classes.entry(class).is_kept(), people, self.notes);
        let placed = self.place_courses();
        let mut schools = self.schools();
        let mut archive = ArchiveWriter::new(target, self.archive)?;
        let staff = self.write_students(&mut archive, &mut schools, report)?;
        archive.append(staff)?;
        self.write_courses(&mut archive, &placed)?;
        self.write_classes(&mut archive, &placed, &mut schools)?;
        self.write_rosters(&mut archive)?;
        self.write_locations(&mut archive)?;
        self.report_case_twins();
        let (target, summary) = archive.finish()?;
        report.rows_out = AsmFile::ALL.into_iter().map(|file| (file.name(), summary.rows(file))).collect();
        report.schools = schools.into_values().collect();
        report.schools.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.location_id.cmp(&b.location_id)));
        Ok(target)
    }

    fn report_case_twins(&mut self) {
        let (people, classes) = (&*self.people, self.classes);
        let exported = (0..people.len() as PersonId)
            .filter(|&person| matches!(people.fate(person), Fate::Student | Fate::Staff))
            .map(|person| people.id(person));
        let twins = case_twins(exported, |id| people.get(id).is_some());
        for key in twins {
            self.notes.kept(
                &codes::ID_CASE,
                Severity::Warning,
                Subject { entity: "user", key, place: Place::NONE },
            );
        }
        let exported = classes.kept().map(|class| classes.id(class));
        for key in case_twins(exported, |id| classes.get(id).is_some()) {
            self.notes.kept(
                &codes::ID_CASE,
                Severity::Warning,
                Subject { entity: "class", key, place: Place::NONE },
            );
        }
    }

    /// May promote orgs to locations, so it comes before everything that refers to locations.
    fn place_courses(&mut self) -> Vec<PlacedCourse> {
        let mut class_locations: BTreeMap<CourseId, BTreeSet<OrgId>> = BTreeMap::new();
        for class in self.classes.kept() {
            let entry = self.classes.entry(class);
            if let Some(location) = entry.location() {
                class_locations.entry(entry.course).or_default().insert(location);
            }
        }
        self.courses.place(&class_locations, self.orgs, self.settings, self.notes)
    }

    fn schools(&self) -> HashMap<OrgId, SchoolCount> {
        let count = |org: OrgId| SchoolCount {
            location_id: self.orgs.id(org).to_owned(),
            name: self.orgs.name(org).to_owned(),
            ..SchoolCount::default()
        };
        self.orgs.locations().map(|org| (org, count(org))).collect()
    }

    /// Writes the students and makes the staff ready, in one reading of the people.
    fn write_students<W: Write + Seek>(
        &mut self,
        archive: &mut ArchiveWriter<W>,
        schools: &mut HashMap<OrgId, SchoolCount>,
        report: &mut Conversion,
    ) -> Result<PreparedMember, Error> {
        let mut rows = self.people.take_rows();
        let (people, settings, notes) = (&*self.people, self.settings, &mut *self.notes);
        let locator = Locator { orgs: self.orgs, people, closed: self.closed, settings };
        let mut staff = MemberWriter::new(AsmFile::Staff, locator.most(Fate::Staff), self.archive)?;
        archive.begin(AsmFile::Students, locator.most(Fate::Student))?;
        let mut locations = Vec::new();
        rows.for_each(|key, payload| {
            let row = PersonRow::decode(payload);
            if !people.counts(&row) {
                return Ok(());
            }
            let place = Place::line("users.csv", row.line.into());
            let subject = Subject { entity: "user", key: people.id(row.person), place };
            let fate = people.fate(row.person);
            if let Fate::Left(reason) = fate {
                let (code, severity) = reason.code();
                notes.dropped(code, severity, subject);
                return Ok(());
            }
            report_identifier(subject.key, settings, subject, notes);
            locator.find(row.person, &mut locations);
            if locations.len() > MOST_LOCATIONS {
                notes.changed(&codes::LOCATIONS_CUT, Severity::Warning, subject);
                locations.truncate(MOST_LOCATIONS);
            }
            let texts: Vec<Cow<'_, str>> =
                locations.iter().map(|&org| output_id(locator.orgs.id(org), settings)).collect();
            let location_ids: Vec<&str> = texts.iter().map(Cow::as_ref).collect();
            let person_id = std::str::from_utf8(key).unwrap_or_default();
            let person = person_cells(&row, settings, subject, notes);
            if fate == Fate::Staff {
                count_person(schools, &locations, |school| &mut school.staff);
                return staff.row(&StaffRow {
                    person_id,
                    person_number: row.number,
                    first_name: person.first,
                    middle_name: person.middle,
                    last_name: person.last,
                    email_address: person.email,
                    sis_username: row.username,
                    location_ids,
                });
            }
            let grade = row.grades.split(',').next().unwrap_or_default().trim();
            if row.grades.contains(',') {
                notes.kept(&codes::SEVERAL_GRADES, Severity::Info, subject);
            }
            let grade_level = naming::grade_level(grade, settings);
            match report.grades.get_mut(grade_level) {
                Some(count) => *count += 1,
                None => drop(report.grades.insert(grade_level.to_owned(), 1)),
            }
            count_person(schools, &locations, |school| &mut school.students);
            archive.row(&StudentRow {
                person_id,
                person_number: row.number,
                first_name: person.first,
                middle_name: person.middle,
                last_name: person.last,
                grade_level,
                email_address: person.email,
                sis_username: row.username,
                password_policy: settings.password_policy.for_grade(grade).as_str(),
                location_ids,
            })
        })?;
        staff.finish()
    }

    fn write_courses<W: Write + Seek>(
        &mut self,
        archive: &mut ArchiveWriter<W>,
        placed: &[PlacedCourse],
    ) -> Result<(), Error> {
        archive.begin(AsmFile::Courses, 0)?;
        let mut gate = Gate::default();
        let mut rows: Vec<(String, &PlacedCourse)> = Vec::with_capacity(placed.len());
        for place in placed {
            let subject = self.courses.subject(place.course);
            report_identifier(subject.key, self.settings, subject, self.notes);
            let id = self.course_id(place);
            if gate.admits(&id) {
                rows.push((id, place));
            } else {
                self.notes.dropped(&codes::ID_COLLISION, Severity::Error, subject);
            }
        }
        rows.sort_by(|a, b| a.0.cmp(&b.0));
        for (course_id, place) in rows {
            let course = self.courses.entry(place.course);
            let name = self.course_name(place);
            archive.row(&CourseRow {
                course_id: course_id.as_str(),
                course_number: &course.code,
                course_name: &name,
                location_id: &self.location_id(place.location),
            })?;
        }
        Ok(())
    }

    fn write_classes<W: Write + Seek>(
        &mut self,
        archive: &mut ArchiveWriter<W>,
        placed: &[PlacedCourse],
        schools: &mut HashMap<OrgId, SchoolCount>,
    ) -> Result<(), Error> {
        let by_course: HashMap<(CourseId, Option<OrgId>), &PlacedCourse> = placed
            .iter()
            .map(|place| ((place.course, place.is_split.then_some(place.location)), place))
            .collect();
        let width = |class: &ClassId| self.instructors.of(*class, self.people).count();
        let most = self.class_order.iter().map(width).max().unwrap_or(0).min(MOST_INSTRUCTORS);
        archive.begin(AsmFile::Classes, most)?;
        for &class in self.class_order {
            let entry = self.classes.entry(class);
            let Some(location) = entry.location().filter(|_| entry.is_kept()) else { continue };
            let place = by_course
                .get(&(entry.course, None))
                .or_else(|| by_course.get(&(entry.course, Some(location))));
            let Some(place) = place else { continue };
            let subject = self.classes.subject(class);
            report_identifier(subject.key, self.settings, subject, self.notes);
            let instructors: Vec<Cow<'_, str>> = self
                .instructors
                .of(class, self.people)
                .map(|person| output_id(self.people.id(person), self.settings))
                .collect();
            if instructors.is_empty() {
                self.notes.kept(&codes::CLASS_WITHOUT_INSTRUCTOR, Severity::Info, subject);
            }
            if entry.students == 0 {
                self.notes.kept(&codes::CLASS_WITHOUT_STUDENTS, Severity::Info, subject);
            }
            if let Some(school) = schools.get_mut(&location) {
                school.classes += 1;
            }
            archive.row(&ClassRow {
                class_id: self.output_id(self.classes.id(class)).as_ref(),
                class_number: &entry.number,
                course_id: &self.course_id(place),
                instructor_ids: instructors.iter().map(Cow::as_ref).collect(),
                location_id: &self.location_id(location),
            })?;
        }
        Ok(())
    }

    fn write_rosters<W: Write + Seek>(&mut self, archive: &mut ArchiveWriter<W>) -> Result<(), Error> {
        archive.begin(AsmFile::Rosters, 0)?;
        let (classes, people, settings, repeated) =
            (self.classes, &*self.people, self.settings, self.repeated_ids);
        let notes = &mut *self.notes;
        // The class of the row before: memberships come class by class.
        let mut last_class: Option<(ClassId, Cow<'_, str>)> = None;
        self.rosters.for_each(|membership, is_best| {
            let mut texts = [TEXT_BUFFER; 2];
            let [id, student_id] = &mut texts;
            let id = membership.id.text(id);
            let place = Place::line("enrollments.csv", membership.line.into());
            let subject = Subject { entity: "enrollment", key: id, place };
            if !classes.entry(membership.class).is_kept() {
                notes.dropped(&codes::ENROLLMENT_CLASS_REMOVED, Severity::Info, subject);
                return Ok(());
            }
            if people.fate(membership.student) != Fate::Student {
                notes.dropped(&codes::ENROLLMENT_USER_REMOVED, Severity::Info, subject);
                return Ok(());
            }
            if !is_best {
                notes.dropped(&codes::ENROLLMENT_REPEATED, Severity::Info, subject);
                return Ok(());
            }
            let (_, class_id) = match &mut last_class {
                Some(last) if last.0 == membership.class => &*last,
                last => &*last.insert((membership.class, output_id(classes.id(membership.class), settings))),
            };
            let student_id = output_id(membership.student_id.text(student_id), settings);
            let source = Identifier::new(id, settings.id_policy);
            let usable = settings.roster_id == RosterId::Source
                && !id.is_empty()
                && !repeated.is_repeated(membership.id);
            let roster_id = source.into_text().filter(|_| usable).unwrap_or_else(|| {
                if settings.roster_id == RosterId::Source {
                    notes.changed(&codes::ROSTER_ID_DERIVED, Severity::Info, subject);
                }
                Cow::Owned(derived_roster_id(class_id, &student_id))
            });
            archive.cells([roster_id.as_ref(), class_id.as_ref(), student_id.as_ref()])
        })
    }

    fn write_locations<W: Write + Seek>(&mut self, archive: &mut ArchiveWriter<W>) -> Result<(), Error> {
        archive.begin(AsmFile::Locations, 0)?;
        let mut rows: Vec<(String, OrgId)> =
            self.orgs.locations().map(|org| (self.location_id(org).into_owned(), org)).collect();
        rows.sort();
        for (location_id, org) in rows {
            let subject = Subject { entity: "org", key: self.orgs.id(org), place: self.orgs.place(org) };
            report_identifier(subject.key, self.settings, subject, self.notes);
            let name = format!("{}{}", self.settings.location_name_prefix, self.orgs.name(org));
            archive.row(&LocationRow { location_id: location_id.as_str(), location_name: &name })?;
        }
        Ok(())
    }

    fn output_id<'a>(&self, id: &'a str) -> Cow<'a, str> {
        output_id(id, self.settings)
    }

    fn location_id(&self, org: OrgId) -> Cow<'_, str> {
        self.output_id(self.orgs.id(org))
    }

    fn course_id(&self, place: &PlacedCourse) -> String {
        let id = self.output_id(self.courses.id(place.course));
        if place.is_split { format!("{id}-{}", self.location_id(place.location)) } else { id.into_owned() }
    }

    fn course_name(&self, place: &PlacedCourse) -> String {
        let course = self.courses.entry(place.course);
        let school = self.orgs.name(place.location);
        let pattern = self.settings.course_name.as_str();
        if pattern == "{title}" {
            return course.title.to_string();
        }
        pattern.replace("{title}", &course.title).replace("{code}", &course.code).replace("{school}", school)
    }
}

/// Finds the locations of people.
struct Locator<'a> {
    orgs: &'a Orgs,
    people: &'a SettledPeople,
    closed: &'a Closed,
    settings: &'a Settings,
}

impl Locator<'_> {
    /// Fills the locations of a person, in the order of the columns.
    fn find(&self, person: PersonId, into: &mut Vec<OrgId>) {
        into.clear();
        self.people.declared_locations(person, self.orgs, into);
        if into.is_empty() || self.settings.locations_from_enrollments {
            for &school in self.closed.schools.get(&person).into_iter().flatten() {
                if !into.contains(&school) {
                    into.push(school);
                }
            }
        }
        if into.is_empty() {
            into.extend(self.closed.promoted.get(&person));
        }
    }

    /// Returns how many location columns people with this fate need.
    fn most(&self, fate: Fate) -> usize {
        let mut locations = Vec::new();
        let mut most = 1;
        for person in 0..self.people.len() as PersonId {
            if self.people.fate(person) == fate {
                self.find(person, &mut locations);
                most = most.max(locations.len());
            }
        }
        most.min(MOST_LOCATIONS)
    }
}

/// Name and address of a person as they are exported.
#[derive(Clone, Copy, Debug, Default)]
struct PersonCells<'a> {
    first: &'a str,
    middle: &'a str,
    last: &'a str,
    email: &'a str,
}

fn person_cells<'a>(
    row: &PersonRow<'a>,
    settings: &'a Settings,
    subject: Subject<'_>,
    notes: &mut Notes<'_>,
) -> PersonCells<'a> {
    if let Some(last) = &settings.pseudonym_last_name {
        return PersonCells { first: row.username, middle: "", last, email: "" };
    }
    let Some((name, repaired)) = naming::choose(&row.name, settings.name_source) else {
        return PersonCells::default();
    };
    if repaired {
        notes.changed(&codes::NAME_REPAIRED, Severity::Warning, subject);
    }
    PersonCells { first: name.first, middle: name.middle, last: name.last, email: row.email }
}

fn output_id<'a>(id: &'a str, settings: &Settings) -> Cow<'a, str> {
    Identifier::new(id, settings.id_policy).into_text().unwrap_or(Cow::Borrowed(id))
}

fn count_person(
    schools: &mut HashMap<OrgId, SchoolCount>,
    locations: &[OrgId],
    counter: impl Fn(&mut SchoolCount) -> &mut u64,
) {
    if let Some(school) = locations.first().and_then(|location| schools.get_mut(location)) {
        *counter(school) += 1;
    }
}

/// Says what became of an identifier that Apple's rule does not allow.
fn report_identifier(id: &str, settings: &Settings, subject: Subject<'_>, notes: &mut Notes<'_>) {
    match Identifier::new(id, settings.id_policy) {
        Identifier::Conformant(_) | Identifier::Rejected => {}
        Identifier::Preserved(_) => notes.kept(&codes::ID_CHARSET, Severity::Warning, subject),
        Identifier::Encoded(_) => notes.changed(&codes::ID_ENCODED, Severity::Warning, subject),
    }
}

/// Keeps identifiers of one file apart.
#[derive(Debug, Default)]
struct Gate {
    taken: HashSet<String>,
}

impl Gate {
    fn admits(&mut self, id: &str) -> bool {
        self.taken.insert(id.to_owned())
    }
}
