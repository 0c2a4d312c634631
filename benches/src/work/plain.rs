//! Enrollments as a program without this workspace would read them: every member an owned text.

use serde::Deserialize;

/// A page of enrollments.
#[derive(Deserialize)]
pub(crate) struct Page {
    pub(crate) enrollments: Vec<Enrollment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "decoded and dropped")]
pub(crate) struct Enrollment {
    sourced_id: String,
    status: Option<String>,
    date_last_modified: Option<String>,
    user: Reference,
    class: Reference,
    school: Reference,
    role: String,
    primary: Option<String>,
    begin_date: Option<String>,
    end_date: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "decoded and dropped")]
struct Reference {
    href: String,
    sourced_id: String,
    #[serde(rename = "type")]
    kind: String,
}
