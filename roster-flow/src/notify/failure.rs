use std::error::Error as StdError;
use std::fmt;

/// Why a notification did not arrive. Never holds a secret or a whole URL.
///
/// Codes are `notification_settings` (cannot be used as they are), `mail_connection`, `mail_tls`, `mail_login`,
/// `mail_refused`, `webhook_connection`, `webhook_tls` and `webhook_refused`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotificationFailure {
    code: &'static str,
    message: String,
    advice: Option<String>,
    passing: bool,
}

impl NotificationFailure {
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), advice: None, passing: false }
    }

    pub(super) fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    /// Marks a failure that another attempt may not meet.
    pub(super) fn passing(mut self, passing: bool) -> Self {
        self.passing = passing;
        self
    }

    /// Returns a stable name in `snake_case`.
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// Returns what to do about it.
    pub fn advice(&self) -> Option<&str> {
        self.advice.as_deref()
    }

    /// Tells whether the same may succeed later.
    pub const fn is_retryable(&self) -> bool {
        self.passing
    }
}

impl fmt::Display for NotificationFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for NotificationFailure {}

/// An error and its causes, innermost last.
pub(super) fn causes<'e>(
    error: &'e (dyn StdError + 'static),
) -> impl Iterator<Item = &'e (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error: &&'e (dyn StdError + 'static)| (*error).source())
}

/// The texts of an error and its causes that say something new, innermost last.
pub(super) fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut texts: Vec<String> = Vec::new();
    for cause in causes(error) {
        let text = cause.to_string();
        // Some libraries repeat the text of the cause in their own.
        if let Some(last) = texts.last_mut()
            && let Some(start) = last.strip_suffix(&text)
        {
            *last = start.trim_end_matches([':', ' ']).to_owned();
        }
        texts.retain(|known| !known.is_empty());
        texts.push(text);
    }
    texts.join(": ")
}

/// A text of a stranger as one short line without control characters.
pub(super) fn one_line(text: &str) -> String {
    const MOST: usize = 200;
    let plain: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    words.join(" ").chars().take(MOST).collect()
}
