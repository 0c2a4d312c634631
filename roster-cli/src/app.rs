//! The command line as a whole: arguments in, exit code out.

use clap::{CommandFactory, Parser, Subcommand};

use crate::commands::{
    account, anonymize, apply, approve, check, completions, convert, convert_version, demo, diff, discard,
    explain, fetch, generate, history, init, inspect, man, patch, replay, run, sandbox, serve, upload,
    validate,
};
use crate::context::{Context, OutputOptions};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{interrupt, progress, render};

/// Class rosters from OneRoster packages to Apple School Manager.
///
/// Exit codes: 0 good, 1 the data or the run is not good, 2 wrong usage or unusable input, 3 the other
/// side failed, 130 interrupted.
#[derive(Debug, Parser)]
#[command(name = "roster", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    output: OutputOptions,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Arguments),
    Convert(Box<convert::Arguments>),
    ConvertVersion(convert_version::Arguments),
    Validate(validate::Arguments),
    Inspect(inspect::Arguments),
    Diff(diff::Arguments),
    Apply(apply::Arguments),
    Patch(patch::Arguments),
    Anonymize(anonymize::Arguments),
    Fetch(Box<fetch::Arguments>),
    Check(Box<check::Arguments>),
    Sandbox(sandbox::Arguments),
    Generate(generate::Arguments),
    Init(Box<init::Arguments>),
    Run(run::Arguments),
    Serve(serve::Arguments),
    Approve(approve::Arguments),
    Discard(discard::Arguments),
    Replay(replay::Arguments),
    History(history::Arguments),
    Upload(upload::Arguments),
    Account(account::Arguments),
    Explain(explain::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
}

impl Command {
    fn run(&self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::Demo(arguments) => demo::run(arguments, context),
            Self::Convert(arguments) => convert::run(arguments, context),
            Self::ConvertVersion(arguments) => convert_version::run(arguments, context),
            Self::Validate(arguments) => validate::run(arguments, context),
            Self::Inspect(arguments) => inspect::run(arguments, context),
            Self::Diff(arguments) => diff::run(arguments, context),
            Self::Apply(arguments) => apply::run(arguments, context),
            Self::Patch(arguments) => patch::run(arguments, context),
            Self::Anonymize(arguments) => anonymize::run(arguments, context),
            Self::Fetch(arguments) => fetch::run(arguments, context),
            Self::Check(arguments) => check::run(arguments, context),
            Self::Sandbox(arguments) => sandbox::run(arguments, context),
            Self::Generate(arguments) => generate::run(arguments, context),
            Self::Init(arguments) => init::run(arguments, context),
            Self::Run(arguments) => run::run(arguments, context),
            Self::Serve(arguments) => serve::run(arguments, context),
            Self::Approve(arguments) => approve::run(arguments, context),
            Self::Discard(arguments) => discard::run(arguments, context),
            Self::Replay(arguments) => replay::run(arguments, context),
            Self::Upload(arguments) => upload::run(arguments, context),
            Self::Account(arguments) => account::run(arguments, context),
            Self::History(arguments) => history::run(arguments, context),
            Self::Explain(arguments) => explain::run(arguments, context),
            Self::Completions(arguments) => completions::run(arguments),
            Self::Man(arguments) => man::run(arguments, context),
        }
    }
}

/// Returns the description of the whole command line.
pub(crate) fn command() -> clap::Command {
    Arguments::command()
}

/// Runs the command that the process was called with.
pub(crate) fn main() -> Exit {
    let arguments = Arguments::parse();
    let context = Context::new(arguments.output);
    let result = interrupt::install().and_then(|()| arguments.command.run(&context));
    progress::clear();
    result.unwrap_or_else(|failure| {
        context.failed(&failure);
        render::note(&render::failure(&failure));
        failure.exit()
    })
}

/// Runs another command, given as the words after `roster`, and tells what it says on standard error.
pub(crate) fn run_line(words: &[String], context: &Context) -> Result<Exit, Failure> {
    let words = std::iter::once("roster").chain(words.iter().map(String::as_str));
    let wrong = |error| Failure::new("usage", Exit::Unusable, "the command line is wrong").because(&error);
    let result = Arguments::try_parse_from(words).map_err(wrong)?.command.run(context);
    progress::clear();
    match result {
        Err(failure) if failure.exit() == Exit::NotGood => {
            render::note(&render::failure(&failure));
            Ok(failure.exit())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_consistent() {
        command().debug_assert();
    }

    #[test]
    fn every_command_has_an_example() {
        for command in command().get_subcommands() {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let call = format!("  roster {} ", command.get_name());
            assert!(help.starts_with("Example") && help.contains(&call), "{}", command.get_name());
        }
    }
}
