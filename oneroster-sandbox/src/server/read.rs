//! Reads: collections and single records.

use std::sync::PoisonError;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};
use oneroster_model::Version;
use oneroster_model::json::Service;
use oneroster_model::query::Fields;
use oneroster_model::status::{CodeMajor, CodeMinor, StatusInfo, StatusSeverity};
use serde_json::json;

use super::answer::{
    Failure, Location, PagePosition, begin_envelope, empty_response, json_response, link_header, push_member,
    push_name,
};
use super::endpoint::{Endpoint, View};
use super::faults::{BodyFault, LinkFault};
use super::personality::{Answers, Counted, EmptyForm, SingleForm, Total};
use super::query::{Parameters, Source, Wanted, fields};
use super::shared::{Exchange, Shared};
use super::store::Stored;

/// Answers with a page of a collection.
pub(crate) fn list<T: Stored>(
    shared: &Shared,
    endpoint: &Endpoint,
    view: View,
    exchange: &Exchange,
) -> Result<Response<Body>, Failure> {
    let personality = &shared.personality;
    let version = shared.version;
    let parameters = Parameters::read(exchange.query(), personality.query.any_case);
    let wanted = Wanted::read::<T>(&parameters, version, &personality.paging, &personality.query)?;
    if exchange.plan.change || exchange.plan.move_last {
        change::<T>(shared, exchange);
    }

    let store = shared.store.read().unwrap_or_else(PoisonError::into_inner);
    let ids = exchange.ids();
    let view = match view {
        View::Students if personality.answers.teachers_among_students => View::StudentsAndTeachers,
        View::Schools if personality.answers.orgs_among_schools => View::All,
        view => view,
    };
    let source = Source { kind: endpoint.kind, view, ids: &ids };
    let selected = shared.selections.select::<T>(&store, source, &wanted, version)?;
    let Some(selected) = selected else {
        // Rostering of 1.2 declares no 404 for collections, and consumers want an empty list there.
        if endpoint.service != Service::Rostering {
            return Err(Failure::new(404, CodeMinor::UnknownObject));
        }
        return page(shared, endpoint, exchange, &wanted, Counts::default(), |out, _| {
            out.extend_from_slice(b"[]");
            Ok(0)
        });
    };
    refuse_bad_records(endpoint, exchange, &wanted, selected.len::<T>(&store))?;
    let writer = shared.writer(wanted.fields.clone());
    let counts = Counts { matching: selected.len::<T>(&store), all: store.collection::<T>().order().len() };
    page(shared, endpoint, exchange, &wanted, counts, |out, limit| {
        let records = selected.page::<T>(&store, wanted.offset, limit);
        if exchange.plan.duplicate {
            let records: Vec<&T> = records.collect();
            let again = records.last().copied();
            return writer.list(records.into_iter().chain(again), out);
        }
        writer.list(records, out)
    })
}

/// Refuses a page that holds a record which cannot be served.
fn refuse_bad_records(
    endpoint: &Endpoint,
    exchange: &Exchange,
    wanted: &Wanted,
    total: usize,
) -> Result<(), Failure> {
    let page = wanted.offset..wanted.offset.saturating_add(wanted.limit).min(total);
    for (status, resource, record) in &exchange.plan.bad_records {
        let is_here = resource.as_deref().is_none_or(|resource| resource == endpoint.resource());
        if is_here && usize::try_from(*record).is_ok_and(|record| page.contains(&record)) {
            return Err(Failure::of_status(*status));
        }
    }
    Ok(())
}

/// How many records there are.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    /// Those that are asked for.
    matching: usize,
    /// Those of the whole collection.
    all: usize,
}

/// Writes envelope and headers around the records of a page.
fn page(
    shared: &Shared,
    endpoint: &Endpoint,
    exchange: &Exchange,
    wanted: &Wanted,
    counts: Counts,
    records: impl FnOnce(&mut Vec<u8>, usize) -> Result<usize, serde_json::Error>,
) -> Result<Response<Body>, Failure> {
    let total = counts.matching;
    let paging = &shared.personality.paging;
    let answers = &shared.personality.answers;
    let plan = &exchange.plan;
    if total == 0 {
        match answers.empty {
            EmptyForm::List | EmptyForm::Null => {}
            EmptyForm::Object => return Ok(json_response(StatusCode::OK, b"{}".to_vec())),
            EmptyForm::NoContent => return Ok(empty_response(StatusCode::NO_CONTENT)),
            EmptyForm::NotFound => return Err(Failure::new(404, CodeMinor::UnknownObject)),
        }
    }
    let counted = match paging.counted {
        Counted::Matching => total,
        Counted::Page => wanted.limit.min(total.saturating_sub(wanted.offset)),
        Counted::Unfiltered => counts.all,
    };
    let told = counted.saturating_add_signed(plan.total as isize);
    let position = PagePosition { limit: wanted.limit, offset: wanted.offset, total };
    let location = Location { origin: &shared.origin, path: &exchange.path, query: exchange.query() };
    let next = next_url(shared, exchange, position, location);

    let mut limit = wanted.limit;
    if plan.omit {
        limit = limit.min(total.saturating_sub(wanted.offset)).saturating_sub(1);
    }
    if plan.body == BodyFault::Empty {
        limit = 0;
    }
    let records = |body: &mut Vec<u8>| records(body, limit).map_err(|_| Failure::of_status(500));
    let mut body = Vec::with_capacity(256 * limit.min(total.saturating_sub(wanted.offset)) + 256);
    let count = if plan.body == BodyFault::NoKey {
        push_envelope_without_key(&mut body);
        0
    } else if answers.bare_collections {
        records(&mut body)?
    } else {
        begin_envelope(&wanted.warnings, shared.version, &mut body);
        push_name(shared.collection_key(endpoint), &mut body);
        let count = if total == 0 && answers.empty == EmptyForm::Null {
            body.extend_from_slice(b"null");
            0
        } else {
            records(&mut body)?
        };
        push_beside(answers, &mut body);
        push_totals(paging.total, position, told, location, next.as_deref(), shared, &mut body);
        body.push(b'}');
        count
    };

    let mut response = json_response(StatusCode::OK, body);
    let headers = response.headers_mut();
    let mut set = |name: &str, value: String| {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            headers.insert(name, value);
        }
    };
    if !plan.no_total {
        if paging.total == Total::Header {
            set("x-total-count", told.to_string());
        }
        paging.total_headers.iter().for_each(|name| set(name, told.to_string()));
    }
    paging.count_headers.iter().for_each(|name| set(name, count.to_string()));
    if paging.echo_headers {
        let [limit_name, offset_name] = &paging.parameter_names;
        set(limit_name, wanted.limit.to_string());
        set(offset_name, wanted.offset.to_string());
    }
    if let Some(name) = &paging.revision_header {
        set(name, (1 + shared.revision()).to_string());
    }
    if plan.link != LinkFault::Absent
        && let Some(links) = link_header(paging, location, position, next)
    {
        set("link", links);
    }
    Ok(response)
}

/// Writes what a server puts beside the records.
fn push_beside(answers: &Answers, body: &mut Vec<u8>) {
    for (name, value) in &answers.beside {
        body.push(b',');
        push_member(name, value, body);
    }
    if answers.status_on_success {
        let good = StatusInfo::new(200, CodeMajor::Success, StatusSeverity::Status, CodeMinor::FullSuccess);
        body.push(b',');
        push_member("imsx_statusInfo", &good.to_json(Version::V1_2), body);
    }
}

fn push_envelope_without_key(body: &mut Vec<u8>) {
    body.push(b'{');
    push_member("result", &json!("ok"), body);
    body.push(b'}');
}

/// The URL of the next page, if the answer tells of one.
fn next_url(
    shared: &Shared,
    exchange: &Exchange,
    position: PagePosition,
    location: Location<'_>,
) -> Option<String> {
    let paging = &shared.personality.paging;
    let here = || location.page_url(paging, position.limit, position.offset);
    let next = position.next();
    match exchange.plan.link {
        LinkFault::Loop => Some(here()),
        LinkFault::CrossOrigin => {
            let elsewhere = Location { origin: &shared.foreign_origin, ..location };
            Some(elsewhere.page_url(paging, position.limit, next.unwrap_or(position.offset)))
        }
        _ => match next {
            None if paging.next_on_last_page => Some(here()),
            next => next.map(|offset| location.page_url(paging, position.limit, offset)),
        },
    }
}

/// Writes totals into the body, for servers that do so.
fn push_totals(
    total: Total,
    position: PagePosition,
    told: usize,
    location: Location<'_>,
    next: Option<&str>,
    shared: &Shared,
    body: &mut Vec<u8>,
) {
    let limit = position.limit.max(1);
    let members = match total {
        Total::Header | Total::Absent => return,
        Total::Body => json!({ "total": told, "limit": limit, "offset": position.offset }),
        Total::BodyCounts => json!({
            "totalCount": told,
            "pageCount": told.div_ceil(limit),
            "pageNumber": position.offset / limit + 1,
            "offset": position.offset,
            "limit": limit,
        }),
        Total::BodyPagination => {
            let url = |offset| location.page_url(&shared.personality.paging, limit, offset);
            json!({ "pagination": {
                "first": url(0),
                "previous": position.previous().map(url),
                "current": url(position.offset),
                "next": next,
                "last": url(position.last()),
            } })
        }
    };
    for (name, value) in members.as_object().into_iter().flatten() {
        body.push(b',');
        push_member(name, value, body);
    }
}

/// Lets the data change before a page is read.
fn change<T: Stored>(shared: &Shared, exchange: &Exchange) {
    let mut store = shared.store.write().unwrap_or_else(PoisonError::into_inner);
    let collection = store.collection_mut::<T>();
    let length = collection.order().len();
    if exchange.plan.move_last {
        collection.move_to(length.saturating_sub(1), 0);
    }
    let first = collection.order().first().and_then(|slot| collection.at(*slot));
    if exchange.plan.change
        && let Some(id) = first.map(|record| record.sourced_id().as_str().to_owned())
    {
        collection.remove(&id);
    }
}

/// Answers with one record.
pub(crate) fn one<T: Stored>(
    shared: &Shared,
    endpoint: &Endpoint,
    view: View,
    exchange: &Exchange,
) -> Result<Response<Body>, Failure> {
    let parameters = Parameters::read(exchange.query(), shared.personality.query.any_case);
    let mut warnings = Vec::new();
    let fields: Option<Fields> =
        fields::<T>(&parameters, shared.version, &shared.personality.query, &mut warnings)?;
    let store = shared.store.read().unwrap_or_else(PoisonError::into_inner);
    let id = exchange.ids.first().map_or("", String::as_str);
    let record = store.collection::<T>().get(id).filter(|record| view.shows(*record));
    let Some(record) = record else {
        return Err(Failure::new(404, CodeMinor::UnknownObject).with_description(id.to_owned()));
    };

    let writer = shared.writer(fields);
    let mut body = Vec::new();
    let form = shared.personality.answers.singles;
    if form != SingleForm::Bare {
        begin_envelope(&warnings, shared.version, &mut body);
        push_name(shared.single_key(endpoint), &mut body);
    }
    match form {
        SingleForm::ListOfOne => writer.list(std::iter::once(record), &mut body).map(|_| ()),
        _ => writer.record(record, &mut body),
    }
    .map_err(|_| Failure::of_status(500))?;
    if form != SingleForm::Bare {
        body.push(b'}');
    }
    Ok(json_response(StatusCode::OK, body))
}
