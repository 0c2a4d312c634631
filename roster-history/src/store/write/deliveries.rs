use rusqlite::{ErrorCode, OptionalExtension as _, Transaction, params};
use time::OffsetDateTime;

use super::super::column::to_micros;
use super::super::connection::Failure;
use super::super::read;
use super::runs::{end_run, running};
use super::steps::end_step;
use crate::{
    DeliveryEnd, DeliveryId, DeliveryState, Error, NewDelivery, RunId, RunStatus, StepKind, StepStatus,
};

pub(crate) fn begin_delivery(
    transaction: &Transaction<'_>,
    id: RunId,
    new: &NewDelivery,
    now: OffsetDateTime,
) -> Result<DeliveryId, Failure> {
    let run = running(transaction, id)?;
    let steps = read::steps(transaction, id)?;
    if !steps.iter().any(|step| step.kind == StepKind::Deliver && step.status == StepStatus::Running) {
        return Err(Error::conflict(format!("step deliver of run {id} has not begun")).into());
    }
    if read::prepared(transaction, id)? != Some(new.file) {
        return Err(
            Error::conflict(format!("run {id} has prepared another file than {}", new.file.short())).into()
        );
    }
    // The unique index says the same; this says it with the state.
    let earlier =
        read::deliveries(transaction, id)?.into_iter().find(|one| one.state != DeliveryState::Failed);
    if let Some(earlier) = earlier {
        let text =
            format!("run {id} has a delivery already, which is {}; a run delivers once", earlier.state);
        return Err(Error::conflict(text).into());
    }
    let inserted = transaction.execute(
        "INSERT INTO delivery (run, flow, destination, file, state, started, target)
         VALUES (?1, ?2, ?3, ?4, 'started', ?5, ?6)",
        params![id.0, run.flow, new.destination, new.file.as_bytes(), to_micros(now), new.target],
    );
    match inserted {
        Ok(_) => Ok(DeliveryId(transaction.last_insert_rowid())),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
            Err(Error::conflict(format!("run {id} has a delivery already; a run delivers once")).into())
        }
        Err(error) => Err(error.into()),
    }
}

pub(crate) fn end_delivery(
    transaction: &Transaction<'_>,
    id: DeliveryId,
    end: &DeliveryEnd,
    now: OffsetDateTime,
) -> Result<(), Failure> {
    let found = transaction
        .query_row("SELECT run, state FROM delivery WHERE id = ?1", [id.0], |row| {
            Ok((RunId(row.get(0)?), row.get::<_, String>(1)?))
        })
        .optional()?;
    let (run, state) =
        found.ok_or_else(|| Error::not_found(format!("delivery {id} is not in the history")))?;
    if state != DeliveryState::Started.as_str() {
        return Err(Error::conflict(format!("delivery {id} of run {run} is {state} and has ended")).into());
    }
    let failure = end.failure();
    transaction.execute(
        "UPDATE delivery SET state = ?2, ended = ?3, failure_code = ?4, failure_message = ?5, failure_advice = ?6
         WHERE id = ?1",
        params![
            id.0,
            end.state().as_str(),
            to_micros(now),
            failure.map(|failure| &failure.code),
            failure.map(|failure| &failure.message),
            failure.and_then(|failure| failure.advice.as_ref()),
        ],
    )?;
    if *end == DeliveryEnd::Done {
        transaction.execute(
            "UPDATE step SET (output, output_bytes) = (SELECT file,
                (SELECT output_bytes FROM step AS maker WHERE maker.run = ?2 AND maker.output = delivery.file)
                FROM delivery WHERE id = ?1)
             WHERE run = ?2 AND kind = 'deliver'",
            params![id.0, run.0],
        )?;
        end_step(transaction, run, StepKind::Deliver, StepStatus::Done, now)?;
        end_run(transaction, run, RunStatus::Succeeded, None, now)?;
    }
    Ok(())
}
