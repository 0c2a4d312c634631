use time::Date;

use crate::gradebook::LearningObjectiveScoreSet;
use crate::json::Form::{Boolean, Date as DateForm, Number as NumberForm, Objects, Reference, Text, Token};
use crate::json::ReferenceTarget;
use crate::json::define::record;
use crate::{GuidRef, Number, ScoreStatus, vocabulary};

record! {
    /// The result of one student in one assessment (1.2).
    AssessmentResult("AssessmentResult"), Gradebook since V1_2,
    collection "assessmentResults" [],
    single "assessmentResult" [],
    legacy (), {
        /// The assessment.
        assessment_line_item: Option<GuidRef>
            = "assessmentLineItem", Reference(ReferenceTarget::AssessmentLineItem), Absent, Required,
            ["assessmentLineItemSourcedId"];
        /// The student.
        student: Option<GuidRef> = "student", Reference(ReferenceTarget::User), Absent, Required,
            ["studentSourcedId", "studentId"];
        /// Score as a number.
        score: Option<Number> = "score", NumberForm, Absent, Optional;
        /// Score as a text.
        text_score: Option<String> = "textScore", Text, Absent, Optional;
        /// Day of the score.
        score_date: Option<Date> = "scoreDate", DateForm, Absent, Required;
        /// The scale of the score.
        score_scale: Option<GuidRef> = "scoreScale", Reference(ReferenceTarget::ScoreScale), Absent, Optional,
            ["scoreScaleSourcedId"];
        /// Percentile rank.
        score_percentile: Option<Number> = "scorePercentile", NumberForm, Absent, Optional;
        /// How far grading got.
        score_status: Option<ScoreStatus> = "scoreStatus", Token(&vocabulary::SCORE_STATUS), Absent, Required;
        /// Comment for the student.
        comment: Option<String> = "comment", Text, Absent, Optional;
        /// Scores for learning objectives.
        learning_objective_set: Vec<LearningObjectiveScoreSet> = "learningObjectiveSet", Objects, Absent, Optional;
        /// Whether the work is in progress.
        in_progress: Option<bool> = "inProgress", Boolean, Absent, Optional;
        /// Whether the work is incomplete.
        incomplete: Option<bool> = "incomplete", Boolean, Absent, Optional;
        /// Whether the work was late.
        late: Option<bool> = "late", Boolean, Absent, Optional;
        /// Whether the work is missing.
        missing: Option<bool> = "missing", Boolean, Absent, Optional;
    }
}
