//! `roster demo`: the commands of an ordinary week, one after the other, on a district that does not exist.

use std::fs;
use std::path::PathBuf;

use crate::app;
use crate::context::{Context, write_out};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::render::style::{STRONG, paint};

/// Show what roster does, on a district that does not exist
///
/// Runs generate, validate, convert and diff as one would type them: a first day, a second day with changes,
/// and a third day on which half of the district is missing, which is held back. Nothing has to be set up.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  roster demo --students 5000")]
pub(crate) struct Arguments {
    /// Folder for the files of the demonstration
    #[arg(value_name = "FOLDER", default_value = "roster-demo")]
    folder: PathBuf,
    /// Number of students
    #[arg(long, value_name = "N", default_value_t = 1500, value_parser = clap::value_parser!(u32).range(10..=1_000_000))]
    students: u32,
}

/// One command of the demonstration.
struct Step {
    /// What the step shows.
    about: &'static str,
    /// The command line; words in braces are files of the folder or numbers.
    line: &'static str,
    /// How it has to end.
    exit: Exit,
}

const STEPS: [Step; 8] = [
    Step {
        about: "Day one. A student information system exports its district; one row in two hundred is dirty.",
        line: "generate {day1.zip} --students {students} --dirty 0.005",
        exit: Exit::Good,
    },
    Step {
        about: "What is wrong with the export?",
        line: "validate {day1.zip} --samples 1",
        exit: Exit::NotGood,
    },
    Step {
        about: "Make the archive that Apple School Manager takes. Whatever is repaired or left out is told.",
        line: "convert {day1.zip} {asm1.zip} --today 2026-10-01 --samples 1 --report {report.html}",
        exit: Exit::Good,
    },
    Step {
        about: "Day two. Some students came, some left, some moved.",
        line: "generate {day2.zip} --students {students} --dirty 0.005 --day 1 --changes 0.01",
        exit: Exit::Good,
    },
    Step {
        about: "What changed over night?",
        line: "diff {day1.zip} {day2.zip} {delta.zip}",
        exit: Exit::Good,
    },
    Step {
        about: "The second archive is compared with the first before it may replace it.",
        line: "convert {day2.zip} {asm2.zip} --today 2026-10-02 --samples 0 --previous {asm1.zip}",
        exit: Exit::Good,
    },
    Step {
        about: "Day three. The export broke off: half of the district is missing.",
        line: "generate {day3.zip} --students {half} --dirty 0.005",
        exit: Exit::Good,
    },
    Step {
        about: "Uploading that would take hundreds of classes from their iPads. It is held back.",
        line: "convert {day3.zip} {asm3.zip} --today 2026-10-03 --samples 0 --previous {asm2.zip}",
        exit: Exit::NotGood,
    },
];

pub(crate) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    let folder = &arguments.folder;
    fs::create_dir_all(folder).map_err(|error| {
        let message = format!("cannot create the folder {}", folder.display());
        Failure::new("io", Exit::Unusable, message).because(&error)
    })?;
    for step in &STEPS {
        let words: Vec<String> = step.line.split(' ').map(|word| expand(word, arguments)).collect();
        let line = paint(STRONG, format!("$ roster {}", words.join(" ")));
        write_out(&format!("\n{}\n{line}\n\n", step.about))?;
        let exit = app::run_line(&words, context)?;
        if exit != step.exit {
            let message = format!("the step ended with exit code {}, not {}", exit.code(), step.exit.code());
            return Err(Failure::new("demo_failed", Exit::NotGood, message));
        }
    }
    write_out(&format!(
        "\nHeld back, as it should be: {} was not written.\n\
         Look at {} in a browser, and at the files in {}.\n",
        folder.join("asm3.zip").display(),
        folder.join("report.html").display(),
        folder.display()
    ))?;
    Ok(Exit::Good)
}

/// Fills in files and numbers.
fn expand(word: &str, arguments: &Arguments) -> String {
    match word.strip_prefix('{').and_then(|word| word.strip_suffix('}')) {
        None => word.to_owned(),
        Some("students") => arguments.students.to_string(),
        Some("half") => (arguments.students / 2).to_string(),
        Some(file) => arguments.folder.join(file).display().to_string(),
    }
}
