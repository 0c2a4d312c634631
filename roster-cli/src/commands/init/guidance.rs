//! What has to be done on the side of the system, before its credentials exist.

use std::fmt::Write;

use sis_providers::Profile;

use crate::render::printable;
use crate::render::style::{DIM, STRONG, paint};

/// Returns the steps of a system, the least that it has to grant, and what its URL looks like.
pub(super) fn of(profile: &Profile) -> String {
    let mut text = format!("\n{}\n", paint(STRONG, format!("In {}", printable(&profile.name))));
    for (index, step) in profile.guidance.setup.iter().enumerate() {
        let place = if step.at.is_empty() { String::new() } else { format!("{}: ", printable(&step.at)) };
        _ = writeln!(text, "  {}. {}{}", index + 1, paint(STRONG, place), printable(&step.step));
    }
    if !profile.guidance.permissions.is_empty() {
        _ = writeln!(text, "\nThe least that has to be granted, for reading:");
        for permission in &profile.guidance.permissions {
            _ = writeln!(text, "  - {}", printable(&permission.name));
        }
    }
    if !profile.url.examples.is_empty() {
        _ = writeln!(text, "\nIts URL looks like {}", printable(&profile.url.examples.join(" or ")));
    }
    for source in profile.guidance.sources.iter().take(2) {
        _ = writeln!(text, "{}", paint(DIM, format!("See {}", printable(source))));
    }
    text
}
