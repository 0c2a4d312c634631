use crate::json::Form::{Codes, Number as NumberForm, Objects, OpenToken, Text};
use crate::json::define::object;
use crate::{LearningObjectiveSource, Number, vocabulary};

object! {
    /// Learning objectives of one source (1.2).
    LearningObjectiveSet("LearningObjectiveSet"), open false {
        /// Where the objectives are defined.
        source: Option<LearningObjectiveSource>
            = "source", OpenToken(&vocabulary::LEARNING_OBJECTIVE_SOURCE), Absent, Required;
        /// Identifiers of the objectives; UUIDs if the source is a CASE framework.
        learning_objective_ids: Vec<String> = "learningObjectiveIds", Codes, Absent, Required;
    }
}

object! {
    /// Scores for learning objectives of one source (1.2).
    LearningObjectiveScoreSet("LearningObjectiveScoreSet"), open false {
        /// Where the objectives are defined.
        source: Option<LearningObjectiveSource>
            = "source", OpenToken(&vocabulary::LEARNING_OBJECTIVE_SOURCE), Absent, Required;
        /// One score per objective.
        learning_objective_results: Vec<LearningObjectiveResult>
            = "learningObjectiveResults", Objects, Absent, Required, ["learningObjectiveScores"];
    }
}

object! {
    /// The score for one learning objective (1.2).
    LearningObjectiveResult("LearningObjectiveResults"), open false {
        /// Identifier of the objective.
        learning_objective_id: Option<String> = "learningObjectiveId", Text, Absent, Required;
        /// Score as a number.
        score: Option<Number> = "score", NumberForm, Absent, Optional;
        /// Score as a text.
        text_score: Option<String> = "textScore", Text, Absent, Optional;
    }
}
