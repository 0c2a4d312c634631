//! `roster demo`: three nights of a district that does not exist, from its system to the server that plays Apple's.

mod clock;
mod stage;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use roster_flow::engine::Request;
use roster_flow::{Configuration, Flows};
use roster_history::{Run, RunStatus};
use time::{Date, Duration, Month};

use super::history::show_run;
use crate::app;
use crate::context::{Context, write_out};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::flows::drive;
use crate::render::number;
use crate::render::style::{STRONG, paint};
use clock::NightClock;
use stage::Stage;

/// Show three nights of a district that does not exist, end to end
///
/// Starts a student information system that behaves like Aeries and an SFTP server that plays Apple School Manager, sets up
/// a nightly sync and runs it: a first night, a second one with changes, and a third one in which a school has vanished,
/// which is held. Nothing has to be set up, and nothing leaves this machine.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  roster demo --students 5000")]
pub(crate) struct Arguments {
    /// Folder for the files of the demonstration; that of an earlier one is replaced
    #[arg(value_name = "FOLDER", default_value = "roster-demo")]
    folder: PathBuf,
    /// Number of students
    #[arg(long, value_name = "N", default_value_t = 1500, value_parser = clap::value_parser!(u32).range(100..=100_000))]
    students: u32,
}

/// Name that `roster init` gives the flow.
const FLOW: &str = "nightly";

pub(crate) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    let folder = &arguments.folder;
    prepare(arguments)?;
    // Any day in the middle of a term will do.
    let today = context.today();
    let year = if today.month() as u8 >= 8 { today.year() } else { today.year() - 1 };
    let first_day = Date::from_calendar_date(year, Month::October, 6)
        .map_err(|error| Failure::new("date", Exit::NotGood, "the year is out of range").because(&error))?;
    let third_day = first_day + Duration::days(2);
    let mut stage = Stage::set(folder, arguments.students, first_day)?;

    say(
        "A student information system and a server that plays Apple School Manager are running. Set up the sync.",
    )?;
    command(&stage.init_line(), Exit::Good, context)?;

    say("The first night.")?;
    let first = night(folder, first_day, RunStatus::Succeeded, context)?;
    verify(&first, &mut stage, folder)?;

    say("The second night. Some students came, some left, some moved; what changed is listed.")?;
    stage.next_day(1)?;
    let second = night(folder, first_day + Duration::DAY, RunStatus::Succeeded, context)?;
    verify(&second, &mut stage, folder)?;

    let lost = stage.lose_a_school();
    say(&format!(
        "The third night. The export broke off: {} of a school are missing. Uploading that would take them from the \
         iPads, so the run is held until somebody decides.",
        number::counted(lost as u64, "class", "classes")
    ))?;
    let held = night(folder, third_day, RunStatus::Held, context)?;

    say("What would have been uploaded, compared with what Apple has, as a page to look at.")?;
    let source = source_of(&held, folder)?;
    let report = folder.join("report.html");
    let line = format!(
        "convert {} {} --today {} --previous {} --report {} --samples 0",
        source.display(),
        folder.join("held.zip").display(),
        third_day,
        folder.join("arrived.zip").display(),
        report.display()
    );
    command(&words(&line), Exit::NotGood, context)?;

    let config = folder.join("roster.toml");
    say("Somebody looks, and does not want it. (roster approve would deliver exactly this file.)")?;
    let reason = "the export was cut off";
    let line = format!("$ roster discard {} --reason \"{reason}\" --config {}", held.id, config.display());
    write_out(&format!("{}\n\n", paint(STRONG, line)))?;
    let flows = open(folder, third_day)?;
    flows.discard(held.id, "demo", reason)?;
    show_run(flows.history(), held.id, context)?;
    write_out("\n")?;
    command(&words(&format!("history --config {}", config.display())), Exit::Good, context)?;
    stage.strike();
    write_out(&format!(
        "\n{}\n  {}   the held night, in a browser\n  roster history 2 --findings --config {}   what was repaired and left out, and why\n  \
         roster serve --config {}   the page with all runs\n",
        paint(STRONG, "Where to look"),
        report.display(),
        config.display(),
        config.display(),
    ))?;
    Ok(Exit::Good)
}

/// Makes an empty folder.
fn prepare(arguments: &Arguments) -> Result<(), Failure> {
    let folder = &arguments.folder;
    let marker = folder.join(".roster-demo");
    if marker.exists() {
        fs::remove_dir_all(folder).map_err(|error| stage::unusable(folder, &error))?;
    }
    let is_empty = fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none());
    if !is_empty {
        let failure =
            Failure::new("exists", Exit::Unusable, "there are files in it already").in_input(folder);
        return Err(failure.with_advice("Give another folder."));
    }
    fs::create_dir_all(folder).map_err(|error| stage::unusable(folder, &error))?;
    fs::write(&marker, "").map_err(|error| stage::unusable(&marker, &error))
}

/// Runs the flow as on that night.
fn night(folder: &Path, day: Date, expected: RunStatus, context: &Context) -> Result<Run, Failure> {
    let config = folder.join("roster.toml");
    let line = format!("$ roster run {FLOW} --config {}", config.display());
    write_out(&format!("{}\n\n", paint(STRONG, line)))?;
    let flows = open(folder, day)?;
    let run = flows.start(FLOW, Request::manual())?;
    let run = drive(&flows, run, context)?;
    show_run(flows.history(), run.id, context)?;
    if run.status == expected {
        return Ok(run);
    }
    let message = format!("run {} ended as {}, not as {}", run.id, run.status.as_str(), expected.as_str());
    Err(Failure::new("demo_failed", Exit::NotGood, message))
}

/// Opens the flows as on a night.
fn open(folder: &Path, day: Date) -> Result<Flows, Failure> {
    let configuration = Configuration::read(folder.join("roster.toml"))?;
    Ok(Flows::open_with_clock(configuration, Arc::new(NightClock::of(day)))?)
}

/// Compares what has arrived with what was to be delivered.
fn verify(run: &Run, stage: &mut Stage, folder: &Path) -> Result<(), Failure> {
    let arrived = stage.arrived()?;
    let flows = Flows::open(Configuration::read(folder.join("roster.toml"))?)?;
    let failed = |message: &str| Failure::new("demo_failed", Exit::NotGood, message);
    let file = run.delivered.ok_or_else(|| failed("the run delivered no file"))?;
    let path = flows.history().file(&file);
    let sent = fs::read(&path).map_err(|error| stage::unusable(&path, &error))?;
    if sent != arrived.bytes {
        return Err(failed("what has arrived is not what was delivered"));
    }
    let bytes = number::grouped(arrived.bytes.len() as u64);
    write_out(&format!("\nArrived at the server: {}, the same {bytes} bytes.\n", arrived.path.display()))
}

/// The package that a run has read.
fn source_of(run: &Run, folder: &Path) -> Result<PathBuf, Failure> {
    let flows = Flows::open(Configuration::read(folder.join("roster.toml"))?)?;
    let detail = flows.history().run(run.id)?;
    let source = detail.steps.iter().find_map(|step| step.output);
    let file =
        source.ok_or_else(|| Failure::new("demo_failed", Exit::NotGood, "the run has read nothing"))?;
    let path = folder.join("held-source.zip");
    fs::copy(flows.history().file(&file), &path).map_err(|error| stage::unusable(&path, &error))?;
    Ok(path)
}

/// Shows a command line and runs it.
fn command(words: &[String], expected: Exit, context: &Context) -> Result<(), Failure> {
    write_out(&format!("{}\n\n", paint(STRONG, format!("$ roster {}", words.join(" ")))))?;
    let exit = app::run_line(words, context)?;
    if exit == expected {
        return Ok(());
    }
    let message = format!("the step ended with exit code {}, not {}", exit.code(), expected.code());
    Err(Failure::new("demo_failed", Exit::NotGood, message))
}

fn words(line: &str) -> Vec<String> {
    line.split_whitespace().map(str::to_owned).collect()
}

fn say(text: &str) -> Result<(), Failure> {
    write_out(&format!("\n{text}\n\n"))
}
