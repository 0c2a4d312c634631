use crate::GuidRef;
use crate::json::Form::{Objects, Reference, Text};
use crate::json::ReferenceTarget;
use crate::json::define::{object, record};

record! {
    /// A scale that maps scores to marks (1.2).
    ScoreScale("ScoreScale"), Gradebook since V1_2,
    collection "scoreScales" [],
    single "scoreScale" [],
    legacy (), {
        /// Display name.
        title: Option<String> = "title", Text, Absent, Required;
        /// Kind of scale; free text.
        scale_type: Option<String> = "type", Text, Absent, Required;
        /// The course that uses the scale.
        course: Option<GuidRef> = "course", Reference(ReferenceTarget::Course), Absent, Optional,
            ["courseSourcedId"];
        /// The class that uses the scale.
        class: Option<GuidRef> = "class", Reference(ReferenceTarget::Class), Absent, Disputed,
            ["classSourcedId"];
        /// The steps of the scale.
        score_scale_value: Vec<ScoreScaleValue> = "scoreScaleValue", Objects, Absent, Required;
    }
}

object! {
    /// One step of a score scale (1.2).
    ScoreScaleValue("ScoreScaleValue"), open false {
        /// A single value, which is a lower bound, or a range `x - y` with both ends in it.
        item_value_lhs: Option<String> = "itemValueLHS", Text, Absent, Required;
        /// The value that the left side stands for.
        item_value_rhs: Option<String> = "itemValueRHS", Text, Absent, Required;
    }
}

impl ScoreScaleValue {
    /// Takes the left and the right side.
    pub fn new(left: impl Into<String>, right: impl Into<String>) -> Self {
        Self { item_value_lhs: Some(left.into()), item_value_rhs: Some(right.into()), ..Self::default() }
    }
}
