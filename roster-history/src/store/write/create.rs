use rusqlite::{Transaction, params};
use time::OffsetDateTime;

use super::super::column::{to_integer, to_json, to_micros};
use super::super::connection::Failure;
use super::super::read;
use super::details::put_schedule_state;
use crate::{
    DeliveryState, Error, FileId, NewRun, Run, RunId, RunStatus, Step, StepKind, StepStatus, Trigger,
};

pub(crate) fn create_run(
    transaction: &Transaction<'_>,
    new: &NewRun,
    now: OffsetDateTime,
) -> Result<RunId, Failure> {
    if new.flow.is_empty() || new.attempt == 0 {
        return Err(Error::invalid("a run needs the name of a flow, and attempts count from 1").into());
    }
    let earlier = new.trigger.of().map(|of| check_earlier(transaction, new, of)).transpose()?;
    let taken_over = taken_over(transaction, new)?;
    let id = insert(transaction, new, now)?;
    for (position, kind) in (0..).zip(StepKind::ALL) {
        let from = taken_over.iter().find(|step| step.kind == *kind);
        insert_step(transaction, id, position, *kind, from)?;
    }
    // From the guard on, what was counted is what the earlier run counted.
    if let Some(earlier) = earlier.filter(|_| new.first_step >= StepKind::Guard) {
        transaction
            .execute("UPDATE run SET summary = ?2 WHERE id = ?1", params![id.0, to_json(&earlier.summary)])?;
    }
    if let Trigger::Schedule { due } = new.trigger {
        let state = read::schedule_state(transaction, &new.flow)?;
        if state.is_some_and(|state| to_micros(due) <= to_micros(state.last_due)) {
            let text = format!("flow {} was already started for this time, or for a later one", new.flow);
            return Err(Error::conflict(text).into());
        }
        put_schedule_state(transaction, &new.flow, due, Some(id))?;
    }
    Ok(id)
}

fn check_earlier(transaction: &Transaction<'_>, new: &NewRun, of: RunId) -> Result<Run, Failure> {
    let earlier = read::run(transaction, of)?;
    if earlier.flow != new.flow {
        return Err(Error::conflict(format!(
            "run {of} is one of flow {}, not of {}",
            earlier.flow, new.flow
        ))
        .into());
    }
    if let Trigger::Retry { .. } = new.trigger {
        if earlier.status != RunStatus::Failed {
            return Err(Error::conflict(format!(
                "run {of} is {}, only a failed run is retried",
                earlier.status
            ))
            .into());
        }
        let unknown =
            read::deliveries(transaction, of)?.iter().any(|one| one.state == DeliveryState::Unknown);
        if unknown {
            let text = format!("it is not known whether run {of} delivered, so it is not retried by itself");
            return Err(Error::conflict(text).into());
        }
        let select = "SELECT count(*) FROM run WHERE trigger = 'retry' AND trigger_run = ?1";
        if transaction.query_row(select, [of.0], |row| row.get::<_, i64>(0))? > 0 {
            return Err(Error::conflict(format!("run {of} has a retry already")).into());
        }
    }
    Ok(earlier)
}

/// Returns the steps before the first one that is done anew.
fn taken_over(transaction: &Transaction<'_>, new: &NewRun) -> Result<Vec<Step>, Failure> {
    if new.first_step == StepKind::Source {
        return Ok(Vec::new());
    }
    let Some(of) = new.trigger.of() else {
        return Err(Error::invalid("only a retry or a replay begins after the source").into());
    };
    let mut steps = read::steps(transaction, of)?;
    steps.retain(|step| step.kind < new.first_step);
    for step in &steps {
        if !step.status.lets_pass() {
            let text = format!("step {} of run {of} is {}, nothing can follow it", step.kind, step.status);
            return Err(Error::conflict(text).into());
        }
    }
    if steps.iter().all(|step| step.output.is_none()) {
        return Err(Error::conflict(format!("run {of} has no file to begin with")).into());
    }
    Ok(steps)
}

fn insert(transaction: &Transaction<'_>, new: &NewRun, now: OffsetDateTime) -> Result<RunId, Failure> {
    let (mut due, mut account, mut step) = (None, None, None);
    match &new.trigger {
        Trigger::Schedule { due: at } => due = Some(to_micros(*at)),
        Trigger::Drop { account: name } => account = Some(name),
        Trigger::Replay { from, .. } => step = Some(from.as_str()),
        Trigger::Manual | Trigger::Retry { .. } => {}
    }
    transaction.execute(
        "INSERT INTO run (flow, trigger, trigger_due, trigger_account, trigger_run, trigger_step, status, dry_run,
            attempt, settings_hash, created, not_before)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'waiting', ?7, ?8, ?9, ?10, ?11)",
        params![
            new.flow,
            new.trigger.kind(),
            due,
            account,
            new.trigger.of().map(RunId::number),
            step,
            new.dry_run,
            new.attempt,
            new.settings_hash,
            to_micros(now),
            new.not_before.map(to_micros),
        ],
    )?;
    Ok(RunId(transaction.last_insert_rowid()))
}

fn insert_step(
    transaction: &Transaction<'_>,
    run: RunId,
    position: i64,
    kind: StepKind,
    from: Option<&Step>,
) -> Result<(), Failure> {
    let status = match from.map(|step| step.status) {
        None => StepStatus::Pending,
        Some(StepStatus::Skipped) => StepStatus::Skipped,
        Some(_) => StepStatus::Reused,
    };
    transaction.execute(
        "INSERT INTO step (run, position, kind, status) VALUES (?1, ?2, ?3, ?4)",
        params![run.0, position, kind.as_str(), status.as_str()],
    )?;
    if let Some(from) = from {
        transaction.execute(
            "UPDATE step SET output = ?3, output_bytes = ?4, counts = ?5 WHERE run = ?1 AND kind = ?2",
            params![
                run.0,
                kind.as_str(),
                from.output.as_ref().map(FileId::as_bytes),
                from.output_bytes.map(to_integer),
                to_json(&from.counts),
            ],
        )?;
    }
    Ok(())
}
