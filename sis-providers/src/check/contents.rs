//! The steps that look at collections and at what can be asked of them.

use oneroster_client::Error as ClientError;
use oneroster_model::Version;
use oneroster_model::query::{Fields, Filter, Sort};

use super::judge::{self, Judgement};
use super::sample::{Ask, Sample, read};
use super::step::NEEDED;
use super::symptoms::symptom;
use super::{Check, Found, Outcome};
use crate::collection::Collection;
use crate::connection::page_size;
use crate::diagnose::{Stage, Symptom, SymptomKind};
use crate::profile::Support;

/// Later than any change, and earlier.
const LATE: &str = "2999-01-01T00:00:00.000Z";
const EARLY: &str = "1970-01-01T00:00:00.000Z";
/// A page that servers allow who refuse larger ones.
const SMALL_PAGE: u32 = 100;

impl Check {
    pub(super) async fn read(&mut self, collection: Collection) -> Found {
        let result = match self.first.take().filter(|_| collection == Collection::Orgs) {
            Some(first) => first,
            None => self.sample(collection, Ask::first(self.options.sample)).await,
        };
        let mut found = Found::new(Stage::Collection, collection.name(), Outcome::Passed, "");
        found.collection = Some(collection);
        let symptom = match result {
            Ok(sample) if sample.ids.is_empty() => {
                found.outcome = Outcome::Warned;
                "no records".clone_into(&mut found.detail);
                self.samples.insert(collection, sample);
                Symptom::new(Stage::Collection, SymptomKind::Empty)
            }
            Ok(sample) => {
                found.detail = match sample.total {
                    Some(total) => format!("{total} records"),
                    None if sample.ids.len() < self.options.sample as usize => {
                        format!("{} records, and no total", sample.ids.len())
                    }
                    None => format!("{} records or more, and no total", sample.ids.len()),
                };
                self.samples.insert(collection, sample);
                return found;
            }
            Err(error) => {
                let is_needed = NEEDED.contains(&collection) || collection == Collection::Users;
                let missing = &self.connection.profile.endpoints.missing;
                found.outcome = if missing.iter().any(|operation| operation == collection.operation()) {
                    Outcome::Skipped
                } else if is_needed {
                    Outcome::Failed
                } else {
                    Outcome::Warned
                };
                found.detail = error.to_string();
                if matches!(error.failure().status().map(|status| status.as_u16()), Some(404 | 405 | 501)) {
                    self.missing.push(collection);
                }
                symptom(Stage::Collection, &error)
            }
        };
        found.hint = Some(self.hint(&symptom.with_collection(collection)));
        if found.outcome == Outcome::Skipped {
            let name = &self.connection.profile.name;
            found.detail = format!("not offered by {name}: {}", found.detail);
            found.hint = None;
        }
        found
    }

    async fn sample(&self, collection: Collection, ask: Ask) -> Result<Sample, ClientError> {
        match &self.access {
            Some(access) => read(&access.client, collection, ask).await,
            None => Ok(Sample::default()),
        }
    }

    /// Returns the collection with the most records, which shows best what the server can do.
    fn largest(&self) -> Option<Collection> {
        let size = |sample: &Sample| sample.total.unwrap_or(sample.ids.len() as u64);
        let (collection, sample) = self.samples.iter().max_by_key(|(_, sample)| size(sample))?;
        (size(sample) >= 2).then_some(*collection)
    }

    pub(super) async fn paging(&mut self) -> Found {
        let Some(collection) = self.largest() else {
            return Found::new(Stage::Paging, "pages", Outcome::Skipped, "no collection has enough records");
        };
        let judged = async {
            self.forget();
            let first = self.sample(collection, Ask::first(2)).await?;
            let facts =
                self.access.as_ref().and_then(|access| access.observer.take().page).unwrap_or_default();
            let second = self.sample(collection, Ask::first(2).offset(2)).await?;
            Ok(judge::pages(2, &first, &second, &facts))
        };
        let subject = format!("pages of {collection}");
        match judged.await {
            Ok(judgement) => self.judged(Stage::Paging, subject, judgement),
            Err(error) => self.refused(Stage::Paging, subject, &error),
        }
    }

    fn forget(&self) {
        if let Some(access) = &self.access {
            access.observer.take();
        }
    }

    /// Finds out how large a page may be.
    pub(super) async fn page_size(&mut self) -> Option<Found> {
        let collection = self.largest()?;
        let asked = page_size(&self.connection.profile);
        let subject = format!("{asked} records of {collection}");
        match self.sample(collection, Ask::first(asked)).await {
            Ok(page) => {
                let received = page.ids.len();
                let found = match judge::cap(asked, &page) {
                    Some(cap) => {
                        self.learned.note(&["paging", "max_size"], cap);
                        Found::new(
                            Stage::Paging,
                            subject,
                            Outcome::Passed,
                            format!("at most {cap} come at once"),
                        )
                    }
                    None => Found::new(
                        Stage::Paging,
                        subject,
                        Outcome::Passed,
                        format!("{received} came at once"),
                    ),
                };
                Some(found)
            }
            Err(error) => {
                let mut found = self.refused(Stage::Paging, subject, &error);
                if asked > SMALL_PAGE && self.sample(collection, Ask::first(SMALL_PAGE)).await.is_ok() {
                    self.learned.note(&["paging", "max_size"], SMALL_PAGE);
                    found.detail = format!("{}; {SMALL_PAGE} work", found.detail);
                }
                Some(found)
            }
        }
    }

    pub(super) async fn filter(
        &mut self,
        field: &'static str,
        values: [&'static str; 2],
        people: bool,
    ) -> Option<Found> {
        let (collection, field) = if people {
            let users = Some(Collection::Users).filter(|users| self.samples.contains_key(users))?;
            // The role of a user moved into a list in 1.2.
            let version = self.access.as_ref()?.address.version();
            (users, if version == Version::V1_2 { "roles.role" } else { field })
        } else {
            (self.largest()?, field)
        };
        let judged = async {
            let [hits, others] =
                values.map(|value| Ask::first(self.options.sample).filter(Filter::eq(field, value)));
            let hits = self.sample(collection, hits).await?;
            let others = self.sample(collection, others).await?;
            let tombstones = field == "status" && !others.ids.is_empty() && others.beside == 0;
            let all = self.samples.get(&collection).cloned().unwrap_or_default();
            Ok((judge::filter(&all, &hits, &others, values), tombstones))
        };
        let subject = format!("filter of {collection} by {field}");
        let path = ["query", "filter", field];
        Some(match judged.await {
            Ok((judgement, tombstones)) => {
                self.note_support(&path, &judgement);
                if tombstones && matches!(judgement, Judgement::Works(_)) {
                    self.learned.note(&["delta", "tombstones"], Support::Observed);
                }
                self.judged(Stage::Filter, subject, judgement)
            }
            Err(error) => {
                self.note_refusal(&path, &error);
                self.refused(Stage::Filter, subject, &error)
            }
        })
    }

    /// Asks for two clauses at once, once a single one is known to work.
    pub(super) async fn two_clauses(&mut self) -> Option<Found> {
        let collection = self.largest()?;
        if !self.learned.supports(&["query", "filter", "status"]) {
            return None;
        }
        let active = || Filter::eq("status", "active");
        let judged = async {
            let ask = |filter: Filter| Ask::first(self.options.sample).filter(filter);
            let both = active().and(Filter::gt("dateLastModified", LATE));
            let both = self.sample(collection, ask(both)).await?;
            let either = active().or(Filter::eq("status", "tobedeleted"));
            let either = self.sample(collection, ask(either)).await?;
            let all = self.samples.get(&collection).cloned().unwrap_or_default();
            Ok(judge::two_clauses(&all, &both, &either))
        };
        let subject = format!("filter of {collection} by two clauses");
        let path = ["query", "two_clauses"];
        Some(match judged.await {
            Ok(judgement) => {
                self.note_support(&path, &judgement);
                self.judged(Stage::Filter, subject, judgement)
            }
            Err(error) => {
                self.note_refusal(&path, &error);
                self.refused(Stage::Filter, subject, &error)
            }
        })
    }

    pub(super) async fn fields(&mut self) -> Option<Found> {
        let collection = self.largest()?;
        let judged = async {
            let ask = Ask::first(self.options.sample).fields(Fields::new(["sourcedId"]));
            let selected = self.sample(collection, ask).await?;
            let all = self.samples.get(&collection).cloned().unwrap_or_default();
            Ok(judge::fields(&all, &selected))
        };
        let subject = format!("fields of {collection}");
        let path = ["query", "fields"];
        Some(match judged.await {
            Ok(judgement) => {
                self.note_support(&path, &judgement);
                self.judged(Stage::Filter, subject, judgement)
            }
            Err(error) => {
                self.note_refusal(&path, &error);
                self.refused(Stage::Filter, subject, &error)
            }
        })
    }

    pub(super) async fn sort(&mut self) -> Option<Found> {
        let collection = self.largest()?;
        let judged = async {
            let ask = |sort| Ask::first(self.options.sample).sort(sort);
            let up = self.sample(collection, ask(Sort::ascending("sourcedId"))).await?;
            let down = self.sample(collection, ask(Sort::descending("sourcedId"))).await?;
            Ok(judge::sort(&up, &down))
        };
        let subject = format!("order of {collection}");
        let path = ["query", "sort"];
        Some(match judged.await {
            Ok(judgement) => {
                self.note_support(&path, &judgement);
                self.judged(Stage::Filter, subject, judgement)
            }
            Err(error) => {
                self.note_refusal(&path, &error);
                self.refused(Stage::Filter, subject, &error)
            }
        })
    }

    pub(super) async fn delta(&mut self) -> Option<Found> {
        let collection = self.largest()?;
        let judged = async {
            let after =
                |instant| Ask::first(self.options.sample).filter(Filter::gt("dateLastModified", instant));
            let late = self.sample(collection, after(LATE)).await?;
            let early = self.sample(collection, after(EARLY)).await?;
            let all = self.samples.get(&collection).cloned().unwrap_or_default();
            Ok(judge::delta(&all, &late, &early))
        };
        let subject = format!("changes of {collection}");
        Some(match judged.await {
            Ok(judgement) => {
                self.note_support(&["delta", "by_date"], &judgement);
                self.note_support(&["query", "filter", "dateLastModified"], &judgement);
                self.judged(Stage::Delta, subject, judgement)
            }
            Err(error) => {
                self.note_refusal(&["delta", "by_date"], &error);
                self.note_refusal(&["query", "filter", "dateLastModified"], &error);
                self.refused(Stage::Delta, subject, &error)
            }
        })
    }

    fn judged(&self, stage: Stage, subject: String, judgement: Judgement) -> Found {
        match judgement {
            Judgement::Works(detail) => Found::new(stage, subject, Outcome::Passed, detail),
            Judgement::Open(detail) => Found::new(stage, subject, Outcome::Skipped, detail),
            Judgement::Fails(kind, detail) => {
                let mut found = Found::new(stage, subject, Outcome::Warned, detail);
                found.hint = Some(self.hint(&Symptom::new(stage, kind)));
                found
            }
        }
    }

    fn refused(&self, stage: Stage, subject: String, error: &ClientError) -> Found {
        let mut found = Found::new(stage, subject, Outcome::Warned, error.to_string());
        found.hint = Some(self.hint(&symptom(stage, error)));
        found
    }

    fn note_support(&mut self, path: &[&str], judgement: &Judgement) {
        match judgement {
            Judgement::Works(_) => self.learned.note(path, Support::Observed),
            Judgement::Fails(..) => self.learned.note(path, Support::Unsupported),
            Judgement::Open(_) => {}
        }
    }

    /// A refusal says that something is not supported; a server that is down says nothing.
    fn note_refusal(&mut self, path: &[&str], error: &ClientError) {
        if matches!(error, ClientError::Rejected(_) | ClientError::NotFound(_)) {
            self.learned.note(path, Support::Unsupported);
        }
    }

    /// Notes which collections are not there; those that came are there whatever the profile says.
    pub(super) fn note_missing(&mut self) {
        if self.samples.is_empty() {
            return;
        }
        let known = &self.connection.profile.endpoints.missing;
        let read: Vec<&str> = self.samples.keys().map(|collection| collection.operation()).collect();
        let mut missing: Vec<String> =
            known.iter().filter(|operation| !read.contains(&operation.as_str())).cloned().collect();
        for collection in &self.missing {
            if !missing.iter().any(|operation| operation == collection.operation()) {
                missing.push(collection.operation().to_owned());
            }
        }
        if missing != *known {
            self.learned.note(&["endpoints", "missing"], missing);
        }
    }
}
