use std::collections::BTreeMap;

use roster_history::{Counts, Error, History, RunFilter, RunStatus, StepKind};
use time::OffsetDateTime;

/// How a flow is, as the history and the service know it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct FlowGauges {
    pub(crate) flow: String,
    pub(crate) is_running: bool,
    pub(crate) next_due: Option<OffsetDateTime>,
    pub(super) held: u64,
    pub(super) last_run: Option<OffsetDateTime>,
    pub(super) last_success: Option<OffsetDateTime>,
    pub(super) last_seconds: Option<f64>,
    pub(super) records: Counts,
    pub(super) findings: BTreeMap<String, u64>,
}

/// So many runs are looked at for the last one that ended.
const LOOKED_AT: usize = 20;

/// Asks the history about a flow.
pub(crate) fn gauges(history: &History, flow: &str) -> Result<FlowGauges, Error> {
    let of_flow = RunFilter::new().with_flow(flow);
    let held = history.runs(&of_flow.clone().with_status(RunStatus::Held).with_limit(RunFilter::MAXIMUM))?;
    let succeeded = history.runs(&of_flow.clone().with_status(RunStatus::Succeeded).with_limit(LOOKED_AT))?;
    // Dry runs succeed without delivering.
    let delivered = succeeded.into_iter().find(|run| run.delivered.is_some());
    let recent = history.runs(&of_flow.with_limit(LOOKED_AT))?;
    let last = recent.into_iter().find(|run| run.ended.is_some());
    let mut gauges = FlowGauges { flow: flow.to_owned(), held: held.len() as u64, ..FlowGauges::default() };
    if let Some(run) = &last {
        gauges.last_run = run.ended;
        for step in [StepKind::Source, StepKind::Convert, StepKind::Guard, StepKind::Deliver] {
            for findings in history.findings(run.id, step)? {
                *gauges.findings.entry(findings.severity.clone()).or_default() += findings.count;
            }
        }
    }
    if let Some(run) = delivered {
        gauges.last_success = run.ended;
        gauges.last_seconds =
            run.started.zip(run.ended).map(|(started, ended)| (ended - started).as_seconds_f64().max(0.0));
        gauges.records = run.summary;
    }
    Ok(gauges)
}
