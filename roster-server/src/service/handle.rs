use std::fmt;
use std::sync::Arc;

use roster_flow::engine::{Approval, FlowInfo, Request};
use roster_history::{RunFilter, RunId, RunStatus, StepKind};
use tokio::sync::broadcast;

use super::ServiceEvent;
use super::state::State;
use crate::web::RunMode;
use crate::{Error, metrics};

/// What can be asked of a running server; cheap to clone.
///
/// Every wish is on the disk when a method returns; the run goes on in the background.
#[derive(Clone)]
pub struct Service {
    pub(super) state: Arc<State>,
}

impl Service {
    pub(super) fn new(state: Arc<State>) -> Self {
        Self { state }
    }

    /// Starts a run of a flow now.
    ///
    /// # Errors
    ///
    /// [`Error::Busy`] while a run of the flow is under way or about to start, [`Error::Stopping`], and [`Error::Flow`], as
    /// when there is no such flow.
    pub async fn run_now(&self, flow: &str, mode: RunMode) -> Result<RunId, Error> {
        self.check_open()?;
        if let Some(run) = self.under_way(flow).await? {
            return Err(Error::Busy { flow: flow.to_owned(), run });
        }
        let request = match mode {
            RunMode::Deliver => Request::manual(),
            RunMode::DryRun => Request::manual().as_dry_run(),
        };
        let flow = flow.to_owned();
        let run = self.state.ask(move |flows| flows.start(&flow, request)).await?;
        self.state.wake();
        Ok(run)
    }

    /// Delivers exactly what a held run has prepared.
    ///
    /// # Errors
    ///
    /// [`Error::Flow`]: the run is not held, nobody or no reason is given, or newer data were delivered meanwhile.
    pub async fn approve(&self, run: RunId, approval: Approval) -> Result<(), Error> {
        self.check_open()?;
        self.state.ask(move |flows| flows.approve(run, &approval)).await?;
        self.state.wake();
        Ok(())
    }

    /// Ends a held run without a delivery.
    ///
    /// # Errors
    ///
    /// [`Error::Flow`]: the run is not held, or nobody discards it.
    pub async fn discard(&self, run: RunId, who: &str, reason: &str) -> Result<(), Error> {
        self.check_open()?;
        let (who, reason) = (who.to_owned(), reason.to_owned());
        self.state.ask(move |flows| flows.discard(run, &who, &reason)).await
    }

    /// Starts a new run that takes over what another one did before a step.
    ///
    /// # Errors
    ///
    /// [`Error::Flow`]: there is no such run, it did not come so far, or its flow is running.
    pub async fn replay(&self, run: RunId, from: StepKind) -> Result<RunId, Error> {
        self.check_open()?;
        let run = self.state.ask(move |flows| flows.replay(run, from)).await?;
        self.state.wake();
        Ok(run)
    }

    /// Hears of what happens from now on.
    pub fn subscribe(&self) -> ServiceEvents {
        ServiceEvents(self.state.subscribe())
    }

    /// Makes the server look at clock and history at once, as after another process wrote to it, and returns when it has.
    pub async fn look_again(&self) {
        self.state.look().await;
    }

    /// Returns numbers in the text format of Prometheus; see [`metrics`](crate::metrics).
    ///
    /// # Errors
    ///
    /// As the history.
    pub async fn metrics(&self) -> Result<String, Error> {
        let asked = self.state.ask(|flows| {
            let gauge = |flow: FlowInfo| {
                let mut gauges = metrics::gauges(flows.history(), &flow.name)?;
                (gauges.is_running, gauges.next_due) = (flow.running.is_some(), flow.next_run);
                Ok::<_, Error>(gauges)
            };
            flows.list()?.into_iter().map(gauge).collect::<Result<Vec<_>, Error>>()
        });
        Ok(metrics::render(&self.state.tally, &asked.await?))
    }

    fn check_open(&self) -> Result<(), Error> {
        if self.state.is_stopping() { Err(Error::Stopping) } else { Ok(()) }
    }

    /// The run of a flow that is under way, or would be in a moment.
    async fn under_way(&self, flow: &str) -> Result<Option<RunId>, Error> {
        let running = self.state.running().get(flow).copied();
        if running.is_some() {
            return Ok(running);
        }
        let (flow, now) = (flow.to_owned(), self.state.now());
        self.state
            .ask(move |flows| {
                let of_status =
                    |status| flows.history().runs(&RunFilter::new().with_flow(&flow).with_status(status));
                let ready =
                    of_status(RunStatus::Waiting)?.into_iter().find(|run| run.not_before <= Some(now));
                let elsewhere = of_status(RunStatus::Running)?.into_iter().next();
                Ok::<_, roster_history::Error>(elsewhere.or(ready).map(|run| run.id))
            })
            .await
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service").finish_non_exhaustive()
    }
}

/// What happens in a server, in its order.
#[derive(Debug)]
pub struct ServiceEvents(broadcast::Receiver<ServiceEvent>);

impl ServiceEvents {
    /// Waits for the next event; `None` when the server has ended. Who does not keep up loses the oldest events.
    pub async fn next(&mut self) -> Option<ServiceEvent> {
        loop {
            match self.0.recv().await {
                Ok(event) => return Some(event),
                Err(broadcast::error::RecvError::Lagged(_)) => {}
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    }
}
