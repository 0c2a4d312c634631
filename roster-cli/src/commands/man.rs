//! `roster man`: manual pages, made from the same text as `--help`.

use std::fs;
use std::path::PathBuf;

use clap_mangen::Man;

use crate::app;
use crate::context::{Context, write_out};
use crate::exit::Exit;
use crate::failure::Failure;

/// Write manual pages
///
/// One page for roster and one for each command, as `roster.1`, `roster-convert.1` and so on. Without a folder
/// the page of roster itself goes to standard output.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  roster man /usr/local/share/man/man1")]
pub(crate) struct Arguments {
    /// Folder for the pages; it is created where it is missing
    #[arg(value_name = "FOLDER")]
    folder: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    let mut command = app::command();
    command.build();
    let Some(folder) = &arguments.folder else {
        write_out(&String::from_utf8_lossy(&render(&command)?))?;
        return Ok(Exit::Good);
    };
    fs::create_dir_all(folder).map_err(|error| failed(&error).in_input(folder))?;
    let pages = std::iter::once(&command).chain(command.get_subcommands());
    for page in pages.filter(|page| page.get_name() != "help") {
        let path = folder.join(Man::new(page.clone()).get_filename());
        fs::write(&path, render(page)?).map_err(|error| failed(&error).in_input(&path))?;
    }
    context.note(&format!("pages are in {}; read one with man -l", folder.display()));
    Ok(Exit::Good)
}

fn render(command: &clap::Command) -> Result<Vec<u8>, Failure> {
    let mut page = Vec::new();
    Man::new(command.clone()).render(&mut page).map_err(|error| failed(&error))?;
    Ok(page)
}

fn failed(error: &std::io::Error) -> Failure {
    Failure::new("io", Exit::Unusable, "cannot write the page").because(error)
}
