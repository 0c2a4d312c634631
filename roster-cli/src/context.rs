//! What every command knows about the terminal and the wishes of its caller.

use std::io::{self, IsTerminal, Write};

use clap::{Args, ValueEnum};
use serde::Serialize;
use time::{Date, OffsetDateTime};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::progress::Progress;
use crate::render;
use crate::render::style::{CAUTION, paint};

/// Options of all commands.
#[derive(Args, Clone, Copy, Debug)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputOptions {
    /// Results as text for people or as one JSON document
    #[arg(long, global = true, value_enum, value_name = "FORMAT", default_value_t)]
    format: Format,
    /// When colours are used; auto: on a terminal, unless `NO_COLOR` is set
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t)]
    color: When,
    /// Say nothing on standard error but errors
    #[arg(long, short, global = true)]
    quiet: bool,
}

/// How results are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    #[default]
    Text,
    Json,
}

/// When something is done that depends on the terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    #[default]
    Auto,
    Always,
    Never,
}

/// The surroundings of a command.
#[derive(Debug)]
pub(crate) struct Context {
    format: Format,
    quiet: bool,
    today: Date,
}

impl Context {
    /// Looks at the surroundings. Call it before any thread is started: only then the time zone is known.
    pub(crate) fn new(options: OutputOptions) -> Self {
        let choice = match options.color {
            When::Auto => anstream::ColorChoice::Auto,
            When::Always => anstream::ColorChoice::Always,
            When::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
        let now = OffsetDateTime::now_local().unwrap_or_else(|_| OffsetDateTime::now_utc());
        Self { format: options.format, quiet: options.quiet, today: now.date() }
    }

    pub(crate) fn format(&self) -> Format {
        self.format
    }

    /// The day of the machine, in its time zone.
    pub(crate) fn today(&self) -> Date {
        self.today
    }

    /// Begins to show progress, where there is a terminal to show it on.
    pub(crate) fn progress(&self, what: &'static str) -> Progress {
        if self.quiet || !io::stderr().is_terminal() { Progress::hidden() } else { Progress::shown(what) }
    }

    /// Writes a line to standard error, unless all is to be quiet.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet {
            render::note(text);
        }
    }

    /// Writes a warning to standard error, unless all is to be quiet.
    pub(crate) fn warn(&self, text: &str) {
        self.note(&format!("{} {}", paint(CAUTION, "warning:"), render::printable(text)));
    }

    /// Tells readers of JSON that there is no result.
    pub(crate) fn failed(&self, failure: &Failure) {
        #[derive(Serialize)]
        struct Failed<'f> {
            error: &'f Failure,
        }
        if self.format == Format::Json && !failure.is_told() {
            // The failure is told on standard error as well.
            _ = self.result(&Failed { error: failure }, String::new);
        }
    }

    /// Writes a result: as JSON, or as the text that `text` makes.
    pub(crate) fn result<T: Serialize>(
        &self,
        value: &T,
        text: impl FnOnce() -> String,
    ) -> Result<(), Failure> {
        let text = match self.format {
            Format::Text => text(),
            Format::Json => to_json(value)?,
        };
        write_out(&text)
    }
}

/// Returns a value as JSON for files and standard output.
pub(crate) fn to_json<T: Serialize>(value: &T) -> Result<String, Failure> {
    let failed = |error| Failure::new("json", Exit::NotGood, "cannot write JSON").because(&error);
    Ok(serde_json::to_string_pretty(value).map_err(failed)? + "\n")
}

/// Writes to standard output; a reader that has seen enough (`| head`) is no failure.
pub(crate) fn write_out(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let full = error.kind() == io::ErrorKind::StorageFull;
            let code = if full { "storage_full" } else { "io" };
            Err(Failure::new(code, Exit::NotGood, "cannot write to standard output").because(&error))
        }
        _ => Ok(()),
    }
}
