//! How a failure looks on standard error.

use std::fmt::Write;

use super::printable;
use super::style::{BAD, CAUTION, DIM, paint};
use crate::failure::Failure;

/// Returns the text: what failed, why, what to do, and its stable code.
pub(crate) fn failure(failure: &Failure) -> String {
    let mut text = format!("{} {}", paint(BAD, "error:"), printable(failure.message()));
    for cause in failure.causes() {
        let cause = cause.lines().map(printable).collect::<Vec<_>>().join("\n    ");
        _ = write!(text, "\n  {} {cause}", paint(DIM, "because:"));
    }
    if let Some(advice) = failure.advice() {
        _ = write!(text, "\n  {} {advice}", paint(CAUTION, "what to do:"));
    }
    _ = write!(text, "\n  {}", paint(DIM, format!("code: {}", failure.code())));
    text
}
