//! Why an operation of a client is refused, in the words of the protocol.

use std::io::ErrorKind;

use russh_sftp::protocol::StatusCode;
use russh_sftp::server::StatusReply;

/// Why an operation of a client is not done.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Refusal {
    NotFound,
    Denied(&'static str),
    /// Version 3 of SFTP has one code for everything else; the text says what it is.
    Failed(String),
    Unsupported,
    EndOfFile,
    BadMessage,
}

impl Refusal {
    pub(super) fn failed(text: impl Into<String>) -> Self {
        Self::Failed(text.into())
    }
}

impl From<std::io::Error> for Refusal {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => Self::NotFound,
            ErrorKind::PermissionDenied => Self::Denied("the server may not do that here"),
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::failed("no space left on the server"),
            // The kind alone: texts of the system may name paths of the server.
            kind => Self::failed(kind.to_string()),
        }
    }
}

impl From<Refusal> for StatusReply {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotFound => StatusCode::NoSuchFile.into(),
            Refusal::Denied(text) => StatusCode::PermissionDenied.with_message(text),
            Refusal::Failed(text) => StatusCode::Failure.with_message(text),
            Refusal::Unsupported => StatusCode::OpUnsupported.into(),
            Refusal::EndOfFile => StatusCode::Eof.into(),
            Refusal::BadMessage => StatusCode::BadMessage.into(),
        }
    }
}
