//! A small district behind a server that keeps the rules of OneRoster 1.1, or breaks them as told.

use std::collections::BTreeMap;

use http::StatusCode;
use oneroster_client::transport::{Request, Response};

use crate::support::{Server, json, status, with};

/// How the server departs from the standard.
#[derive(Clone, Debug)]
pub(crate) struct District {
    /// Path in front of the root.
    pub(crate) base: &'static str,
    /// Path of the root below that.
    pub(crate) root: &'static str,
    /// Path of the token endpoint, from the host.
    pub(crate) token_path: &'static str,
    /// What the body of a token request must hold.
    pub(crate) token_body: &'static str,
    /// Answer to a good token request.
    pub(crate) token: &'static str,
    /// Most records per page; more is cut, or refused with 400.
    pub(crate) cap: usize,
    pub(crate) refuses_large_pages: bool,
    pub(crate) ignores_offset: bool,
    pub(crate) ignores_filter: bool,
    pub(crate) refuses_filter: bool,
    pub(crate) ignores_sort: bool,
    pub(crate) ignores_fields: bool,
    pub(crate) tells_total: bool,
    /// Answers for collections instead of records.
    pub(crate) instead: BTreeMap<&'static str, (u16, &'static str)>,
}

impl Default for District {
    fn default() -> Self {
        Self {
            base: "/Aeries",
            root: "/ims/oneroster/v1p1",
            token_path: "/Aeries/token",
            token_body: "scope=",
            token: r#"{"access_token":"T","token_type":"bearer","expires_in":21600}"#,
            cap: 10_000,
            refuses_large_pages: false,
            ignores_offset: false,
            ignores_filter: false,
            refuses_filter: false,
            ignores_sort: false,
            ignores_fields: false,
            tells_total: true,
            instead: BTreeMap::new(),
        }
    }
}

/// One record, as far as it matters here.
struct Row {
    id: String,
    status: &'static str,
    role: &'static str,
}

impl District {
    pub(crate) fn server(self) -> Server {
        Server::new(move |request| self.answer(request))
    }

    pub(crate) fn instead(mut self, collection: &'static str, status: u16, body: &'static str) -> Self {
        self.instead.insert(collection, (status, body));
        self
    }

    pub(crate) fn answer(&self, request: &Request) -> Response {
        let path = request.url.path();
        if path == self.token_path {
            let body = String::from_utf8_lossy(&request.body).into_owned();
            return if body.contains(self.token_body) {
                json(self.token)
            } else {
                status(401, r#"{"error":"invalid_client"}"#)
            };
        }
        let root = format!("{}{}/", self.base, self.root);
        match path.strip_prefix(&root) {
            Some(collection) => self.collection(collection, request),
            None => status(404, "<html>Not found</html>"),
        }
    }

    fn collection(&self, name: &str, request: &Request) -> Response {
        if request.headers.get("authorization").is_none_or(|value| value != "Bearer T") {
            return status(401, "");
        }
        if let Some((code, body)) = self.instead.get(name) {
            return status(*code, body);
        }
        let query: BTreeMap<String, String> = request.url.query_pairs().into_owned().collect();
        let number = |name: &str| query.get(name).and_then(|text| text.parse::<usize>().ok());
        let limit = number("limit").unwrap_or(100);
        if self.refuses_large_pages && limit > self.cap {
            return status(400, "");
        }
        let mut rows = rows(name);
        match query.get("filter") {
            Some(_) if self.refuses_filter => return status(400, ""),
            Some(filter) if !self.ignores_filter => rows.retain(|row| row.fulfils(filter)),
            _ => {}
        }
        if query.contains_key("sort") && !self.ignores_sort {
            rows.sort_by(|a, b| a.id.cmp(&b.id));
            if query.get("orderBy").is_some_and(|order| order == "desc") {
                rows.reverse();
            }
        }
        let offset = if self.ignores_offset { 0 } else { number("offset").unwrap_or(0) };
        let total = rows.len();
        let page = rows.iter().skip(offset).take(limit.min(self.cap));
        let is_selected = query.contains_key("fields") && !self.ignores_fields;
        let page: Vec<String> =
            page.map(|row| if is_selected { row.selected() } else { row.json() }).collect();
        let envelope = match name {
            "schools" => "orgs",
            "students" | "teachers" => "users",
            "terms" | "gradingPeriods" => "academicSessions",
            name => name,
        };
        let answer = Response::new(StatusCode::OK, format!(r#"{{"{envelope}":[{}]}}"#, page.join(",")));
        if self.tells_total { with(answer, "x-total-count", &total.to_string()) } else { answer }
    }
}

fn rows(collection: &str) -> Vec<Row> {
    let (letter, count) = match collection {
        "orgs" => ("o", 3),
        "schools" => ("o", 2),
        "academicSessions" => ("s", 3),
        "terms" => ("s", 2),
        "courses" => ("c", 5),
        "classes" => ("k", 8),
        "users" => ("u", 40),
        "students" | "demographics" => ("u", 36),
        "teachers" => ("t", 4),
        "enrollments" => ("e", 250),
        _ => ("x", 0),
    };
    (0..count)
        .map(|number| Row {
            id: format!("{letter}{number:03}"),
            status: if number % 10 == 9 { "tobedeleted" } else { "active" },
            role: if number % 10 == 0 { "teacher" } else { "student" },
        })
        .collect()
}

impl Row {
    fn json(&self) -> String {
        format!(
            r#"{{"sourcedId":"{}","status":"{}","dateLastModified":"2026-08-17T06:00:00.000Z","role":"{}"}}"#,
            self.id, self.status, self.role
        )
    }

    fn selected(&self) -> String {
        format!(r#"{{"sourcedId":"{}"}}"#, self.id)
    }

    fn fulfils(&self, filter: &str) -> bool {
        if let Some((one, other)) = filter.split_once(" AND ") {
            return self.fulfils(one) && self.fulfils(other);
        }
        if let Some((one, other)) = filter.split_once(" OR ") {
            return self.fulfils(one) || self.fulfils(other);
        }
        match filter {
            "status='active'" => self.status == "active",
            "status='tobedeleted'" => self.status == "tobedeleted",
            "role='student'" => self.role == "student",
            "role='teacher'" => self.role == "teacher",
            _ => filter.starts_with("dateLastModified>'1970"),
        }
    }
}
