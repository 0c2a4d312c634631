//! Which record a finding speaks about, and the sink it goes to.

use std::borrow::Cow;

use oneroster_model::{Action, Code, Finding, FindingSink, Severity};

/// Where a row came from.
///
/// # Examples
///
/// ```
/// use asm_format::convert::Place;
///
/// let place = Place::line("users.csv", 12);
/// assert_ne!(place, Place::NONE);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    file: &'static str,
    line: u32,
}

impl Place {
    /// No place: the row did not come from a file.
    pub const NONE: Self = Self { file: "", line: 0 };

    /// A line of a file, 1-based. Lines beyond 4,294,967,295 are reported as that number.
    pub fn line(file: &'static str, line: u64) -> Self {
        Self { file, line: u32::try_from(line).unwrap_or(u32::MAX) }
    }

    pub(super) fn line_number(self) -> u32 {
        self.line
    }
}

/// A record in a finding: kind, key and place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject<'a> {
    pub(super) entity: &'static str,
    pub(super) key: &'a str,
    pub(super) place: Place,
}

/// Takes the findings of a conversion.
pub(super) struct Notes<'s> {
    sink: &'s mut dyn FindingSink,
    pub(super) errors: u64,
}

impl<'s> Notes<'s> {
    pub(super) fn new(sink: &'s mut dyn FindingSink) -> Self {
        Self { sink, errors: 0 }
    }

    /// The record is used as it is.
    pub(super) fn kept(&mut self, code: &'static Code, severity: Severity, subject: Subject<'_>) {
        self.push(code, severity, Action::Kept, subject, code.title);
    }

    /// The record is used after a repair.
    pub(super) fn changed(&mut self, code: &'static Code, severity: Severity, subject: Subject<'_>) {
        self.push(code, severity, Action::Changed, subject, code.title);
    }

    /// The record is left out.
    pub(super) fn dropped(&mut self, code: &'static Code, severity: Severity, subject: Subject<'_>) {
        self.push(code, severity, Action::Dropped, subject, code.title);
    }

    pub(super) fn push(
        &mut self,
        code: &'static Code,
        severity: Severity,
        action: Action,
        subject: Subject<'_>,
        message: impl Into<Cow<'static, str>>,
    ) {
        self.errors += u64::from(severity == Severity::Error);
        let mut finding = Finding::new(code, severity, message)
            .with_record(subject.entity, subject.key)
            .with_action(action);
        if !subject.place.file.is_empty() {
            finding = finding.at(subject.place.file, u64::from(subject.place.line));
        }
        self.sink.push(finding);
    }
}
