//! Texts for people at a terminal.

pub(crate) mod advice;
mod failure;
pub(crate) mod findings;
pub(crate) mod number;
mod server_advice;
pub(crate) mod style;
pub(crate) mod table;

pub(crate) use failure::failure;

use std::io::Write;

/// Writes a line to standard error.
pub(crate) fn note(text: &str) {
    // Where even that fails there is no place left to complain.
    _ = writeln!(anstream::stderr(), "{text}");
}

/// Replaces control characters, with which a foreign text could steer the terminal.
pub(crate) fn printable(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { '\u{fffd}' } else { character }).collect()
}
