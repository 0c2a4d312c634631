use rusqlite::{OptionalExtension as _, Params, Row, Transaction, params};
use time::OffsetDateTime;

use super::super::column::{
    at, counts, failure, file, get, number, optional_at, optional_file, optional_number, to_integer,
    to_micros, word,
};
use super::super::connection::Failure;
use super::{differences, guard};
use crate::{
    Delivery, DeliveryId, DeliveryState, Error, FileId, Interrupted, Run, RunDetail, RunFilter, RunId,
    RunStatus, Step, StepKind, StepStatus, TrendPoint, Trigger,
};

const RUN: &str = "SELECT run.*,
    (SELECT file FROM delivery WHERE delivery.run = run.id AND delivery.state = 'done') AS delivered FROM run ";

pub(crate) fn run(transaction: &Transaction<'_>, id: RunId) -> Result<Run, Failure> {
    let found = select_runs(transaction, "WHERE id = ?1", [id.0])?.pop();
    found.ok_or_else(|| Error::not_found(format!("run {id} is not in the history")).into())
}

pub(crate) fn runs(transaction: &Transaction<'_>, filter: &RunFilter) -> Result<Vec<Run>, Failure> {
    let limit = to_integer(filter.limit.min(RunFilter::MAXIMUM) as u64);
    let before = filter.before.map_or(i64::MAX, RunId::number);
    // The conditions are put together so that each combination can use its index.
    let by_flow = if filter.flow.is_some() { "AND flow = ?3" } else { "AND ?3 IS NULL" };
    let by_status = if filter.status.is_some() { "AND status = ?4" } else { "AND ?4 IS NULL" };
    let order = format!("WHERE id < ?1 {by_flow} {by_status} ORDER BY id DESC LIMIT ?2");
    let status = filter.status.map(RunStatus::as_str);
    select_runs(transaction, &order, params![before, limit, filter.flow, status])
}

pub(crate) fn ready(transaction: &Transaction<'_>, now: OffsetDateTime) -> Result<Vec<Run>, Failure> {
    let order = "WHERE status = 'waiting' AND coalesce(not_before, ?1) <= ?1 ORDER BY id";
    select_runs(transaction, order, [to_micros(now)])
}

pub(crate) fn run_detail(transaction: &Transaction<'_>, id: RunId) -> Result<RunDetail, Failure> {
    let run = run(transaction, id)?;
    let neighbour = |order: &str| {
        let select = format!("SELECT id FROM run WHERE flow = ?1 AND id {order} LIMIT 1");
        transaction.query_row(&select, params![run.flow, id.0], |row| row.get(0).map(RunId)).optional()
    };
    Ok(RunDetail {
        steps: steps(transaction, id)?,
        guard: guard(transaction, id)?,
        deliveries: deliveries(transaction, id)?,
        differences: differences(transaction, id)?,
        previous: neighbour("< ?2 ORDER BY id DESC")?,
        next: neighbour("> ?2 ORDER BY id")?,
        repeated_by: repeated_by(transaction, id)?,
        run,
    })
}

fn repeated_by(transaction: &Transaction<'_>, id: RunId) -> Result<Vec<RunId>, Failure> {
    let mut statement = transaction.prepare("SELECT id FROM run WHERE trigger_run = ?1 ORDER BY id")?;
    statement.query_and_then([id.0], |row| get(row, "id").map(RunId))?.collect()
}

pub(crate) fn steps(transaction: &Transaction<'_>, id: RunId) -> Result<Vec<Step>, Failure> {
    let mut statement = transaction.prepare("SELECT * FROM step WHERE run = ?1 ORDER BY position")?;
    statement.query_and_then([id.0], read_step)?.collect()
}

/// Returns the output of the last step before the delivery that made one.
pub(crate) fn prepared(transaction: &Transaction<'_>, id: RunId) -> Result<Option<FileId>, Failure> {
    let mut steps = steps(transaction, id)?;
    steps.retain(|step| step.kind != StepKind::Deliver);
    Ok(steps.iter().rev().find_map(|step| step.output))
}

pub(crate) fn deliveries(transaction: &Transaction<'_>, id: RunId) -> Result<Vec<Delivery>, Failure> {
    let mut statement = transaction.prepare("SELECT * FROM delivery WHERE run = ?1 ORDER BY id")?;
    statement.query_and_then([id.0], read_delivery)?.collect()
}

pub(crate) fn interrupted(transaction: &Transaction<'_>) -> Result<Vec<Interrupted>, Failure> {
    let runs = select_runs(transaction, "WHERE status = 'running' ORDER BY id", [])?;
    let with_rest = |run: Run| {
        let running = |step: &Step| step.status == StepStatus::Running;
        let step = steps(transaction, run.id)?.into_iter().find(running).map(|step| step.kind);
        let mut deliveries = deliveries(transaction, run.id)?;
        deliveries.retain(|delivery| delivery.state == DeliveryState::Started);
        Ok(Interrupted { run, step, deliveries })
    };
    runs.into_iter().map(with_rest).collect()
}

pub(crate) fn trends(
    transaction: &Transaction<'_>,
    flow: &str,
    last: usize,
) -> Result<Vec<TrendPoint>, Failure> {
    let mut statement = transaction.prepare(
        "SELECT id, status, coalesce(started, created) AS at, (ended - started) / 1e6 AS seconds, summary,
            (SELECT coalesce(sum(count), 0) FROM finding_code WHERE finding_code.run = run.id) AS findings
         FROM run WHERE flow = ?1 AND dry_run = 0 ORDER BY id DESC LIMIT ?2",
    )?;
    let last = to_integer(last.min(RunFilter::MAXIMUM) as u64);
    let points = statement.query_and_then(params![flow, last], |row| {
        let mut counts = counts(row, "summary")?;
        counts.insert("findings".to_owned(), number(row, "findings")?);
        Ok(TrendPoint {
            run: RunId(get(row, "id")?),
            at: at(row, "at")?,
            status: word(row, "status")?,
            seconds: get(row, "seconds")?,
            counts,
        })
    })?;
    let mut points = points.collect::<Result<Vec<_>, Failure>>()?;
    points.reverse();
    Ok(points)
}

fn select_runs(transaction: &Transaction<'_>, rest: &str, params: impl Params) -> Result<Vec<Run>, Failure> {
    let mut statement = transaction.prepare(&format!("{RUN}{rest}"))?;
    statement.query_and_then(params, read_run)?.collect()
}

fn read_run(row: &Row<'_>) -> Result<Run, Failure> {
    Ok(Run {
        id: RunId(get(row, "id")?),
        flow: get(row, "flow")?,
        trigger: read_trigger(row)?,
        status: word(row, "status")?,
        dry_run: get(row, "dry_run")?,
        attempt: number(row, "attempt")?,
        settings_hash: get(row, "settings_hash")?,
        created: at(row, "created")?,
        not_before: optional_at(row, "not_before")?,
        started: optional_at(row, "started")?,
        ended: optional_at(row, "ended")?,
        error: failure(row)?,
        delivered: optional_file(row, "delivered")?,
        summary: counts(row, "summary")?,
    })
}

fn read_trigger(row: &Row<'_>) -> Result<Trigger, Failure> {
    let of = || get(row, "trigger_run").map(RunId);
    let kind: String = get(row, "trigger")?;
    Ok(match kind.as_str() {
        "schedule" => Trigger::Schedule { due: at(row, "trigger_due")? },
        "manual" => Trigger::Manual,
        "drop" => Trigger::Drop { account: get(row, "trigger_account")? },
        "retry" => Trigger::Retry { of: of()? },
        "replay" => Trigger::Replay { of: of()?, from: word(row, "trigger_step")? },
        _ => return Err(Error::corrupt_cell("trigger").into()),
    })
}

fn read_step(row: &Row<'_>) -> Result<Step, Failure> {
    Ok(Step {
        kind: word(row, "kind")?,
        status: word(row, "status")?,
        started: optional_at(row, "started")?,
        ended: optional_at(row, "ended")?,
        output: optional_file(row, "output")?,
        output_bytes: optional_number(row, "output_bytes")?,
        counts: counts(row, "counts")?,
        failure: failure(row)?,
    })
}

fn read_delivery(row: &Row<'_>) -> Result<Delivery, Failure> {
    Ok(Delivery {
        id: DeliveryId(get(row, "id")?),
        run: RunId(get(row, "run")?),
        destination: get(row, "destination")?,
        file: file(row, "file")?,
        state: word(row, "state")?,
        started: at(row, "started")?,
        ended: optional_at(row, "ended")?,
        target: get(row, "target")?,
        failure: failure(row)?,
    })
}
