//! `roster upload`: sends one file by SFTP.

use std::path::PathBuf;

use asm_format::{AsmPackage, validate};
use oneroster_model::Findings;
use roster_flow::configuration::DestinationKind;
use roster_sftp::{Client, Placement, Upload};
use serde::Serialize;

use crate::connection::runtime;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::flows::ConfigurationFile;
use crate::progress;
use crate::render::number;

/// Send a file to a destination by SFTP
///
/// What goes to Apple School Manager is checked against Apple's rules first, because everything that is missing in an upload is
/// removed there. Nothing compares it with the last upload: flows do.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  roster upload asm.zip apple
  roster upload --check apple")]
pub(crate) struct Arguments {
    /// File to send
    #[arg(value_name = "FILE", required_unless_present = "check")]
    file: Option<PathBuf>,
    /// Destination in roster.toml
    #[arg(value_name = "DESTINATION")]
    destination: Option<String>,
    /// Only log in, to see that it works
    #[arg(long, value_name = "DESTINATION", conflicts_with_all = ["file", "destination"])]
    check: Option<String>,
    /// Send what breaks Apple's rules, too
    #[arg(long)]
    no_check: bool,
    #[command(flatten)]
    configuration: ConfigurationFile,
}

/// What was sent.
#[derive(Debug, Serialize)]
struct Sent {
    destination: String,
    path: String,
    bytes: u64,
    renamed: bool,
}

pub(crate) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    let configuration = arguments.configuration.read(context)?;
    let (name, file) = match (&arguments.check, &arguments.file, &arguments.destination) {
        (Some(name), ..) => (name, None),
        (None, Some(file), Some(name)) => (name, Some(file)),
        _ => return Err(Failure::usage("give a file and a destination")),
    };
    let destination = configuration.destination(name)?;
    if destination.kind == DestinationKind::File {
        return Err(Failure::usage(format!("destination {name} is a file of this machine")));
    }
    let client = Client::new(configuration.sftp_target(destination)?);
    let Some(file) = file else { return check(&client, context) };
    if destination.kind == DestinationKind::Apple && !arguments.no_check {
        keeps_to_the_rules(file)?;
    }
    let remote = destination.remote_name(name);
    let progress = context.progress("Sending");
    let shown = progress.clone();
    let upload =
        Upload::file(file, &remote).on_progress(move |progress| shown.sent(progress.sent, progress.total));
    let receipt = runtime()?.block_on(client.put(upload));
    progress::clear();
    let receipt = receipt?;
    let sent = Sent {
        destination: name.clone(),
        path: receipt.path,
        bytes: receipt.bytes,
        renamed: receipt.placement != Placement::Direct,
    };
    context.result(&sent, || {
        format!("Sent {} bytes to {} as {}.\n", number::grouped(sent.bytes), sent.destination, sent.path)
    })?;
    Ok(Exit::Good)
}

/// Logs in and out, and shows each step.
fn check(client: &Client, context: &Context) -> Result<Exit, Failure> {
    let report = runtime()?.block_on(client.check());
    for step in report.steps() {
        context.note(&format!("ok  {}  {}", step.step, crate::render::printable(&step.detail)));
    }
    report.into_result()?;
    Ok(Exit::Good)
}

/// Refuses an archive that Apple would refuse, or take and misunderstand.
fn keeps_to_the_rules(path: &std::path::Path) -> Result<(), Failure> {
    let archive = AsmPackage::open(path).map_err(|error| Failure::from(error).in_input(path))?;
    let mut findings = Findings::default();
    if validate(&archive, &mut findings)?.is_accepted() {
        return Ok(());
    }
    let failure =
        Failure::new("not_accepted", Exit::NotGood, "the archive breaks Apple's rules").in_input(path);
    Err(failure.with_advice("See `roster validate` for each error; send it all the same with --no-check."))
}
