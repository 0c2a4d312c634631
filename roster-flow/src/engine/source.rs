//! The first step: the data as they come, kept before anything is made of them.

use std::sync::Arc;
use std::time::Duration;

use oneroster_csv::WriteOptions;
use roster_history::{BodyLimit, CodeFindings, Counts, FileId, History, RunId, StepKind, StepResult};

use super::blocking::blocking;
use super::exchanges::Exchanges;
use super::record::record;
use super::run::{Break, Work};
use super::take::{self, Folder};
use super::{Event, Flows, Observer, StopSignal};
use crate::configuration::FlowSource;
use crate::error::Error;
use crate::fetch::{Collection, FetchProgress, Fetched};

/// How often exchanges go from memory into the history.
const FLUSH: Duration = Duration::from_secs(1);

impl Work {
    pub(super) async fn source(&self) -> Result<(), Break> {
        match self.flow.source() {
            Some(FlowSource::Connection(name)) => self.fetch(name).await,
            Some(FlowSource::File(path)) => {
                let path = self.flows.configuration().path(path);
                self.take(move |history| take::file(history, &path)).await
            }
            Some(FlowSource::Folder(path)) => {
                let path = self.flows.configuration().path(path);
                self.take(move |history| Folder::list(&path)?.take(history)).await
            }
            Some(FlowSource::Account(account)) => self.take_drop(account).await,
            None => Err(Break::Failed(Error::Options("the flow has no source"))),
        }
    }

    async fn fetch(&self, name: &str) -> Result<(), Break> {
        let exchanges = self.flow.save_exchanges.then(|| Arc::new(Exchanges::default()));
        let setup = {
            let (flows, name, exchanges) = (self.flows.clone(), name.to_owned(), exchanges.clone());
            let progress = Arc::new(Told { observer: Arc::clone(&self.observer), run: self.run });
            let folder = self.folder.clone();
            blocking(move || {
                let connection = flows.configuration().connection(&name)?;
                let profile = connection.profile(flows.profiles())?;
                let fetch = connection
                    .recorded_fetch(flows.profiles(), exchanges.map(|exchanges| exchanges as _))?
                    .write_options(WriteOptions::default().with_source(profile.name, profile.key))
                    .temporary_folder(folder)
                    .progress(progress);
                Ok((fetch, flows.history().new_file()?))
            })
        };
        let (fetch, file) = setup.await?;
        let mut fetching = Box::pin(fetch.write(file));
        let fetched = loop {
            tokio::select! {
                biased;
                kind = self.stop.wait() => break Err(Break::Stopped(kind)),
                fetched = &mut fetching => break fetched.map_err(Break::Failed),
                () = tokio::time::sleep(FLUSH), if exchanges.is_some() => {}
            }
            self.keep(exchanges.as_deref()).await?;
        };
        drop(fetching);
        self.keep(exchanges.as_deref()).await?;
        let (file, fetched) = fetched?;
        self.history(move |flows, run| {
            let output = flows.history().adopt(file)?;
            finish(flows, run, output, &fetched)
        })
        .await?;
        Ok(())
    }

    /// Moves exchanges into the history.
    async fn keep(&self, exchanges: Option<&Exchanges>) -> Result<(), Error> {
        let Some(taken) = exchanges.map(Exchanges::take).filter(|taken| !taken.is_empty()) else {
            return Ok(());
        };
        self.history(move |flows, run| {
            Ok(flows.history().add_exchanges(run, StepKind::Source, &taken, BodyLimit::default())?)
        })
        .await
    }

    /// Copies what lies on this machine.
    async fn take(
        &self,
        take: impl FnOnce(&History) -> Result<FileId, Error> + Send + 'static,
    ) -> Result<(), Break> {
        let stop = self.stop.clone();
        let taken = self.history(move |flows, run| {
            let output = take(flows.history())?;
            note(flows, run, output, Counts::new(), &stop)
        });
        // What is noted as a failure is one, whoever asks to stop.
        taken.await.map_err(|error| self.stopped_or(error))?.map_err(Break::Failed)
    }

    /// Copies what was dropped into the inbox.
    async fn take_drop(&self, account: &str) -> Result<(), Break> {
        let (stop, flow, account) = (self.stop.clone(), self.name.clone(), account.to_owned());
        let taken = self.history(move |flows, run| {
            let taken = flows.waiting_drops(&flow, &account)?;
            let output = taken.copy(flows.history())?;
            let noted = note(flows, run, output, taken.counts(), &stop)?;
            // Good or bad, it is on record now.
            taken.finish()?;
            flows.call_off_joined(&flow, &account, run)?;
            Ok(noted)
        });
        taken.await.map_err(|error| self.stopped_or(error))?.map_err(Break::Failed)
    }
}

/// Ends the step with a copy, after looking whether it is a package. A broken one is kept, too, to be looked at.
///
/// The outer error says that nothing was noted, the inner one what is wrong with the copy.
fn note(
    flows: &Flows,
    run: RunId,
    output: FileId,
    mut counts: Counts,
    stop: &StopSignal,
) -> Result<Result<(), Error>, Error> {
    let checked = take::check(flows.history(), &output, stop);
    let (result, outcome) = match checked {
        Ok(found) => {
            counts.extend(found);
            (StepResult::done(), Ok(()))
        }
        // Asked to stop, or a fault of the disk: the data are not to blame.
        Err(error) if stop.requested().is_some() || !matches!(error, Error::Package(_)) => return Err(error),
        Err(error) => (StepResult::failed(record(&error)), Err(error)),
    };
    let result = result.with_output(output).with_counts(counts);
    flows.history().finish_step(run, StepKind::Source, &result, flows.now())?;
    Ok(outcome)
}

fn finish(flows: &Flows, run: RunId, output: FileId, fetched: &Fetched) -> Result<(), Error> {
    let history = flows.history();
    history.add_findings(run, StepKind::Source, &CodeFindings::from_findings(&fetched.findings))?;
    let mut result = StepResult::done().with_output(output);
    for collection in &fetched.collections {
        result = result.with_count(collection.collection.name(), collection.records);
    }
    if fetched.unreadable() > 0 {
        result = result.with_count("unreadable", fetched.unreadable());
    }
    Ok(history.finish_step(run, StepKind::Source, &result, flows.now())?)
}

/// Tells an observer how far a fetch has come.
struct Told {
    observer: Arc<dyn Observer>,
    run: RunId,
}

impl FetchProgress for Told {
    fn advance(&self, collection: Collection, records: u64, total: Option<u64>) {
        self.observer.event(self.run, &Event::Fetched { collection, records, total });
    }
}
