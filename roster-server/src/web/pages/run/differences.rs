//! What differs from the delivery before.

use maud::{Markup, html};
use roster_history::{ChangeKind, Difference};

use crate::web::parts::counts::{heading, stem};
use crate::web::parts::number::grouped;

/// Kinds of changes, what they are called, and the number of a file.
type Kind = (ChangeKind, &'static str, fn(&Difference) -> u64);

const KINDS: [Kind; 3] = [
    (ChangeKind::Removed, "Vanish", |file| file.removed),
    (ChangeKind::Added, "Appear", |file| file.added),
    (ChangeKind::Changed, "Change", |file| file.changed),
];

/// The section of the differences.
pub(super) fn section(differences: &[Difference]) -> Markup {
    html! {
        @if !differences.is_empty() {
            section class="card" aria-labelledby="differences" {
                h2 id="differences" { "Compared with the delivery before" }
                p class="lead" { "Rows by their keys. Nobody’s name and no other contents are kept here." }
                table class="rows differences" role="table" {
                    thead role="rowgroup" {
                        tr role="row" {
                            th scope="col" role="columnheader" { "File" }
                            @for (_, name, _) in KINDS { th scope="col" role="columnheader" class="number" { (name) } }
                            th scope="col" role="columnheader" { "Which" }
                        }
                    }
                    tbody role="rowgroup" { @for file in differences { (row(file)) } }
                }
            }
        }
    }
}

fn row(file: &Difference) -> Markup {
    html! {
        tr role="row" {
            th scope="row" role="rowheader" class="wide" { (heading(stem(&file.file))) }
            @for (kind, name, count) in KINDS {
                @let count = count(file);
                td role="cell" data-label=(name) class={ "number " @if count > 0 { (kind) } @else { "zero" } } { (grouped(count)) }
            }
            td role="cell" class="wide" { (samples(file)) }
        }
    }
}

fn samples(file: &Difference) -> Markup {
    html! {
        @if !file.samples.is_empty() {
            details {
                summary { "Keys" span class="spoken" { " of " (file.file) } }
                @for (kind, name, count) in KINDS {
                    @let keys: Vec<&str> = file.samples.iter().filter(|sample| sample.kind == kind)
                        .map(|sample| sample.key.as_str()).collect();
                    @if !keys.is_empty() {
                        p class="soft small" { (name) }
                        ul class="keys" { @for key in &keys { li { code { (key) } } } }
                        @let rest = count(file).saturating_sub(keys.len() as u64);
                        @if rest > 0 { p class="soft small" { "and " (grouped(rest)) " more" } }
                    }
                }
            }
        }
    }
}
