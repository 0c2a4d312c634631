use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{Method, StatusCode};
use oneroster_model::StatusInfo;
use oneroster_model::status::CodeMinor;
use url::Url;

use crate::redact;

/// The details of an [`Error`](crate::Error).
#[derive(Clone, Debug, Default)]
pub struct Failure {
    message: Cow<'static, str>,
    method: Option<Method>,
    url: Option<String>,
    status: Option<StatusCode>,
    status_info: Option<Box<StatusInfo>>,
    attempts: u32,
    elapsed: Duration,
    retry_after: Option<Duration>,
    pub(super) advice: Option<Cow<'static, str>>,
    pub(super) source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl Failure {
    /// Creates the details from a message in lower case, without a full stop, secrets or contents.
    pub fn new(message: impl Into<Cow<'static, str>>) -> Box<Self> {
        Box::new(Self { message: message.into(), ..Self::default() })
    }

    /// Sets the advice, in place of the usual one of the variant.
    #[must_use]
    pub fn advise(mut self: Box<Self>, advice: impl Into<Cow<'static, str>>) -> Box<Self> {
        self.advice = Some(advice.into());
        self
    }

    /// Sets the cause, whose text must hold neither URLs nor secrets.
    #[must_use]
    pub fn caused_by(mut self: Box<Self>, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Box<Self> {
        self.source = Some(source.into().into());
        self
    }

    /// Sets method and URL; only origin and path of the URL are kept.
    #[must_use]
    pub fn at(mut self: Box<Self>, method: &Method, url: &Url) -> Box<Self> {
        self.method = Some(method.clone());
        self.url = Some(redact::url(url));
        self
    }

    /// Sets the status.
    #[must_use]
    pub fn with_status(mut self: Box<Self>, status: StatusCode) -> Box<Self> {
        self.status = Some(status);
        self
    }

    pub(crate) fn with_body(mut self: Box<Self>, body: &[u8]) -> Box<Self> {
        let status = self.status.map_or(200, |status| status.as_u16());
        self.status_info = Some(Box::new(StatusInfo::from_body(body, status)));
        self
    }

    /// Sets what the server said without any of its texts, which may hold a token under any name.
    pub(crate) fn with_codes(self: Box<Self>, body: &[u8]) -> Box<Self> {
        let mut failure = self.with_body(body);
        if let Some(info) = &mut failure.status_info {
            info.raw.clear();
            info.description = None;
        }
        failure
    }

    pub(crate) fn set_effort(&mut self, attempts: u32, elapsed: Duration) {
        self.attempts = attempts;
        self.elapsed = elapsed;
    }

    pub(crate) fn set_retry_after(&mut self, wait: Option<Duration>) {
        self.retry_after = wait;
    }

    pub(crate) fn set_advice(&mut self, advice: impl Into<Cow<'static, str>>) {
        self.advice = Some(advice.into());
    }

    /// Returns what went wrong in particular; may be empty.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns the method of the request.
    pub fn method(&self) -> Option<&Method> {
        self.method.as_ref()
    }

    /// Returns origin and path of the request, without query.
    pub fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// Returns the status of the last answer.
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// Returns what the server said: codes, description and the beginning of the body, whatever form it had.
    ///
    /// The codes are told from the status where the body has none. Description and body may hold data of
    /// people: show them to an operator who asks for them, do not log them.
    pub fn status_info(&self) -> Option<&StatusInfo> {
        self.status_info.as_deref()
    }

    /// Returns how often the request was sent; 0 when it was not sent.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Returns the time from the first attempt to the failure.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// Returns how long the server asks to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.message.is_empty() {
            write!(f, ": {}", self.message)?;
        }
        if let (Some(method), Some(url)) = (&self.method, &self.url) {
            write!(f, " ({method} {url}")?;
            if let Some(status) = self.status {
                write!(f, ", status {}", status.as_u16())?;
            }
            let code = self.status_info.as_ref().and_then(|info| info.code_minor.as_ref());
            // Words of the server's own could be anything.
            if let Some(code) = code.filter(|code| !matches!(code, CodeMinor::Other(_))) {
                write!(f, ", {code}")?;
            }
            if self.attempts > 1 {
                write!(f, ", {} attempts in {} s", self.attempts, self.elapsed.as_secs())?;
            }
            f.write_str(")")?;
        }
        Ok(())
    }
}
