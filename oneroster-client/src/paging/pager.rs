use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use oneroster_model::json::{DeviationKind, Deviations};
use oneroster_model::{Action, Finding, Record, Severity};
use time::OffsetDateTime;
use tokio::task::JoinHandle;
use tracing::{Instrument, debug, warn};
use url::Url;

use super::fetch::{FetchFailure, Fetched, fetch};
use super::options::Paging;
use super::page::{Page, Watermark};
use super::seen::Seen;
use super::walk::{Ending, Narrowing, Note, PageFacts, PageRequest, Place, Walk};
use crate::client::Client;
use crate::endpoint::Endpoint;
use crate::error::{Error, Failure};
use crate::findings;
use crate::report::Report;

/// Findings about unreadable records that an error without report names.
const NAMED_BAD_RECORDS: usize = 5;

/// Reads a collection page by page.
///
/// # Examples
///
/// ```no_run
/// # async fn example(client: oneroster_client::Client) -> Result<(), oneroster_client::Error> {
/// let mut pager = client.enrollments().page_size(10_000).pager();
/// while let Some(page) = pager.next_page().await? {
///     println!("{} of {:?}", page.records.len(), page.total);
/// }
/// println!("next time since {:?}", pager.watermark().next_since());
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Pager<T> {
    client: Client,
    endpoint: &'static Endpoint,
    plan: Result<PagerPlan, Error>,
    paging: Paging,
    start: u64,
    report: Option<Report>,
    on_restart: OnRestart,
    walk: Walk,
    seen: Seen,
    queue: VecDeque<(PageRequest, Fetch<T>)>,
    watermark: Watermark,
    deviations: Deviations,
    /// Unreadable records of this pass.
    bad: Vec<Finding>,
    /// Warnings of the server and names of members, each reported once.
    told: Vec<&'static str>,
    restarts: u32,
    /// Records that no pass before this one had.
    new_in_pass: u64,
    last_ending: Option<Ending>,
    restarted: bool,
    done: bool,
}

/// What to ask for.
#[derive(Clone, Debug)]
pub(crate) struct PagerPlan {
    pub(crate) base: Url,
    /// Only some members are asked for.
    pub(crate) partial: bool,
    pub(crate) since: Option<OffsetDateTime>,
}

/// What happens to records that were handed out before the collection was read anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnRestart {
    /// They are not handed out again.
    SkipKnown,
    /// Everything is handed out anew.
    StartOver,
}

impl<T: Record> Pager<T> {
    pub(crate) fn new(
        client: Client,
        endpoint: &'static Endpoint,
        plan: Result<PagerPlan, Error>,
        paging: Paging,
        start: u64,
        report: Option<Report>,
        on_restart: OnRestart,
    ) -> Self {
        let base = match &plan {
            Ok(plan) => plan.base.clone(),
            Err(_) => client.inner.endpoints.root(endpoint.service).clone(),
        };
        let since = plan.as_ref().ok().and_then(|plan| plan.since);
        Self {
            walk: Walk::new(&paging, base, start, paging.page_size),
            client,
            endpoint,
            plan,
            paging,
            start,
            report,
            on_restart,
            seen: Seen::new(),
            queue: VecDeque::new(),
            watermark: Watermark { since, ..Watermark::default() },
            deviations: Deviations::default(),
            bad: Vec::new(),
            told: Vec::new(),
            restarts: 0,
            new_in_pass: 0,
            last_ending: None,
            restarted: false,
            done: false,
        }
    }

    /// Reads the next page; none at the end.
    ///
    /// After an error the pager is at its end.
    ///
    /// # Errors
    ///
    /// [`Error::Incomplete`] when the server does not hand out all it counts, or the data keep changing;
    /// [`Error::Endless`] beyond the limits of [`Paging`]; [`Error::BadRecords`] at the end when records could
    /// not be read and there is no [`Report`]; and whatever keeps a page from being read.
    ///
    /// # Cancel safety
    ///
    /// When the future is dropped, nothing is lost: the next call waits for the same page.
    pub async fn next_page(&mut self) -> Result<Option<Page<T>>, Error> {
        if self.done {
            return Ok(None);
        }
        let result = self.advance().await;
        if !matches!(result, Ok(Some(_))) {
            self.done = true;
            self.queue.clear();
            self.report_deviations();
        }
        result
    }

    /// Returns up to where changes are known; good when the end was reached.
    pub fn watermark(&self) -> Watermark {
        self.watermark
    }

    /// Returns the position behind the records handed out; a collection that is started there goes on.
    pub fn offset(&self) -> u64 {
        self.walk.frontier()
    }

    /// Returns how the JSON that was read differed from the standard.
    pub fn deviations(&self) -> &Deviations {
        &self.deviations
    }

    async fn advance(&mut self) -> Result<Option<Page<T>>, Error> {
        let partial = match &self.plan {
            Ok(plan) => plan.partial,
            Err(error) => return Err(error.clone()),
        };
        loop {
            if let Some(ending) = self.walk.ending().cloned()
                && self.end(ending)?
            {
                return Ok(None);
            }
            self.schedule(partial);
            let Some((request, fetch)) = self.queue.front_mut() else {
                return Err(self.incomplete("no page is left to ask for"));
            };
            let outcome = fetch.await;
            let request = request.clone();
            self.queue.pop_front();
            match outcome {
                Ok(fetched) => {
                    let page = self.accept(&request, fetched);
                    if self.paging.concurrency > 1 {
                        // The next pages are on their way while this one is used.
                        self.schedule(partial);
                    }
                    if !page.records.is_empty() || page.restarted {
                        return Ok(Some(page));
                    }
                }
                Err(failure) => self.narrow(&request, failure)?,
            }
        }
    }

    fn schedule(&mut self, partial: bool) {
        while let Some((request, place)) = self.walk.next_request() {
            debug!(offset = request.offset, limit = request.limit, "asking for a page");
            let span = tracing::debug_span!("oneroster.page", operation = self.endpoint.operation);
            let marker = self.paging.change_marker.clone();
            let totals = self.paging.total_headers.clone();
            let page = fetch(self.client.clone(), self.endpoint, request.clone(), partial, totals, marker)
                .instrument(span);
            let fetch = if self.paging.concurrency > 1 {
                Fetch::Spawned(tokio::spawn(page))
            } else {
                Fetch::Inline(Box::pin(page))
            };
            match place {
                Place::Front => self.queue.push_front((request, fetch)),
                Place::Back => self.queue.push_back((request, fetch)),
            }
        }
    }

    /// Takes over a page: sorts out what was handed out before, and tells the walk.
    fn accept(&mut self, request: &PageRequest, fetched: Fetched<T>) -> Page<T> {
        let Fetched { page, next, total, marker, server_time } = fetched;
        let mut facts = PageFacts {
            received: (page.records.len() + page.bad.len()) as u64,
            bad: page.bad.len() as u64,
            next,
            total,
            marker,
            ..PageFacts::default()
        };
        let ends = [page.records.first(), page.records.last()]
            .map(|record| record.map_or("", |record| record.sourced_id().as_str()));
        facts.mark = self.seen.mark(&format!("{} {} {}", ends[0], ends[1], facts.received));
        self.watermark.server_time = self.watermark.server_time.or(server_time);

        let mut records = page.records;
        records.retain(|record| {
            let novelty = self.seen.insert(record.sourced_id().as_str());
            facts.fresh += u64::from(novelty.in_pass);
            self.new_in_pass += u64::from(novelty.ever);
            self.watermark.note(record.date_last_modified());
            match self.on_restart {
                OnRestart::SkipKnown => novelty.ever,
                OnRestart::StartOver => novelty.in_pass,
            }
        });
        self.walk.arrived(request, &facts);

        for bad in page.bad {
            let mut finding = Finding::new(&findings::RECORD_UNREADABLE, Severity::Error, bad.problem)
                .with_action(Action::Dropped);
            let position = request.offset + bad.index;
            finding = match bad.sourced_id {
                Some(id) => finding.with_record(T::NAME, id.into_string()),
                None => finding.with_record(T::NAME, format!("offset {position}")),
            };
            self.bad.push(finding);
        }
        for warning in page.warnings {
            let what =
                warning.code_minor.map_or_else(|| "no reason given".to_owned(), |code| code.to_string());
            self.tell(&findings::SERVER_WARNING, format!("the server warns: {what}"));
        }
        if page.cleaned {
            let message = "control characters in texts were read as blanks".to_owned();
            self.tell(&findings::CONTROL_CHARACTERS, message);
        }
        if page.renamed {
            self.tell(&findings::ENVELOPE_NAME, format!("the records are not under {}", T::COLLECTION));
        }
        self.deviations.merge(page.deviations);
        self.report_notes();
        Page { records, total: self.walk.total(), restarted: std::mem::take(&mut self.restarted) }
    }

    /// Halves a page that failed, or gives up.
    fn narrow(&mut self, request: &PageRequest, failure: FetchFailure) -> Result<(), Error> {
        let Some(kind) = failure.narrow else {
            return Err(failure.error);
        };
        match self.walk.failed(request, kind) {
            Narrowing::Halved | Narrowing::Ignored => {
                debug!(
                    code = failure.error.code(),
                    offset = request.offset,
                    limit = request.limit,
                    "halving a page"
                );
            }
            Narrowing::Isolated(offset) => {
                let finding = Finding::new(
                    &findings::RECORD_BREAKS_SERVER,
                    Severity::Error,
                    format!("the record at offset {offset} cannot be read: {}", failure.error.code()),
                )
                .with_record(T::NAME, format!("offset {offset}"))
                .with_action(Action::Dropped);
                self.bad.push(finding);
            }
            Narrowing::GiveUp => return Err(failure.error),
        }
        Ok(())
    }

    /// Handles the end of a pass; true when it is the end of the collection.
    fn end(&mut self, ending: Ending) -> Result<bool, Error> {
        match &ending {
            Ending::Complete => {}
            Ending::Short { missing, explained } => {
                let same_again = self.last_ending.as_ref() == Some(&ending) && self.new_in_pass == 0;
                if !(same_again && *explained) {
                    let last = same_again || self.restarts >= self.paging.max_restarts;
                    if last {
                        return Err(self.incomplete(&format!(
                            "{missing} records of those counted by the server are missing"
                        )));
                    }
                    self.restart(ending);
                    return Ok(false);
                }
                self.tell(
                    &findings::DUPLICATE_RECORDS,
                    format!("{missing} records were sent more than once"),
                );
            }
            Ending::Changed => {
                if self.restarts >= self.paging.max_restarts {
                    return Err(self.incomplete("the data kept changing while they were read"));
                }
                self.restart(ending);
                return Ok(false);
            }
            Ending::Repeats => {
                let error = self.incomplete("the server sends the same page whatever offset is asked for");
                return Err(advise(error, "ask for a page size beyond the number of records"));
            }
            Ending::TooManyBad => return Err(self.bad_records()),
            Ending::Endless(what) => {
                let failure = Failure::new(format!("more {what} than allowed"));
                return Err(Error::Endless(failure.at(&http::Method::GET, &self.base())));
            }
        }
        self.report_notes();
        if self.bad.is_empty() {
            return Ok(true);
        }
        match &self.report {
            Some(report) => self.bad.drain(..).for_each(|finding| report.add(finding)),
            None => return Err(self.bad_records()),
        }
        Ok(true)
    }

    fn restart(&mut self, ending: Ending) {
        warn!(operation = self.endpoint.operation, ?ending, "reading a collection anew");
        self.tell(
            &findings::COLLECTION_RESTARTED,
            match ending {
                Ending::Changed => "the data changed while they were read".to_owned(),
                _ => "fewer records arrived than the server counts".to_owned(),
            },
        );
        self.queue.clear();
        self.bad.clear();
        self.new_in_pass = 0;
        self.restarts += 1;
        self.last_ending = Some(ending);
        self.seen.start_pass();
        self.restarted = true;
        self.walk = Walk::new(&self.paging, self.base(), self.start, self.paging.page_size);
    }

    fn base(&self) -> Url {
        match &self.plan {
            Ok(plan) => plan.base.clone(),
            Err(_) => self.client.inner.endpoints.root(self.endpoint.service).clone(),
        }
    }

    fn incomplete(&self, message: &str) -> Error {
        Error::Incomplete(Failure::new(message.to_owned()).at(&http::Method::GET, &self.base()))
    }

    fn bad_records(&self) -> Error {
        let named: Vec<&str> =
            self.bad.iter().filter_map(|finding| finding.key.as_deref()).take(NAMED_BAD_RECORDS).collect();
        let more = if self.bad.len() > named.len() { ", …" } else { "" };
        let message =
            format!("{} of {}: {}{more}", self.bad.len(), self.endpoint.operation, named.join(", "));
        Error::BadRecords(Failure::new(message).at(&http::Method::GET, &self.base()))
    }

    /// Reports something once per collection.
    fn tell(&mut self, code: &'static oneroster_model::Code, message: String) {
        if self.told.contains(&code.id) {
            return;
        }
        self.told.push(code.id);
        if let Some(report) = &self.report {
            let finding = Finding::new(code, Severity::Warning, message).in_file(self.endpoint.path);
            report.add(finding);
        }
    }

    fn report_notes(&mut self) {
        for note in self.walk.take_notes() {
            let (code, message) = match note {
                Note::ForeignLink => (&findings::FOREIGN_LINK, "a link to another origin was not followed"),
                Note::WrongTotal => (&findings::WRONG_TOTAL, "the total is smaller than what was received"),
                Note::DoubtedTotal => {
                    (&findings::DOUBTED_TOTAL, "the total is larger than what was received")
                }
                Note::OffsetIgnored => (&findings::OFFSET_IGNORED, "the last page came again"),
                Note::SmallerPages => (&findings::SMALLER_PAGES, "large pages failed, smaller ones did not"),
            };
            self.tell(code, message.to_owned());
        }
    }

    fn report_deviations(&mut self) {
        if let Some(report) = &self.report {
            self.deviations
                .iter()
                // Elements that are no records are reported one by one.
                .filter(|deviation| {
                    !(deviation.kind == DeviationKind::Unreadable && deviation.model == "body")
                })
                .for_each(|deviation| report.add(deviation.to_finding()));
        }
    }
}

fn advise(mut error: Error, advice: &'static str) -> Error {
    error.failure_mut().set_advice(advice);
    error
}

/// A page that is under way.
enum Fetch<T> {
    /// It makes progress while it is waited for.
    Inline(Pin<Box<dyn Future<Output = Outcome<T>> + Send>>),
    /// It makes progress by itself, and is stopped when it is dropped.
    Spawned(JoinHandle<Outcome<T>>),
}

type Outcome<T> = Result<Fetched<T>, FetchFailure>;

impl<T> Future for Fetch<T> {
    type Output = Outcome<T>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Outcome<T>> {
        match self.get_mut() {
            Self::Inline(page) => page.as_mut().poll(context),
            Self::Spawned(task) => Pin::new(task).poll(context).map(|joined| {
                joined.unwrap_or_else(|stopped| {
                    let failure = Failure::new("the task that reads a page was stopped").caused_by(stopped);
                    Err(FetchFailure { error: Error::Connection(failure), narrow: None })
                })
            }),
        }
    }
}

impl<T> Drop for Fetch<T> {
    fn drop(&mut self) {
        if let Self::Spawned(task) = self {
            task.abort();
        }
    }
}

impl<T> std::fmt::Debug for Fetch<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Inline(_) => "Inline",
            Self::Spawned(_) => "Spawned",
        })
    }
}
