use std::collections::HashSet;

use oneroster_client::{Error as ClientError, Report, Watermark, findings};
use oneroster_model::{Action, Finding, FindingSink, Severity};
use sis_providers::Profile;
use sis_providers::diagnose::{Stage, Symptom, diagnose};
use tokio::sync::mpsc::Sender;
use tracing::{Instrument, info, info_span};

use super::fetched::{FetchedCollection, Outcome};
use super::options::{Fetch, Wanted};
use super::repair::Repairs;
use super::sort_out::{Rules, SortOut, Tally};
use super::writer::Step;
use super::{Collection, Need};
use crate::codes;
use crate::error::{CollectionFailure, Error};

/// Reads collections one after the other and hands their pages to the writer.
pub(super) struct Puller<'f> {
    fetch: &'f Fetch,
    steps: Sender<Step>,
    repairs: Repairs,
    pulled: Pulled,
}

/// What was read.
#[derive(Default)]
pub(super) struct Pulled {
    pub(super) collections: Vec<FetchedCollection>,
    pub(super) watermarks: Vec<Watermark>,
    pub(super) report: Report,
}

/// Why a collection was not read.
enum Unread {
    /// The server failed; with the number of records that had come before.
    Server(ClientError, u64),
    /// The writer has stopped, and knows why.
    Writer,
}

impl<'f> Puller<'f> {
    pub(super) fn new(fetch: &'f Fetch, steps: Sender<Step>) -> Self {
        let repairs = Repairs::of(fetch.profile.as_deref());
        Self { fetch, steps, repairs, pulled: Pulled::default() }
    }

    /// Reads everything that is wanted.
    pub(super) async fn run(mut self) -> Result<Pulled, Error> {
        for wanted in &self.fetch.wanted {
            let span = info_span!("roster.fetch", collection = wanted.collection.name());
            let fetched = self.collection(wanted).instrument(span).await?;
            self.pulled.collections.push(fetched);
        }
        self.steps.send(Step::Finish).await.map_err(|_| Error::Stopped)?;
        Ok(self.pulled)
    }

    async fn collection(&mut self, wanted: &Wanted) -> Result<FetchedCollection, Error> {
        let Wanted { collection, need, .. } = *wanted;
        let mut fetched = FetchedCollection {
            collection,
            need,
            outcome: Outcome::Complete,
            records: 0,
            unreadable: 0,
            deleted: 0,
            unchanged: 0,
        };
        let is_known_missing = wanted.is_missing && wanted.instead.is_empty();
        if is_known_missing || !collection.is_in(self.fetch.client.version()) {
            fetched.outcome = Outcome::Missing;
            self.note(&codes::COLLECTION_MISSING, Severity::Info, wanted, codes::COLLECTION_MISSING.title);
            return Ok(fetched);
        }
        self.fetch.progress.advance(collection, 0, None);
        let unreadable_before = self.unreadable();
        match self.read(wanted).await {
            Ok(tally) => {
                fetched.records = tally.records;
                fetched.deleted = tally.deleted;
                fetched.unchanged = tally.unchanged;
                fetched.unreadable = self.unreadable() - unreadable_before + tally.without_id;
                self.report_tally(wanted, &tally);
                info!(records = tally.records, "collection complete");
            }
            Err(Unread::Server(error, 0)) if is_refusal(&error) && need == Need::IfPermitted => {
                fetched.outcome = Outcome::Refused;
                let message = format!("the server answers: {}", error.code());
                self.note(&codes::COLLECTION_REFUSED, Severity::Warning, wanted, message);
                self.send(Step::Leave).await.map_err(|_| Error::Stopped)?;
            }
            Err(Unread::Server(error, _)) => {
                let hint =
                    self.fetch.profile.as_deref().and_then(|profile| hint(profile, collection, &error));
                return Err(Error::Collection(Box::new(CollectionFailure::new(collection, error, hint))));
            }
            Err(Unread::Writer) => return Err(Error::Stopped),
        }
        Ok(fetched)
    }

    /// Reads a collection to its end, and has its rows written then.
    async fn read(&mut self, wanted: &Wanted) -> Result<Tally, Unread> {
        self.send(Step::Begin(wanted.collection.files())).await?;
        let mut others = Others::default();
        let tally = if wanted.is_missing {
            self.parts(wanted).await?
        } else {
            match self.operation(wanted.collection.operation(), wanted, &mut others).await {
                Err(Unread::Server(error, 0)) if is_refusal(&error) && !wanted.instead.is_empty() => {
                    self.parts(wanted).await?
                }
                whole => whole?,
            }
        };
        self.send(Step::End).await?;
        Ok(tally)
    }

    /// Puts a collection together from its parts, each record once.
    async fn parts(&mut self, wanted: &Wanted) -> Result<Tally, Unread> {
        let mut others = Others::default();
        let mut tally = Tally::default();
        for part in &wanted.instead {
            self.send(Step::Mark).await?;
            tally += self.operation(part, wanted, &mut others).await?;
            others.close();
        }
        let message = format!("read from {}", wanted.instead.join(", "));
        self.note(&codes::COLLECTION_REPLACED, Severity::Warning, wanted, message);
        Ok(tally)
    }

    async fn operation(
        &mut self,
        operation: &str,
        wanted: &Wanted,
        others: &mut Others,
    ) -> Result<Tally, Unread> {
        let client = self.fetch.client.clone();
        match operation {
            "getAllOrgs" => self.pages(client.orgs(), wanted, others).await,
            "getAllSchools" => self.pages(client.schools(), wanted, others).await,
            "getAllAcademicSessions" => self.pages(client.academic_sessions(), wanted, others).await,
            "getAllTerms" => self.pages(client.terms(), wanted, others).await,
            "getAllGradingPeriods" => self.pages(client.grading_periods(), wanted, others).await,
            "getAllCourses" => self.pages(client.courses(), wanted, others).await,
            "getAllClasses" => self.pages(client.classes(), wanted, others).await,
            "getAllUsers" => self.pages(client.users(), wanted, others).await,
            "getAllStudents" => self.pages(client.students(), wanted, others).await,
            "getAllTeachers" => self.pages(client.teachers(), wanted, others).await,
            "getAllEnrollments" => self.pages(client.enrollments(), wanted, others).await,
            "getAllDemographics" => self.pages(client.demographics(), wanted, others).await,
            "getAllCategories" => self.pages(client.categories(), wanted, others).await,
            "getAllScoreScales" => self.pages(client.score_scales(), wanted, others).await,
            "getAllLineItems" => self.pages(client.line_items(), wanted, others).await,
            "getAllResults" => self.pages(client.results(), wanted, others).await,
            _ => self.pages(client.resources(), wanted, others).await,
        }
    }

    async fn pages<T: SortOut>(
        &mut self,
        collection: oneroster_client::Collection<T>,
        wanted: &Wanted,
        others: &mut Others,
    ) -> Result<Tally, Unread> {
        let mut collection = collection.report_to(&self.pulled.report);
        if let Some(since) = self.fetch.since {
            collection = collection.since(since);
        }
        let mut pager = collection.pager_from_scratch();
        let mut tally = Tally::default();
        loop {
            let page = match pager.next_page().await {
                Ok(Some(page)) => page,
                Ok(None) => break,
                Err(error) => return Err(Unread::Server(error, tally.records)),
            };
            if page.restarted {
                tally = Tally::default();
                others.reopen();
                self.send(Step::TakeBack).await?;
            }
            let mut records = page.records;
            if wanted.instead.len() > 1 {
                records.retain(|record| others.is_new(record.sourced_id().as_str()));
            }
            let rules =
                Rules { since: self.fetch.since, passwords: self.fetch.passwords, repairs: &self.repairs };
            let records = tally.sort_out(records, rules);
            self.fetch.progress.advance(wanted.collection, tally.records, page.total);
            if !records.is_empty() {
                self.send(Step::Records(Box::new(records))).await?;
            }
        }
        self.pulled.watermarks.push(pager.watermark());
        Ok(tally)
    }

    async fn send(&self, step: Step) -> Result<(), Unread> {
        self.steps.send(step).await.map_err(|_| Unread::Writer)
    }

    /// Records of all collections so far that the client could not read.
    fn unreadable(&self) -> u64 {
        self.pulled.report.with(|found| {
            found.count(findings::RECORD_UNREADABLE.id) + found.count(findings::RECORD_BREAKS_SERVER.id)
        })
    }

    fn report_tally(&mut self, wanted: &Wanted, tally: &Tally) {
        let has_local_times =
            self.fetch.profile.as_ref().is_some_and(|profile| profile.delta.needs_time_zone);
        if has_local_times && tally.records > 0 && wanted.collection == Collection::LineItems {
            self.note(&codes::LOCAL_TIMES, Severity::Warning, wanted, codes::LOCAL_TIMES.title);
        }
        let is_full = self.fetch.since.is_none();
        if tally.records == 0 && is_full && wanted.need == Need::Required {
            let message = codes::COLLECTION_EMPTY.title;
            self.note(&codes::COLLECTION_EMPTY, Severity::Warning, wanted, message);
        }
        for (count, code, severity) in [
            (tally.without_id, &codes::RECORD_WITHOUT_ID, Severity::Error),
            (tally.unchanged, &codes::FILTER_IGNORED, Severity::Info),
            (tally.without_date, &codes::CHANGE_WITHOUT_DATE, Severity::Warning),
            (tally.passwords, &codes::PASSWORD_LEFT_OUT, Severity::Warning),
            (tally.repaired, &codes::VALUE_REPLACED, Severity::Info),
        ] {
            if count > 0 {
                self.note(code, severity, wanted, format!("{count} records of {}", wanted.collection));
            }
        }
    }

    fn note(
        &mut self,
        code: &'static oneroster_model::Code,
        severity: Severity,
        wanted: &Wanted,
        message: impl Into<std::borrow::Cow<'static, str>>,
    ) {
        let action = if severity == Severity::Error { Action::Dropped } else { Action::Kept };
        let finding = Finding::new(code, severity, message)
            .in_file(wanted.collection.file().name())
            .with_action(action);
        self.pulled.report.push(finding);
    }
}

/// The identifiers in parts of a collection: nobody is in the package twice.
#[derive(Default)]
struct Others {
    /// Of parts that were read.
    closed: HashSet<String>,
    /// Of the part that is being read; the client sees to it that they are different.
    open: Vec<String>,
}

impl Others {
    /// Notes an identifier; tells whether no part before has it.
    fn is_new(&mut self, id: &str) -> bool {
        let is_new = !self.closed.contains(id);
        if is_new {
            self.open.push(id.to_owned());
        }
        is_new
    }

    fn reopen(&mut self) {
        self.open.clear();
    }

    fn close(&mut self) {
        self.closed.extend(self.open.drain(..));
    }
}

/// Says what a failure means at a system, where that is more than the client knows.
fn hint(profile: &Profile, collection: Collection, error: &ClientError) -> Option<String> {
    let stage = match error {
        ClientError::Token(_) => Stage::Token,
        ClientError::Tls(_) => Stage::Tls,
        ClientError::Unauthorized(_) | ClientError::Forbidden(_) | ClientError::NotFound(_) => {
            Stage::Collection
        }
        _ => return None,
    };
    let mut symptom = Symptom::of_error(stage, error);
    let known = sis_providers::Collection::ALL.iter().find(|known| known.name() == collection.name());
    if let Some(known) = known.filter(|_| stage == Stage::Collection) {
        symptom = symptom.with_collection(*known);
    }
    Some(diagnose(profile, &symptom).text)
}

/// Tells whether the server keeps a collection from these credentials, or does not have it.
fn is_refusal(error: &ClientError) -> bool {
    matches!(error, ClientError::Unauthorized(_) | ClientError::Forbidden(_) | ClientError::NotFound(_))
}
