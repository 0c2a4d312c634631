//! Finds status information in bodies of any form.

use serde_json::{Map, Value};

use super::code::{CodeMajor, CodeMinor, StatusSeverity, letters};
use super::info::StatusForm;

/// What was made out.
#[derive(Default)]
pub(super) struct Found {
    pub(super) code_major: Option<CodeMajor>,
    pub(super) severity: Option<StatusSeverity>,
    pub(super) code_minor: Option<CodeMinor>,
    pub(super) description: Option<String>,
}

impl Found {
    fn is_empty(&self) -> bool {
        self.code_major.is_none()
            && self.severity.is_none()
            && self.code_minor.is_none()
            && self.description.is_none()
    }

    const fn badness(&self) -> u8 {
        match self.severity {
            Some(StatusSeverity::Error) => 2,
            Some(StatusSeverity::Warning) => 1,
            _ => 0,
        }
    }
}

/// Names under which messages stand in bodies that are not of the standard.
const MESSAGES: [&str; 6] = ["description", "errordescription", "message", "error", "title", "detail"];

pub(super) fn body(body: &[u8]) -> (StatusForm, Option<Found>) {
    if body.iter().all(u8::is_ascii_whitespace) {
        return (StatusForm::Empty, None);
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => from_object(&object),
        Ok(list @ Value::Array(_)) => (StatusForm::List, worst(&list)),
        Ok(Value::String(text)) => (StatusForm::OtherJson, Some(message(text))),
        Ok(_) => (StatusForm::OtherJson, None),
        Err(_) => (StatusForm::Text, None),
    }
}

fn from_object(object: &Map<String, Value>) -> (StatusForm, Option<Found>) {
    if object.contains_key("imsx_codeMajor") {
        return (StatusForm::StatusInfo, Some(entry(object)));
    }
    for (name, form) in [
        ("imsx_statusInfo", StatusForm::WrappedStatusInfo),
        ("imsx_StatusInfo", StatusForm::WrappedStatusInfo),
        ("statusInfo", StatusForm::WrappedStatusInfo),
        ("statusInfoSet", StatusForm::StatusInfoSet),
        ("errors", StatusForm::List),
        ("warnings", StatusForm::List),
    ] {
        if let Some(found) = object.get(name).and_then(worst) {
            return (form, Some(found));
        }
    }
    let found = entry(object);
    if found.code_major.is_some() || member(object, "codeminor").is_some() {
        return (StatusForm::Unprefixed, Some(found));
    }
    if let Some(Value::String(error)) = object.get("error") {
        let description = member(object, "errordescription").and_then(Value::as_str).unwrap_or(error);
        let code_minor = match CodeMinor::from_text(error) {
            CodeMinor::Other(_) => None,
            known => Some(known),
        };
        let found = Found { code_minor, description: Some(description.to_owned()), ..Found::default() };
        return (StatusForm::OAuth, Some(found));
    }
    (StatusForm::OtherJson, Some(found))
}

/// Reads every entry of a list, or the single entry in its place.
pub(super) fn list(value: &Value) -> Vec<Found> {
    let entries = match value {
        Value::Array(entries) => entries.as_slice(),
        single => std::slice::from_ref(single),
    };
    let read = |value: &Value| match value {
        Value::Object(object) => Some(entry(object)),
        Value::String(text) => Some(message(text.clone())),
        _ => None,
    };
    entries.iter().filter_map(read).filter(|found| !found.is_empty()).collect()
}

fn worst(value: &Value) -> Option<Found> {
    // The first of the worst ones: `max_by_key` alone would take the last.
    list(value).into_iter().rev().max_by_key(Found::badness)
}

fn message(text: String) -> Found {
    Found { description: Some(text), ..Found::default() }
}

/// Reads one set of codes, with or without `imsx_`, in any case.
fn entry(object: &Map<String, Value>) -> Found {
    let text = |name: &str| member(object, name).and_then(Value::as_str);
    Found {
        code_major: text("codemajor").and_then(CodeMajor::read),
        severity: text("severity").and_then(StatusSeverity::read),
        code_minor: member(object, "codeminor").and_then(code_minor),
        description: MESSAGES
            .iter()
            .find_map(|name| text(name))
            .filter(|text| !text.is_empty())
            .map(str::to_owned),
    }
}

/// Reads a plain code, or the first of the fields of 1.2.
fn code_minor(value: &Value) -> Option<CodeMinor> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(CodeMinor::from_text(text)),
        Value::Object(object) => member(object, "codeminorfield").and_then(code_minor_field),
        _ => None,
    }
}

fn code_minor_field(value: &Value) -> Option<CodeMinor> {
    match value {
        Value::Array(fields) => fields.iter().find_map(code_minor_field),
        Value::Object(object) => member(object, "codeminorfieldvalue").and_then(code_minor),
        _ => None,
    }
}

/// Finds a member by the letters of its name, without `imsx_`.
fn member<'v>(object: &'v Map<String, Value>, wanted: &str) -> Option<&'v Value> {
    let found = object.iter().find(|(name, _)| {
        let letters = letters(name);
        letters.strip_prefix("imsx").unwrap_or(&letters) == wanted
    });
    found.map(|(_, value)| value)
}
