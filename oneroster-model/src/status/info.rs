use std::fmt;

use serde_json::{Value, json};

use super::code::{CodeMajor, CodeMinor, StatusSeverity};
use super::{raw, read};
use crate::Version;

/// What a server said about a request.
///
/// `Debug` leaves out the texts, which may repeat data of people; they are for diagnosis, not for logs.
///
/// # Examples
///
/// ```
/// use oneroster_model::status::{CodeMinor, StatusForm, StatusInfo};
///
/// let body = br#"{"statusInfoSet": [{"imsx_codeMajor": "failure", "imsx_severity": "error",
///     "imsx_description": "nosuchfield", "imsx_codeMinor": "invalid_filter_field"}]}"#;
/// let status = StatusInfo::from_body(body, 400);
/// assert_eq!(status.code_minor, Some(CodeMinor::InvalidFilterField));
/// assert_eq!(status.description.as_deref(), Some("nosuchfield"));
/// assert_eq!(status.form, StatusForm::StatusInfoSet);
///
/// let status = StatusInfo::from_body(b"<html>Bad gateway</html>", 502);
/// assert_eq!(status.form, StatusForm::Text);
/// assert_eq!(status.code_minor, None);
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StatusInfo {
    /// HTTP status of the answer.
    pub http_status: u16,
    /// The outcome; told from the HTTP status if the body has none.
    pub code_major: CodeMajor,
    /// How bad it is; told from the HTTP status if the body has none.
    pub severity: StatusSeverity,
    /// The reason; told from the HTTP status if the body has none and the standard names one.
    pub code_minor: Option<CodeMinor>,
    /// Text of the server; the name of the field where a field is not known.
    pub description: Option<String>,
    /// The form that the body had.
    pub form: StatusForm,
    /// Start of the body, at most [`StatusInfo::RAW_LIMIT`] bytes, without tokens and passwords.
    pub raw: String,
}

/// The form of a body with status information.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StatusForm {
    /// The object of 1.2: `imsx_codeMajor` and others at the top.
    StatusInfo,
    /// That object under `imsx_statusInfo` or `imsx_StatusInfo`.
    WrappedStatusInfo,
    /// The list of the 1.1 text: `statusInfoSet`.
    StatusInfoSet,
    /// A list under `errors` or `warnings`.
    List,
    /// An object whose names have no `imsx_`, in any case.
    Unprefixed,
    /// `error` with `error_description`, as OAuth has it, or `error` alone.
    OAuth,
    /// Other JSON, of which a message could be made out at best.
    OtherJson,
    /// No JSON: HTML, plain text.
    Text,
    /// Nothing.
    Empty,
}

impl StatusInfo {
    /// Longest text that is kept of a body, in bytes.
    pub const RAW_LIMIT: usize = 2048;

    /// Makes status information, as a server does.
    pub fn new(
        http_status: u16,
        code_major: CodeMajor,
        severity: StatusSeverity,
        code_minor: CodeMinor,
    ) -> Self {
        Self {
            http_status,
            code_major,
            severity,
            code_minor: Some(code_minor),
            description: None,
            form: StatusForm::StatusInfo,
            raw: String::new(),
        }
    }

    /// Makes the failure that an HTTP status stands for.
    pub fn failure(http_status: u16, code_minor: CodeMinor) -> Self {
        Self::new(http_status, CodeMajor::Failure, StatusSeverity::Error, code_minor)
    }

    /// Makes a warning about a parameter that was ignored, to go with the data of an answer.
    pub fn warning(code_minor: CodeMinor) -> Self {
        Self::new(200, CodeMajor::Success, StatusSeverity::Warning, code_minor)
    }

    /// Adds a description.
    #[must_use]
    pub fn with_description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Reads a body in whatever form it has; never fails.
    ///
    /// Of a list, the worst entry counts. The forms are tried in the order of [`StatusForm`].
    pub fn from_body(body: &[u8], http_status: u16) -> Self {
        let (form, found) = read::body(body);
        Self::from_parts(form, found, http_status, raw::excerpt(body, Self::RAW_LIMIT))
    }

    /// Reads the warnings that stand beside the data of a good answer.
    ///
    /// Takes the value of the member `statusInfoSet` or `warnings` of the envelope.
    pub fn warnings(member: &Value) -> Vec<Self> {
        read::list(member)
            .into_iter()
            .map(|found| Self::from_parts(StatusForm::StatusInfoSet, Some(found), 200, String::new()))
            .collect()
    }

    /// Writes the body of a version: the object of 1.2, or the `statusInfoSet` of 1.1.
    pub fn to_json(&self, version: Version) -> Value {
        let code_minor = self.code_minor.as_ref().map(|code| code.as_str(version));
        match version {
            Version::V1_1 => json!({ "statusInfoSet": [self.to_set_entry(code_minor)] }),
            Version::V1_2 => {
                let mut body = json!({
                    "imsx_codeMajor": self.code_major.as_str(),
                    "imsx_severity": self.severity.as_str(),
                });
                if let Some(description) = &self.description {
                    body["imsx_description"] = json!(description);
                }
                if let Some(code_minor) = code_minor {
                    body["imsx_CodeMinor"] = json!({ "imsx_codeMinorField": [{
                        "imsx_codeMinorFieldName": "TargetEndSystem",
                        "imsx_codeMinorFieldValue": code_minor,
                    }] });
                }
                body
            }
        }
    }

    /// Tells whether trying again later can help: too many requests, or a server that is not there.
    pub const fn is_retryable(&self) -> bool {
        matches!(self.http_status, 429 | 502 | 503 | 504)
    }

    fn to_set_entry(&self, code_minor: Option<&str>) -> Value {
        let mut entry = json!({
            "imsx_codeMajor": self.code_major.as_str(),
            "imsx_severity": self.severity.as_str(),
            "imsx_description": self.description.as_deref().unwrap_or_default(),
        });
        if let Some(code_minor) = code_minor {
            entry["imsx_codeMinor"] = json!(code_minor);
        }
        entry
    }

    fn from_parts(form: StatusForm, found: Option<read::Found>, http_status: u16, raw: String) -> Self {
        let found = found.unwrap_or_default();
        let good = http_status < 400;
        let default = if good { CodeMajor::Success } else { CodeMajor::Failure };
        let severity = if good { StatusSeverity::Status } else { StatusSeverity::Error };
        Self {
            http_status,
            code_major: found.code_major.unwrap_or(default),
            severity: found.severity.unwrap_or(severity),
            code_minor: found.code_minor.or_else(|| CodeMinor::for_http_status(http_status)),
            description: found.description,
            form,
            raw,
        }
    }
}

impl fmt::Display for StatusInfo {
    /// Gives outcome, reason and HTTP status, without the texts of the server.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code_major.as_str(), self.severity.as_str())?;
        if let Some(code_minor) = &self.code_minor {
            write!(f, " {code_minor}")?;
        }
        write!(f, " (http {})", self.http_status)
    }
}

impl fmt::Debug for StatusInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StatusInfo({self}, {:?})", self.form)
    }
}
