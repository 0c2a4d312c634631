//! How states look: always a word, a picture and a tone together.

use maud::{Markup, html};
use roster_history::{DeliveryState, Run, RunStatus, StepKind, StepStatus};

use super::icon::{Icon, icon};

/// Word, picture and class of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Look {
    pub(crate) word: &'static str,
    pub(crate) tone: &'static str,
    pub(crate) icon: Icon,
}

const fn look(word: &'static str, tone: &'static str, icon: Icon) -> Look {
    Look { word, tone, icon }
}

/// The states of runs in the order in which the filter offers them.
pub(crate) const RUN_STATES: [(RunStatus, Look); 6] = [
    (RunStatus::Held, look("Held", "warning", Icon::Pause)),
    (RunStatus::Failed, look("Failed", "error", Icon::Cross)),
    (RunStatus::Running, look("Running", "busy", Icon::Turning)),
    (RunStatus::Waiting, look("Waiting", "info", Icon::Clock)),
    (RunStatus::Succeeded, look("Succeeded", "good", Icon::Check)),
    (RunStatus::Discarded, look("Discarded", "info", Icon::Bin)),
];

const STEP_STATES: [(StepStatus, Look); 7] = [
    (StepStatus::Pending, look("Not begun", "info", Icon::Dash)),
    (StepStatus::Running, look("Running", "busy", Icon::Turning)),
    (StepStatus::Done, look("Done", "good", Icon::Check)),
    (StepStatus::Failed, look("Failed", "error", Icon::Cross)),
    (StepStatus::Held, look("Held", "warning", Icon::Pause)),
    (StepStatus::Skipped, look("Skipped", "info", Icon::Dash)),
    (StepStatus::Reused, look("Taken over", "info", Icon::Back)),
];

const DELIVERY_STATES: [(DeliveryState, Look); 4] = [
    (DeliveryState::Started, look("Under way", "busy", Icon::Turning)),
    (DeliveryState::Done, look("Acknowledged", "good", Icon::Check)),
    (DeliveryState::Failed, look("Failed", "error", Icon::Cross)),
    (DeliveryState::Unknown, look("Not known", "warning", Icon::Warning)),
];

/// What a state looks like that this page does not know yet.
const OTHER: Look = look("Other", "info", Icon::Note);

fn find<S: PartialEq>(states: &[(S, Look)], state: &S) -> Look {
    states.iter().find(|(known, _)| known == state).map_or(OTHER, |(_, look)| *look)
}

/// A dry run that the guards stopped: nobody has to decide about it.
const WOULD_BE_HELD: Look = look("Would be held", "warning", Icon::Pause);

pub(crate) fn of_run(run: &Run) -> Look {
    match run.status {
        RunStatus::Discarded if run.dry_run => WOULD_BE_HELD,
        status => find(&RUN_STATES, &status),
    }
}

pub(crate) fn of_step(status: StepStatus) -> Look {
    find(&STEP_STATES, &status)
}

pub(crate) fn of_delivery(state: DeliveryState) -> Look {
    find(&DELIVERY_STATES, &state)
}

impl Look {
    pub(crate) fn badge(self) -> Markup {
        html! {
            span class={ "badge " (self.tone) @if self.icon == Icon::Turning { " turning" } } {
                (icon(self.icon)) (self.word)
            }
        }
    }
}

/// The state of a run, and whether it was a dry one.
pub(crate) fn run_badges(run: &Run) -> Markup {
    html! {
        (of_run(run).badge())
        @if run.dry_run { " " span class="badge plain info" { "dry run" } }
    }
}

/// What a step is called: as the name of a thing to do, and while it is being done.
pub(crate) const STEPS: [(StepKind, &str, &str); 4] = [
    (StepKind::Source, "Get the data", "getting the data"),
    (StepKind::Convert, "Convert", "converting"),
    (StepKind::Guard, "Compare", "comparing with the last delivery"),
    (StepKind::Deliver, "Deliver", "delivering"),
];

/// What a step is called.
pub(crate) fn step_name(kind: StepKind) -> &'static str {
    STEPS.iter().find(|(step, ..)| *step == kind).map_or("Step", |(_, name, _)| name)
}

/// What happens while a step is under way.
pub(crate) fn step_doing(kind: StepKind) -> &'static str {
    STEPS.iter().find(|(step, ..)| *step == kind).map_or("working", |(_, _, doing)| doing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_its_look() {
        for status in RunStatus::ALL {
            assert_ne!(find(&RUN_STATES, status), OTHER, "{status}");
        }
        for status in StepStatus::ALL {
            assert_ne!(of_step(*status), OTHER, "{status}");
        }
        for state in DeliveryState::ALL {
            assert_ne!(of_delivery(*state), OTHER, "{state}");
        }
        for kind in StepKind::ALL {
            assert_ne!(step_name(*kind), "Step", "{kind}");
        }
    }
}
