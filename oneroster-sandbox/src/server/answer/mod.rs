//! Answers: bodies, headers, error payloads.

mod failure;
mod links;
mod shape;
mod write;

pub(crate) use failure::Failure;
pub(crate) use links::{Location, PagePosition, link_header};
pub(crate) use shape::Shape;
pub(crate) use write::{RecordWriter, begin_envelope, push_member, push_name};

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};

/// An answer with a JSON body.
pub(crate) fn json_response(status: StatusCode, body: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// An answer without a body.
pub(crate) fn empty_response(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}
