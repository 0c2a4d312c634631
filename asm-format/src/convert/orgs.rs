//! Orgs and what becomes of them: which are locations, and where a reference to another org leads.

use oneroster_csv::Row as _;
use oneroster_csv::intern::Interner;
use oneroster_csv::tables::OrgRow;
use oneroster_model::{OrgType, Severity};

use super::codes;
use super::identifiers::Identifier;
use super::newest::{Newest, fingerprint};
use super::record::{Notes, Place, Subject};
use super::settings::Settings;
use super::status::RecordStatus;
use crate::bytes::trim;

/// Number of an org.
pub(super) type OrgId = u32;

/// Where a reference to an org leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Resolution {
    /// To this exported location: the org itself or one above it.
    Location(OrgId),
    /// To a school that a filter or its status leaves out.
    Filtered,
    /// To no location.
    Nowhere,
    /// The org is not there at all.
    Unknown,
}

/// The orgs of a district.
#[derive(Debug, Default)]
pub(super) struct Orgs {
    ids: Interner,
    entries: Vec<Org>,
    resolutions: Vec<Resolution>,
}

#[derive(Debug)]
struct Org {
    parent: Option<OrgId>,
    name: Box<str>,
    use_as: Use,
    version: Newest,
    place: Place,
}

/// What an org is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    /// Only referred to, so far.
    Unseen,
    /// A location of the result.
    Location,
    /// A location that the school filter leaves out.
    Filtered,
    /// Not a location, but a step on the way up to one.
    Step,
    /// A step that was made a location because something needs it.
    Promoted,
    /// Left out by its status.
    Removed,
}

impl Orgs {
    fn intern(&mut self, id: &str) -> OrgId {
        let number = self.ids.intern(id);
        while self.entries.len() <= number as usize {
            self.entries.push(Org {
                parent: None,
                name: "".into(),
                use_as: Use::Unseen,
                version: Newest::default(),
                place: Place::NONE,
            });
        }
        number
    }

    pub(super) fn push(
        &mut self,
        row: &OrgRow<&str>,
        place: Place,
        settings: &Settings,
        notes: &mut Notes<'_>,
    ) {
        let id = row.sourced_id.trim();
        let subject = Subject { entity: "org", key: id, place };
        if id.is_empty() {
            notes.dropped(&codes::SOURCED_ID_MISSING, Severity::Error, subject);
            return;
        }
        let number = self.intern(id);
        let version = Newest::of(row.date_last_modified, fingerprint(|visit| row.visit_cells(visit)));
        let entry = &self.entries[number as usize];
        if entry.use_as != Use::Unseen && !version.supersedes(&entry.version, subject, notes) {
            return;
        }
        let use_as = Self::decide(row, id, subject, settings, notes);
        let parent = match row.parent_sourced_id.trim() {
            "" => None,
            parent => Some(self.intern(parent)),
        };
        let name = row.name.trim();
        if name.is_empty() && use_as == Use::Location {
            notes.changed(&codes::ORG_NAME_MISSING, Severity::Warning, subject);
        }
        let name = if name.is_empty() { id } else { name };
        self.entries[number as usize] = Org { parent, name: name.into(), use_as, version, place };
    }

    /// Chooses the use of an org and says why it is not a location.
    fn decide(
        row: &OrgRow<&str>,
        id: &str,
        subject: Subject<'_>,
        settings: &Settings,
        notes: &mut Notes<'_>,
    ) -> Use {
        let status = RecordStatus::new(row.status);
        if let Some((code, severity)) =
            status.reason_to_drop(&settings.filters.org_status, settings.claris_compat)
        {
            notes.dropped(code, severity, subject);
            return Use::Removed;
        }
        let kind = OrgType::from_token_lenient(row.r#type);
        if !settings.location_types.iter().any(|wanted| OrgType::from_token_lenient(wanted) == kind) {
            if matches!(kind, OrgType::Other(_)) {
                notes.dropped(&codes::ORG_TYPE_UNKNOWN, Severity::Warning, subject);
            } else {
                notes.dropped(&codes::ORG_NOT_EXPORTED, Severity::Info, subject);
            }
            return Use::Step;
        }
        let schools = &settings.filters.schools;
        if !schools.is_empty() && !schools.iter().any(|school| school.trim() == id) {
            notes.dropped(&codes::FILTERED_SCHOOL, Severity::Info, subject);
            return Use::Filtered;
        }
        if matches!(Identifier::new(id, settings.id_policy), Identifier::Rejected) {
            notes.dropped(&codes::ID_REJECTED, Severity::Error, subject);
            return Use::Removed;
        }
        Use::Location
    }

    /// Ends the intake and follows every org up to its location.
    pub(super) fn seal(&mut self, notes: &mut Notes<'_>) {
        self.resolutions = (0..self.entries.len() as OrgId).map(|org| self.climb(org, notes)).collect();
    }

    fn climb(&self, org: OrgId, notes: &mut Notes<'_>) -> Resolution {
        let mut current = org;
        for _ in 0..=self.entries.len() {
            let entry = &self.entries[current as usize];
            match entry.use_as {
                Use::Location | Use::Promoted => return Resolution::Location(current),
                Use::Filtered | Use::Removed => return Resolution::Filtered,
                Use::Unseen if current == org => return Resolution::Unknown,
                Use::Unseen => return Resolution::Nowhere,
                Use::Step => match entry.parent {
                    Some(parent) => current = parent,
                    None => return Resolution::Nowhere,
                },
            }
        }
        let entry = &self.entries[org as usize];
        let subject = Subject { entity: "org", key: self.ids.text(org), place: entry.place };
        notes.kept(&codes::ORG_PARENT_CYCLE, Severity::Warning, subject);
        Resolution::Nowhere
    }

    /// Returns the number of an org that was seen or referred to.
    pub(super) fn get(&self, id: &str) -> Option<OrgId> {
        self.ids.get(trim(id))
    }

    /// Tells where a reference leads. An empty reference leads nowhere.
    pub(super) fn resolve(&self, id: &str) -> Resolution {
        match self.get(id) {
            Some(org) => self.resolve_number(org),
            None if id.trim().is_empty() => Resolution::Nowhere,
            None => Resolution::Unknown,
        }
    }

    pub(super) fn resolve_number(&self, org: OrgId) -> Resolution {
        match self.entries[org as usize].use_as {
            Use::Promoted => Resolution::Location(org),
            _ => self.resolutions.get(org as usize).copied().unwrap_or(Resolution::Unknown),
        }
    }

    /// Makes an org a location although its type is none. Only orgs that are there can become one.
    pub(super) fn promote(&mut self, org: OrgId, notes: &mut Notes<'_>) -> bool {
        let entry = &mut self.entries[org as usize];
        match entry.use_as {
            Use::Location | Use::Promoted => true,
            Use::Step => {
                entry.use_as = Use::Promoted;
                let subject = Subject { entity: "org", key: self.ids.text(org), place: entry.place };
                notes.changed(&codes::ORG_PROMOTED, Severity::Info, subject);
                true
            }
            Use::Unseen | Use::Filtered | Use::Removed => false,
        }
    }

    pub(super) fn id(&self, org: OrgId) -> &str {
        self.ids.text(org)
    }

    pub(super) fn name(&self, org: OrgId) -> &str {
        &self.entries[org as usize].name
    }

    pub(super) fn place(&self, org: OrgId) -> Place {
        self.entries[org as usize].place
    }

    /// Returns the locations of the result.
    pub(super) fn locations(&self) -> impl Iterator<Item = OrgId> + '_ {
        (0..self.entries.len() as OrgId)
            .filter(|&org| matches!(self.entries[org as usize].use_as, Use::Location | Use::Promoted))
    }
}
