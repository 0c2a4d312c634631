use rusqlite::{Transaction, params};
use time::OffsetDateTime;

use super::super::column::{to_json, to_micros};
use super::super::connection::Failure;
use super::super::read;
use super::runs::{change_status, end_run};
use super::steps::end_step;
use crate::{Decision, Error, GuardReason, RunId, RunStatus, StepKind, StepStatus};

pub(crate) fn hold(
    transaction: &Transaction<'_>,
    run: RunId,
    reasons: &[GuardReason],
    now: OffsetDateTime,
) -> Result<(), Failure> {
    if reasons.is_empty() {
        return Err(Error::invalid("a run is held for at least one reason").into());
    }
    change_status(transaction, run, RunStatus::Held)?;
    end_step(transaction, run, StepKind::Guard, StepStatus::Held, now)?;
    let held: Vec<(&str, &str)> =
        reasons.iter().map(|one| (one.code.as_str(), one.message.as_str())).collect();
    transaction.execute(
        "INSERT INTO guard (run, at, held) VALUES (?1, ?2, ?3)",
        params![run.0, to_micros(now), to_json(&held)],
    )?;
    Ok(())
}

pub(crate) fn decide(
    transaction: &Transaction<'_>,
    run: RunId,
    decision: &Decision,
    now: OffsetDateTime,
) -> Result<(), Failure> {
    let status = read::run(transaction, run)?.status;
    if status != RunStatus::Held {
        return Err(Error::conflict(format!("run {run} is {status}, there is nothing to decide")).into());
    }
    if decision.who.trim().is_empty() || (decision.approved && decision.reason.trim().is_empty()) {
        return Err(Error::invalid("a decision names who decided, and an approval says why").into());
    }
    transaction.execute(
        "UPDATE guard SET decided = ?2, who = ?3, reason = ?4, approved = ?5 WHERE run = ?1",
        params![run.0, to_micros(now), decision.who, decision.reason, decision.approved],
    )?;
    if decision.approved {
        end_step(transaction, run, StepKind::Guard, StepStatus::Done, now)?;
        change_status(transaction, run, RunStatus::Waiting)?;
        transaction.execute("UPDATE run SET not_before = NULL WHERE id = ?1", [run.0])?;
        Ok(())
    } else {
        end_run(transaction, run, RunStatus::Discarded, None, now)
    }
}
