//! The error of this crate: an outcome a caller can act on, with the details of the failure.

mod failure;

use std::error::Error as StdError;
use std::fmt;

use http::StatusCode;
use oneroster_model::status::CodeMinor;

pub use failure::Failure;

/// Declares the outcomes: variant, stable code, phrase of the text, usual advice.
macro_rules! outcomes {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $phrase:literal, $advice:literal;)+) => {
        /// Why an operation failed, by what a caller can do about it.
        ///
        /// Every variant carries a [`Failure`] with the details: method and URL without query, status, the
        /// codes of the server, attempts, and an advice. Nothing in an error holds a secret, a query or the
        /// contents of a record; what the server said ([`Failure::status_info`]) is the one exception.
        ///
        /// # Examples
        ///
        /// ```
        /// use oneroster_client::{Client, Endpoints, Error};
        ///
        /// let plain = Endpoints::v1_1("http://sis.example/ims/oneroster/v1p1")?;
        /// let error = Client::builder(plain).build().unwrap_err();
        /// assert!(matches!(error, Error::Configuration(_)));
        /// assert_eq!(error.code(), "configuration");
        /// assert!(error.advice().is_some());
        /// # Ok::<(), Error>(())
        /// ```
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum Error {
            $($(#[$doc])* $variant(Box<Failure>),)+
        }

        impl Error {
            /// Returns a stable name in `snake_case`.
            pub fn code(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => $code,)+
                }
            }

            /// Returns what was being done and what the server said.
            pub fn failure(&self) -> &Failure {
                match self {
                    $(Self::$variant(failure) => failure,)+
                }
            }

            pub(crate) fn failure_mut(&mut self) -> &mut Failure {
                match self {
                    $(Self::$variant(failure) => failure,)+
                }
            }

            fn phrase(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => $phrase,)+
                }
            }

            fn usual_advice(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => $advice,)+
                }
            }
        }
    };
}

outcomes! {
    /// The client or the call is set up wrongly; nothing was sent.
    Configuration = "configuration", "cannot be used",
        "correct the settings of the client";
    /// The endpoint does not exist in this version of the standard; nothing was sent.
    Unsupported = "unsupported", "not part of this OneRoster version",
        "use a server with the other version, or an endpoint of this one";
    /// No connection, or a connection lost on every attempt.
    Connection = "connection", "no connection",
        "check host name, port, firewall and proxy, and whether the server is up";
    /// No secure connection: an untrusted certificate or no common protocol.
    Tls = "tls", "no secure connection",
        "check the host name and the clock; for a certificate of an own authority give it as trusted";
    /// A time limit passed.
    Timeout = "timeout", "time limit passed",
        "ask for smaller pages, allow more time, or try off peak";
    /// The token endpoint refused the credentials, or its answer holds no usable token.
    Token = "token", "no token",
        "check token URL, client id, secret, scopes and where the server wants the credentials";
    /// 401: the credentials are not accepted, also after renewal.
    Unauthorized = "unauthorized", "credentials not accepted",
        "check the credentials, whether they expired, and the kind of authentication";
    /// 403: the credentials do not cover this.
    Forbidden = "forbidden", "not allowed",
        "ask the district to grant this data to the credentials, and check the scopes";
    /// 404 or 410: no such object or endpoint.
    NotFound = "not_found", "not found",
        "check the root URL (letter case matters) and the identifier";
    /// 409 or 412: the object was changed by someone else since it was read.
    Conflict = "conflict", "changed meanwhile",
        "read the object again and repeat the change";
    /// 400, 422 and other 4xx: the server does not accept the request.
    Rejected = "rejected", "request not accepted",
        "check filter, fields, page size and the data against what the server supports";
    /// 429 on every attempt, or a wait longer than allowed.
    Throttled = "throttled", "too many requests",
        "lower rate and concurrency, or try again later";
    /// 502, 503 or 504 on every attempt.
    Unavailable = "unavailable", "server not available",
        "try again later";
    /// 500 and other 5xx.
    Server = "server", "server fault",
        "try smaller pages; if it stays, report time and path to the operator of the server";
    /// The server answers with a redirect that must not be followed.
    Redirected = "redirected", "redirected elsewhere",
        "use the URL that the server really answers on";
    /// The answer is not what the endpoint promises: HTML, broken JSON, a missing data member.
    Decode = "decode", "answer not understood",
        "check that the root URL is the OneRoster API and not a web page";
    /// The answer is longer than allowed.
    TooLarge = "too_large", "answer too long",
        "ask for smaller pages or raise the limit";
    /// The collection cannot be read to its end; what was handed out is not all of it.
    Incomplete = "incomplete", "collection incomplete",
        "try again, off peak if the data are being changed";
    /// The collection goes on beyond every limit.
    Endless = "endless", "collection without end",
        "raise the limits if the collection really is that large";
    /// Some records cannot be read; all others were handed out.
    BadRecords = "bad_records", "records not readable",
        "have them corrected in the source, or ask for a report instead of an error";
}

impl Error {
    /// Tells whether the same call may succeed later without any change on this side.
    pub fn is_retryable(&self) -> bool {
        matches!(
            self,
            Self::Connection(_)
                | Self::Timeout(_)
                | Self::Throttled(_)
                | Self::Unavailable(_)
                | Self::Server(_)
                | Self::Incomplete(_)
        )
    }

    /// Returns what to do about it, one or two sentences for an operator.
    pub fn advice(&self) -> Option<&str> {
        self.failure().advice.as_deref().or_else(|| Some(self.usual_advice()))
    }

    /// Chooses the variant for a status that is not a success.
    pub(crate) fn from_status(status: StatusCode, mut failure: Box<Failure>) -> Self {
        if let Some(advice) = failure.status_info().and_then(|info| advice_for(info.code_minor.as_ref()?)) {
            failure.set_advice(advice);
        }
        match status.as_u16() {
            300..=399 => Self::Redirected(failure),
            401 => Self::Unauthorized(failure),
            403 => Self::Forbidden(failure),
            404 | 410 => Self::NotFound(failure),
            409 | 412 => Self::Conflict(failure),
            429 => Self::Throttled(failure),
            400..=499 => Self::Rejected(failure),
            502..=504 => Self::Unavailable(failure),
            500..=599 => Self::Server(failure),
            _ => Self::Decode(failure),
        }
    }
}

/// What to do about a reason that the server names.
fn advice_for(code: &CodeMinor) -> Option<&'static str> {
    match code {
        CodeMinor::InvalidFilterField => {
            Some("the server cannot filter by this; read without the filter and test the records")
        }
        CodeMinor::InvalidSelectionField | CodeMinor::InvalidBlankSelectionField => {
            Some("the server does not know a member that is asked for; ask for fewer, or for all")
        }
        CodeMinor::InvalidSortField => Some("the server cannot sort by this; read without an order"),
        CodeMinor::Unsupported => Some("the server does not offer this; ask its operator what it supports"),
        _ => None,
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.phrase(), self.failure())
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.failure().source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use std::time::Duration;

    use http::Method;
    use url::Url;

    use super::*;

    #[test]
    fn errors_are_small_and_cross_threads() {
        fn check<T: Send + Sync + 'static>() {}
        check::<Error>();
        assert!(size_of::<Error>() <= 24);
    }

    #[test]
    fn texts_say_what_failed_where_and_hold_no_query() {
        let url = Url::parse("https://u:p@sis.example/orgs?access_token=abc").unwrap();
        let mut failure = Failure::new("").at(&Method::GET, &url).with_status(StatusCode::NOT_FOUND);
        failure.set_effort(3, Duration::from_secs(4));
        let error = Error::from_status(StatusCode::NOT_FOUND, failure);
        assert_eq!(
            error.to_string(),
            "not found (GET https://sis.example/orgs, status 404, 3 attempts in 4 s)"
        );
        assert!(!format!("{error:?}").contains("abc"));
    }

    #[test]
    fn codes_of_the_server_appear() {
        let url = Url::parse("https://sis.example/orgs").unwrap();
        let body = br#"{"imsx_codeMajor":"failure","imsx_severity":"error",
            "imsx_CodeMinor":{"imsx_codeMinorField":[{"imsx_codeMinorFieldValue":"invalid_filter_field"}]}}"#;
        let failure =
            Failure::new("").at(&Method::GET, &url).with_status(StatusCode::BAD_REQUEST).with_body(body);
        let error = Error::from_status(StatusCode::BAD_REQUEST, failure);
        assert_eq!(
            error.to_string(),
            "request not accepted (GET https://sis.example/orgs, status 400, invalid_filter_field)"
        );
        assert!(error.advice().is_some_and(|advice| advice.contains("filter by this")));
    }
}
