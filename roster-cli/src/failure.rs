//! What a command failed with: the end of the run, in words for the person at the terminal.

use std::error::Error as StdError;
use std::io;
use std::path::Path;

use serde::Serialize;

use crate::exit::Exit;
use crate::render::advice;

/// Why a command could not do its work. As small as a pointer.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct Failure(Box<Details>);

#[derive(Clone, Debug, Serialize)]
struct Details {
    #[serde(skip)]
    exit: Exit,
    /// Whether readers of JSON know of it already.
    #[serde(skip)]
    is_told: bool,
    /// Stable name of the kind of failure; those of the libraries are theirs.
    code: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    causes: Vec<String>,
    /// The file or folder on the disk that the message begins with.
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<String>,
}

impl Failure {
    /// Creates a failure; what to do about it is looked up by the code.
    pub(crate) fn new(code: &'static str, exit: Exit, message: impl Into<String>) -> Self {
        Self(Box::new(Details {
            exit,
            is_told: false,
            code,
            message: message.into(),
            causes: Vec::new(),
            path: None,
            file: None,
            line: None,
            advice: advice::of_error(code).map(str::to_owned),
        }))
    }

    /// Creates a failure of the one who called: wrong arguments.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new("usage", Exit::Unusable, message)
    }

    /// Wraps an error of a writer; what a library sent through it comes out again.
    pub(crate) fn writing(error: io::Error) -> Self {
        match error.downcast::<oneroster_csv::Error>() {
            Ok(error) => error.into(),
            Err(error) => {
                let full = matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded);
                let code = if full { "storage_full" } else { "io" };
                Self::new(code, exit_of(code), "cannot write the file").because(&error)
            }
        }
    }

    /// Appends an error and all that lies below it to the causes.
    #[must_use]
    pub(crate) fn because(mut self, error: &dyn StdError) -> Self {
        self.0.causes.push(error.to_string());
        self.causes_of(error)
    }

    /// Says what to do about it in other words than usual.
    #[must_use]
    pub(crate) fn with_advice(mut self, advice: impl Into<String>) -> Self {
        self.0.advice = Some(advice.into());
        self
    }

    /// Names the input, unless the failure names a path already.
    #[must_use]
    pub(crate) fn in_input(mut self, path: &Path) -> Self {
        if self.0.path.is_none() {
            let path = path.display().to_string();
            self.0.message = format!("{path}: {}", self.0.message);
            self.0.path = Some(path);
        }
        self
    }

    /// Notes that the result of the command tells of it.
    #[must_use]
    pub(crate) fn told(mut self) -> Self {
        self.0.is_told = true;
        self
    }

    #[must_use]
    fn at(mut self, file: Option<&str>, line: Option<u64>) -> Self {
        self.0.file = file.map(str::to_owned);
        self.0.line = line;
        self
    }

    /// Appends what lies below an error.
    #[must_use]
    fn causes_of(mut self, error: &dyn StdError) -> Self {
        let mut source = error.source();
        while let Some(error) = source {
            let text = error.to_string();
            // Some errors show their source themselves.
            if self.0.causes.last().is_none_or(|last| !last.ends_with(&text)) {
                self.0.causes.push(text);
            }
            source = error.source();
        }
        self
    }

    pub(crate) fn is_told(&self) -> bool {
        self.0.is_told
    }

    pub(crate) fn exit(&self) -> Exit {
        self.0.exit
    }

    pub(crate) fn code(&self) -> &'static str {
        self.0.code
    }

    pub(crate) fn message(&self) -> &str {
        &self.0.message
    }

    pub(crate) fn causes(&self) -> &[String] {
        &self.0.causes
    }

    pub(crate) fn file(&self) -> Option<&str> {
        self.0.file.as_deref()
    }

    pub(crate) fn line(&self) -> Option<u64> {
        self.0.line
    }

    pub(crate) fn advice(&self) -> Option<&str> {
        self.0.advice.as_deref()
    }
}

/// What the disk does is not the input's fault; everything else makes an input or output unusable.
fn exit_of(code: &str) -> Exit {
    match code {
        "storage_full" | "strict_findings" => Exit::NotGood,
        _ => Exit::Unusable,
    }
}

impl From<oneroster_csv::Error> for Failure {
    fn from(error: oneroster_csv::Error) -> Self {
        let mut failure = Self::new(error.code(), exit_of(error.code()), error.to_string())
            .at(error.file(), error.line())
            .causes_of(&error);
        failure.0.path = error.path().map(|path| path.display().to_string());
        failure
    }
}

impl From<asm_format::Error> for Failure {
    fn from(error: asm_format::Error) -> Self {
        use asm_format::Error;
        use asm_format::convert::ConversionError;
        match error {
            Error::Package(error) => error.into(),
            Error::Conversion(error) => match *error {
                // The text of the cause has place and reason.
                ConversionError::Package(error) => error.into(),
                error => Self::new(error.code(), exit_of(error.code()), error.to_string()).causes_of(&error),
            },
            Error::Io(error) if error.kind() == io::ErrorKind::StorageFull => {
                Self::new("storage_full", Exit::NotGood, error.to_string()).causes_of(&*error)
            }
            error => {
                let file = error.file().map(|file| file.name().to_owned());
                Self::new(error.code(), exit_of(error.code()), error.to_string())
                    .at(file.as_deref(), error.line())
                    .causes_of(&error)
            }
        }
    }
}

/// What a client failed with is the other side's fault, unless nothing was sent.
fn exit_of_client(error: &oneroster_client::Error) -> Exit {
    match error.code() {
        "configuration" | "unsupported" => Exit::Unusable,
        _ => Exit::OtherSide,
    }
}

impl From<roster_flow::Error> for Failure {
    fn from(error: roster_flow::Error) -> Self {
        use roster_flow::Error;
        let exit = match &error {
            Error::Client(error) => exit_of_client(error),
            Error::Collection(failure) => exit_of_client(failure.client_error()),
            Error::Package(_) | Error::Temporary(_) => exit_of(error.code()),
            Error::Stopped => Exit::NotGood,
            _ => Exit::Unusable,
        };
        if let Error::Package(error) = error {
            return error.into();
        }
        let failure = Self::new(error.code(), exit, error.to_string()).causes_of(&error);
        match error.advice() {
            Some(advice) => failure.with_advice(capitalized(advice)),
            None => failure,
        }
    }
}

impl From<roster_history::Error> for Failure {
    fn from(error: roster_history::Error) -> Self {
        let exit = match error.code() {
            "storage_full" | "conflict" | "history_busy" | "file_damaged" => Exit::NotGood,
            _ => Exit::Unusable,
        };
        let failure = Self::new(error.code(), exit, error.to_string()).causes_of(&error);
        match error.advice() {
            Some(advice) => failure.with_advice(advice),
            None => failure,
        }
    }
}

impl From<roster_sftp::Error> for Failure {
    fn from(error: roster_sftp::Error) -> Self {
        use roster_sftp::Error;
        let exit = match &error {
            Error::Configuration(_) | Error::Accounts(_) => Exit::Unusable,
            _ => Exit::OtherSide,
        };
        let advice = capitalized(error.advice());
        Self::new(error.code(), exit, error.to_string()).causes_of(&error).with_advice(advice)
    }
}

impl From<roster_server::Error> for Failure {
    fn from(error: roster_server::Error) -> Self {
        use roster_server::Error;
        match error {
            Error::History(error) => error.into(),
            Error::Flow(error) => error.into(),
            error => Self::new(error.code(), Exit::Unusable, error.to_string()).causes_of(&error),
        }
    }
}

impl From<sis_providers::Error> for Failure {
    fn from(error: sis_providers::Error) -> Self {
        roster_flow::Error::from(error).into()
    }
}

impl From<oneroster_sandbox::Error> for Failure {
    fn from(error: oneroster_sandbox::Error) -> Self {
        Self::new(error.code(), Exit::Unusable, error.to_string()).causes_of(&error)
    }
}

/// Advice of the libraries is half a sentence.
fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(char::to_uppercase);
    let mut sentence: String = first.into_iter().flatten().chain(characters).collect();
    if !sentence.ends_with(['.', '?']) {
        sentence.push('.');
    }
    sentence
}
