//! The last step: the prepared file goes to its destination, once.

use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use roster_history::{
    DeliveryEnd, DeliveryId, FailureRecord, FileId, NewDelivery, NewExchange, RunDetail, StepKind,
};
use roster_sftp::{Client, Upload};

use super::Event;
use super::record::record;
use super::route::{self, Route, Way};
use super::run::{Break, Work};
use crate::error::{Error, FlowProblem};

/// Attempts to send a file, or to give it its name, within one run.
const ATTEMPTS: u32 = 3;
/// The pause after the first attempt; it doubles after each further one.
const PAUSE: Duration = Duration::from_secs(2);
/// How long a transfer may go on after its run was asked to stop.
const GRACE: Duration = Duration::from_secs(20);
/// How often the end of a delivery is written down again if that fails.
const NOTE_ATTEMPTS: u32 = 5;

/// What a delivery is about.
struct Parcel {
    route: Route,
    destination: String,
    file: FileId,
    /// Where it lies in the history.
    path: std::path::PathBuf,
    temporary: String,
}

impl Work {
    pub(super) async fn deliver(&self, before: &RunDetail) -> Result<(), Break> {
        let file = super::convert::output_of(before, StepKind::Convert, self).await?;
        let detail = self.detail().await?;
        let (name, destination) = (self.name.clone(), self.flow.destination.clone());
        let parcel = self.history(move |flows, run| {
            flows.check_overtaken(&detail)?;
            flows.history().verify_file(&file)?;
            let route = Route::new(flows, &name, &destination)?;
            let (path, temporary) = (flows.history().file(&file), route.temporary_name(run, &file));
            Ok(Arc::new(Parcel { route, destination, file, path, temporary }))
        });
        let parcel = parcel.await?;
        match &parcel.route.way {
            Way::File(target) => self.to_file(&parcel, target).await,
            Way::Renamed { client, name } => self.renamed(&parcel, client, name).await,
            Way::Direct { client, name } => self.direct(&parcel, client, name).await,
        }
    }

    /// The file is complete beside its place before the delivery begins; the delivery is the rename.
    async fn to_file(&self, parcel: &Arc<Parcel>, target: &Path) -> Result<(), Break> {
        let (target, temporary) = (target.to_owned(), target.with_file_name(&parcel.temporary));
        let staged = {
            let (file, stop) = (parcel.file, self.stop.clone());
            let (target, temporary) = (target.clone(), temporary.clone());
            self.history(move |flows, _| {
                route::stage(flows.history().open_file(&file)?, &temporary, &target, stop)
            })
        };
        staged.await.map_err(|error| self.stopped_or(error))?;
        let delivery = self.begin(parcel).await?;
        match super::blocking::blocking(move || route::place(&temporary, &target)).await {
            Ok(()) => Ok(self.note(parcel, delivery, DeliveryEnd::Done, None).await?),
            Err(error) => {
                parcel.route.clean(&parcel.temporary).await;
                Err(self.failed(parcel, delivery, error, None).await)
            }
        }
    }

    /// As for a file, on a server.
    async fn renamed(&self, parcel: &Arc<Parcel>, client: &Client, name: &str) -> Result<(), Break> {
        let begun = Instant::now();
        let upload = Upload::file(&parcel.path, &parcel.temporary).on_progress(self.told());
        let staged = tokio::select! {
            biased;
            kind = self.stop.wait() => Err(Break::Stopped(kind)),
            sent = client.put(upload) => sent.map_err(|error| Break::Failed(error.into())),
        };
        if let Err(end) = staged {
            parcel.route.clean(&parcel.temporary).await;
            return Err(end);
        }
        let delivery = self.begin(parcel).await?;
        match self.finish(parcel, client, name).await {
            Ok(()) => Ok(self.note(parcel, delivery, DeliveryEnd::Done, Some(begun)).await?),
            Err(Unfinished::NotThere(error)) => {
                parcel.route.clean(&parcel.temporary).await;
                Err(self.failed(parcel, delivery, error, Some(begun)).await)
            }
            Err(Unfinished::Unknown(error)) => Err(self.unknown(parcel, delivery, &error, begun).await),
        }
    }

    /// Gives a complete file its name, and finds out whether it has it when an answer is lost.
    async fn finish(&self, parcel: &Parcel, client: &Client, name: &str) -> Result<(), Unfinished> {
        let mut pause = PAUSE;
        let mut attempt = 0;
        loop {
            attempt += 1;
            let Err(error) = client.finish(&parcel.temporary, name).await else { return Ok(()) };
            tracing::warn!(code = error.code(), attempt, %error, "delivery.rename_failed");
            let is_there = parcel.route.has_temporary(&parcel.temporary).await;
            match is_there {
                // Nobody else knows the temporary name: it is gone because the rename was done.
                Ok(Some(false)) => return Ok(()),
                _ if attempt < ATTEMPTS && error.is_retryable() => {}
                Ok(_) => return Err(Unfinished::NotThere(error.into())),
                Err(_) => return Err(Unfinished::Unknown(error.into())),
            }
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
    }

    /// Straight to the name: for servers that take files away at once and let nobody look.
    async fn direct(&self, parcel: &Arc<Parcel>, client: &Client, name: &str) -> Result<(), Break> {
        let delivery = self.begin(parcel).await?;
        let begun = Instant::now();
        let mut pause = PAUSE;
        let mut attempt = 0;
        loop {
            attempt += 1;
            let sent = Arc::new(Sent::default());
            let told = self.told();
            let upload = Upload::file(&parcel.path, name).on_progress({
                let sent = Arc::clone(&sent);
                move |progress| {
                    sent.set(progress);
                    told(progress);
                }
            });
            let Some(outcome) = self.put_or_stop(client.put(upload), &sent).await else {
                let failure = FailureRecord::new("stopped", "the transfer was broken off before its end");
                self.note(parcel, delivery, DeliveryEnd::Failed(failure), Some(begun)).await?;
                return Err(Break::Stopped(self.stop.wait().await));
            };
            let Err(error) = outcome else {
                return Ok(self.note(parcel, delivery, DeliveryEnd::Done, Some(begun)).await?);
            };
            if error.may_have_arrived() {
                return Err(self.unknown(parcel, delivery, &error.into(), begun).await);
            }
            if attempt >= ATTEMPTS || !error.is_retryable() || self.stop.requested().is_some() {
                return Err(self.failed(parcel, delivery, error.into(), Some(begun)).await);
            }
            tracing::warn!(code = error.code(), attempt, %error, "delivery.repeated");
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
    }

    /// Waits for a transfer. After a stop it may go on for a while, and as long as it takes once all is sent:
    /// then it cannot be taken back. `None` when it was broken off before that.
    async fn put_or_stop<T>(&self, put: impl Future<Output = T>, sent: &Sent) -> Option<T> {
        let mut put = Box::pin(put);
        tokio::select! {
            biased;
            outcome = &mut put => return Some(outcome),
            _ = self.stop.wait() => {}
        }
        if sent.has_begun()
            && let Ok(outcome) = tokio::time::timeout(GRACE, &mut put).await
        {
            return Some(outcome);
        }
        if sent.is_all() { Some(put.await) } else { None }
    }

    async fn begin(&self, parcel: &Arc<Parcel>) -> Result<DeliveryId, Error> {
        let new = NewDelivery::new(&parcel.destination, parcel.file, &parcel.route.target);
        self.history(move |flows, run| Ok(flows.history().begin_delivery(run, &new, flows.now())?)).await
    }

    /// Writes down how a delivery ended. That matters more than anything else, so it is tried several times.
    async fn note(
        &self,
        parcel: &Parcel,
        delivery: DeliveryId,
        end: DeliveryEnd,
        begun: Option<Instant>,
    ) -> Result<(), Error> {
        if let (true, Some(begun)) = (self.flow.save_exchanges, begun) {
            let exchange = self.exchange(parcel, &end, begun);
            let kept = self.history(move |flows, run| {
                let history = flows.history();
                let limit = roster_history::BodyLimit::NOTHING;
                Ok(history.add_exchanges(run, StepKind::Deliver, &[exchange], limit)?)
            });
            if let Err(error) = kept.await {
                tracing::warn!(code = error.code(), %error, "delivery.exchange_not_kept");
            }
        }
        let mut attempt = 0;
        loop {
            attempt += 1;
            let end = end.clone();
            let noted = self
                .history(move |flows, _| Ok(flows.history().end_delivery(delivery, &end, flows.now())?));
            match noted.await {
                Err(error) if error.is_retryable() && attempt < NOTE_ATTEMPTS => {
                    tracing::error!(code = error.code(), attempt, %error, "delivery.not_noted");
                    tokio::time::sleep(PAUSE).await;
                }
                noted => return noted,
            }
        }
    }

    fn exchange(&self, parcel: &Parcel, end: &DeliveryEnd, begun: Instant) -> NewExchange {
        let elapsed = begun.elapsed();
        let exchange =
            NewExchange::new(self.flows.now() - elapsed, "PUT", format!("sftp://{}", parcel.route.target))
                .with_milliseconds(elapsed.as_millis().try_into().unwrap_or(u64::MAX));
        match end.failure() {
            Some(failure) => exchange.with_failure(failure.to_string()),
            None => exchange,
        }
    }

    /// Nothing is there: the delivery failed, and the run with it.
    async fn failed(
        &self,
        parcel: &Parcel,
        delivery: DeliveryId,
        error: Error,
        begun: Option<Instant>,
    ) -> Break {
        match self.note(parcel, delivery, DeliveryEnd::Failed(record(&error)), begun).await {
            Ok(()) => Break::Failed(error),
            Err(error) => Break::Failed(error),
        }
    }

    /// Nobody can tell whether the file is there, so the run must not be repeated by itself.
    async fn unknown(&self, parcel: &Parcel, delivery: DeliveryId, error: &Error, begun: Instant) -> Break {
        let problem = delivery_unknown(&record(error).message);
        let end = DeliveryEnd::Unknown(record(&problem));
        match self.note(parcel, delivery, end, Some(begun)).await {
            Ok(()) => Break::Failed(problem),
            Err(error) => Break::Failed(error),
        }
    }

    fn told(&self) -> impl Fn(roster_sftp::Progress) + Send + Sync + use<> {
        let (observer, run) = (Arc::clone(&self.observer), self.run);
        move |progress| observer.event(run, &Event::Sent { bytes: progress.sent, total: progress.total })
    }
}

/// Why a complete file did not get its name.
enum Unfinished {
    NotThere(Error),
    Unknown(Error),
}

/// The failure of a run of which nobody can tell whether it delivered.
pub(super) fn delivery_unknown(reason: &str) -> Error {
    let message = format!("it is not known whether the file arrived: {reason}");
    let advice = "look at the destination, such as the activity in Apple School Manager; \
        if nothing has arrived there, run the flow again";
    FlowProblem::new("delivery_unknown", message).advise(advice).into_error()
}

/// How much of a file was acknowledged.
#[derive(Debug)]
struct Sent {
    bytes: AtomicU64,
    total: AtomicU64,
}

impl Default for Sent {
    fn default() -> Self {
        Self { bytes: AtomicU64::new(0), total: AtomicU64::new(u64::MAX) }
    }
}

impl Sent {
    fn set(&self, progress: roster_sftp::Progress) {
        self.bytes.store(progress.sent, Ordering::Relaxed);
        self.total.store(progress.total, Ordering::Relaxed);
    }

    fn has_begun(&self) -> bool {
        self.total.load(Ordering::Relaxed) != u64::MAX
    }

    fn is_all(&self) -> bool {
        self.has_begun() && self.bytes.load(Ordering::Relaxed) >= self.total.load(Ordering::Relaxed)
    }
}
