use std::hash::BuildHasher;

use foldhash::HashMap;
use foldhash::fast::RandomState;

use super::facts::Facts;
use super::{Row, Rule, position};
use crate::validate::reporter::Reporter;
use crate::validate::value::read_pair;
use crate::{File, codes};

/// SR-19: a text score is a value of the scale that is assigned to its line item or result.
///
/// The text demands that it "fits" without saying how; here it must be the left or the right side of a
/// pair. Also looks at the form of the pairs: a score scale has no use for a second colon.
pub(super) struct ScoreScales {
    /// Hashes of the values of each scale.
    values: Facts<Vec<u64>>,
    /// Scale of each line item, counted from one; zero is none.
    scales: Facts<u32>,
    /// Hash of the text score by hash of the result; only where results have scales of their own.
    text_scores: Option<HashMap<u64, u64>>,
    hasher: RandomState,
    columns: Columns,
}

struct Columns {
    value: usize,
    scaled_line_item: usize,
    line_item_scale: usize,
    line_item: usize,
    text_score: usize,
    scaled_result: usize,
    result_scale: usize,
}

impl ScoreScales {
    pub(super) fn new(has_result_scales: bool) -> Self {
        let columns = Columns {
            value: position(File::ScoreScales, "scoreScaleValue"),
            scaled_line_item: position(File::LineItemScoreScales, "lineItemSourcedId"),
            line_item_scale: position(File::LineItemScoreScales, "scoreScaleSourcedId"),
            line_item: position(File::Results, "lineItemSourcedId"),
            text_score: position(File::Results, "textScore"),
            scaled_result: position(File::ResultScoreScales, "resultSourcedId"),
            result_scale: position(File::ResultScoreScales, "scoreScaleSourcedId"),
        };
        Self {
            values: Facts::default(),
            scales: Facts::default(),
            text_scores: has_result_scales.then(HashMap::default),
            hasher: RandomState::default(),
            columns,
        }
    }

    fn take_scale(&mut self, row: &Row<'_, '_>, reporter: &mut Reporter<'_>) {
        let mut values = Vec::new();
        let mut has_second_colon = false;
        for (left, right) in
            row.cell(self.columns.value).split(',').filter_map(|item| read_pair(item).value())
        {
            values.push(self.hasher.hash_one(left.trim()));
            values.push(self.hasher.hash_one(right.trim()));
            has_second_colon |= right.contains(':');
        }
        if has_second_colon {
            let message = "a pair of the scale has more than two sides";
            reporter.rule(&codes::INVALID_PAIR, row.place(self.columns.value), message);
        } else if let Some(own) = row.own() {
            self.values.set(own, values);
        }
    }

    /// Tells whether a text score is foreign to a scale whose values are known.
    fn is_foreign(&self, scale: u32, text_score: u64) -> bool {
        let values = self.values.get(scale);
        values.is_some_and(|values| !values.is_empty() && !values.contains(&text_score))
    }

    fn check_result(&mut self, row: &Row<'_, '_>, reporter: &mut Reporter<'_>) {
        let text_score = row.cell(self.columns.text_score);
        if text_score.is_empty() {
            return;
        }
        let hash = self.hasher.hash_one(text_score.trim());
        if let Some(text_scores) = &mut self.text_scores {
            text_scores.insert(self.hasher.hash_one(row.cell(0)), hash);
        }
        let scale = row.reference(self.columns.line_item).and_then(|line_item| self.scales.get(line_item));
        if let Some(scale) = scale.and_then(|scale| scale.checked_sub(1))
            && self.is_foreign(scale, hash)
        {
            let message = "the text score is no value of the scale of the line item";
            reporter.rule(&codes::TEXT_SCORE_NOT_IN_SCALE, row.place(self.columns.text_score), message);
        }
    }
}

impl Rule for ScoreScales {
    fn files(&self) -> &'static [File] {
        &[File::ScoreScales, File::LineItemScoreScales, File::Results, File::ResultScoreScales]
    }

    fn check(&mut self, row: &Row<'_, '_>, reporter: &mut Reporter<'_>) {
        match row.file {
            File::ScoreScales => self.take_scale(row, reporter),
            File::LineItemScoreScales => {
                let line_item = row.reference(self.columns.scaled_line_item);
                if let Some((line_item, scale)) = line_item.zip(row.reference(self.columns.line_item_scale)) {
                    self.scales.set(line_item, scale + 1);
                }
            }
            File::Results => self.check_result(row, reporter),
            _ => {
                let result = self.hasher.hash_one(row.cell(self.columns.scaled_result));
                let text_score = self.text_scores.as_ref().and_then(|scores| scores.get(&result));
                let scale = row.reference(self.columns.result_scale);
                if let Some((scale, &text_score)) = scale.zip(text_score)
                    && self.is_foreign(scale, text_score)
                {
                    let message = "the text score of the result is no value of the scale";
                    let place = row.place(self.columns.result_scale);
                    reporter.rule(&codes::TEXT_SCORE_NOT_IN_SCALE, place, message);
                }
            }
        }
    }
}
