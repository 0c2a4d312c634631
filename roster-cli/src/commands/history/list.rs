//! Runs, one a line.

use anstyle::Style;
use roster_history::{Run, RunStatus, Trigger};
use time::OffsetDateTime;
use time::macros::format_description;

use crate::render::number;
use crate::render::style::{BAD, CAUTION, DIM, GOOD};
use crate::render::table::{Align, Table};

pub(super) fn text(runs: &[Run]) -> String {
    if runs.is_empty() {
        return "There are no such runs.\n".to_owned();
    }
    let mut table = Table::new([
        ("run", Align::Right),
        ("flow", Align::Left),
        ("status", Align::Left),
        ("started (UTC)", Align::Left),
        ("took", Align::Right),
        ("started by", Align::Left),
        ("what happened", Align::Left),
    ]);
    for run in runs {
        table.row([
            run.id.to_string(),
            run.flow.clone(),
            status(run).to_owned(),
            moment(run.started.or(run.not_before).unwrap_or(run.created)),
            took(run.started, run.ended),
            trigger(&run.trigger, run.attempt),
            outcome(run),
        ]);
    }
    let mut text = String::new();
    table.render(&mut text, 0);
    text
}

/// The status in a word.
pub(super) fn status(run: &Run) -> &'static str {
    match run.status {
        RunStatus::Succeeded if run.dry_run => "dry run",
        status => status.as_str(),
    }
}

/// The colour of a status.
pub(super) const fn style(status: RunStatus) -> Style {
    match status {
        RunStatus::Succeeded => GOOD,
        RunStatus::Failed => BAD,
        RunStatus::Held => CAUTION,
        _ => DIM,
    }
}

/// A moment to the second.
pub(super) fn moment(at: OffsetDateTime) -> String {
    let form = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
    at.to_offset(time::UtcOffset::UTC).format(form).unwrap_or_default()
}

pub(super) fn took(from: Option<OffsetDateTime>, to: Option<OffsetDateTime>) -> String {
    let (Some(from), Some(to)) = (from, to) else { return String::new() };
    (to - from).try_into().map(number::duration).unwrap_or_default()
}

/// What started a run, in words.
pub(super) fn trigger(trigger: &Trigger, attempt: u32) -> String {
    match trigger {
        Trigger::Schedule { .. } => "schedule".to_owned(),
        Trigger::Manual => "hand".to_owned(),
        Trigger::Drop { account } => format!("drop of {account}"),
        Trigger::Retry { of } => format!("attempt {attempt} after {of}"),
        Trigger::Replay { of, from } => format!("{of} again from {}", from.as_str()),
        other => other.kind().to_owned(),
    }
}

/// The failure, or the sizes that matter most.
fn outcome(run: &Run) -> String {
    if let Some(error) = &run.error {
        return error.message.clone();
    }
    let counts = ["students", "classes", "rosters"].iter().filter_map(|name| {
        let count = run.summary.get(*name)?;
        Some(format!("{} {name}", number::grouped(*count)))
    });
    counts.collect::<Vec<_>>().join(", ")
}
