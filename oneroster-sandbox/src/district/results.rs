//! Results of students.

use oneroster_csv::tables::{ResultLearningObjectiveIdRow, ResultRow, ResultScoreScaleRow};
use oneroster_model::{LearningObjectiveSource, ScoreStatus, Version};
use time::Duration;

use super::calendar::push_date;
use super::draw::{Draw, Topic};
use super::gradebook::{LETTER_WORK, LETTERS, LineItem, OBJECTIVE_WORK, WORK};
use super::identifier::{Kind, push_number};
use super::{District, RowSink};

const REMARKS: [&str; 6] = [
    "Well done, keep going!",
    "Careful with units, please",
    "See me about \"topic sentences\"",
    "Très bien",
    "良くできました",
    "Resubmitted after the deadline; agreed with the family",
];

/// What one student reached in one piece of work.
struct Outcome<'a> {
    item: &'a LineItem<'a>,
    student: u64,
    generation: u64,
    draw: Draw,
    status: ScoreStatus,
}

impl Outcome<'_> {
    /// First and second number of the entity.
    fn key(&self) -> (u64, u64) {
        result_key(self.item, self.student, self.generation)
    }

    /// Tenths of a point; most students reach more than half.
    fn tenths(&self) -> u64 {
        let best = self.item.work().best * 10;
        match self.status {
            ScoreStatus::FullyGraded | ScoreStatus::PartiallyGraded => {
                best / 3 + self.draw.below(Topic::Score, best - best / 3 + 1)
            }
            _ => 0,
        }
    }

    fn letter(&self) -> &'static str {
        let percent = self.tenths() * 10 / self.item.work().best;
        LETTERS.iter().find(|(_, least)| percent >= *least).map_or("", |(letter, _)| letter)
    }

    fn has_score(&self) -> bool {
        matches!(self.status, ScoreStatus::FullyGraded | ScoreStatus::PartiallyGraded)
    }
}

fn result_key(item: &LineItem<'_>, student: u64, generation: u64) -> (u64, u64) {
    (item.class.index * WORK.len() as u64 + item.number, student * 2 + generation + 1)
}

impl District {
    pub(crate) fn visit_results<S: RowSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        let mut row = ResultRow::default();
        self.each_line_item(|item| {
            self.each_outcome(item, |outcome| {
                self.fill_result(outcome, &mut row);
                sink.row(&row)
            })
        })
    }

    pub(crate) fn visit_result_score_scales<S: RowSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        let mut row = ResultScoreScaleRow::default();
        for class in self.graded_classes() {
            self.each_outcome(&LineItem { class: &class, number: LETTER_WORK }, |outcome| {
                let (first, second) = outcome.key();
                row.clear();
                self.push_id(&mut row.sourced_id, Kind::ResultScoreScale, first, second);
                self.push_id(&mut row.result_sourced_id, Kind::Result, first, second);
                self.push_score_scale_id(&mut row.score_scale_sourced_id, &class);
                sink.row(&row)
            })?;
        }
        Ok(())
    }

    pub(crate) fn visit_result_learning_objective_ids<S: RowSink>(
        &self,
        sink: &mut S,
    ) -> Result<(), S::Error> {
        let mut row = ResultLearningObjectiveIdRow::default();
        for class in self.graded_classes() {
            self.each_outcome(&LineItem { class: &class, number: OBJECTIVE_WORK }, |outcome| {
                let (first, second) = outcome.key();
                row.clear();
                self.push_id(&mut row.sourced_id, Kind::ResultLearningObjective, first, second);
                self.push_id(&mut row.result_sourced_id, Kind::Result, first, second);
                row.source.push_str(LearningObjectiveSource::Case.as_str());
                self.push_objective(&mut row.learning_objective_id, &class);
                if outcome.has_score() {
                    push_tenths(&mut row.score, outcome.tenths());
                }
                sink.row(&row)
            })?;
        }
        Ok(())
    }

    fn each_outcome<E>(
        &self,
        item: &LineItem<'_>,
        mut visit: impl FnMut(&Outcome<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        for (student, generation) in self.members(item.class) {
            let (first, second) = result_key(item, student, generation);
            let draw = self.draw(Kind::Result, first, second);
            let status = match draw.below(Topic::ScoreStatus, 100) {
                0..3 => ScoreStatus::Exempt,
                3..8 => ScoreStatus::NotSubmitted,
                8..11 => ScoreStatus::Submitted,
                11..15 => ScoreStatus::PartiallyGraded,
                _ => ScoreStatus::FullyGraded,
            };
            visit(&Outcome { item, student, generation, draw, status })?;
        }
        Ok(())
    }

    fn fill_result(&self, outcome: &Outcome<'_>, row: &mut ResultRow) {
        row.clear();
        let draw = outcome.draw;
        let (first, second) = outcome.key();
        self.push_id(&mut row.sourced_id, Kind::Result, first, second);
        self.push_line_item_id(&mut row.line_item_sourced_id, outcome.item);
        self.push_id(&mut row.student_sourced_id, Kind::Student, outcome.student, outcome.generation);
        row.score_status.push_str(outcome.status.as_str());
        // Version 1.1 wants a score in every row.
        if outcome.has_score() || self.version == Version::V1_1 {
            push_tenths(&mut row.score, outcome.tenths());
        }
        let (_, due) = self.work_dates(outcome.item);
        push_date(&mut row.score_date, due + Duration::days(draw.below(Topic::ScoreDate, 6).cast_signed()));
        if draw.chance(Topic::Remark, 80) {
            row.comment.push_str(draw.pick::<&str>(Topic::RemarkText, &REMARKS));
        }
        if outcome.item.number == LETTER_WORK && outcome.has_score() {
            row.text_score.push_str(outcome.letter());
        }
        self.push_id(&mut row.class_sourced_id, Kind::Class, outcome.item.class.index, 0);
        for (cell, value) in [
            (&mut row.in_progress, outcome.status == ScoreStatus::PartiallyGraded),
            (&mut row.incomplete, false),
            (&mut row.late, outcome.has_score() && draw.chance(Topic::LateWork, 60)),
            (&mut row.missing, outcome.status == ScoreStatus::NotSubmitted),
        ] {
            cell.push_str(if value { "true" } else { "false" });
        }
    }
}

/// Appends a number of tenths, such as `17.5`.
fn push_tenths(out: &mut String, tenths: u64) {
    push_number(out, tenths / 10, 1);
    out.push('.');
    push_number(out, tenths % 10, 1);
}
