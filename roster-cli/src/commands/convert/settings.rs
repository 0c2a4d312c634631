//! The settings of a conversion: from a file and from arguments.

use std::fs;
use std::thread;

use asm_format::convert::{Mode, Settings};
use asm_format::{ArchiveSettings, GuardSettings};
use time::Date;

use super::Arguments;
use crate::exit::Exit;
use crate::failure::Failure;

/// Threads beyond which a conversion does not become faster.
const MOST_THREADS: usize = 4;

/// Everything that decides about the result, besides the input.
#[derive(Debug)]
pub(super) struct RunSettings {
    pub(super) conversion: Settings,
    pub(super) archive: ArchiveSettings,
    pub(super) guards: GuardSettings,
    pub(super) is_dry_run: bool,
    /// Absent for today.
    pub(super) today: Option<Date>,
}

pub(super) fn read(arguments: &Arguments) -> Result<RunSettings, Failure> {
    let mut conversion = match &arguments.settings {
        None => Settings::default(),
        Some(path) => {
            let failed = |error: &dyn std::error::Error| {
                Failure::new("settings", Exit::Unusable, "cannot read the settings")
                    .because(error)
                    .in_input(path)
            };
            let text = fs::read_to_string(path).map_err(|error| failed(&error))?;
            toml::from_str(&text).map_err(|error| failed(&error))?
        }
    };
    if arguments.strict {
        conversion.mode = Mode::Strict;
    }
    let is_dry_run = arguments.dry_run || conversion.mode == Mode::Report;
    let available = || thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS);
    let threads = arguments.threads.map_or_else(available, usize::from);
    Ok(RunSettings {
        archive: ArchiveSettings::default().with_dialect(conversion.dialect).with_threads(threads),
        conversion,
        guards: GuardSettings::default().with_max_loss(arguments.max_loss),
        is_dry_run,
        today: arguments.today,
    })
}
