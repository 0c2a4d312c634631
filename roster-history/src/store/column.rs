//! Cells of the database and the types that they stand for.

use std::str::FromStr;

use rusqlite::Row;
use rusqlite::types::FromSql;
use serde::Serialize;
use serde::de::DeserializeOwned;
use time::OffsetDateTime;

use super::connection::Failure;
use crate::{Counts, Error, FailureRecord, FileId};

pub(super) fn to_micros(at: OffsetDateTime) -> i64 {
    // Years from -9999 to 9999 fit.
    (at.unix_timestamp_nanos() / 1000) as i64
}

/// Numbers beyond 2^63 do not occur: they count rows and bytes.
pub(super) fn to_integer(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Maps and lists of texts and numbers always have a JSON form.
pub(super) fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

pub(super) fn get<T: FromSql>(row: &Row<'_>, column: &str) -> Result<T, Failure> {
    Ok(row.get(column)?)
}

pub(super) fn number<T: TryFrom<i64>>(row: &Row<'_>, column: &str) -> Result<T, Failure> {
    let number: i64 = row.get(column)?;
    T::try_from(number).map_err(|_| Error::corrupt_cell(column).into())
}

pub(super) fn optional_number<T: TryFrom<i64>>(row: &Row<'_>, column: &str) -> Result<Option<T>, Failure> {
    let number: Option<i64> = row.get(column)?;
    number.map(|number| T::try_from(number).map_err(|_| Error::corrupt_cell(column).into())).transpose()
}

pub(super) fn word<T: FromStr>(row: &Row<'_>, column: &str) -> Result<T, Failure> {
    let text: String = row.get(column)?;
    text.parse().map_err(|_| Error::corrupt_cell(column).into())
}

pub(super) fn at(row: &Row<'_>, column: &str) -> Result<OffsetDateTime, Failure> {
    optional_at(row, column)?.ok_or_else(|| Error::corrupt_cell(column).into())
}

pub(super) fn optional_at(row: &Row<'_>, column: &str) -> Result<Option<OffsetDateTime>, Failure> {
    let micros: Option<i64> = row.get(column)?;
    let time = |micros| OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1000);
    micros.map(time).transpose().map_err(|_| Error::corrupt_cell(column).into())
}

pub(super) fn file(row: &Row<'_>, column: &str) -> Result<FileId, Failure> {
    optional_file(row, column)?.ok_or_else(|| Error::corrupt_cell(column).into())
}

pub(super) fn optional_file(row: &Row<'_>, column: &str) -> Result<Option<FileId>, Failure> {
    let sha256: Option<[u8; 32]> = row.get(column)?;
    Ok(sha256.map(FileId::from_bytes))
}

pub(super) fn json<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> Result<T, Failure> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|_| Error::corrupt_cell(column).into())
}

pub(super) fn counts(row: &Row<'_>, column: &str) -> Result<Counts, Failure> {
    json(row, column)
}

/// Reads the columns `failure_code`, `failure_message` and `failure_advice`.
pub(super) fn failure(row: &Row<'_>) -> Result<Option<FailureRecord>, Failure> {
    let code: Option<String> = row.get("failure_code")?;
    let Some(code) = code else {
        return Ok(None);
    };
    let message: Option<String> = row.get("failure_message")?;
    Ok(Some(FailureRecord { code, message: message.unwrap_or_default(), advice: row.get("failure_advice")? }))
}
