use rusqlite::{Transaction, params};
use time::OffsetDateTime;

use super::super::column::{to_integer, to_json, to_micros};
use super::super::connection::Failure;
use super::super::read;
use super::runs::running;
use crate::{DeliveryState, Error, FailureRecord, FileId, RunId, StepKind, StepResult, StepStatus};

pub(crate) fn start_step(
    transaction: &Transaction<'_>,
    run: RunId,
    kind: StepKind,
    now: OffsetDateTime,
) -> Result<(), Failure> {
    let is_dry = running(transaction, run)?.dry_run;
    if is_dry && kind == StepKind::Deliver {
        return Err(Error::conflict(format!("run {run} is a dry run and delivers nothing")).into());
    }
    for step in read::steps(transaction, run)?.iter().filter(|step| step.kind < kind) {
        if !step.status.lets_pass() {
            let text = format!("step {} of run {run} is {}, so {kind} cannot begin", step.kind, step.status);
            return Err(Error::conflict(text).into());
        }
    }
    check_status(transaction, run, kind, StepStatus::Running)?;
    forget(transaction, run, kind)?;
    transaction.execute(
        "UPDATE step SET status = 'running', started = ?3 WHERE run = ?1 AND kind = ?2",
        params![run.0, kind.as_str(), to_micros(now)],
    )?;
    Ok(())
}

/// Ends a step; `bytes` is the size of its output.
pub(crate) fn finish_step(
    transaction: &Transaction<'_>,
    run: RunId,
    kind: StepKind,
    result: &StepResult,
    bytes: Option<u64>,
    now: OffsetDateTime,
) -> Result<(), Failure> {
    running(transaction, run)?;
    if kind == StepKind::Deliver && result.status() == StepStatus::Done {
        let text = format!("step {kind} of run {run} is done by the end of its delivery only");
        return Err(Error::conflict(text).into());
    }
    if kind == StepKind::Deliver {
        check_deliveries(transaction, run, result.status())?;
    }
    check_status(transaction, run, kind, result.status())?;
    transaction.execute(
        "UPDATE step SET output = ?3, output_bytes = ?4, counts = ?5 WHERE run = ?1 AND kind = ?2",
        params![
            run.0,
            kind.as_str(),
            result.output.as_ref().map(FileId::as_bytes),
            bytes.map(to_integer),
            to_json(&result.counts),
        ],
    )?;
    set_ended(transaction, run, kind, result.status(), result.failure.as_ref(), now)
}

/// A delivery that may have reached its destination cannot be passed over.
fn check_deliveries(transaction: &Transaction<'_>, run: RunId, next: StepStatus) -> Result<(), Failure> {
    let hinders = |state| match next {
        StepStatus::Skipped => state != DeliveryState::Failed,
        _ => state == DeliveryState::Started,
    };
    match read::deliveries(transaction, run)?.iter().find(|delivery| hinders(delivery.state)) {
        None => Ok(()),
        Some(delivery) => {
            let text =
                format!("the delivery of run {run} is {}, so its step cannot become {next}", delivery.state);
            Err(Error::conflict(text).into())
        }
    }
}

/// Changes one step as far as its status allows.
pub(super) fn end_step(
    transaction: &Transaction<'_>,
    run: RunId,
    kind: StepKind,
    status: StepStatus,
    now: OffsetDateTime,
) -> Result<(), Failure> {
    check_status(transaction, run, kind, status)?;
    set_ended(transaction, run, kind, status, None, now)
}

/// Changes all steps of a run that have one status.
pub(super) fn end_steps(
    transaction: &Transaction<'_>,
    run: RunId,
    from: StepStatus,
    to: StepStatus,
    failure: Option<&FailureRecord>,
    now: OffsetDateTime,
) -> Result<(), Failure> {
    for step in read::steps(transaction, run)?.iter().filter(|step| step.status == from) {
        set_ended(transaction, run, step.kind, to, failure, now)?;
    }
    Ok(())
}

/// Deletes what a step noted that is begun anew.
pub(super) fn forget(transaction: &Transaction<'_>, run: RunId, kind: StepKind) -> Result<(), Failure> {
    for table in ["finding_code", "exchange"] {
        let delete = format!("DELETE FROM {table} WHERE run = ?1 AND step = ?2");
        transaction.execute(&delete, params![run.0, kind.as_str()])?;
    }
    Ok(())
}

fn set_ended(
    transaction: &Transaction<'_>,
    run: RunId,
    kind: StepKind,
    status: StepStatus,
    failure: Option<&FailureRecord>,
    now: OffsetDateTime,
) -> Result<(), Failure> {
    // A step that never began has no end, either.
    transaction.execute(
        "UPDATE step SET status = ?3, ended = CASE WHEN started IS NULL THEN NULL ELSE ?4 END,
            failure_code = ?5, failure_message = ?6, failure_advice = ?7
         WHERE run = ?1 AND kind = ?2",
        params![
            run.0,
            kind.as_str(),
            status.as_str(),
            to_micros(now),
            failure.map(|failure| &failure.code),
            failure.map(|failure| &failure.message),
            failure.and_then(|failure| failure.advice.as_ref()),
        ],
    )?;
    Ok(())
}

fn check_status(
    transaction: &Transaction<'_>,
    run: RunId,
    kind: StepKind,
    next: StepStatus,
) -> Result<(), Failure> {
    let steps = read::steps(transaction, run)?;
    let status = steps.iter().find(|step| step.kind == kind).map_or(StepStatus::Skipped, |step| step.status);
    if status.may_become(next) {
        return Ok(());
    }
    Err(Error::conflict(format!("step {kind} of run {run} is {status} and cannot become {next}")).into())
}
