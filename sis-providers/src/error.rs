//! The error of this crate.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

/// Why a profile, an address or a connection cannot be used.
///
/// Nothing was sent when one of these arises. Texts hold no secrets; of URLs only what was typed is shown,
/// without user, password and query.
///
/// # Examples
///
/// ```
/// use sis_providers::{Error, Profiles};
///
/// let error = Profiles::builtin().get("aries").unwrap_err();
/// assert!(matches!(error, Error::UnknownProvider(_)));
/// assert_eq!(error.advice(), Some("did you mean aeries?"));
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no profile with this key.
    #[error("no profile is named {0}")]
    UnknownProvider(Box<ErrorContext>),
    /// The text of a profile or of overrides is not TOML, or not a profile.
    #[error("the profile cannot be used: {0}")]
    Profile(Box<ErrorContext>),
    /// The URL cannot be that of the service.
    #[error("the URL cannot be used: {0}")]
    Url(Box<ErrorContext>),
    /// Something is needed that was not given.
    #[error("a setting is missing: {0}")]
    MissingSetting(Box<ErrorContext>),
    /// The client cannot be set up with what was given.
    #[error("the connection cannot be set up: {0}")]
    Client(Box<ErrorContext>),
}

/// The details of an [`Error`].
#[derive(Debug)]
pub struct ErrorContext {
    message: Cow<'static, str>,
    advice: Option<Cow<'static, str>>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

#[expect(clippy::unnecessary_box_returns, reason = "errors carry it boxed, and it may grow")]
impl ErrorContext {
    pub(crate) fn new(message: impl Into<Cow<'static, str>>) -> Box<Self> {
        Box::new(Self { message: message.into(), advice: None, source: None })
    }

    #[must_use]
    pub(crate) fn advise(mut self: Box<Self>, advice: impl Into<Cow<'static, str>>) -> Box<Self> {
        self.advice = Some(advice.into());
        self
    }

    #[must_use]
    pub(crate) fn caused_by(mut self: Box<Self>, source: impl StdError + Send + Sync + 'static) -> Box<Self> {
        self.source = Some(Box::new(source));
        self
    }

    /// Returns what is wrong.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for ErrorContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for ErrorContext {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

impl Error {
    /// Wraps what the client says about its own settings.
    pub(crate) fn client(error: oneroster_client::Error) -> Self {
        let advice = error.advice().map(str::to_owned);
        let mut context = ErrorContext::new(error.to_string());
        context.advice = advice.map(Cow::Owned);
        Self::Client(context.caused_by(error))
    }

    /// Returns a stable name in `snake_case`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownProvider(_) => "unknown_provider",
            Self::Profile(_) => "profile",
            Self::Url(_) => "url",
            Self::MissingSetting(_) => "missing_setting",
            Self::Client(_) => "client",
        }
    }

    /// Returns the details.
    pub fn context(&self) -> &ErrorContext {
        match self {
            Self::UnknownProvider(context)
            | Self::Profile(context)
            | Self::Url(context)
            | Self::MissingSetting(context)
            | Self::Client(context) => context,
        }
    }

    /// Returns what to do about it, a sentence for an operator.
    pub fn advice(&self) -> Option<&str> {
        self.context().advice.as_deref()
    }

    /// Tells whether the same call may succeed later; never, since all of these need a change.
    pub const fn is_retryable(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_small_and_cross_threads() {
        fn check<T: Send + Sync + 'static>() {}
        check::<Error>();
        assert!(size_of::<Error>() <= 24);
    }
}
