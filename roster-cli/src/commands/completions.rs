//! `roster completions`: what a shell needs to complete the command line.

use clap_complete::Shell;

use crate::app;
use crate::context::write_out;
use crate::exit::Exit;
use crate::failure::Failure;

/// Print a script with which a shell completes commands and options
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  roster completions bash > /etc/bash_completion.d/roster")]
pub(crate) struct Arguments {
    /// Shell that reads the script
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut app::command(), "roster", &mut script);
    write_out(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Good)
}
