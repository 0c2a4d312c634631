//! Progress of long work: a line on a terminal with bar, speed and time left.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

/// The line that is on the terminal now.
static SHOWN: Mutex<Option<ProgressBar>> = Mutex::new(None);

const WAITING: &str = "{spinner:.cyan} {prefix} {msg}";
const BYTES: &str = "{spinner:.cyan} {prefix} {wide_bar:.cyan/black.bright} {percent:>3} %  {bytes_per_sec}, {eta} left {msg}";
const ROWS: &str =
    "{spinner:.cyan} {prefix} {wide_bar:.cyan/black.bright} {percent:>3} %  {speed} rows/s, {eta} left {msg}";

/// Takes the line off the terminal, so that something else can be written there.
pub(crate) fn clear() {
    if let Some(bar) = SHOWN.lock().unwrap_or_else(PoisonError::into_inner).take() {
        bar.finish_and_clear();
    }
}

/// Progress of one piece of work. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// Shows nothing.
    pub(crate) fn hidden() -> Self {
        Self(ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::hidden()))
    }

    /// Shows a line that begins with `what`, until [`clear`] is called.
    pub(crate) fn shown(what: &'static str) -> Self {
        let bar = ProgressBar::new(0).with_prefix(what).with_style(style(WAITING));
        bar.enable_steady_tick(Duration::from_millis(120));
        *SHOWN.lock().unwrap_or_else(PoisonError::into_inner) = Some(bar.clone());
        Self(bar)
    }

    /// Shows a bar: that many bytes more will be read.
    pub(crate) fn expect_bytes(&self, bytes: u64) {
        self.0.inc_length(bytes);
        self.0.set_style(style(BYTES));
    }

    /// Shows a bar: that many rows will be made, or nearly so.
    pub(crate) fn expect_rows(&self, rows: u64) {
        self.0.set_length(rows);
        self.0.set_style(style(ROWS));
    }

    /// Counts bytes that were read. Work that reads a file twice stays at the end of the bar.
    pub(crate) fn read(&self, bytes: u64) {
        let length = self.0.length().unwrap_or(u64::MAX);
        self.0.set_position(self.0.position().saturating_add(bytes).min(length));
    }

    /// Says how many bytes of how many were sent.
    pub(crate) fn sent(&self, bytes: u64, total: u64) {
        self.0.set_length(total);
        self.0.set_position(bytes);
        self.0.set_style(style(BYTES));
    }

    /// Says how many rows there are now, and of which file.
    pub(crate) fn rows(&self, rows: u64, file: &'static str) {
        self.0.set_message(file);
        self.0.set_position(rows);
    }

    /// Writes something else to the terminal, where the line would be in the way.
    pub(crate) fn suspend<R>(&self, write: impl FnOnce() -> R) -> R {
        self.0.suspend(write)
    }

    /// Goes on to work whose end is not known.
    pub(crate) fn step(&self, what: &'static str) {
        self.0.set_prefix(what);
        self.0.set_message("");
        self.0.set_style(style(WAITING));
    }
}

/// The templates are those above; one with a mistake shows the plain line.
fn style(template: &str) -> ProgressStyle {
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner());
    let speed = |state: &ProgressState, out: &mut dyn std::fmt::Write| {
        // A piece of the line that cannot be written is not worth a failure.
        _ = write!(out, "{:.0}", state.per_sec());
    };
    style.with_key("speed", speed).progress_chars("━━─")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_understood() {
        for template in [WAITING, BYTES, ROWS] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }

    #[test]
    fn reading_twice_stays_at_the_end() {
        let progress = Progress::hidden();
        progress.expect_bytes(10);
        progress.read(7);
        progress.read(7);
        assert_eq!(progress.0.position(), 10);
    }
}
