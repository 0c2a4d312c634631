//! `roster init`: asks the few questions of a nightly sync, checks the answers, and writes `roster.toml`.

mod answers;
mod apple;
mod ask;
mod guidance;
mod write;

use std::path::PathBuf;

use roster_flow::Configuration;
use sis_providers::Profiles;
use sis_providers::check::{Check, CheckOptions};

use crate::commands::check;
use crate::connection::{pair, runtime};
use crate::context::{Context, Format, write_out};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::render::style::{STRONG, paint};
use crate::secret::SecretSource;
use answers::System;
use write::Setup;

/// Ask what a nightly sync needs, check it, and write roster.toml
///
/// Asks for the student information system, the account of Apple School Manager and the time. Every answer can be given as an
/// option instead; without a terminal all that have no usual value must be. Nothing is written unless the checks pass.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  roster init
  roster init springfield --provider aeries --url https://sis.example/Aeries --client-id ID \\
         --client-secret env:AERIES_SECRET --apple-user 123@sftp.apple.com --apple-password env:ASM_PASSWORD \\
         --time 02:30 --zone America/Los_Angeles --weekend false")]
pub(crate) struct Arguments {
    /// Folder for roster.toml and the secrets
    #[arg(value_name = "FOLDER", default_value = ".")]
    folder: PathBuf,
    /// System, such as aeries; other for one without a profile
    #[arg(long, value_name = "PROVIDER", help_heading = "Student information system")]
    provider: Option<String>,
    /// URL as the system shows it
    #[arg(long, value_name = "URL", help_heading = "Student information system")]
    url: Option<String>,
    /// Client id
    #[arg(long, value_name = "ID", help_heading = "Student information system")]
    client_id: Option<String>,
    /// Client secret, as `env:NAME` or `file:PATH`
    #[arg(long, value_name = "SOURCE", help_heading = "Student information system")]
    client_secret: Option<SecretSource>,
    /// Token URL, for systems where it is not known
    #[arg(long, value_name = "URL", help_heading = "Student information system")]
    token_url: Option<String>,
    /// What the system needs besides, such as `app_name=springfield`
    #[arg(long = "setting", value_name = "NAME=VALUE", value_parser = pair, help_heading = "Student information system")]
    settings: Vec<(String, String)>,
    /// SFTP user name that Apple School Manager shows
    #[arg(long, value_name = "USER", help_heading = "Apple School Manager")]
    apple_user: Option<String>,
    /// SFTP password, as `env:NAME` or `file:PATH`
    #[arg(long, value_name = "SOURCE", help_heading = "Apple School Manager")]
    apple_password: Option<SecretSource>,
    /// Fingerprint of the server, such as SHA256:...; default the one it shows now
    #[arg(long, value_name = "FINGERPRINT", help_heading = "Apple School Manager")]
    apple_host_key: Option<String>,
    /// Another server than Apple's, to try things with
    #[arg(long, value_name = "HOST:PORT", value_parser = host_and_port, help_heading = "Apple School Manager")]
    apple_server: Option<(String, u16)>,
    /// Hour and minute of the run
    #[arg(long, value_name = "HH:MM", help_heading = "Schedule")]
    time: Option<String>,
    /// Time zone, such as America/Chicago
    #[arg(long, value_name = "ZONE", help_heading = "Schedule")]
    zone: Option<String>,
    /// Whether to run on Saturdays and Sundays
    #[arg(long, value_name = "true|false", help_heading = "Schedule")]
    weekend: Option<bool>,
    /// Name of the connection
    #[arg(long, value_name = "NAME", default_value = "sis", value_parser = name)]
    name: String,
    /// Do not connect to anything
    #[arg(long)]
    no_check: bool,
    /// Replace a roster.toml that is there
    #[arg(long)]
    force: bool,
}

fn host_and_port(text: &str) -> Result<(String, u16), String> {
    let parts = text.rsplit_once(':').and_then(|(host, port)| Some((host.to_owned(), port.parse().ok()?)));
    parts.filter(|(host, _)| !host.is_empty()).ok_or_else(|| "not HOST:PORT".to_owned())
}

fn name(text: &str) -> Result<String, String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let is_name = !text.is_empty() && text.len() <= 64 && text.chars().all(is_plain);
    if is_name {
        Ok(text.to_owned())
    } else {
        Err("a name has letters, digits, hyphens and underscores".to_owned())
    }
}

pub(crate) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    let path = arguments.folder.join("roster.toml");
    if path.exists() && !arguments.force {
        let failure = Failure::new("exists", Exit::Unusable, "there is one already").in_input(&path);
        return Err(failure.with_advice("Edit it, choose another folder, or replace it with --force."));
    }
    let mut ask = ask::whoever_is_there();
    let profiles = Profiles::builtin();
    let profile = answers::provider(arguments, &profiles, ask.as_mut())?;
    context.note(&guidance::of(profile));
    let system = answers::system(arguments, profile, ask.as_mut())?;
    if !arguments.no_check {
        try_system(&system, &profiles, context)?;
    }
    let apple = apple::apple(arguments, ask.as_mut(), context)?;
    let when = answers::when(arguments, ask.as_mut())?;
    let setup = Setup { name: arguments.name.clone(), system, apple, when };
    let path = write::write(&setup, &arguments.folder)?;
    // What was written has to be what the other commands can read.
    let configuration = Configuration::read(&path)?;
    for warning in configuration.warnings() {
        context.warn(&warning);
    }
    let shown = path.display();
    let option = if arguments.folder == std::path::Path::new(".") {
        String::new()
    } else {
        format!(" --config {shown}")
    };
    let text = format!(
        "\n{} and the secrets beside it.\n\nNext:\n  roster run nightly --dry-run{option}   everything but the upload\n  roster serve{option}                   every night, with a page at http://{}\n",
        paint(STRONG, format!("Wrote {shown}")),
        configuration.server.listen,
    );
    write_out(&text)?;
    Ok(Exit::Good)
}

/// Reads a few records of each collection, as `roster check` does.
fn try_system(system: &System, profiles: &Profiles, context: &Context) -> Result<(), Failure> {
    let mut options = CheckOptions::default();
    options.only_access = true;
    let mut check = Check::with_options(system.to_connection(profiles)?, options);
    let runtime = runtime()?;
    let progress = context.progress("Checking");
    while let Some(step) = runtime.block_on(check.next_step()) {
        if context.format() == Format::Text {
            progress.suspend(|| context.note(check::line(&step).trim_end()));
        }
    }
    crate::progress::clear();
    let report = check.into_report();
    if report.is_usable() {
        return Ok(());
    }
    let failure = Failure::new("check", Exit::OtherSide, "rosters cannot be read with these answers");
    Err(failure.with_advice("Mend what the check shows, or write the file without checks by --no-check."))
}
