//! Rows and objects of the gradebook service.

use oneroster_model::gradebook::{
    Category, LearningObjectiveResult, LearningObjectiveScoreSet, LearningObjectiveSet, LineItem, Result,
    ScoreScale,
};
use oneroster_model::{FindingSink, LearningObjectiveSource};

use super::cell::{At, Cell};
use super::mapping::mapping;
use super::{FromRow, RowOptions};
use crate::File;
use crate::tables::{
    LineItemLearningObjectiveIdRow, LineItemRow, ResultLearningObjectiveIdRow, ScoreScaleRow,
};

/// Extension of a score scale that keeps its org, for which the REST binding has no member.
const SCALE_ORG: &str = "orgSourcedId";

mapping! { Category, CategoryRow {
    title = title;
    weight = weight;
} }

mapping! { LineItem, LineItemRow {
    title = title;
    description = description;
    assign_date = assign_date as day;
    due_date = due_date as day;
    class = class_sourced_id;
    school = school_sourced_id;
    category = category_sourced_id;
    grading_period = grading_period_sourced_id;
    academic_session = academic_session_sourced_id;
    result_value_min = result_value_min;
    result_value_max = result_value_max;
} then write fill_sessions }

/// Each version has one column for the session, whichever of its two members an object holds.
fn fill_sessions(line_item: &LineItem, options: RowOptions, row: &mut LineItemRow) {
    if row.grading_period_sourced_id.is_empty() {
        line_item.academic_session.write(options, &mut row.grading_period_sourced_id);
    }
    if row.academic_session_sourced_id.is_empty() {
        line_item.grading_period.write(options, &mut row.academic_session_sourced_id);
    }
}

mapping! { Result, ResultRow {
    line_item = line_item_sourced_id;
    student = student_sourced_id;
    score_status = score_status;
    score = score;
    score_date = score_date;
    comment = comment;
    text_score = text_score;
    class = class_sourced_id;
    in_progress = in_progress;
    incomplete = incomplete;
    late = late;
    missing = missing;
} }

mapping! { ScoreScale, ScoreScaleRow {
    title = title;
    scale_type = r#type;
    course = course_sourced_id;
    class = class_sourced_id;
    score_scale_value = score_scale_value;
} then read read_scale_org, write write_scale_org }

fn read_scale_org<S: AsRef<str>>(scale: &mut ScoreScale, row: &ScoreScaleRow<S>) {
    let org = row.org_sourced_id.as_ref();
    if !org.is_empty() {
        scale.metadata.insert(SCALE_ORG, org);
    }
}

fn write_scale_org(scale: &ScoreScale, _options: RowOptions, row: &mut ScoreScaleRow) {
    if let Some(org) = scale.metadata.get(SCALE_ORG).and_then(|org| org.as_str()) {
        row.org_sourced_id.push_str(org);
        row.metadata.remove(&format!("metadata.{SCALE_ORG}"));
    }
}

impl<S: AsRef<str>> FromRow<LineItemLearningObjectiveIdRow<S>> for LearningObjectiveSet {
    /// Makes a set with the one objective of the row.
    fn from_row(row: &LineItemLearningObjectiveIdRow<S>, sink: &mut dyn FindingSink) -> Self {
        let mut at = At::new(File::LineItemLearningObjectiveIds, row.sourced_id.as_ref(), sink);
        let mut set = Self::default();
        set.source = source(row.source.as_ref(), at.column("source"));
        set.learning_objective_ids = vec![row.learning_objective_id.as_ref().to_owned()];
        set
    }
}

impl<S: AsRef<str>> FromRow<ResultLearningObjectiveIdRow<S>> for LearningObjectiveScoreSet {
    /// Makes a set with the one score of the row.
    fn from_row(row: &ResultLearningObjectiveIdRow<S>, sink: &mut dyn FindingSink) -> Self {
        let mut at = At::new(File::ResultLearningObjectiveIds, row.sourced_id.as_ref(), sink);
        let mut result = LearningObjectiveResult::default();
        result.learning_objective_id =
            Cell::read(row.learning_objective_id.as_ref(), at.column("learningObjectiveId"));
        result.score = Cell::read(row.score.as_ref(), at.column("score"));
        result.text_score = Cell::read(row.text_score.as_ref(), at.column("textScore"));
        let mut set = Self::default();
        set.source = source(row.source.as_ref(), at.column("source"));
        set.learning_objective_results = vec![result];
        set
    }
}

fn source(cell: &str, at: &mut At<'_>) -> Option<LearningObjectiveSource> {
    Cell::read(cell, at)
}
