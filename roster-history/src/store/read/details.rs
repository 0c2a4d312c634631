use std::collections::BTreeMap;
use std::io::Read as _;

use flate2::read::DeflateDecoder;
use rusqlite::{Row, Transaction, params};

use super::super::column::{at, file, get, json, number, optional_at, optional_number, word};
use super::super::connection::Failure;
use crate::{
    Body, ChangeKind, CodeFindings, Decided, Delivered, Difference, DifferenceSample, Error, Exchange,
    ExchangeEntry, ExchangeId, FindingRecord, GuardDecision, GuardReason, Message, RunId, ScheduleState,
    StepKind,
};

pub(crate) fn guard(transaction: &Transaction<'_>, run: RunId) -> Result<Option<GuardDecision>, Failure> {
    let mut statement = transaction.prepare("SELECT * FROM guard WHERE run = ?1")?;
    let mut found = statement.query_and_then([run.0], |row| read_guard(row, run))?;
    found.next().transpose()
}

fn read_guard(row: &Row<'_>, run: RunId) -> Result<GuardDecision, Failure> {
    let held: Vec<(String, String)> = json(row, "held")?;
    let decided = match optional_at(row, "decided")? {
        Some(at) => Some(Decided {
            at,
            who: get(row, "who")?,
            reason: get(row, "reason")?,
            approved: get(row, "approved")?,
        }),
        None => None,
    };
    let held = held.into_iter().map(|(code, message)| GuardReason { code, message }).collect();
    Ok(GuardDecision { run, at: at(row, "at")?, held, decided })
}

pub(crate) fn differences(transaction: &Transaction<'_>, run: RunId) -> Result<Vec<Difference>, Failure> {
    let mut statement = transaction.prepare("SELECT * FROM difference WHERE run = ?1 ORDER BY sequence")?;
    let found = statement.query_and_then([run.0], |row| {
        let samples: Vec<(String, String)> = json(row, "samples")?;
        let sample = |(kind, key): (String, String)| {
            let kind: ChangeKind = kind.parse().map_err(|_| Error::corrupt_cell("samples"))?;
            Ok(DifferenceSample { kind, key })
        };
        Ok(Difference {
            file: get(row, "file")?,
            added: number(row, "added")?,
            changed: number(row, "changed")?,
            removed: number(row, "removed")?,
            samples: samples.into_iter().map(sample).collect::<Result<_, Failure>>()?,
        })
    })?;
    found.collect()
}

pub(crate) fn findings(
    transaction: &Transaction<'_>,
    run: RunId,
    step: StepKind,
) -> Result<Vec<CodeFindings>, Failure> {
    let mut samples: BTreeMap<String, Vec<FindingRecord>> = BTreeMap::new();
    let mut statement =
        transaction.prepare("SELECT * FROM finding WHERE run = ?1 AND step = ?2 ORDER BY sequence")?;
    for record in statement.query_and_then(params![run.0, step.as_str()], read_finding)? {
        let record = record?;
        samples.entry(record.code.clone()).or_default().push(record);
    }
    // The worst first, then by their number.
    let mut statement = transaction.prepare(
        "SELECT * FROM finding_code WHERE run = ?1 AND step = ?2
         ORDER BY CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, count DESC, code",
    )?;
    let groups = statement.query_and_then(params![run.0, step.as_str()], |row| {
        let code: String = get(row, "code")?;
        Ok(CodeFindings {
            samples: samples.remove(&code).unwrap_or_default(),
            code,
            severity: get(row, "severity")?,
            title: get(row, "title")?,
            advice: get(row, "advice")?,
            count: number(row, "count")?,
            dropped: number(row, "dropped")?,
        })
    })?;
    groups.collect()
}

fn read_finding(row: &Row<'_>) -> Result<FindingRecord, Failure> {
    Ok(FindingRecord {
        code: get(row, "code")?,
        severity: get(row, "severity")?,
        action: get(row, "action")?,
        entity: get(row, "entity")?,
        key: get(row, "key")?,
        file: get(row, "file")?,
        line: optional_number(row, "line")?,
        column: optional_number(row, "number")?,
        field: get(row, "field")?,
        message: get(row, "message")?,
    })
}

/// The columns of a list; those with headers and bodies stay on the disk.
const ENTRY: &str =
    "SELECT id, run, step, sequence, at, method, url, status, milliseconds, failure, request_length,
    request_kept, response_length, response_kept FROM exchange ";

pub(crate) fn exchanges(
    transaction: &Transaction<'_>,
    run: RunId,
    step: StepKind,
) -> Result<Vec<ExchangeEntry>, Failure> {
    let mut statement =
        transaction.prepare(&format!("{ENTRY} WHERE run = ?1 AND step = ?2 ORDER BY sequence"))?;
    statement.query_and_then(params![run.0, step.as_str()], read_entry)?.collect()
}

pub(crate) fn exchange(transaction: &Transaction<'_>, id: ExchangeId) -> Result<Exchange, Failure> {
    let mut statement = transaction.prepare("SELECT * FROM exchange WHERE id = ?1")?;
    let mut found = statement.query_and_then([id.0], |row| {
        Ok(Exchange {
            entry: read_entry(row)?,
            request: Message { headers: json(row, "request_headers")?, body: read_body(row, "request")? },
            response: Message { headers: json(row, "response_headers")?, body: read_body(row, "response")? },
        })
    })?;
    found
        .next()
        .unwrap_or_else(|| Err(Error::not_found(format!("exchange {id} is not in the history")).into()))
}

fn read_entry(row: &Row<'_>) -> Result<ExchangeEntry, Failure> {
    let (request_length, response_length) = (number(row, "request_length")?, number(row, "response_length")?);
    let (request_kept, response_kept): (u64, u64) =
        (number(row, "request_kept")?, number(row, "response_kept")?);
    Ok(ExchangeEntry {
        id: ExchangeId(get(row, "id")?),
        run: RunId(get(row, "run")?),
        step: word(row, "step")?,
        sequence: number(row, "sequence")?,
        at: at(row, "at")?,
        method: get(row, "method")?,
        url: get(row, "url")?,
        status: optional_number(row, "status")?,
        milliseconds: number(row, "milliseconds")?,
        failure: get(row, "failure")?,
        request_length,
        response_length,
        truncated: request_kept < request_length || response_kept < response_length,
    })
}

fn read_body(row: &Row<'_>, side: &str) -> Result<Body, Failure> {
    let column = format!("{side}_body");
    let compressed: Vec<u8> = get(row, &column)?;
    let kept: u64 = number(row, &format!("{side}_kept"))?;
    let mut bytes = Vec::new();
    // One byte more than there should be tells whether the cell is ours.
    let read = DeflateDecoder::new(compressed.as_slice()).take(kept + 1).read_to_end(&mut bytes);
    if read.is_err() || bytes.len() as u64 != kept {
        return Err(Error::corrupt_cell(&column).into());
    }
    Ok(Body::beginning(bytes, number(row, &format!("{side}_length"))?))
}

pub(crate) fn last_delivered(
    transaction: &Transaction<'_>,
    flow: &str,
    destination: &str,
) -> Result<Option<Delivered>, Failure> {
    // By number, not by time: clocks are set back now and then.
    let mut statement = transaction.prepare(
        "SELECT run, file, ended FROM delivery WHERE flow = ?1 AND destination = ?2 AND state = 'done'
         ORDER BY id DESC LIMIT 1",
    )?;
    let mut found = statement.query_and_then([flow, destination], |row| {
        Ok(Delivered { run: RunId(get(row, "run")?), file: file(row, "file")?, at: at(row, "ended")? })
    })?;
    found.next().transpose()
}

pub(crate) fn schedule_state(
    transaction: &Transaction<'_>,
    flow: &str,
) -> Result<Option<ScheduleState>, Failure> {
    let mut statement = transaction.prepare("SELECT * FROM schedule WHERE flow = ?1")?;
    let mut found = statement.query_and_then([flow], |row| {
        let run: Option<i64> = get(row, "run")?;
        Ok(ScheduleState { last_due: at(row, "last_due")?, run: run.map(RunId) })
    })?;
    found.next().transpose()
}
