use crate::gradebook::LearningObjectiveSet;
use crate::json::Form::{Number as NumberForm, Objects, Reference, Text};
use crate::json::ReferenceTarget;
use crate::json::define::record;
use crate::{GuidRef, Number};

record! {
    /// An assessment, or a part of one (1.2).
    AssessmentLineItem("AssessmentLineItem"), Gradebook since V1_2,
    collection "assessmentLineItems" [],
    single "assessmentLineItem" [],
    legacy (), {
        /// Display name.
        title: Option<String> = "title", Text, Absent, Required;
        /// Description.
        description: Option<String> = "description", Text, Absent, Optional;
        /// The class that is assessed.
        class: Option<GuidRef> = "class", Reference(ReferenceTarget::Class), Absent, Optional,
            ["classSourcedId"];
        /// The assessment that this one is a part of.
        parent_assessment_line_item: Option<GuidRef>
            = "parentAssessmentLineItem", Reference(ReferenceTarget::AssessmentLineItem), Absent, Optional,
            ["parentAssessmentLineItemSourcedId"];
        /// The scale of the scores.
        score_scale: Option<GuidRef> = "scoreScale", Reference(ReferenceTarget::ScoreScale), Absent, Optional,
            ["scoreScaleSourcedId"];
        /// Lowest score.
        result_value_min: Option<Number> = "resultValueMin", NumberForm, Absent, Optional;
        /// Highest score.
        result_value_max: Option<Number> = "resultValueMax", NumberForm, Absent, Optional;
        /// Learning objectives.
        learning_objective_set: Vec<LearningObjectiveSet> = "learningObjectiveSet", Objects, Absent, Optional;
    }
}
