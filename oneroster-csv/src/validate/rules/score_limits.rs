use super::facts::Facts;
use super::{Row, Rule, position};
use crate::validate::number::read_float;
use crate::validate::reporter::Reporter;
use crate::{File, codes};

/// Lowest and highest score of a line item; both belong to it.
#[derive(Clone, Copy, Debug)]
struct Limits {
    least: f64,
    most: f64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { least: f64::NEG_INFINITY, most: f64::INFINITY }
    }
}

/// SR-11: a score lies between resultValueMin and resultValueMax of the line item.
pub(super) struct ScoreLimits {
    line_items: Facts<Limits>,
    least: usize,
    most: usize,
    line_item: usize,
    score: usize,
}

impl ScoreLimits {
    pub(super) fn new() -> Self {
        Self {
            line_items: Facts::default(),
            least: position(File::LineItems, "resultValueMin"),
            most: position(File::LineItems, "resultValueMax"),
            line_item: position(File::Results, "lineItemSourcedId"),
            score: position(File::Results, "score"),
        }
    }
}

impl Rule for ScoreLimits {
    fn files(&self) -> &'static [File] {
        &[File::LineItems, File::Results]
    }

    fn check(&mut self, row: &Row<'_, '_>, reporter: &mut Reporter<'_>) {
        let number = |position| read_float(row.cell(position)).value();
        if row.file == File::LineItems {
            let none = Limits::default();
            let limits = Limits {
                least: number(self.least).unwrap_or(none.least),
                most: number(self.most).unwrap_or(none.most),
            };
            if limits.least > limits.most {
                let message = "resultValueMin is greater than resultValueMax";
                reporter.rule(&codes::SCORE_LIMITS_REVERSED, row.place(self.least), message);
            } else if let Some(own) = row.own() {
                self.line_items.set(own, limits);
            }
            return;
        }
        let limits = row.reference(self.line_item).and_then(|line_item| self.line_items.get(line_item));
        if let (Some(limits), Some(score)) = (limits, number(self.score)) {
            let message = match score {
                _ if score < limits.least => "the score is below resultValueMin of the line item",
                _ if score > limits.most => "the score is above resultValueMax of the line item",
                _ => return,
            };
            reporter.rule(&codes::SCORE_OUT_OF_RANGE, row.place(self.score), message);
        }
    }
}
