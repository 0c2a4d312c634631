//! What runs by itself, and when: for the loop of whoever runs flows.

use std::collections::BTreeSet;

use roster_history::{Run, RunFilter, RunId, RunStatus, Trigger};
use time::OffsetDateTime;

use super::{Flows, Request};
use crate::configuration::FlowConfig;
use crate::error::Error;
use crate::schedule::Schedule;

/// What came of looking at the schedules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Followed {
    /// Runs whose time has come.
    pub started: Vec<RunId>,
    /// Flows with due times that nothing runs for any more.
    pub missed: Vec<Missed>,
}

/// Due times that passed without a run.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Missed {
    /// The flow.
    pub flow: String,
    /// How many.
    pub count: usize,
}

impl Flows {
    /// Creates the runs whose time has come, and remembers that it has: no due time starts twice, whichever
    /// process asks. Blocks.
    ///
    /// Of several missed due times at most one is caught up with; see [`schedule`](crate::schedule). The runs
    /// are [ready](Flows::ready) then.
    ///
    /// # Errors
    ///
    /// [`Error::History`].
    pub fn start_due(&self) -> Result<Vec<RunId>, Error> {
        Ok(self.follow_schedules()?.started)
    }

    /// Creates runs as [`start_due`](Self::start_due) does, and tells what was missed as well.
    ///
    /// # Errors
    ///
    /// As for [`start_due`](Self::start_due).
    pub fn follow_schedules(&self) -> Result<Followed, Error> {
        let now = self.now();
        let mut followed = Followed::default();
        for (name, flow) in &self.configuration().flows {
            let Some(schedule) = schedule_of(name, flow) else { continue };
            let state = self.history().schedule_state(name)?;
            let due = schedule.due(state.map(|state| state.last_due), now);
            if flow.enabled && due.missed_count > 0 {
                tracing::warn!(flow = name, missed = due.missed_count, "schedule.missed");
                followed.missed.push(Missed { flow: name.clone(), count: due.missed_count });
            }
            match due.run.filter(|_| flow.enabled) {
                Some(time) => match self.start(name, Request::schedule(time)) {
                    Ok(run) => followed.started.push(run),
                    // Another process was faster.
                    Err(Error::History(roster_history::Error::Conflict(_))) => {}
                    Err(error) => return Err(error),
                },
                None => {
                    if let Some(handled) = due.handled {
                        self.history().set_schedule_state(name, handled)?;
                    }
                }
            }
        }
        Ok(followed)
    }

    /// Lists the runs that may be [run](Flows::run) now, the oldest first and at most one of a flow. Blocks.
    ///
    /// Left out are those of flows that are running, and what a flow that is not enabled would do by itself.
    ///
    /// # Errors
    ///
    /// [`Error::History`], and [`Error::Flow`] when the lock of a flow cannot be looked at.
    pub fn ready(&self) -> Result<Vec<Run>, Error> {
        self.ready_except(&BTreeSet::new())
    }

    /// Lists as [`ready`](Self::ready) does, without looking at some flows: those that the caller is about to run.
    ///
    /// To see whether a flow is running its lock is taken for a moment, which could be in the way of a run that
    /// begins.
    ///
    /// # Errors
    ///
    /// As for [`ready`](Self::ready).
    pub fn ready_except(&self, except: &BTreeSet<String>) -> Result<Vec<Run>, Error> {
        let mut ready: Vec<Run> = Vec::new();
        for run in self.history().ready(self.now())? {
            let Some(flow) = self.configuration().flows.get(&run.flow) else { continue };
            let is_first = !except.contains(&run.flow) && !ready.iter().any(|other| other.flow == run.flow);
            if is_first && may_run(flow, &run) && self.take_lock(&run.flow)?.is_some() {
                ready.push(run);
            }
        }
        Ok(ready)
    }

    /// Returns when something begins by itself next, after now; `None` for never. Blocks.
    ///
    /// # Errors
    ///
    /// [`Error::History`].
    pub fn next(&self) -> Result<Option<OffsetDateTime>, Error> {
        let flows = self.configuration().flows.iter();
        let times: Result<Vec<_>, Error> = flows.map(|(name, flow)| self.next_of(name, flow)).collect();
        Ok(times?.into_iter().flatten().min())
    }

    /// When a flow begins by itself next.
    pub(super) fn next_of(&self, name: &str, flow: &FlowConfig) -> Result<Option<OffsetDateTime>, Error> {
        if !flow.enabled {
            return Ok(None);
        }
        let now = self.now();
        let mut times = Vec::new();
        if let Some(schedule) = schedule_of(name, flow) {
            let state = self.history().schedule_state(name)?;
            times.extend(schedule.next_due(state.map(|state| state.last_due), now));
        }
        let waiting = RunFilter::new().with_flow(name).with_status(RunStatus::Waiting);
        let waiting = self.history().runs(&waiting)?;
        times.extend(waiting.iter().filter_map(|run| run.not_before).filter(|time| *time > now));
        Ok(times.into_iter().min())
    }
}

fn schedule_of(name: &str, flow: &FlowConfig) -> Option<Schedule> {
    flow.schedule.clone().map(|schedule| schedule.of_flow(name))
}

/// Switching a flow off stops what it would do by itself, not what somebody asked for.
fn may_run(flow: &FlowConfig, run: &Run) -> bool {
    flow.enabled || matches!(run.trigger, Trigger::Manual | Trigger::Replay { .. }) || run.started.is_some()
}
