//! Colours of the terminal; they vanish where there is none.

use std::fmt::Display;

use anstyle::{AnsiColor, Style};
use oneroster_model::Severity;

/// Names and numbers to look at first.
pub(crate) const STRONG: Style = Style::new().bold();
/// What may be skipped.
pub(crate) const DIM: Style = Style::new().dimmed();
/// What went well.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default().bold();
/// What went wrong.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
/// What to look at.
pub(crate) const CAUTION: Style = AnsiColor::Yellow.on_default().bold();

/// Returns the colour of a severity.
pub(crate) const fn of(severity: Severity) -> Style {
    match severity {
        Severity::Error => BAD,
        Severity::Warning => CAUTION,
        Severity::Info => DIM,
    }
}

/// Puts a text into a style.
pub(crate) fn paint(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}
