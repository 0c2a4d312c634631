//! One sentence about a run, for somebody who has just come in.

use maud::{Markup, html};
use roster_flow::schedule::Zone;
use roster_history::{RunDetail, RunStatus, StepKind, StepStatus, Trigger};
use time::OffsetDateTime;

use super::counts;
use super::icon::icon;
use super::moment::{distance, moment};
use super::status::{of_run, step_doing};

/// What is to be said about a run.
pub(crate) struct Verdict<'a> {
    detail: &'a RunDetail,
    destination: Option<&'a str>,
    now: OffsetDateTime,
    zone: &'a Zone,
}

impl<'a> Verdict<'a> {
    /// Takes the run, where its flow delivers to, and how the reader counts time.
    pub(crate) const fn new(
        detail: &'a RunDetail,
        destination: Option<&'a str>,
        now: OffsetDateTime,
        zone: &'a Zone,
    ) -> Self {
        Self { detail, destination, now, zone }
    }

    /// The sentence with its picture, in the tone of the state.
    pub(crate) fn note(&self) -> Markup {
        let look = of_run(&self.detail.run);
        html! {
            div class={ "note " (look.tone) } {
                (icon(look.icon))
                div { (self.paragraphs()) }
            }
        }
    }

    fn paragraphs(&self) -> Markup {
        match self.detail.run.status {
            RunStatus::Waiting => self.waiting(),
            RunStatus::Running => self.running(),
            RunStatus::Succeeded => self.succeeded(),
            RunStatus::Failed => self.failed(),
            RunStatus::Held => self.held(),
            RunStatus::Discarded if self.detail.run.dry_run && self.detail.guard.is_some() => {
                self.would_be_held()
            }
            RunStatus::Discarded => self.discarded(),
            _ => html! {},
        }
    }

    fn waiting(&self) -> Markup {
        let run = &self.detail.run;
        let is_approved = self.detail.guard.as_ref().is_some_and(|guard| guard.decided.is_some());
        html! {
            p {
                @if is_approved {
                    strong { "Approved." } " The delivery is about to begin."
                } @else if let Some(start) = run.not_before.filter(|start| *start > self.now) {
                    strong { "Waits." } " Attempt " (run.attempt) " begins " (distance(start, self.now)) ", "
                    (moment(start, self.now, self.zone)) "."
                } @else {
                    strong { "Queued." } " It begins as soon as the flow is free."
                }
            }
            @if let Trigger::Retry { of } = run.trigger {
                p { "It repeats " a href={ "/runs/" (of) } { "run " (of) } ", which failed." }
            }
        }
    }

    fn running(&self) -> Markup {
        let step = self.detail.steps.iter().find(|step| step.status == StepStatus::Running);
        html! {
            p {
                strong { "Running." }
                @if let Some(step) = step {
                    " It is " (step_doing(step.kind))
                    @if let Some(started) = step.started { ", since " (moment(started, self.now, self.zone)) }
                    "."
                }
            }
        }
    }

    fn succeeded(&self) -> Markup {
        let run = &self.detail.run;
        let counted = counts::sentence(&run.summary);
        html! {
            p {
                @if run.dry_run {
                    strong { "The dry run went well." } " Nothing was delivered."
                    @if !counted.is_empty() { " A run would deliver " (counted) "." }
                } @else if run.delivered.is_some() {
                    strong { "Delivered" }
                    @if let Some(destination) = self.destination { " to " (destination) }
                    @if let Some(ended) = run.ended { " " (moment(ended, self.now, self.zone)) }
                    "."
                    @if !counted.is_empty() { " " (sentence(&counted)) }
                } @else {
                    strong { "Done." } " There was nothing to deliver."
                }
            }
            @if let Some(changes) = counts::changes(&self.detail.differences) { p { (changes) } }
        }
    }

    fn failed(&self) -> Markup {
        let step = self.detail.steps.iter().find(|step| step.status == StepStatus::Failed);
        let failure = self.detail.run.error.as_ref().or_else(|| step.and_then(|step| step.failure.as_ref()));
        html! {
            p {
                strong {
                    "Failed"
                    @if let Some(step) = step { " while " (step_doing(step.kind)) }
                    @if failure.is_some() { ": " } @else { "." }
                }
                @if let Some(failure) = failure { (ended(&failure.message)) }
            }
            @if let Some(advice) = failure.and_then(|failure| failure.advice.as_deref()) { p { (advice) } }
        }
    }

    fn held(&self) -> Markup {
        html! {
            p { strong { "Held before the delivery." } (self.reasons()) }
            p { "Nothing was delivered. It waits until somebody approves or discards it." }
        }
    }

    fn would_be_held(&self) -> Markup {
        html! {
            p { strong { "The dry run shows that a run would be held." } (self.reasons()) }
            p { "Nothing was delivered." }
        }
    }

    /// What a held run would do, or why it is held.
    fn reasons(&self) -> Markup {
        let reasons = self.detail.guard.as_ref().map_or(&[][..], |guard| &guard.held);
        html! {
            @match counts::losses(&self.detail.differences) {
                Some(losses) => { " It would remove " (losses) "." }
                None => { @for reason in reasons { " " (sentence(&reason.message)) } }
            }
        }
    }

    fn discarded(&self) -> Markup {
        let decided = self.detail.guard.as_ref().and_then(|guard| guard.decided.as_ref());
        html! {
            p {
                @if let Some(decided) = decided {
                    strong { "Discarded" } " by " (decided.who) " (" (moment(decided.at, self.now, self.zone)) ")"
                    @if decided.reason.is_empty() { "." } @else { ": " (ended(&decided.reason)) }
                } @else if let Some(error) = &self.detail.run.error {
                    strong { "Called off: " } (ended(&error.message))
                } @else {
                    strong { "Discarded." }
                }
            }
            p { "Nothing was delivered." }
        }
    }
}

/// A text as a sentence: it begins with a capital letter, unless with the name of a host or a file, and it has an end.
pub(crate) fn sentence(text: &str) -> String {
    let text = text.trim();
    let first = text.split_whitespace().next().unwrap_or_default();
    let is_name = first.trim_end_matches(['.', ',', ':', ';']).contains(['.', '/', '_', '@']);
    let mut letters = text.chars();
    match letters.next() {
        Some(letter) if !is_name => ended(&letter.to_uppercase().chain(letters).collect::<String>()),
        _ => ended(text),
    }
}

/// A text as the end of a sentence, such as after a colon.
pub(crate) fn ended(text: &str) -> String {
    let text = text.trim();
    let stop = if text.is_empty() || text.ends_with(['.', '!', '?', '…']) { "" } else { "." };
    format!("{text}{stop}")
}

/// What started a run, in words.
pub(crate) fn trigger(detail: &RunDetail) -> Markup {
    html! {
        @match &detail.run.trigger {
            Trigger::Schedule { .. } => { "Schedule" }
            Trigger::Manual => { "By hand" }
            Trigger::Drop { account } => { "Upload by " (account) }
            Trigger::Retry { of } => {
                "Attempt " (detail.run.attempt) ", after " a href={ "/runs/" (of) } { "run " (of) }
            }
            Trigger::Replay { of, from } => {
                "Replay of " a href={ "/runs/" (of) } { "run " (of) }
                @if *from != StepKind::Source { ", from “" (super::status::step_name(*from)) "”" }
            }
            _ => { (detail.run.trigger.kind()) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_become_sentences() {
        for (text, expected) in [
            ("could not reach sis.example", "Could not reach sis.example."),
            ("Too much would vanish!", "Too much would vanish!"),
            ("ändern", "Ändern."),
            ("sis.example did not answer", "sis.example did not answer."),
            ("failed. try again", "Failed. try again."),
            ("  ", ""),
        ] {
            assert_eq!(sentence(text), expected);
        }
    }
}
