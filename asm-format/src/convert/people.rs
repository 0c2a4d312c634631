//! People: from the rows of `users.csv` and `roles.csv` to one fate per person.
//!
//! Rows are packed into a sorter by the identifier that Apple will see; what joins need about a person
//! (its number, fate and roles) stays in small vectors. [`People::settle`] decides everything that
//! does not depend on enrollments; the closure over classes comes later.

use std::collections::HashMap;

use oneroster_csv::intern::Interner;
use oneroster_csv::tables::{RoleRow, UserRow};
use oneroster_model::date::parse_date;
use oneroster_model::{Code, Severity, Version};
use time::Date;

use super::codes;
use super::filters::{Filters, matches_pattern};
use super::identifiers::Identifier;
use super::lookalikes::Lookalikes;
use super::naming;
use super::orgs::{OrgId, Orgs, Resolution};
use super::person_row::PersonRow;
use super::record::{Notes, Place, Subject};
use super::roles::{self, Affiliation, NO_ORG, Part};
use super::settings::Settings;
use super::sorter::{Sorted, Sorter};
use super::status::RecordStatus;
use crate::Error;
use crate::bytes::trim;

/// Number of a person.
pub(super) type PersonId = u32;

/// What becomes of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// Referred to, but no row was seen.
    Unseen,
    /// Exported as student, unless a later step objects.
    Student,
    /// Exported as staff, unless a later step objects.
    Staff,
    /// Exported as staff if they turn out to teach an exported class.
    StaffIfTeaching,
    /// Left out; the reason is reported with the row.
    Left(Reason),
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $reason:ident => $code:ident $severity:ident,)+) => {
        /// Why a person is left out.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Reason { $($(#[$doc])* $reason,)+ }

        impl Reason {
            pub(super) fn code(self) -> (&'static Code, Severity) {
                match self { $(Self::$reason => (&codes::$code, Severity::$severity),)+ }
            }
        }
    };
}

reasons! {
    Deleted => STATUS_TOBEDELETED Info,
    NotActive => STATUS_NOT_ACTIVE Warning,
    StatusFilter => FILTERED_STATUS Info,
    SchoolFilter => FILTERED_SCHOOL Info,
    Excluded => FILTERED_EXCLUDED Info,
    InactiveStudent => FILTERED_INACTIVE_STUDENT Info,
    InactiveTeacher => FILTERED_INACTIVE_TEACHER Info,
    Role => ROLE_NOT_EXPORTED Info,
    RoleUnknown => ROLE_UNKNOWN Warning,
    RoleMissing => ROLE_MISSING Error,
    RoleNotCurrent => ROLE_NOT_CURRENT Warning,
    NameMissing => NAME_MISSING Error,
    NoLocation => PERSON_WITHOUT_LOCATION Error,
    IdRejected => ID_REJECTED Error,
    IdCollision => ID_COLLISION Error,
    Merged => PEOPLE_MERGED Info,
}

/// The people of a district.
#[derive(Debug)]
pub(super) struct People {
    version: Version,
    ids: Interner,
    fates: Vec<Fate>,
    affiliations: Vec<Affiliation>,
    rows: Sorter,
    lookalikes: Lookalikes,
    buffer: Vec<u8>,
}

impl People {
    pub(super) fn new(version: Version, settings: &Settings) -> Self {
        Self {
            version,
            ids: Interner::default(),
            fates: Vec::new(),
            affiliations: Vec::new(),
            rows: Sorter::default(),
            lookalikes: Lookalikes::new(settings.merge_people_by),
            buffer: Vec::new(),
        }
    }

    fn intern(&mut self, id: &str) -> PersonId {
        let (person, is_new) = self.ids.insert(id);
        if is_new {
            self.fates.push(Fate::Unseen);
        }
        person
    }

    /// Takes a row of `roles.csv`. All roles come before the first user.
    pub(super) fn push_role(
        &mut self,
        row: &RoleRow<&str>,
        place: Place,
        orgs: &Orgs,
        today: Date,
        settings: &Settings,
        notes: &mut Notes<'_>,
    ) {
        let subject = Subject { entity: "role", key: trim(row.sourced_id), place };
        if let Some((code, severity)) =
            RecordStatus::new(row.status).reason_to_drop(&[], settings.claris_compat)
        {
            notes.dropped(code, severity, subject);
            return;
        }
        let mut date = |text: &str| {
            let date = parse_date(text).value();
            if date.is_none() && !text.trim().is_empty() {
                notes.kept(&codes::DATE_INVALID, Severity::Warning, subject);
            }
            date
        };
        let (begin, end) = (date(row.begin_date), date(row.end_date));
        let org = known_org(row.org_sourced_id, orgs, subject, notes);
        let person = self.intern(trim(row.user_sourced_id));
        self.affiliations.push(Affiliation {
            person,
            org,
            part: Part::of(row.role, settings),
            is_primary: roles::is_primary(row.role_type),
            is_current: roles::window_holds(begin, end, today),
        });
    }

    /// Takes a row of `users.csv`.
    pub(super) fn push(
        &mut self,
        row: &UserRow<&str>,
        place: Place,
        orgs: &Orgs,
        settings: &Settings,
        notes: &mut Notes<'_>,
    ) -> Result<(), Error> {
        let id = trim(row.sourced_id);
        let subject = Subject { entity: "user", key: id, place };
        if id.is_empty() {
            notes.dropped(&codes::SOURCED_ID_MISSING, Severity::Error, subject);
            return Ok(());
        }
        let person = self.intern(id);
        if self.version == Version::V1_1 {
            self.push_orgs_of_1_1(person, row, orgs, settings, subject, notes);
        } else if !trim(row.primary_org_sourced_id).is_empty() {
            let org = known_org(row.primary_org_sourced_id, orgs, subject, notes);
            let part = Part::PrimaryOrg;
            self.affiliations.push(Affiliation { person, org, part, is_primary: false, is_current: true });
        }
        let user_id_type = settings.person_number_user_id.as_deref();
        let packed = PersonRow::new(person, place.line_number(), row, user_id_type);
        self.lookalikes.push(person, row);
        packed.encode(&mut self.buffer);
        let key = Identifier::new(id, settings.id_policy).into_text();
        self.rows.push(key.as_deref().unwrap_or(id).as_bytes(), &self.buffer)
    }

    /// In 1.1 the user row itself says role and orgs: one affiliation per org.
    fn push_orgs_of_1_1(
        &mut self,
        person: PersonId,
        row: &UserRow<&str>,
        orgs: &Orgs,
        settings: &Settings,
        subject: Subject<'_>,
        notes: &mut Notes<'_>,
    ) {
        let part = Part::of(row.role, settings);
        let mut any = false;
        for org in row.org_sourced_ids.split(',').map(str::trim).filter(|org| !org.is_empty()) {
            let org = known_org(org, orgs, subject, notes);
            self.affiliations.push(Affiliation { person, org, part, is_primary: false, is_current: true });
            any = true;
        }
        if !any {
            self.affiliations.push(Affiliation {
                person,
                org: NO_ORG,
                part,
                is_primary: false,
                is_current: true,
            });
        }
    }

    /// Ends the intake: resolves repeated rows and decides what each person is.
    pub(super) fn settle(
        mut self,
        settings: &Settings,
        notes: &mut Notes<'_>,
    ) -> Result<SettledPeople, Error> {
        // Stable, so that the orgs of a person keep the order of the source.
        self.affiliations.sort_by_key(|affiliation| affiliation.person);
        let starts = starts(&self.affiliations, self.ids.len());
        let may_be_exported = |person: PersonId| {
            let affiliations =
                &self.affiliations[starts[person as usize] as usize..starts[person as usize + 1] as usize];
            let part = roles::categorize(affiliations, settings.dual_role).part;
            matches!(part, Part::Student | Part::Staff | Part::OtherStaff)
        };
        let merged = self.lookalikes.resolve(&self.ids, may_be_exported, notes);
        let mut absorbed: HashMap<PersonId, Vec<PersonId>> = HashMap::new();
        for (&person, &target) in &merged {
            absorbed.entry(target).or_default().push(person);
        }
        for people in absorbed.values_mut() {
            people.sort_unstable();
        }
        let mut settled = SettledPeople {
            enabled: vec![true; self.ids.len()],
            ranks: vec![0; self.ids.len()],
            ids: self.ids,
            fates: self.fates,
            affiliations: self.affiliations,
            starts,
            rows: self.rows.finish()?,
            repeated: HashMap::new(),
            merged,
            absorbed,
        };
        settled.decide(settings, notes)?;
        settled.report_roles_of_nobody(notes);
        Ok(settled)
    }
}

fn starts(affiliations: &[Affiliation], people: usize) -> Vec<u32> {
    let mut starts = vec![0_u32; people + 1];
    for affiliation in affiliations {
        starts[affiliation.person as usize + 1] += 1;
    }
    for person in 0..people {
        starts[person + 1] += starts[person];
    }
    starts
}

fn known_org(id: &str, orgs: &Orgs, subject: Subject<'_>, notes: &mut Notes<'_>) -> OrgId {
    match orgs.get(id) {
        Some(org) if orgs.resolve_number(org) != Resolution::Unknown => org,
        _ if trim(id).is_empty() => NO_ORG,
        _ => {
            notes.kept(&codes::ORG_UNKNOWN, Severity::Warning, subject);
            NO_ORG
        }
    }
}

/// People whose roles and repeated rows are settled.
#[derive(Debug)]
pub(super) struct SettledPeople {
    ids: Interner,
    fates: Vec<Fate>,
    affiliations: Vec<Affiliation>,
    starts: Vec<u32>,
    /// Whether the account of a person is enabled.
    enabled: Vec<bool>,
    /// Position of every person in the order of the output.
    ranks: Vec<u32>,
    rows: Sorted,
    /// For people with several rows: the line of the row that counts.
    repeated: HashMap<PersonId, u32>,
    /// For people who were merged into another one: that one.
    merged: HashMap<PersonId, PersonId>,
    /// For people who absorbed others: those.
    absorbed: HashMap<PersonId, Vec<PersonId>>,
}

impl SettledPeople {
    fn decide(&mut self, settings: &Settings, notes: &mut Notes<'_>) -> Result<(), Error> {
        let Self { ids, fates, affiliations, starts, enabled, ranks, rows, repeated, merged, .. } = self;
        let affiliations_of = |person: PersonId| {
            &affiliations[starts[person as usize] as usize..starts[person as usize + 1] as usize]
        };
        let mut rank = 0;
        let mut last_key: Vec<u8> = Vec::new();
        let mut last: Option<(PersonId, u32, i64)> = None;
        rows.for_each(|key, payload| {
            let row = PersonRow::decode(payload);
            let id = ids.text(row.person);
            let subject =
                Subject { entity: "user", key: id, place: Place::line("users.csv", row.line.into()) };
            if let Some((person, line, modified)) = last.filter(|_| last_key == key) {
                if person != row.person {
                    fates[row.person as usize] = Fate::Left(Reason::IdCollision);
                    return Ok(());
                }
                notes.dropped(&codes::DUPLICATE_SOURCED_ID, Severity::Warning, subject);
                if row.modified < modified {
                    repeated.insert(person, line);
                    return Ok(());
                }
                repeated.insert(person, row.line);
            }
            last_key.clear();
            last_key.extend_from_slice(key);
            last = Some((row.person, row.line, row.modified));
            enabled[row.person as usize] = row.is_enabled;
            ranks[row.person as usize] = rank;
            rank += 1;
            fates[row.person as usize] = if merged.contains_key(&row.person) {
                Fate::Left(Reason::Merged)
            } else {
                decide_fate(&row, id, affiliations_of(row.person), settings, subject, notes)
            };
            Ok(())
        })
    }

    fn report_roles_of_nobody(&self, notes: &mut Notes<'_>) {
        for (person, fate) in self.fates.iter().enumerate() {
            if *fate == Fate::Unseen {
                let subject =
                    Subject { entity: "user", key: self.ids.text(person as PersonId), place: Place::NONE };
                notes.kept(&codes::ROLE_USER_UNKNOWN, Severity::Warning, subject);
            }
        }
    }

    /// Finds a person by `sourcedId`, following merges.
    pub(super) fn get(&self, id: &str) -> Option<PersonId> {
        let person = self.ids.get(trim(id))?;
        Some(self.merged.get(&person).copied().unwrap_or(person))
    }

    /// Like [`get`](Self::get), with the identifier of the person.
    pub(super) fn find<'a>(&'a self, id: &'a str) -> Option<(PersonId, &'a str)> {
        let id = trim(id);
        let person = self.ids.get(id)?;
        match self.merged.get(&person) {
            Some(&target) => Some((target, self.id(target))),
            None => Some((person, id)),
        }
    }

    pub(super) fn id(&self, person: PersonId) -> &str {
        self.ids.text(person)
    }

    pub(super) fn fate(&self, person: PersonId) -> Fate {
        self.fates[person as usize]
    }

    pub(super) fn set_fate(&mut self, person: PersonId, fate: Fate) {
        self.fates[person as usize] = fate;
    }

    pub(super) fn rank(&self, person: PersonId) -> u32 {
        self.ranks[person as usize]
    }

    pub(super) fn is_enabled(&self, person: PersonId) -> bool {
        self.enabled[person as usize]
    }

    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    /// Adds the locations that a person declares, each once, in their order; tells whether the school
    /// filter took some away.
    pub(super) fn declared_locations(&self, person: PersonId, orgs: &Orgs, into: &mut Vec<OrgId>) -> bool {
        let part = match self.fate(person) {
            Fate::Student => Part::Student,
            Fate::Staff => Part::Staff,
            _ => Part::OtherStaff,
        };
        let mut filtered = self.locations_of_part(person, part, orgs, into);
        if part == Part::Staff {
            // Somebody who was added because they teach has another part, whose orgs count.
            filtered |= self.locations_of_part(person, Part::OtherStaff, orgs, into);
        }
        for &other in self.absorbed.get(&person).into_iter().flatten() {
            filtered |= self.locations_of_part(other, part, orgs, into);
        }
        filtered
    }

    fn locations_of_part(&self, person: PersonId, part: Part, orgs: &Orgs, into: &mut Vec<OrgId>) -> bool {
        let mut filtered = false;
        for org in roles::org_candidates(self.affiliations_of(person), part) {
            match orgs.resolve_number(org) {
                Resolution::Location(location) if !into.contains(&location) => into.push(location),
                Resolution::Filtered => filtered = true,
                _ => {}
            }
        }
        filtered
    }

    /// Returns the first org of a person that could be promoted.
    pub(super) fn first_org(&self, person: PersonId) -> Option<OrgId> {
        self.affiliations_of(person).iter().map(|affiliation| affiliation.org).find(|&org| org != NO_ORG)
    }

    fn affiliations_of(&self, person: PersonId) -> &[Affiliation] {
        &self.affiliations[self.starts[person as usize] as usize..self.starts[person as usize + 1] as usize]
    }

    /// The parts that output needs at the same time as the rows.
    pub(super) fn take_rows(&mut self) -> Sorted {
        std::mem::take(&mut self.rows)
    }

    /// Tells whether this row is the one that counts for its person.
    pub(super) fn counts(&self, row: &PersonRow<'_>) -> bool {
        self.repeated.get(&row.person).is_none_or(|&line| line == row.line)
    }
}

fn decide_fate(
    row: &PersonRow<'_>,
    id: &str,
    affiliations: &[Affiliation],
    settings: &Settings,
    subject: Subject<'_>,
    notes: &mut Notes<'_>,
) -> Fate {
    let category = roles::categorize(affiliations, settings.dual_role);
    let filters = &settings.filters;
    let fate = match category.part {
        Part::Student => Fate::Student,
        Part::Staff => Fate::Staff,
        Part::OtherStaff if settings.include_enrolled_teachers => Fate::StaffIfTeaching,
        Part::OtherStaff | Part::Family => Fate::Left(Reason::Role),
        Part::Unknown => Fate::Left(Reason::RoleUnknown),
        Part::Missing | Part::PrimaryOrg if category.is_outdated => Fate::Left(Reason::RoleNotCurrent),
        Part::Missing | Part::PrimaryOrg => Fate::Left(Reason::RoleMissing),
    };
    let status_filter =
        if fate == Fate::Student { &filters.student_status } else { &filters.instructor_status };
    if let Some((code, _)) =
        RecordStatus::new(row.status).reason_to_drop(status_filter, settings.claris_compat)
    {
        return Fate::Left(if *code == codes::STATUS_TOBEDELETED {
            Reason::Deleted
        } else if *code == codes::STATUS_NOT_ACTIVE {
            Reason::NotActive
        } else {
            Reason::StatusFilter
        });
    }
    if matches!(fate, Fate::Left(_)) {
        return fate;
    }
    if is_excluded(row, id, fate, filters) {
        return Fate::Left(Reason::Excluded);
    }
    if matches!(Identifier::new(id, settings.id_policy), Identifier::Rejected) {
        return Fate::Left(Reason::IdRejected);
    }
    let is_nameless = if settings.pseudonym_last_name.is_some() {
        row.username.is_empty()
    } else {
        naming::choose(&row.name, settings.name_source).is_none()
    };
    if is_nameless {
        return Fate::Left(Reason::NameMissing);
    }
    if category.is_dual {
        notes.kept(&codes::DUAL_ROLE, Severity::Warning, subject);
    }
    fate
}

fn is_excluded(row: &PersonRow<'_>, id: &str, fate: Fate, filters: &Filters) -> bool {
    if filters.exclude_users.iter().any(|user| user.trim() == id) {
        return true;
    }
    if !filters.exclude_names.is_empty() {
        let name = format!("{} {}", row.name.given, row.name.family);
        if filters.exclude_names.iter().any(|pattern| matches_pattern(pattern, &name)) {
            return true;
        }
    }
    fate == Fate::Student
        && !filters.grades.is_empty()
        && !row
            .grades
            .split(',')
            .any(|grade| filters.grades.iter().any(|wanted| wanted.trim() == grade.trim()))
}
