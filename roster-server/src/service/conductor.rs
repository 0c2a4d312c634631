use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::{Duration as StdDuration, Instant};

use roster_flow::engine::RecoveredAs;
use roster_history::{Run, RunId, RunStatus};
use time::{Duration, OffsetDateTime};
use tokio::task::{Id, JoinError, JoinSet};

use super::ServiceEvent;
use super::state::State;
use super::telling::Telling;
use crate::Error;

/// How long it waits at most before it looks again: other processes write to the same history.
const LOOK_AGAIN: Duration = Duration::minutes(1);
/// How often old runs are deleted.
const CLEAN_EVERY: Duration = Duration::days(1);

/// Starts what is due or waits, one run of a flow at a time, and looks after it until it ends.
#[derive(Debug)]
pub(super) struct Conductor {
    state: Arc<State>,
    most_at_once: usize,
    runs: JoinSet<Result<Run, roster_flow::Error>>,
    /// Flow and run of each task.
    tasks: HashMap<Id, (String, RunId)>,
    telling: Telling,
    /// Flows whose run could not be taken up, and when to try again.
    pausing: BTreeMap<String, OffsetDateTime>,
    clean_next: OffsetDateTime,
    cleaning: JoinSet<()>,
}

impl Conductor {
    pub(super) fn new(state: Arc<State>, most_at_once: usize, telling: Telling) -> Self {
        let clean_next = state.now();
        Self {
            state,
            most_at_once: most_at_once.max(1),
            runs: JoinSet::new(),
            tasks: HashMap::new(),
            telling,
            pausing: BTreeMap::new(),
            clean_next,
            cleaning: JoinSet::new(),
        }
    }

    /// Deals with what a process left that died.
    pub(super) async fn recover(&mut self) -> Result<(), Error> {
        for recovered in self.state.flows.recover().await? {
            if matches!(recovered.outcome, RecoveredAs::Delivered | RecoveredAs::Failed) {
                let run = recovered.run;
                let run = self.state.ask(move |flows| flows.history().run(run)).await?.run;
                self.note_end(&run);
            }
        }
        Ok(())
    }

    /// Works until told to stop; runs have so long to come to an end then.
    pub(super) async fn conduct(mut self, patience: StdDuration) {
        let (state, stop) = (Arc::clone(&self.state), self.state.stop_signal());
        while !state.is_stopping() {
            let asked = state.asked();
            let wake = self.look().await;
            state.has_looked(asked);
            tokio::select! {
                () = state.flows.clock().sleep_until(wake) => {}
                () = state.woken() => {}
                _ = stop.wait() => {}
                Some(ended) = self.runs.join_next_with_id() => self.see_off(ended).await,
            }
        }
        state.has_looked(u64::MAX);
        self.finish(patience).await;
    }

    /// Does what there is to do now, and returns when to look again.
    async fn look(&mut self) -> OffsetDateTime {
        let now = self.state.now();
        self.clean(now);
        let looked = self.follow(now).await;
        let trouble = looked.as_ref().err().map(Error::code);
        if let Err(error) = &looked {
            tracing::error!(code = error.code(), %error, "service.trouble");
        }
        let mut pulse = self.state.pulse();
        (pulse.looked, pulse.trouble) = (Instant::now(), trouble);
        // After an error as well: disks become free again.
        let next = looked.ok().flatten().into_iter().chain(self.pausing.values().copied());
        next.filter(|next| *next > now).min().map_or(now + LOOK_AGAIN, |next| next.min(now + LOOK_AGAIN))
    }

    /// Creates the runs that are due, begins those that wait, and returns when something is due next.
    async fn follow(&mut self, now: OffsetDateTime) -> Result<Option<OffsetDateTime>, Error> {
        // First, so that what becomes due meanwhile is not passed over.
        let next = self.state.ask(roster_flow::Flows::next).await?;
        let followed = self.state.ask(roster_flow::Flows::follow_schedules).await;
        if let Ok(followed) = &followed {
            for missed in &followed.missed {
                self.state.tally.missed(&missed.flow, missed.count);
                let (flow, count) = (missed.flow.clone(), missed.count);
                self.state.tell(ServiceEvent::Missed { flow, count });
            }
        }
        // A clock that was ahead does not keep flows from being tried.
        self.pausing.retain(|_, until| *until > now && *until - now <= LOOK_AGAIN);
        let except: BTreeSet<String> =
            self.state.running().keys().chain(self.pausing.keys()).cloned().collect();
        let ready = self.state.ask(move |flows| flows.ready_except(&except)).await?;
        // The end of one makes it look again.
        for run in ready.iter().take(self.most_at_once.saturating_sub(self.runs.len())) {
            self.begin(run);
        }
        followed?;
        Ok(next)
    }

    fn begin(&mut self, run: &Run) {
        let (state, id, flow) = (Arc::clone(&self.state), run.id, run.flow.clone());
        state.running().insert(flow.clone(), id);
        state.tell(ServiceEvent::Started { run: id, flow: flow.clone() });
        let task = self.runs.spawn(async move { state.runner.run(id, state.stop_signal()).await });
        self.tasks.insert(task.id(), (flow, id));
    }

    async fn see_off(&mut self, ended: Result<(Id, Result<Run, roster_flow::Error>), JoinError>) {
        let task = ended.as_ref().map_or_else(JoinError::id, |(task, _)| *task);
        let Some((flow, id)) = self.tasks.remove(&task) else { return };
        self.state.running().remove(&flow);
        match ended {
            Ok((_, Ok(run))) => self.note_end(&run),
            Ok((_, Err(error))) => {
                tracing::error!(flow, run = %id, code = error.code(), %error, "service.run_put_aside");
                self.pausing.insert(flow, self.state.now() + LOOK_AGAIN);
            }
            Err(error) => {
                tracing::error!(flow, run = %id, %error, "service.run_broke");
                self.pausing.insert(flow, self.state.now() + LOOK_AGAIN);
                // It left what a process leaves that dies.
                if let Err(error) = self.recover().await {
                    tracing::error!(code = error.code(), %error, "service.trouble");
                }
            }
        }
    }

    fn note_end(&mut self, run: &Run) {
        if run.status != RunStatus::Waiting {
            self.state.tally.ended(run);
            self.telling.tell(&self.state, run.id);
        }
        let (flow, status) = (run.flow.clone(), run.status);
        self.state.tell(ServiceEvent::Ended { run: run.id, flow, status });
    }

    /// Deletes what is old, in the background.
    fn clean(&mut self, now: OffsetDateTime) {
        while self.cleaning.try_join_next().is_some() {}
        let is_time = now >= self.clean_next || self.clean_next - now > CLEAN_EVERY;
        if is_time && self.cleaning.is_empty() {
            self.clean_next = now + CLEAN_EVERY;
            let state = Arc::clone(&self.state);
            self.cleaning.spawn(async move {
                match state.ask(roster_flow::Flows::retain).await {
                    Ok(_) => state.tell(ServiceEvent::Cleaned),
                    Err(error) => tracing::error!(code = error.code(), %error, "service.not_cleaned"),
                }
            });
        }
    }

    /// Waits for what is under way, and then for no longer.
    async fn finish(mut self, patience: StdDuration) {
        let all = async {
            while let Some(ended) = self.runs.join_next_with_id().await {
                self.see_off(ended).await;
            }
        };
        if tokio::time::timeout(patience, all).await.is_err() {
            for (flow, id) in self.tasks.values() {
                tracing::error!(flow, run = %id, "service.run_cut_off");
            }
            // What they leave is what a process leaves that dies; the next start deals with it.
            self.runs.shutdown().await;
        }
        self.telling.finish().await;
    }
}
