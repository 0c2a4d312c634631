use serde::Serialize;

/// Why a run, a step or a delivery failed, as it is shown to an operator later.
///
/// Whoever makes it takes secrets and data of people out first; the history keeps it as it is.
///
/// # Examples
///
/// ```
/// use roster_history::FailureRecord;
///
/// let failure = FailureRecord::new("login_refused", "sis.example refused the login")
///     .with_advice("Renew the client secret.");
/// assert_eq!(failure.to_string(), "login_refused: sis.example refused the login");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FailureRecord {
    /// Stable name in `snake_case`.
    pub code: String,
    /// What failed.
    pub message: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
}

impl FailureRecord {
    /// Creates a record without advice.
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into(), advice: None }
    }

    /// Sets what to do about it.
    #[must_use]
    pub fn with_advice(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }
}

impl std::fmt::Display for FailureRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}
