use std::io::Write as _;

use flate2::Compression;
use flate2::write::DeflateEncoder;
use rusqlite::{ErrorCode, Transaction, params};
use time::OffsetDateTime;

use super::super::column::{to_integer, to_json, to_micros};
use super::super::connection::Failure;
use super::super::read;
use crate::{
    BodyLimit, CodeFindings, Counts, Difference, Error, FindingRecord, Message, NewExchange, RunId, StepKind,
};

pub(crate) fn set_summary(transaction: &Transaction<'_>, run: RunId, counts: &Counts) -> Result<(), Failure> {
    let found = read::run(transaction, run)?;
    if found.status.is_final() {
        return Err(Error::conflict(format!("run {run} is {}, its summary stays", found.status)).into());
    }
    let mut summary = found.summary;
    summary.extend(counts.iter().map(|(name, count)| (name.clone(), *count)));
    transaction.execute("UPDATE run SET summary = ?2 WHERE id = ?1", params![run.0, to_json(&summary)])?;
    Ok(())
}

pub(crate) fn set_differences(
    transaction: &Transaction<'_>,
    run: RunId,
    differences: &[Difference],
) -> Result<(), Failure> {
    read::run(transaction, run)?;
    transaction.execute("DELETE FROM difference WHERE run = ?1", [run.0])?;
    for (sequence, difference) in (0_i64..).zip(differences) {
        let samples = difference.samples.iter().take(Difference::SAMPLES);
        let samples: Vec<(&str, &str)> = samples.map(|one| (one.kind.as_str(), one.key.as_str())).collect();
        transaction.execute(
            "INSERT INTO difference (run, sequence, file, added, changed, removed, samples)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                run.0,
                sequence,
                difference.file,
                to_integer(difference.added),
                to_integer(difference.changed),
                to_integer(difference.removed),
                to_json(&samples),
            ],
        )?;
    }
    Ok(())
}

pub(crate) fn add_findings(
    transaction: &Transaction<'_>,
    run: RunId,
    step: StepKind,
    groups: &[CodeFindings],
) -> Result<(), Failure> {
    read::run(transaction, run)?;
    for group in groups {
        let added = transaction.execute(
            "INSERT INTO finding_code (run, step, code, severity, title, advice, count, dropped)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (run, step, code) DO UPDATE SET
                count = count + excluded.count,
                dropped = dropped + excluded.dropped,
                -- The worst is the first in this list.
                severity = CASE WHEN 'error' IN (severity, excluded.severity) THEN 'error'
                    WHEN 'warning' IN (severity, excluded.severity) THEN 'warning' ELSE 'info' END",
            params![
                run.0,
                step.as_str(),
                group.code,
                group.severity,
                group.title,
                group.advice,
                to_integer(group.count),
                to_integer(group.dropped),
            ],
        );
        match added {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
                return Err(Error::invalid("the severity of a finding is info, warning or error").into());
            }
            added => added?,
        };
        let select = "SELECT count(*) FROM finding WHERE run = ?1 AND step = ?2 AND code = ?3";
        let kept: u32 =
            transaction.query_row(select, params![run.0, step.as_str(), group.code], |row| row.get(0))?;
        let room = CodeFindings::SAMPLES.saturating_sub(kept as usize);
        for (sequence, record) in (i64::from(kept) + 1..).zip(group.samples.iter().take(room)) {
            insert_finding(transaction, run, step, &group.code, sequence, record)?;
        }
    }
    Ok(())
}

fn insert_finding(
    transaction: &Transaction<'_>,
    run: RunId,
    step: StepKind,
    code: &str,
    sequence: i64,
    record: &FindingRecord,
) -> Result<(), Failure> {
    transaction.execute(
        "INSERT INTO finding (run, step, code, sequence, severity, action, entity, key, file, line, number, field, message)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        params![
            run.0,
            step.as_str(),
            code,
            sequence,
            record.severity,
            record.action,
            record.entity,
            record.key,
            record.file,
            record.line.map(to_integer),
            record.column,
            record.field,
            record.message,
        ],
    )?;
    Ok(())
}

pub(crate) fn add_exchanges(
    transaction: &Transaction<'_>,
    run: RunId,
    step: StepKind,
    exchanges: &[NewExchange],
    limit: BodyLimit,
) -> Result<(), Failure> {
    read::run(transaction, run)?;
    let select = "SELECT coalesce(max(sequence), 0) FROM exchange WHERE run = ?1 AND step = ?2";
    let last: i64 = transaction.query_row(select, params![run.0, step.as_str()], |row| row.get(0))?;
    for (sequence, exchange) in (last + 1..).zip(exchanges) {
        let (request, response) =
            (Packed::new(&exchange.request, limit), Packed::new(&exchange.response, limit));
        transaction.execute(
            "INSERT INTO exchange (run, step, sequence, at, method, url, status, milliseconds, failure,
                request_length, request_kept, response_length, response_kept,
                request_headers, response_headers, request_body, response_body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
            params![
                run.0,
                step.as_str(),
                sequence,
                to_micros(exchange.at),
                exchange.method,
                exchange.url,
                exchange.status,
                to_integer(exchange.milliseconds),
                exchange.failure,
                request.length,
                request.kept,
                response.length,
                response.kept,
                request.headers,
                response.headers,
                request.body,
                response.body,
            ],
        )?;
    }
    Ok(())
}

/// A message as it lies in the database.
struct Packed {
    length: i64,
    kept: i64,
    headers: String,
    body: Vec<u8>,
}

impl Packed {
    fn new(message: &Message, limit: BodyLimit) -> Self {
        let bytes = message.body.bytes();
        let kept = bytes.get(..limit.bytes()).unwrap_or(bytes);
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        // Writing into memory does not fail.
        let body = encoder.write_all(kept).and_then(|()| encoder.finish()).unwrap_or_default();
        Self {
            length: to_integer(message.body.length()),
            kept: to_integer(kept.len() as u64),
            headers: to_json(&message.headers),
            body,
        }
    }
}

pub(crate) fn set_schedule_state(
    transaction: &Transaction<'_>,
    flow: &str,
    last_due: OffsetDateTime,
) -> Result<(), Failure> {
    put_schedule_state(transaction, flow, last_due, None)
}

pub(super) fn put_schedule_state(
    transaction: &Transaction<'_>,
    flow: &str,
    last_due: OffsetDateTime,
    run: Option<RunId>,
) -> Result<(), Failure> {
    transaction.execute(
        "INSERT INTO schedule (flow, last_due, run) VALUES (?1, ?2, ?3)
         ON CONFLICT (flow) DO UPDATE SET last_due = excluded.last_due, run = excluded.run",
        params![flow, to_micros(last_due), run.map(RunId::number)],
    )?;
    Ok(())
}
