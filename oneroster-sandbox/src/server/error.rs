use std::fmt;

/// What can stop a sandbox from starting.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The address cannot be listened on, or the server cannot be started.
    #[error(transparent)]
    Io(Box<ErrorContext>),
    /// A personality cannot be read, or there is none of that name.
    #[error(transparent)]
    Personality(Box<ErrorContext>),
    /// A fault specification cannot be read.
    #[error(transparent)]
    Faults(Box<ErrorContext>),
    /// The package cannot be read.
    #[error(transparent)]
    Package(Box<ErrorContext>),
}

/// What was being done, and the error behind it.
#[derive(Debug)]
pub struct ErrorContext {
    message: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl fmt::Display for ErrorContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ErrorContext {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|source| source.as_ref() as _)
    }
}

impl Error {
    /// Returns a stable name of the kind of error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Io(_) => "sandbox_io",
            Self::Personality(_) => "sandbox_personality",
            Self::Faults(_) => "sandbox_faults",
            Self::Package(_) => "sandbox_package",
        }
    }

    pub(crate) fn io(message: impl Into<String>, source: std::io::Error) -> Self {
        Self::Io(boxed(message, Some(source.into())))
    }

    pub(crate) fn personality(problem: &str) -> Self {
        Self::Personality(boxed(format!("the personality cannot be read: {problem}"), None))
    }

    pub(crate) fn unknown_personality(error: super::personality::UnknownPersonality) -> Self {
        Self::Personality(boxed("no such personality", Some(error.into())))
    }

    pub(crate) fn faults(message: String) -> Self {
        Self::Faults(boxed(message, None))
    }

    pub(crate) fn package(source: oneroster_csv::Error) -> Self {
        Self::Package(boxed("the package cannot be served", Some(source.into())))
    }
}

fn boxed(
    message: impl Into<String>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
) -> Box<ErrorContext> {
    let context = ErrorContext { message: message.into(), source };
    Box::new(context)
}
