use rusqlite::{Transaction, params};
use time::OffsetDateTime;

use super::super::column::to_micros;
use super::super::connection::Failure;
use super::super::read;
use super::steps::{end_steps, forget};
use crate::{DeliveryState, Error, FailureRecord, Run, RunEnd, RunId, RunStatus, StepKind, StepStatus};

pub(crate) fn start_run(
    transaction: &Transaction<'_>,
    id: RunId,
    now: OffsetDateTime,
) -> Result<(), Failure> {
    change_status(transaction, id, RunStatus::Running)?;
    transaction.execute(
        "UPDATE run SET started = coalesce(started, ?2) WHERE id = ?1",
        params![id.0, to_micros(now)],
    )?;
    Ok(())
}

pub(crate) fn finish_run(
    transaction: &Transaction<'_>,
    id: RunId,
    end: &RunEnd,
    now: OffsetDateTime,
) -> Result<(), Failure> {
    let run = read::run(transaction, id)?;
    if run.status == RunStatus::Held {
        return Err(Error::conflict(format!("run {id} is held, it ends by a decision")).into());
    }
    if read::deliveries(transaction, id)?.iter().any(|delivery| delivery.state == DeliveryState::Started) {
        let text = format!("run {id} has a delivery under way, which ends first");
        return Err(Error::conflict(text).into());
    }
    match end {
        RunEnd::Succeeded => check_success(transaction, &run)?,
        RunEnd::Failed(failure) => {
            end_steps(transaction, id, StepStatus::Running, StepStatus::Failed, Some(failure), now)?;
        }
        RunEnd::Discarded(_) => {}
    }
    end_run(transaction, id, end.status(), end.failure(), now)
}

/// A run that is no dry run succeeds by its delivery, unless that was skipped on purpose.
fn check_success(transaction: &Transaction<'_>, run: &Run) -> Result<(), Failure> {
    for step in read::steps(transaction, run.id)? {
        let is_left_out = step.status == StepStatus::Pending && step.kind == StepKind::Deliver && run.dry_run;
        if !step.status.lets_pass() && !is_left_out {
            let text = format!(
                "step {} of run {} is {}, so the run has not succeeded",
                step.kind, run.id, step.status
            );
            return Err(Error::conflict(text).into());
        }
    }
    Ok(())
}

pub(crate) fn requeue_run(
    transaction: &Transaction<'_>,
    id: RunId,
    not_before: Option<OffsetDateTime>,
) -> Result<(), Failure> {
    // Held runs wait again, too, but by a decision.
    running(transaction, id)?;
    if let Some(delivery) =
        read::deliveries(transaction, id)?.iter().find(|delivery| delivery.state != DeliveryState::Failed)
    {
        let text =
            format!("the delivery of run {id} is {}, so the run cannot wait for another", delivery.state);
        return Err(Error::conflict(text).into());
    }
    change_status(transaction, id, RunStatus::Waiting)?;
    transaction
        .execute("UPDATE run SET not_before = ?2 WHERE id = ?1", params![id.0, not_before.map(to_micros)])?;
    for step in read::steps(transaction, id)?.iter().filter(|step| step.status == StepStatus::Running) {
        forget(transaction, id, step.kind)?;
        transaction.execute(
            "UPDATE step SET status = 'pending', started = NULL WHERE run = ?1 AND kind = ?2",
            params![id.0, step.kind.as_str()],
        )?;
    }
    Ok(())
}

/// Gives a run its final status; steps that were not reached are skipped.
pub(super) fn end_run(
    transaction: &Transaction<'_>,
    id: RunId,
    status: RunStatus,
    failure: Option<&FailureRecord>,
    now: OffsetDateTime,
) -> Result<(), Failure> {
    check_status(transaction, id, status)?;
    transaction.execute(
        "UPDATE run SET status = ?2, ended = ?3, failure_code = ?4, failure_message = ?5, failure_advice = ?6
         WHERE id = ?1",
        params![
            id.0,
            status.as_str(),
            to_micros(now),
            failure.map(|failure| &failure.code),
            failure.map(|failure| &failure.message),
            failure.and_then(|failure| failure.advice.as_ref()),
        ],
    )?;
    end_steps(transaction, id, StepStatus::Pending, StepStatus::Skipped, None, now)
}

pub(super) fn change_status(
    transaction: &Transaction<'_>,
    id: RunId,
    next: RunStatus,
) -> Result<(), Failure> {
    check_status(transaction, id, next)?;
    transaction.execute("UPDATE run SET status = ?2 WHERE id = ?1", params![id.0, next.as_str()])?;
    Ok(())
}

fn check_status(transaction: &Transaction<'_>, id: RunId, next: RunStatus) -> Result<(), Failure> {
    let status = read::run(transaction, id)?.status;
    if status.may_become(next) {
        return Ok(());
    }
    Err(Error::conflict(format!("run {id} is {status} and cannot become {next}")).into())
}

/// Demands that a run is under way.
pub(super) fn running(transaction: &Transaction<'_>, id: RunId) -> Result<Run, Failure> {
    let run = read::run(transaction, id)?;
    if run.status == RunStatus::Running {
        return Ok(run);
    }
    Err(Error::conflict(format!("run {id} is {}, not under way", run.status)).into())
}
