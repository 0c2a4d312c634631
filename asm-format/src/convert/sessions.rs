//! Academic sessions: which are active, and whether a class has an active one.

use std::collections::BTreeMap;

use oneroster_csv::tables::AcademicSessionRow;
use oneroster_model::date::parse_date;
use oneroster_model::{SessionType, Severity};
use time::{Date, Duration};

use super::codes;
use super::filters::ActiveTerms;
use super::record::{Notes, Place, Subject};
use super::settings::Settings;
use super::status::RecordStatus;

/// The sessions of a district.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    by_id: BTreeMap<Box<str>, Session>,
}

#[derive(Clone, Copy, Debug)]
struct Session {
    is_school_year: bool,
    /// `None` when a date is missing or cannot be read.
    is_active: Option<bool>,
}

/// Whether a class is taught now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TermCheck {
    /// At least one session is active.
    Active,
    /// Every session is over or has not begun.
    Inactive,
    /// No session could be checked.
    Unresolvable,
}

impl Sessions {
    pub(super) fn push(
        &mut self,
        row: &AcademicSessionRow<&str>,
        place: Place,
        today: Date,
        settings: &Settings,
        notes: &mut Notes<'_>,
    ) {
        let id = row.sourced_id.trim();
        let subject = Subject { entity: "academicSession", key: id, place };
        if id.is_empty() {
            notes.dropped(&codes::SOURCED_ID_MISSING, Severity::Error, subject);
            return;
        }
        if self.by_id.contains_key(id) {
            notes.dropped(&codes::DUPLICATE_SOURCED_ID, Severity::Warning, subject);
        }
        let status = RecordStatus::new(row.status);
        let is_active = match &settings.filters.active_terms {
            ActiveTerms::Sessions(chosen) => Some(chosen.iter().any(|session| session.trim() == id)),
            ActiveTerms::Named(_) => Self::holds(row, today, settings, subject, notes),
        };
        let is_active = if status.is_to_be_deleted() { Some(false) } else { is_active };
        let is_school_year = SessionType::from_token_lenient(row.r#type) == SessionType::SchoolYear;
        self.by_id.insert(id.into(), Session { is_school_year, is_active });
    }

    fn holds(
        row: &AcademicSessionRow<&str>,
        today: Date,
        settings: &Settings,
        subject: Subject<'_>,
        notes: &mut Notes<'_>,
    ) -> Option<bool> {
        let (Some(start), Some(end)) = (parse_date(row.start_date).value(), parse_date(row.end_date).value())
        else {
            notes.kept(&codes::DATE_INVALID, Severity::Warning, subject);
            return None;
        };
        let lead = Duration::days(i64::from(settings.term_lead_days));
        let begun = start.checked_sub(lead).unwrap_or(start) <= today;
        let over = if settings.end_date_exclusive { end <= today } else { end < today };
        Some(begun && !over)
    }

    /// Checks the comma separated `termSourcedIds` of a class.
    pub(super) fn check(&self, term_sourced_ids: &str, settings: &Settings) -> TermCheck {
        let sessions: Vec<Session> = term_sourced_ids
            .split(',')
            .filter_map(|id| self.by_id.get(id.trim()))
            .copied()
            .filter(|session| session.is_active.is_some())
            .collect();
        let ignore_years =
            settings.narrow_school_year && sessions.iter().any(|session| !session.is_school_year);
        let mut counted =
            sessions.iter().filter(|session| !(ignore_years && session.is_school_year)).peekable();
        if counted.peek().is_none() {
            TermCheck::Unresolvable
        } else if counted.any(|session| session.is_active == Some(true)) {
            TermCheck::Active
        } else {
            TermCheck::Inactive
        }
    }

    /// Tells whether any session is active; `None` when there is no session to ask.
    pub(super) fn any_active(&self) -> Option<bool> {
        let known: Vec<bool> = self.by_id.values().filter_map(|session| session.is_active).collect();
        (!known.is_empty()).then(|| known.contains(&true))
    }
}
