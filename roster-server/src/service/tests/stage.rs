//! A server over flows that do nothing but keep their history, at the will of a test.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration as StdDuration;

use async_trait::async_trait;
use roster_flow::engine::StopSignal;
use roster_flow::schedule::ManualClock;
use roster_flow::{Configuration, Flows};
use roster_history::{
    DeliveryEnd, DeliveryId, FailureRecord, GuardReason, History, NewDelivery, NewRun, Run, RunEnd,
    RunFilter, RunId, StepKind, StepResult, Trigger,
};
use tempfile::TempDir;
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};
use tokio::sync::Notify;

use super::super::runner::Runner;
use super::super::{Server, ServerOptions, Service, ServiceEvent, ServiceEvents};

/// What a run does.
#[derive(Clone, Debug)]
pub(super) enum Script {
    Deliver,
    Hold,
    Fail,
    /// Fails and is tried again after a while.
    FailAndRetry(Duration),
    /// Waits before its delivery until told to go on; goes back to those that wait when the server stops.
    Wait(Arc<Notify>),
    /// Waits in the middle of its delivery, whether the server stops or not.
    WaitInDelivery(Arc<Notify>),
    Panic,
    /// Cannot be taken up, as when the disk is full.
    Refuse,
}

/// Does runs by script.
#[derive(Clone, Debug)]
pub(super) struct Scripted {
    flows: Flows,
    /// For the runs of a flow in turn; the last one again and again.
    scripts: Arc<Mutex<BTreeMap<String, Vec<Script>>>>,
}

pub(super) fn moment(text: &str) -> OffsetDateTime {
    OffsetDateTime::parse(text, &Rfc3339).unwrap()
}

/// A configuration of flows by name, each with the lines of its schedule or nothing.
pub(super) fn flows(flows: &[(&str, &str)]) -> String {
    let one = |(name, schedule): &(&str, &str)| {
        let table = if schedule.is_empty() { "" } else { &format!("[flows.{name}.schedule]\n{schedule}\n") };
        format!("[flows.{name}]\nfile = \"district.zip\"\ndestination = \"disk\"\n{table}")
    };
    let flows: Vec<String> = flows.iter().map(one).collect();
    format!("[destinations.disk]\nkind = \"file\"\npath = \"out.zip\"\n{}", flows.concat())
}

pub(super) struct Stage {
    pub(super) server: Option<Server>,
    pub(super) clock: ManualClock,
    pub(super) events: ServiceEvents,
    scripted: Scripted,
    folder: PathBuf,
    temporary: Option<TempDir>,
}

impl Stage {
    pub(super) async fn new(now: &str, configuration: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut stage = Self::over(folder.path(), now, configuration).await;
        stage.temporary = Some(folder);
        stage
    }

    /// Starts again after this one has ended.
    pub(super) async fn again(&self, now: &str, configuration: &str) -> Self {
        Self::over(&self.folder, now, configuration).await
    }

    async fn over(folder: &Path, now: &str, configuration: &str) -> Self {
        let path = folder.join("roster.toml");
        std::fs::write(&path, configuration).unwrap();
        let clock = ManualClock::new(moment(now));
        let configuration = Configuration::read(&path).unwrap();
        let flows = Flows::open_with_clock(configuration, Arc::new(clock.clone())).unwrap();
        let scripted = Scripted { flows, scripts: Arc::default() };
        let server = scripted.serve().await.unwrap();
        let events = server.service().subscribe();
        server.service().look_again().await;
        Self { server: Some(server), clock, events, scripted, folder: folder.to_owned(), temporary: None }
    }

    pub(super) fn service(&self) -> Service {
        self.server.as_ref().unwrap().service()
    }

    pub(super) fn history(&self) -> &History {
        self.scripted.flows.history()
    }

    pub(super) fn scripted(&self) -> Scripted {
        self.scripted.clone()
    }

    pub(super) fn script(&self, flow: &str, scripts: &[Script]) {
        let scripts = scripts.iter().rev().cloned().collect();
        self.scripted.scripts.lock().unwrap().insert(flow.to_owned(), scripts);
    }

    /// Puts the clock to a time, and waits until the server has seen it.
    pub(super) async fn at(&mut self, time: &str) {
        self.clock.set(moment(time));
        self.service().look_again().await;
    }

    /// Lets time pass, up to a quarter of an hour at once.
    pub(super) async fn until(&mut self, time: &str) {
        let end = moment(time);
        loop {
            self.service().look_again().await;
            self.clock.until_asleep(1).await;
            let Some(wake) = self.clock.next_wake().filter(|wake| *wake < end) else { break };
            self.clock.set((wake + Duration::minutes(14)).min(end - Duration::SECOND).max(wake));
        }
        self.at(time).await;
    }

    /// Waits for the next run to end, and returns it as `flow status`.
    pub(super) async fn ended(&mut self) -> String {
        loop {
            if let ServiceEvent::Ended { flow, status, .. } = self.events.next().await.unwrap() {
                return format!("{flow} {}", status.as_str());
            }
        }
    }

    /// Waits for the next run to begin.
    pub(super) async fn started(&mut self) -> RunId {
        loop {
            if let ServiceEvent::Started { run, .. } = self.events.next().await.unwrap() {
                return run;
            }
        }
    }

    /// All runs, oldest first, as `flow trigger status`, with due times.
    pub(super) fn runs(&self) -> Vec<String> {
        let mut runs = self.history().runs(&RunFilter::new().with_limit(1000)).unwrap();
        runs.reverse();
        runs.iter()
            .map(|run| match &run.trigger {
                Trigger::Schedule { due } => {
                    format!("{} {} {}", run.flow, due.format(&Rfc3339).unwrap(), run.status.as_str())
                }
                trigger => format!("{} {} {}", run.flow, trigger.kind(), run.status.as_str()),
            })
            .collect()
    }

    pub(super) async fn stop(&mut self) {
        self.server.take().unwrap().stop().await.unwrap();
    }
}

impl Scripted {
    /// Starts a server that has little patience.
    pub(super) async fn serve(&self) -> Result<Server, crate::Error> {
        let options = ServerOptions { patience: StdDuration::from_millis(100), ..ServerOptions::default() };
        Server::start_with(self.flows.clone(), Arc::new(self.clone()), options).await
    }

    fn next_script(&self, flow: &str) -> Script {
        let mut scripts = self.scripts.lock().unwrap();
        match scripts.get_mut(flow) {
            Some(scripts) if scripts.len() > 1 => scripts.pop().unwrap(),
            Some(scripts) => scripts[0].clone(),
            None => Script::Deliver,
        }
    }

    fn now(&self) -> OffsetDateTime {
        self.flows.clock().now()
    }

    /// Does the steps before the guard, and begins that. Tells whether somebody has let the run pass it already.
    fn prepare(&self, run: RunId) -> bool {
        let history = self.flows.history();
        for step in [StepKind::Source, StepKind::Convert, StepKind::Guard] {
            if history.run(run).unwrap().step(step).unwrap().status.lets_pass() {
                continue;
            }
            history.start_step(run, step, self.now()).unwrap();
            if step == StepKind::Guard {
                return false;
            }
            let file = history.store_reader(&mut step.as_str().as_bytes()).unwrap();
            history.finish_step(run, step, &StepResult::done().with_output(file), self.now()).unwrap();
        }
        true
    }

    fn begin_delivery(&self, run: RunId) -> DeliveryId {
        let history = self.flows.history();
        if !history.run(run).unwrap().step(StepKind::Guard).unwrap().status.lets_pass() {
            history.finish_step(run, StepKind::Guard, &StepResult::done(), self.now()).unwrap();
        }
        history.start_step(run, StepKind::Deliver, self.now()).unwrap();
        let file = history.run(run).unwrap().prepared().unwrap();
        history.begin_delivery(run, &NewDelivery::new("disk", file, "elsewhere"), self.now()).unwrap()
    }

    fn end_delivery(&self, delivery: DeliveryId) {
        self.flows.history().end_delivery(delivery, &DeliveryEnd::Done, self.now()).unwrap();
    }
}

#[async_trait]
impl Runner for Scripted {
    async fn run(&self, run: RunId, stop: StopSignal) -> Result<Run, roster_flow::Error> {
        let history = self.flows.history();
        let flow = history.run(run)?.run.flow;
        let lock = File::create(self.flows.folder().join(format!("locks/{flow}.lock"))).unwrap();
        lock.try_lock().unwrap();
        let script = self.next_script(&flow);
        if matches!(script, Script::Refuse) {
            return Err(roster_flow::Error::Stopped);
        }
        history.start_run(run, self.now())?;
        assert!(!matches!(script, Script::Panic), "as the test wants it");
        let may_pass = self.prepare(run);
        match script {
            Script::Hold if !may_pass => {
                history.hold(run, &[GuardReason::new("many_vanish", "5 of 9 would vanish")], self.now())?;
            }
            Script::Fail => {
                let failure = FailureRecord::new("refused", "the login was refused");
                history.finish_run(run, &RunEnd::Failed(failure), self.now())?;
            }
            Script::FailAndRetry(after) => {
                let attempt = history.run(run)?.run.attempt + 1;
                let retry = NewRun::new(flow, Trigger::Retry { of: run })
                    .with_attempt(attempt)
                    .with_not_before(self.now() + after);
                let failure = FailureRecord::new("connect", "no connection");
                history.fail_and_retry(run, failure, &retry, self.now())?;
            }
            Script::Wait(gate) => {
                tokio::select! {
                    () = gate.notified() => self.end_delivery(self.begin_delivery(run)),
                    _ = stop.wait() => history.requeue_run(run, None)?,
                }
            }
            Script::WaitInDelivery(gate) => {
                let delivery = self.begin_delivery(run);
                gate.notified().await;
                self.end_delivery(delivery);
            }
            _ => self.end_delivery(self.begin_delivery(run)),
        }
        Ok(history.run(run)?.run)
    }
}
