use std::fmt;

use crate::Version;

/// The outcome of a request in one word: `imsx_codeMajor`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CodeMajor {
    /// It was done.
    Success,
    /// It is being done.
    Processing,
    /// It failed.
    Failure,
    /// The server does not do such things.
    Unsupported,
}

/// How bad the outcome is: `imsx_severity`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StatusSeverity {
    /// Nothing is wrong.
    Status,
    /// Part of the request was ignored.
    Warning,
    /// The request failed.
    Error,
}

impl CodeMajor {
    /// Returns the word of the standard.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Processing => "processing",
            Self::Failure => "failure",
            Self::Unsupported => "unsupported",
        }
    }

    pub(super) fn read(text: &str) -> Option<Self> {
        let known = [Self::Success, Self::Processing, Self::Failure, Self::Unsupported];
        known.into_iter().find(|code| code.as_str() == letters(text))
    }
}

impl StatusSeverity {
    /// Returns the word of the standard.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    pub(super) fn read(text: &str) -> Option<Self> {
        match letters(text).as_str() {
            "status" => Some(Self::Status),
            "warning" => Some(Self::Warning),
            // The second spelling is a real server's.
            "error" | "erorr" => Some(Self::Error),
            _ => None,
        }
    }
}

macro_rules! minor_codes {
    ($($(#[$doc:meta])* $name:ident = $v1_1:literal, $v1_2:literal $(, $other:literal)*;)+) => {
        /// The reason behind an outcome: `imsx_codeMinor`, one name for all spellings.
        ///
        /// Compared without case, blanks, underscores and hyphens.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum CodeMinor {
            $($(#[$doc])* $name,)+
            /// A word that no known server uses, as it came.
            Other(String),
        }

        impl CodeMinor {
            /// The codes that have a name here.
            pub const KNOWN: &'static [Self] = &[$(Self::$name),+];

            /// Reads a code in any spelling.
            ///
            /// # Examples
            ///
            /// ```
            /// use oneroster_model::status::CodeMinor;
            ///
            /// assert_eq!(CodeMinor::from_text("unknown object"), CodeMinor::UnknownObject);
            /// assert_eq!(CodeMinor::from_text("invalid_ blank_selection _field"), CodeMinor::InvalidBlankSelectionField);
            /// assert_eq!(CodeMinor::from_text("teapot"), CodeMinor::Other("teapot".into()));
            /// ```
            pub fn from_text(text: &str) -> Self {
                let letters = letters(text);
                $(if [$v1_1, $v1_2 $(, $other)*].iter().any(|spelling| self::letters(spelling) == letters) {
                    return Self::$name;
                })+
                Self::Other(text.trim().to_owned())
            }

            /// Returns the word as a version of the standard spells it.
            pub fn as_str(&self, version: Version) -> &str {
                match (self, version) {
                    $((Self::$name, Version::V1_1) => $v1_1,
                    (Self::$name, Version::V1_2) => $v1_2,)+
                    (Self::Other(text), _) => text,
                }
            }
        }
    };
}

minor_codes! {
    /// Done.
    FullSuccess = "full success", "fullsuccess";
    /// The `sort` field is not known; ignored.
    InvalidSortField = "invalid_sort_field", "invalid_sort_field";
    /// A name in `fields` is not known; ignored in 1.1, refused in 1.2.
    InvalidSelectionField = "invalid_selection_field", "invalid_selection_field";
    /// `fields` is blank (1.1).
    InvalidBlankSelectionField = "invalid_blank_selection_field", "invalid_blank_selection_field";
    /// The `filter` is not understood.
    InvalidFilterField = "invalid_filter_field", "invalid_filter_field";
    /// The data that was sent is not valid.
    InvalidData = "invalid data", "invaliddata";
    /// Credentials are missing or wrong.
    Unauthorized = "unauthorized", "unauthorisedrequest", "unauthorised", "unauthorizedrequest",
        "invalid_token", "invalid_client";
    /// The credentials do not allow it.
    Forbidden = "forbidden", "forbidden", "insufficient_scope", "access_denied";
    /// There is no such record.
    UnknownObject = "unknown object", "unknownobject", "not_found";
    /// Too many requests.
    ServerBusy = "server_busy", "server_busy", "too_many_requests";
    /// The server failed.
    InternalServerError = "internal_server_error", "internal_server_error", "server_error";
    /// The record could not be deleted (1.2).
    DeleteFailure = "deletefailure", "deletefailure";
    /// The server does not do such things.
    Unsupported = "unsupported", "unsupported", "unsupportedoperation";
    /// A record could not be linked.
    LinkFailure = "linkfailure", "linkfailure";
    /// The server could not read from another system.
    TargetReadFailure = "targetreadfailure", "targetreadfailure";
}

impl CodeMinor {
    /// Returns the code that the standard pairs with an HTTP status, for bodies that name none.
    pub const fn for_http_status(status: u16) -> Option<Self> {
        Some(match status {
            200 | 201 | 204 => Self::FullSuccess,
            401 => Self::Unauthorized,
            403 => Self::Forbidden,
            404 => Self::UnknownObject,
            422 => Self::InvalidData,
            429 => Self::ServerBusy,
            500 => Self::InternalServerError,
            _ => return None,
        })
    }
}

impl fmt::Display for CodeMinor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str(Version::V1_2))
    }
}

/// The letters of a word in lower case, without blanks, underscores and hyphens.
pub(super) fn letters(text: &str) -> String {
    let filler = |c: &char| c.is_whitespace() || matches!(c, '_' | '-');
    text.chars().filter(|c| !filler(c)).map(|c| c.to_ascii_lowercase()).collect()
}
