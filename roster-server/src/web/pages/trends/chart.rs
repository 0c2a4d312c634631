//! A line over runs. Words beside it say what it shows; the table below has every number.

use std::fmt::Write;

use maud::{Markup, html};
use roster_flow::schedule::Zone;
use roster_history::{RunStatus, TrendPoint};
use time::OffsetDateTime;

use super::Measure;
use super::scale::Scale;
use crate::web::parts::moment::day;
use crate::web::parts::status::RUN_STATES;

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Count,
    Seconds,
}

/// A point with its place on the chart, from 0 to 100 both ways.
struct Mark<'a> {
    point: &'a TrendPoint,
    x: f64,
    value: Option<f64>,
}

impl Mark<'_> {
    /// Whether the line goes through it: only what was delivered tells how the numbers go.
    fn is_on_the_line(&self) -> bool {
        self.point.status == RunStatus::Succeeded && self.value.is_some()
    }
}

/// Draws the chart of a number.
pub(super) fn figure(measure: &Measure, points: &[TrendPoint], now: OffsetDateTime, zone: &Zone) -> Markup {
    let marks = marks(measure, points);
    let values: Vec<f64> = marks.iter().filter_map(|mark| mark.value).collect();
    let scale = Scale::of(&values, measure.unit);
    let when = |point: &TrendPoint| day(zone.to_local(point.at), zone.to_local(now));
    html! {
        figure class="card chart" {
            figcaption { h2 { (measure.name) } p class="soft small" { (in_words(measure, &marks)) } }
            @if !values.is_empty() {
                div class="plot" aria-hidden="true" {
                    div class="axis" { @for label in scale.labels() { span { (measure.unit.text(label)) } } }
                    (drawing(measure, &marks, scale, &when))
                    div class="days" {
                        @if let Some(first) = points.first() { span { (when(first)) } }
                        @if let Some(last) = points.last().filter(|_| points.len() > 1) { span { (when(last)) } }
                    }
                }
            }
        }
    }
}

fn marks<'a>(measure: &Measure, points: &'a [TrendPoint]) -> Vec<Mark<'a>> {
    let steps = points.len().saturating_sub(1).max(1);
    points
        .iter()
        .enumerate()
        .map(|(place, point)| Mark { point, x: share(place, steps), value: (measure.of)(point) })
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "charts have at most some hundred points")]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 * 100.0 / whole as f64
}

/// What the chart shows, in a sentence.
fn in_words(measure: &Measure, marks: &[Mark<'_>]) -> String {
    let delivered: Vec<f64> =
        marks.iter().filter(|mark| mark.is_on_the_line()).filter_map(|mark| mark.value).collect();
    let Some(latest) = delivered.last() else { return "No numbers yet.".to_owned() };
    let least = delivered.iter().copied().fold(f64::INFINITY, f64::min);
    let most = delivered.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let text = |value| measure.unit.text(value);
    if delivered.len() == 1 || text(least) == text(most) {
        return format!("{} each time.", text(*latest));
    }
    format!("{} last, between {} and {}.", text(*latest), text(least), text(most))
}

fn drawing(
    measure: &Measure,
    marks: &[Mark<'_>],
    scale: Scale,
    when: &dyn Fn(&TrendPoint) -> String,
) -> Markup {
    html! {
        svg viewBox="0 0 100 100" preserveAspectRatio="none" focusable="false" {
            path class="grid" d="M0 0H100M0 50H100M0 100H100" {}
            @for mark in marks.iter().filter(|mark| mark.point.status == RunStatus::Failed) {
                path class="failed" d=(format!("M{:.2} 0V100", mark.x)) { title { (title(measure, mark, when)) } }
            }
            path class="through" d=(line(marks, scale)) {}
            @for mark in marks {
                @if let Some(value) = mark.value {
                    @let dot = format!("M{:.2} {:.2}h.01", mark.x, scale.place(value));
                    @if mark.is_on_the_line() {
                        path class="dot" d=(dot) { title { (title(measure, mark, when)) } }
                    } @else if mark.point.status != RunStatus::Failed {
                        path class="apart" d=(dot) { title { (title(measure, mark, when)) } }
                        path class="hole" d=(dot) {}
                    }
                }
            }
        }
    }
}

fn line(marks: &[Mark<'_>], scale: Scale) -> String {
    let mut line = String::new();
    for mark in marks.iter().filter(|mark| mark.is_on_the_line()) {
        let letter = if line.is_empty() { 'M' } else { 'L' };
        let _ = write!(line, "{letter}{:.2} {:.2}", mark.x, scale.place(mark.value.unwrap_or_default()));
    }
    line
}

fn title(measure: &Measure, mark: &Mark<'_>, when: &dyn Fn(&TrendPoint) -> String) -> String {
    let word =
        RUN_STATES.iter().find(|(status, _)| *status == mark.point.status).map_or("", |(_, look)| look.word);
    let value = mark.value.map(|value| format!(": {}", measure.unit.text(value))).unwrap_or_default();
    format!("{}, run {}, {}{value}", when(mark.point), mark.point.run, word.to_lowercase())
}
