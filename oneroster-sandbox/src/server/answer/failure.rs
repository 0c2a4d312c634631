use std::borrow::Cow;

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use oneroster_model::Version;
use oneroster_model::status::{CodeMajor, CodeMinor, StatusInfo, StatusSeverity};
use serde_json::json;

use crate::server::personality::{Answer, ErrorForm};

/// A request that is refused.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    status: u16,
    code_minor: Option<CodeMinor>,
    description: Option<Cow<'static, str>>,
    /// Body in place of the error payload.
    body: Option<String>,
    retry_after: Option<String>,
}

impl Failure {
    /// The failure with the reason that the standard names for it.
    pub(crate) fn new(status: u16, code_minor: CodeMinor) -> Self {
        Self { status, code_minor: Some(code_minor), description: None, body: None, retry_after: None }
    }

    /// The failure that a status stands for.
    pub(crate) fn of_status(status: u16) -> Self {
        Self {
            status,
            code_minor: CodeMinor::for_http_status(status),
            description: None,
            body: None,
            retry_after: None,
        }
    }

    /// The failure that a personality describes.
    pub(crate) fn of_answer(answer: &Answer) -> Self {
        Self { body: answer.body.clone(), ..Self::of_status(answer.status) }
    }

    /// Adds a description.
    pub(crate) fn with_description(mut self, description: impl Into<Cow<'static, str>>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Adds the header `Retry-After`.
    pub(crate) fn with_retry_after(mut self, value: Option<String>) -> Self {
        self.retry_after = value;
        self
    }

    /// Makes the answer of it.
    pub(crate) fn response(&self, version: Version, form: Option<ErrorForm>) -> Response<Body> {
        let (media_type, body) = match &self.body {
            Some(body) => ("text/plain; charset=utf-8", body.clone()),
            None => self.payload(version, form),
        };
        let mut response = Response::new(Body::from(body));
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if !media_type.is_empty() {
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
        }
        if let Some(value) = self.retry_after.as_deref().and_then(|value| value.parse().ok()) {
            response.headers_mut().insert(header::RETRY_AFTER, value);
        }
        response
    }

    fn payload(&self, version: Version, form: Option<ErrorForm>) -> (&'static str, String) {
        const JSON: &str = "application/json";
        let form = form.unwrap_or(match version {
            Version::V1_1 => ErrorForm::StatusInfoSet,
            Version::V1_2 => ErrorForm::StatusInfo,
        });
        let description = self.description.as_deref().unwrap_or_default();
        let info = self.status_info();
        let code_minor = self.code_minor.as_ref().map(|code| code.as_str(version));
        let body = match form {
            ErrorForm::StatusInfoSet => info.to_json(Version::V1_1),
            ErrorForm::StatusInfo => info.to_json(Version::V1_2),
            ErrorForm::WrappedStatusInfo => json!({ "imsx_statusInfo": info.to_json(Version::V1_2) }),
            ErrorForm::Errors => json!({ "errors": [{
                "codeMajor": info.code_major.as_str(),
                "severity": info.severity.as_str(),
                "codeMinor": code_minor,
                "description": description,
            }] }),
            ErrorForm::Flat => json!({
                "imsx_codeMajor": info.code_major.as_str(),
                "imsx_severity": info.severity.as_str(),
                "imsx_description": description,
                "imsx_codeMinor": code_minor,
            }),
            ErrorForm::PlainStatusInfoSet => json!({ "statusInfoSet": [{
                "codeMajor": info.code_major.as_str(),
                "severity": "erorr",
                "codeMinor": code_minor,
                "description": description,
            }] }),
            ErrorForm::Capitalised => json!({
                "CodeMajor": info.code_major.as_str(),
                "Severity": info.severity.as_str(),
                "CodeMinor": code_minor,
                "Description": description,
            }),
            ErrorForm::Spaced => {
                let mut body = info.to_json(Version::V1_1);
                let spaced = code_minor.map(|code| code.replace('_', "_ ").replace(' ', "  "));
                body["statusInfoSet"][0]["imsx_codeMinor"] = json!(spaced);
                body
            }
            ErrorForm::Spring => json!({
                "timestamp": "2026-08-18T06:00:00.000+0000",
                "status": self.status,
                "message": description,
                "errorMessageList": [code_minor],
            }),
            ErrorForm::Error => json!({ "error": code_minor.unwrap_or("error") }),
            ErrorForm::Html => {
                let page = format!("<!DOCTYPE html><title>Error {0}</title><h1>Error {0}</h1>", self.status);
                return ("text/html; charset=utf-8", page);
            }
            ErrorForm::Empty => return ("", String::new()),
        };
        (JSON, body.to_string())
    }

    fn status_info(&self) -> StatusInfo {
        let code_minor = self.code_minor.clone().unwrap_or(CodeMinor::InternalServerError);
        let mut info =
            StatusInfo::new(self.status, CodeMajor::Failure, StatusSeverity::Error, code_minor.clone());
        if self.code_minor.is_none() {
            info.code_minor = None;
        }
        match &self.description {
            Some(description) => info.with_description(description.to_string()),
            None => info,
        }
    }
}
