//! Writes: PUT, DELETE and POST of the gradebook.

use std::sync::PoisonError;

use axum::body::Body;
use axum::http::{Response, StatusCode};
use oneroster_model::json::Decoder;
use oneroster_model::status::CodeMinor;
use oneroster_model::{Status, Value};
use serde_json::json;
use time::OffsetDateTime;

use super::answer::{Failure, begin_envelope, empty_response, json_response, push_name};
use super::endpoint::{Endpoint, Into};
use super::shared::{Exchange, Shared};
use super::store::{Put, Store, Stored};

/// Stores the record of the body under the identifier of the path.
pub(crate) fn put<T: Stored>(
    shared: &Shared,
    exchange: &Exchange,
    body: &[u8],
) -> Result<Response<Body>, Failure> {
    let mut envelope = object(body)?;
    let record = envelope.get_mut(T::SINGLE).map(Value::take);
    let record = read::<T>(shared, &record.ok_or_else(|| invalid(T::SINGLE))?)?;
    let id = exchange.ids.first().map_or("", String::as_str);
    if record.sourced_id().as_str() != id {
        return Err(invalid("sourcedId"));
    }
    let answers = &shared.personality.answers;
    let mut store = shared.store.write().unwrap_or_else(PoisonError::into_inner);
    let put = store.collection_mut::<T>().put(record.clone());
    let replaced = answers.replaced_status.filter(|_| put == Put::Replaced);
    let status = replaced.and_then(|status| StatusCode::from_u16(status).ok()).unwrap_or(StatusCode::CREATED);
    if !answers.put_returns_record {
        return Ok(empty_response(status));
    }
    let mut body = Vec::new();
    begin_envelope(&[], shared.version, &mut body);
    push_name(T::SINGLE, &mut body);
    shared.writer(None).record(&record, &mut body).map_err(|_| Failure::of_status(500))?;
    body.push(b'}');
    Ok(json_response(status, body))
}

/// Deletes the record of the path.
pub(crate) fn delete<T: Stored>(shared: &Shared, exchange: &Exchange) -> Result<Response<Body>, Failure> {
    let answers = &shared.personality.answers;
    let id = exchange.ids.first().map_or("", String::as_str);
    let mut store = shared.store.write().unwrap_or_else(PoisonError::into_inner);
    let collection = store.collection_mut::<T>();
    let unknown = || Failure::new(404, CodeMinor::UnknownObject).with_description(id.to_owned());
    if answers.keep_deleted {
        let mut record = collection.get(id).cloned().ok_or_else(unknown)?;
        *record.status_mut() = Some(Status::ToBeDeleted);
        *record.date_mut() = Some(OffsetDateTime::now_utc());
        collection.put(record);
    } else {
        collection.remove(id).ok_or_else(unknown)?;
    }
    let status = answers.deleted_status.and_then(|status| StatusCode::from_u16(status).ok());
    Ok(empty_response(status.unwrap_or(StatusCode::NO_CONTENT)))
}

/// Stores the records of the body under new identifiers, and tells which.
pub(crate) fn post<T: Stored>(
    shared: &Shared,
    endpoint: &Endpoint,
    into: Into,
    exchange: &Exchange,
    body: &[u8],
) -> Result<Response<Body>, Failure> {
    let mut envelope = object(body)?;
    let Some(Value::Array(records)) = envelope.get_mut(T::COLLECTION).map(Value::take) else {
        return Err(invalid(T::COLLECTION));
    };
    let mut store = shared.store.write().unwrap_or_else(PoisonError::into_inner);
    let unknown = || Failure::new(404, CodeMinor::UnknownObject);
    let place = place(&store, into, &exchange.ids()).ok_or_else(unknown)?;
    let mut read_records = Vec::with_capacity(records.len());
    for mut record in records {
        for (name, id) in &place {
            if let Some(members) = record.as_object_mut() {
                members.insert((*name).to_owned(), json!({ "sourcedId": id }));
            }
        }
        read_records.push(read::<T>(shared, &record)?);
    }
    let collection = store.collection_mut::<T>();
    let mut pairs = Vec::with_capacity(read_records.len());
    for mut record in read_records {
        let supplied = record.sourced_id().clone();
        let mut number = collection.order().len() + 1;
        let mut allocated = format!("{}-{number}", endpoint.kind.single());
        while collection.get(&allocated).is_some() {
            number += 1;
            allocated = format!("{}-{number}", endpoint.kind.single());
        }
        *record.id_mut() = allocated.as_str().into();
        collection.put(record);
        pairs.push(json!({ "suppliedSourcedId": supplied, "allocatedSourcedId": allocated }));
    }
    Ok(json_response(StatusCode::CREATED, json!({ "sourcedIdPairs": pairs }).to_string().into_bytes()))
}

/// The references that posted records get from the path; `None` if something in it does not exist.
fn place(store: &Store, into: Into, ids: &[&str]) -> Option<Vec<(&'static str, String)>> {
    let (first, second) = (ids.first()?, ids.get(1));
    let class = || {
        let class = store.classes.get(first)?;
        Some(vec![("class", class.sourced_id.as_str().to_owned())])
    };
    match into {
        Into::Class => {
            let mut place = class()?;
            let school = store.classes.get(first)?.school.as_ref();
            place.extend(school.map(|school| ("school", school.sourced_id.as_str().to_owned())));
            Some(place)
        }
        Into::ClassAndSession => {
            store.academic_sessions.get(second?)?;
            class()
        }
        Into::LineItem => store.line_items.get(first).map(|_| vec![("lineItem", (*first).to_owned())]),
        Into::School => store.orgs.get(first).map(|_| vec![("school", (*first).to_owned())]),
    }
}

fn object(body: &[u8]) -> Result<Value, Failure> {
    let value: Result<Value, _> = serde_json::from_slice(body);
    value.ok().filter(Value::is_object).ok_or_else(|| {
        Failure::new(400, CodeMinor::InvalidData).with_description("the body is no JSON object")
    })
}

fn invalid(member: &'static str) -> Failure {
    Failure::new(422, CodeMinor::InvalidData).with_description(member)
}

/// Reads a record tolerantly; what a store needs and a client may leave out is filled in.
fn read<T: Stored>(shared: &Shared, record: &Value) -> Result<T, Failure> {
    let decoded = Decoder::new(shared.version).record::<T>(record.to_string().as_bytes());
    let mut record = decoded.map_err(|_| invalid(T::SINGLE))?.value;
    record.status_mut().get_or_insert(Status::Active);
    record.date_mut().get_or_insert_with(OffsetDateTime::now_utc);
    Ok(record)
}
