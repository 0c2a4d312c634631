//! The `roster` command: class rosters from OneRoster packages to Apple School Manager.
//!
//! Thin by intent: arguments, progress and rendering live here, the work is done by the libraries.
//! Standard output carries results, standard error everything else; [`exit::Exit`] lists the exit codes.

mod app;
mod commands;
mod connection;
mod context;
mod exit;
mod failure;
mod finding_log;
mod flows;
mod input;
mod interrupt;
mod output;
mod progress;
mod render;
mod report;
mod secret;

use std::process::ExitCode;

fn main() -> ExitCode {
    app::main().into()
}
