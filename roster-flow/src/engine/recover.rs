use roster_history::{
    Delivery, DeliveryEnd, DeliveryState, FailureRecord, Run, RunDetail, RunEnd, RunFilter, RunId, RunStatus,
};
use serde::Serialize;
use time::Duration;

use super::Flows;
use super::blocking::blocking;
use super::deliver::delivery_unknown;
use super::lock::FlowLock;
use super::record::record;
use super::route::Route;
use crate::error::{Error, FlowProblem};

/// A run that a process left when it died, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Recovered {
    /// The run.
    pub run: RunId,
    /// Its flow.
    pub flow: String,
    /// What became of it.
    pub outcome: RecoveredAs,
}

/// What became of a run that a process left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RecoveredAs {
    /// It waits, and goes on where it was.
    Resumed,
    /// Its file had arrived, so it succeeded.
    Delivered,
    /// It ended as failed.
    Failed,
    /// Its flow is no longer configured.
    CalledOff,
}

/// Count of a run that tells how often a process left it.
const INTERRUPTIONS: &str = "interruptions";
/// So often a run goes on: one that kills its process each time must not do so for ever.
const MOST_INTERRUPTIONS: u64 = 3;
/// Data of the day before are not worth going on with.
const MOST_AGE: Duration = Duration::hours(24);

impl Flows {
    /// Finds out what became of runs that were under way when their process died, and has them go on or end.
    /// To be called once at the start, before anything runs.
    ///
    /// Runs that another process is at work on are left alone. Takes as long as servers need on which there may
    /// be a complete file without its name.
    ///
    /// # Errors
    ///
    /// [`Error::History`], and [`Error::Flow`] when locks cannot be looked at.
    pub async fn recover(&self) -> Result<Vec<Recovered>, Error> {
        let flows = self.clone();
        let mut recovered = blocking(move || flows.call_off_orphans()).await?;
        let flows = self.clone();
        for interrupted in blocking(move || Ok(flows.history().interrupted()?)).await? {
            let run = interrupted.run;
            let Some((lock, detail)) = self.take_over(&run).await? else { continue };
            let outcome = self.recover_run(detail).await?;
            drop(lock);
            tracing::warn!(flow = run.flow, run = %run.id, ?outcome, "run.recovered");
            recovered.push(Recovered { run: run.id, flow: run.flow, outcome });
        }
        Ok(recovered)
    }

    /// Ends waiting runs of flows that are not configured any more: nobody would ever run them.
    fn call_off_orphans(&self) -> Result<Vec<Recovered>, Error> {
        let waiting = RunFilter::new().with_status(RunStatus::Waiting).with_limit(RunFilter::MAXIMUM);
        let mut recovered = Vec::new();
        for run in self.history().runs(&waiting)? {
            if !self.configuration().flows.contains_key(&run.flow) {
                self.call_off(run.id, "flow_gone", "the flow is not configured any more")?;
                recovered.push(Recovered { run: run.id, flow: run.flow, outcome: RecoveredAs::CalledOff });
            }
        }
        Ok(recovered)
    }

    /// Takes the lock of a run's flow; `None` when the run is in other hands or has ended.
    async fn take_over(&self, run: &Run) -> Result<Option<(FlowLock, RunDetail)>, Error> {
        let (flows, name, id) = (self.clone(), run.flow.clone(), run.id);
        blocking(move || {
            let Some(lock) = flows.take_lock(&name)? else { return Ok(None) };
            let detail = flows.history().run(id)?;
            Ok((detail.run.status == RunStatus::Running).then_some((lock, detail)))
        })
        .await
    }

    async fn recover_run(&self, detail: RunDetail) -> Result<RecoveredAs, Error> {
        let find = |state| detail.deliveries.iter().find(|delivery| delivery.state == state);
        if let Some(delivery) = find(DeliveryState::Unknown) {
            let failure = delivery.failure.clone().unwrap_or_else(|| record(&delivery_unknown("")));
            return self.end_interrupted(&detail, None, RunEnd::Failed(failure)).await;
        }
        let Some(delivery) = find(DeliveryState::Started) else { return self.resume(&detail, None).await };
        match self.find_out(&detail, delivery).await {
            Found::Arrived => {
                let (flows, id) = (self.clone(), delivery.id);
                blocking(move || Ok(flows.history().end_delivery(id, &DeliveryEnd::Done, flows.now())?))
                    .await?;
                Ok(RecoveredAs::Delivered)
            }
            Found::NotThere => {
                let failure =
                    FailureRecord::new("interrupted", "the process ended before the file had its name");
                self.resume(&detail, Some((delivery, DeliveryEnd::Failed(failure)))).await
            }
            Found::Unknown(reason) => {
                let failure = record(&delivery_unknown(&reason));
                let end = DeliveryEnd::Unknown(failure.clone());
                self.end_interrupted(&detail, Some((delivery, end)), RunEnd::Failed(failure)).await
            }
        }
    }

    /// Finds out whether a delivery that was begun has arrived.
    async fn find_out(&self, detail: &RunDetail, delivery: &Delivery) -> Found {
        let (flows, flow, destination) =
            (self.clone(), detail.run.flow.clone(), delivery.destination.clone());
        let looked = async {
            let route = blocking(move || Route::new(&flows, &flow, &destination)).await?;
            let name = route.temporary_name(detail.run.id, &delivery.file);
            Ok::<_, Error>((route.target.clone(), route.has_temporary(&name).await?))
        };
        match looked.await {
            // Renames go to where the delivery went, or nothing can be said.
            Ok((target, _)) if target != delivery.target => {
                Found::Unknown("the destination was changed since the process ended".to_owned())
            }
            Ok((_, Some(true))) => Found::NotThere,
            Ok((_, Some(false))) => Found::Arrived,
            Ok((_, None)) => Found::Unknown("the process ended while the file was being sent".to_owned()),
            Err(error) => Found::Unknown(record(&error).message),
        }
    }

    /// Has a run go on, unless it was left too often or too long ago.
    async fn resume(
        &self,
        detail: &RunDetail,
        ended: Option<(&Delivery, DeliveryEnd)>,
    ) -> Result<RecoveredAs, Error> {
        let run = &detail.run;
        let interruptions = run.summary.get(INTERRUPTIONS).copied().unwrap_or_default() + 1;
        let age = self.now() - run.started.unwrap_or(run.created);
        let problem = if !self.configuration().flows.contains_key(&run.flow) {
            Some(FlowProblem::new("flow_gone", "the flow is not configured any more"))
        } else if interruptions > MOST_INTERRUPTIONS {
            let text = format!("the process ended {interruptions} times while this run was under way");
            Some(
                FlowProblem::new("interrupted", text)
                    .advise("look into the log of the system for the reason, such as too little memory"),
            )
        } else if age > MOST_AGE {
            let text = "the process ended while this run was under way, more than a day ago";
            Some(FlowProblem::new("interrupted", text).advise("run the flow again"))
        } else {
            None
        };
        if let Some(problem) = problem {
            let failure = record(&problem.into_error());
            return self.end_interrupted(detail, ended, RunEnd::Failed(failure)).await;
        }
        let (flows, id) = (self.clone(), run.id);
        let ended = ended.map(|(delivery, end)| (delivery.id, end));
        blocking(move || {
            let history = flows.history();
            if let Some((delivery, end)) = ended {
                history.end_delivery(delivery, &end, flows.now())?;
            }
            history.set_summary(id, &[(INTERRUPTIONS.to_owned(), interruptions)].into())?;
            Ok(history.requeue_run(id, None)?)
        })
        .await?;
        Ok(RecoveredAs::Resumed)
    }

    async fn end_interrupted(
        &self,
        detail: &RunDetail,
        ended: Option<(&Delivery, DeliveryEnd)>,
        end: RunEnd,
    ) -> Result<RecoveredAs, Error> {
        if let Some((delivery, DeliveryEnd::Failed(_))) = &ended {
            self.clean_up(detail, delivery).await;
        }
        let (flows, id) = (self.clone(), detail.run.id);
        let ended = ended.map(|(delivery, end)| (delivery.id, end));
        blocking(move || {
            let history = flows.history();
            if let Some((delivery, end)) = ended {
                history.end_delivery(delivery, &end, flows.now())?;
            }
            Ok(history.finish_run(id, &end, flows.now())?)
        })
        .await?;
        Ok(RecoveredAs::Failed)
    }

    /// Removes the temporary file of a delivery that does not go on.
    async fn clean_up(&self, detail: &RunDetail, delivery: &Delivery) {
        let (flows, flow, destination) =
            (self.clone(), detail.run.flow.clone(), delivery.destination.clone());
        if let Ok(route) = blocking(move || Route::new(&flows, &flow, &destination)).await {
            route.clean(&route.temporary_name(detail.run.id, &delivery.file)).await;
        }
    }
}

/// What is known about a delivery that was begun.
enum Found {
    Arrived,
    NotThere,
    Unknown(String),
}
