use time::Date;

use super::LearningObjectiveScoreSet;
use crate::json::Form::{Boolean, Date as DateForm, Number as NumberForm, Objects, Reference, Text, Token};
use crate::json::ReferenceTarget;
use crate::json::define::record;
use crate::{GuidRef, Number, ScoreStatus, vocabulary};

record! {
    /// The result of one student in one line item.
    Result("Result"), Gradebook since V1_1,
    collection "results" [],
    single "result" [],
    legacy (), {
        /// The piece of work.
        line_item: Option<GuidRef> = "lineItem", Reference(ReferenceTarget::LineItem), Required, Required,
            ["lineItemSourcedId", "lineItemId"];
        /// The student.
        student: Option<GuidRef> = "student", Reference(ReferenceTarget::User), Required, Required,
            ["studentSourcedId", "studentId"];
        /// The class (1.2).
        class: Option<GuidRef> = "class", Reference(ReferenceTarget::Class), Absent, Optional,
            ["classSourcedId", "classId"];
        /// The scale of the score (1.2).
        score_scale: Option<GuidRef> = "scoreScale", Reference(ReferenceTarget::ScoreScale), Absent, Optional,
            ["scoreScaleSourcedId"];
        /// How far grading got.
        score_status: Option<ScoreStatus> = "scoreStatus", Token(&vocabulary::SCORE_STATUS), Required, Required;
        /// Score as a number.
        score: Option<Number> = "score", NumberForm, Required, Optional;
        /// Score as a text (1.2).
        text_score: Option<String> = "textScore", Text, Absent, Optional;
        /// Day of the score.
        score_date: Option<Date> = "scoreDate", DateForm, Required, Required;
        /// Comment for the student.
        comment: Option<String> = "comment", Text, Optional, Optional;
        /// Scores for learning objectives (1.2).
        learning_objective_set: Vec<LearningObjectiveScoreSet> = "learningObjectiveSet", Objects, Absent, Optional;
        /// Whether the work is in progress (1.2).
        in_progress: Option<bool> = "inProgress", Boolean, Absent, Optional;
        /// Whether the work is incomplete (1.2).
        incomplete: Option<bool> = "incomplete", Boolean, Absent, Optional;
        /// Whether the work was late (1.2).
        late: Option<bool> = "late", Boolean, Absent, Optional;
        /// Whether the work is missing (1.2).
        missing: Option<bool> = "missing", Boolean, Absent, Optional;
    }
}
