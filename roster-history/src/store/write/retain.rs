use rusqlite::{Transaction, params};
use time::{Duration, OffsetDateTime};

use super::super::column::to_micros;
use super::super::connection::Failure;
use crate::{FileId, RetentionRules};

/// So many runs go in one transaction: others can write in between.
const BATCH: i64 = 50;

/// Deletes some of the runs that the rules do not keep; returns how many, 0 when none is left.
pub(crate) fn delete_runs(
    transaction: &Transaction<'_>,
    rules: &RetentionRules,
    now: OffsetDateTime,
) -> Result<u64, Failure> {
    let oldest = rules.keep_days.and_then(|days| now.checked_sub(Duration::days(i64::from(days))));
    let deleted = transaction.execute(
        "DELETE FROM run WHERE id IN (
            SELECT id FROM (
                SELECT id, ended, row_number() OVER (PARTITION BY flow ORDER BY id DESC) AS place
                FROM run WHERE status IN ('succeeded', 'failed', 'discarded')
            )
            WHERE (ended < ?1 OR place > ?2) AND id NOT IN (
                SELECT run FROM delivery WHERE id IN (
                    SELECT max(id) FROM delivery WHERE state = 'done' GROUP BY flow, destination
                )
            )
            ORDER BY id LIMIT ?3
        )",
        params![oldest.map(to_micros), rules.keep_runs.map(i64::from), BATCH],
    )?;
    Ok(deleted as u64)
}

/// Tells whether a run needs this file.
pub(crate) fn is_referenced(transaction: &Transaction<'_>, file: &FileId) -> Result<bool, Failure> {
    let select = "SELECT EXISTS (SELECT 1 FROM step WHERE output = ?1)
        OR EXISTS (SELECT 1 FROM delivery WHERE file = ?1)";
    Ok(transaction.query_row(select, [file.as_bytes()], |row| row.get(0))?)
}
