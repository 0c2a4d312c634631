//! A server in memory.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeMap;
use std::fmt;
use std::io::{Cursor, Read};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use http::StatusCode;
use oneroster_client::transport::{Request, Response, Transport, TransportError};
use oneroster_client::{Client, Endpoints, Paging, RetryPolicy};
use oneroster_csv::package::{OpenOptions, Package};
use oneroster_model::Version;
use roster_flow::{Error, Fetch, Fetched};
use serde_json::{Value, json};

type Twist = dyn Fn(usize, &Request) -> Option<Response> + Send + Sync;

/// Records by collection, served page by page.
#[derive(Clone)]
pub(crate) struct Server {
    records: BTreeMap<&'static str, Vec<Value>>,
    twist: Arc<Twist>,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// A school with a class, its teacher and two students; one class is gone.
    pub(crate) fn new() -> Self {
        let user = |id: &str, role: &str| {
            json!({"sourcedId": id, "status": "active", "dateLastModified": "2026-08-17T06:00:00.000Z",
                "enabledUser": "true", "username": id, "givenName": "Ada", "familyName": "Example",
                "role": role, "orgs": [{"sourcedId": "o1"}], "password": "S3CR3T"})
        };
        let enrollment = |user: &str, role: &str| {
            json!({"sourcedId": format!("e-{user}"), "status": "active", "role": role,
                "dateLastModified": "2026-08-18T09:00:00.000Z", "user": {"sourcedId": user},
                "class": {"sourcedId": "c1"}, "school": {"sourcedId": "o1"}})
        };
        let class = |id: &str, status: &str| {
            json!({"sourcedId": id, "status": status, "dateLastModified": "2026-08-17T06:00:00.000Z",
                "title": "Algebra", "classType": "scheduled", "course": {"sourcedId": "k1"},
                "school": {"sourcedId": "o1"}, "terms": [{"sourcedId": "t1"}],
                "metadata": {"house": "blue"}})
        };
        let records = BTreeMap::from([
            ("orgs", vec![json!({"sourcedId": "o1", "name": "North", "type": "school"})]),
            (
                "academicSessions",
                vec![json!({"sourcedId": "t1", "title": "Fall", "type": "term", "schoolYear": "2027",
                    "startDate": "2026-08-17", "endDate": "2027-01-15"})],
            ),
            ("courses", vec![json!({"sourcedId": "k1", "title": "Algebra", "org": {"sourcedId": "o1"}})]),
            ("classes", vec![class("c1", "active"), class("c2", "tobedeleted")]),
            ("users", vec![user("u1", "teacher"), user("u2", "student"), user("u3", "student")]),
            (
                "enrollments",
                vec![enrollment("u1", "teacher"), enrollment("u2", "student"), enrollment("u3", "student")],
            ),
            ("students", vec![user("u2", "student"), user("u3", "student")]),
            ("teachers", vec![user("u1", "teacher"), user("u2", "teacher")]),
            ("demographics", vec![json!({"sourcedId": "u2", "sex": "female"})]),
        ]);
        Self { records, twist: Arc::new(|_, _| None), requests: Arc::default() }
    }

    /// Answers some requests in another way; the function is given the number of the request, from 0.
    pub(crate) fn twist(
        mut self,
        twist: impl Fn(usize, &Request) -> Option<Response> + Send + Sync + 'static,
    ) -> Self {
        self.twist = Arc::new(twist);
        self
    }

    /// Path and query of the requests so far.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    pub(crate) fn fetch(&self) -> Fetch {
        let endpoints = Endpoints::v1_1("https://sis.example/ims/oneroster/v1p1").unwrap();
        let client = Client::builder(endpoints)
            .transport(Arc::new(self.clone()))
            .retry(RetryPolicy::never())
            .paging(Paging::default().page_size(2))
            .build()
            .unwrap();
        Fetch::new(client)
    }

    fn page(&self, request: &Request) -> Response {
        let collection = request.url.path().rsplit('/').next().unwrap();
        let Some(records) = self.records.get(collection) else { return status(404) };
        let number = |name: &str| {
            let pairs = request.url.query_pairs();
            pairs.filter(|(key, _)| key == name).find_map(|(_, value)| value.parse().ok())
        };
        let (offset, limit) = (number("offset").unwrap_or(0), number("limit").unwrap_or(100));
        let page: Vec<&Value> = records.iter().skip(offset).take(limit).collect();
        let mut response = Response::new(StatusCode::OK, json!({ collection: page }).to_string());
        response.headers.insert("x-total-count", records.len().to_string().parse().unwrap());
        response.headers.insert("date", "Tue, 18 Aug 2026 10:00:00 GMT".parse().unwrap());
        response
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Server")
    }
}

#[async_trait]
impl Transport for Server {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let number = {
            let mut requests = self.requests.lock().unwrap();
            let path = request.url.path().rsplit('/').next().unwrap();
            requests.push(format!("{path}?{}", request.url.query().unwrap_or_default()));
            requests.len() - 1
        };
        tokio::task::yield_now().await;
        Ok((self.twist)(number, &request).unwrap_or_else(|| self.page(&request)))
    }
}

pub(crate) fn status(code: u16) -> Response {
    Response::new(StatusCode::from_u16(code).unwrap(), "")
}

/// Fetches into memory.
pub(crate) async fn fetched(fetch: Fetch) -> Result<(Files, Fetched), Error> {
    let (sink, fetched) = fetch.write(Cursor::new(Vec::new())).await?;
    Ok((Files::of(sink), fetched))
}

/// The texts of a package.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Files(pub(crate) BTreeMap<String, String>, pub(crate) Vec<u8>);

impl Files {
    fn of(sink: Cursor<Vec<u8>>) -> Self {
        let bytes = sink.get_ref().clone();
        let package = Package::from_reader(sink, &OpenOptions::default()).unwrap();
        let version: Version = package.version();
        let mut files = BTreeMap::new();
        for file in oneroster_csv::File::of(version) {
            if let Some(mut member) = package.open_member(file).unwrap() {
                let mut text = String::new();
                member.read_to_string(&mut text).unwrap();
                files.insert(file.name().to_owned(), text);
            }
        }
        Self(files, bytes)
    }

    /// First cells of the rows of a file.
    pub(crate) fn ids(&self, file: &str) -> Vec<&str> {
        let text = self.0.get(file).map_or("", String::as_str);
        text.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect()
    }
}
