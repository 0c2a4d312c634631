//! What somebody decides about a held run.

use maud::{Markup, html};
use roster_history::{Decided, GuardDecision, RunDetail, RunId, RunStatus};
use serde::Deserialize;
use time::OffsetDateTime;

use super::Found;
use crate::web::parts::counts;
use crate::web::parts::icon::{Icon, icon};
use crate::web::parts::moment::moment;
use crate::web::parts::number::size;
use crate::web::parts::verdict::sentence;
use roster_flow::schedule::Zone;

/// The longest name and the longest reason that are kept.
const NAME_LENGTH: usize = 100;
const REASON_LENGTH: usize = 500;

/// What was entered so far.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Draft {
    #[serde(default)]
    who: String,
    #[serde(default)]
    reason: String,
    /// Ticked: older data may replace newer ones.
    #[serde(default)]
    overtaken: Option<String>,
    /// Whether the visitor has pressed a button already.
    #[serde(skip)]
    was_sent: bool,
}

impl Draft {
    pub(super) fn who(&self) -> &str {
        cut(self.who.trim(), NAME_LENGTH)
    }

    pub(super) fn reason(&self) -> &str {
        cut(self.reason.trim(), REASON_LENGTH)
    }

    pub(super) fn is_even_if_overtaken(&self) -> bool {
        self.overtaken.is_some()
    }

    /// Says what is missing when the page is shown.
    pub(super) fn asked(mut self) -> Self {
        self.was_sent = true;
        self
    }
}

fn cut(text: &str, characters: usize) -> &str {
    text.char_indices().nth(characters).map_or(text, |(end, _)| &text[..end])
}

/// The form of a held run.
pub(super) fn form(found: &Found, destination: &str, draft: &Draft) -> Markup {
    let detail = &found.detail;
    html! {
        @if detail.run.status == RunStatus::Held {
            section class="card outcome warning" id="decision" tabindex="-1" aria-labelledby="decision-heading" {
                h2 id="decision-heading" { "Your decision" }
                @if let Some(guard) = &detail.guard { (reasons(guard)) }
                (consequences(detail, destination))
                form method="post" action={ "/runs/" (detail.run.id) "/approve" } class="fields" {
                    (field(draft, "who", "Your name", "It is kept with the run.", draft.who(), NAME_LENGTH))
                    (field(
                        draft, "reason", "Reason", "Needed to deliver. Say why it is right that these rows vanish.",
                        draft.reason(), REASON_LENGTH,
                    ))
                    @if let Some(newer) = found.overtaken_by { (overtaken(newer, draft)) }
                    div class="buttons" {
                        button class="danger" { (icon(Icon::Check)) "Approve and deliver" }
                        button formaction={ "/runs/" (detail.run.id) "/discard" } formnovalidate {
                            (icon(Icon::Bin)) "Discard"
                        }
                    }
                }
            }
        }
    }
}

/// What approving does, exactly.
fn consequences(detail: &RunDetail, destination: &str) -> Markup {
    let run = &detail.run;
    let prepared = detail.steps.iter().rev().find(|step| step.output.is_some());
    html! {
        p {
            "Approving delivers exactly the file that is prepared"
            @if let Some(step) = prepared {
                " (" a href={ "/runs/" (run.id) "/file" } { "download" }
                @if let Some(bytes) = step.output_bytes { ", " (size(bytes)) }
                ")"
            }
            " to " (destination) ". "
            @if let Some(losses) = counts::losses(&detail.differences) {
                "It removes " strong { (losses) } " there."
            }
        }
        p class="lead" { "Discarding ends the run without a delivery; the next one begins anew." }
    }
}

/// The newer run has delivered, and older data must not replace its own by mistake.
fn overtaken(newer: RunId, draft: &Draft) -> Markup {
    html! {
        label class="choice" {
            input type="checkbox" name="overtaken" value="yes" required checked[draft.is_even_if_overtaken()];
            span {
                a href={ "/runs/" (newer) } { "Run " (newer) } " has delivered newer data since. Deliver these older ones instead."
            }
        }
    }
}

fn field(draft: &Draft, name: &str, label: &str, hint: &str, value: &str, length: usize) -> Markup {
    let is_missing = draft.was_sent && value.is_empty();
    html! {
        div class="field" {
            label for=(name) { (label) }
            span class="soft" id={ (name) "-hint" } { (hint) }
            input id=(name) name=(name) value=(value) required maxlength=(length)
                autocomplete=(if name == "who" { "name" } else { "off" })
                aria-describedby={ (name) "-hint" @if is_missing { " " (name) "-mistake" } }
                aria-invalid=[is_missing.then_some("true")];
            @if is_missing {
                span class="mistake" id={ (name) "-mistake" } role="alert" {
                    (icon(Icon::Warning)) "This is missing."
                }
            }
        }
    }
}

fn reasons(guard: &GuardDecision) -> Markup {
    html! {
        ul class="reasons" {
            @for reason in &guard.held {
                li { (icon(Icon::Warning)) div { p { (sentence(&reason.message)) } code class="soft" { (reason.code) } } }
            }
        }
    }
}

/// Why the guards had stopped the run, and what was decided.
pub(super) fn guards(detail: &RunDetail, now: OffsetDateTime, zone: &Zone) -> Markup {
    let dry_run = detail.run.dry_run;
    let guard = detail.guard.as_ref();
    html! {
        @if let Some((guard, decided)) = guard.and_then(|guard| Some((guard, guard.decided.as_ref()?))) {
            section class="card" aria-labelledby="guards" {
                h2 id="guards" { @if dry_run { "Why it would be held" } @else { "Why it was held" } }
                (reasons(guard))
                @if !dry_run { (decision_made(decided, now, zone)) }
            }
        }
    }
}

fn decision_made(decided: &Decided, now: OffsetDateTime, zone: &Zone) -> Markup {
    html! {
        div class={ "note " (if decided.approved { "good" } else { "info" }) } {
            (icon(if decided.approved { Icon::Check } else { Icon::Bin }))
            div {
                p {
                    strong { (if decided.approved { "Approved" } else { "Discarded" }) }
                    " by " (decided.who) " (" (moment(decided.at, now, zone)) ")."
                }
                @if !decided.reason.is_empty() { p { "Reason: " (decided.reason) } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_trimmed_and_cut_between_characters() {
        let draft = Draft { who: "  Ana \n".into(), reason: "ß".repeat(600), ..Draft::default() };
        assert_eq!(draft.who(), "Ana");
        assert_eq!(draft.reason().chars().count(), REASON_LENGTH);
    }
}
