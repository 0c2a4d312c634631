use std::time::Duration;

use super::state::State;
use crate::web::Health;

/// A conductor that has not looked for so long does not look any more.
const STUCK: Duration = Duration::from_secs(5 * 60);

/// Says whether the server works. People that cannot be told do not make it unwell: a restart would not help.
pub(super) fn health(state: &State) -> Health {
    let pulse = state.pulse().clone();
    let stuck = pulse.looked.elapsed() > STUCK;
    let scheduler = if state.is_stopping() {
        "stopping"
    } else if stuck {
        "stuck"
    } else {
        "ok"
    };
    let history = pulse.trouble.unwrap_or("ok");
    let mut health = Health::new(!stuck && pulse.trouble.is_none());
    let messages = if state.tally.last_message_arrived() { "ok" } else { "failing" };
    let inbox = if state.inbox().is_some() { "ok" } else { "off" };
    for (part, text) in
        [("scheduler", scheduler), ("history", history), ("notifications", messages), ("inbox", inbox)]
    {
        health.parts.insert(part.to_owned(), text.to_owned());
    }
    health
}
