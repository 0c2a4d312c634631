use time::OffsetDateTime;

use super::LearningObjectiveSet;
use crate::json::Form::{Instant, Number as NumberForm, Objects, Reference, Text};
use crate::json::ReferenceTarget::{self, AcademicSession};
use crate::json::object::record;
use crate::{GuidRef, Number};

record! {
    /// A piece of work that is graded.
    LineItem("LineItem"), Gradebook,
    collection "lineItems" [],
    single "lineItem" [],
    open false {
        /// Display name.
        title: Option<String> = "title", Text, Required, Required;
        /// Description.
        description: Option<String> = "description", Text, Optional, Optional;
        /// When the work is given out.
        assign_date: Option<OffsetDateTime> = "assignDate", Instant, Required, Required;
        /// When the work is due.
        due_date: Option<OffsetDateTime> = "dueDate", Instant, Disputed, Required;
        /// The class that has to do it.
        class: Option<GuidRef> = "class", Reference(ReferenceTarget::Class), Required, Required,
            ["classSourcedId", "classId"];
        /// The school of the class (1.2).
        school: Option<GuidRef> = "school", Reference(ReferenceTarget::Org), Absent, Required,
            ["schoolSourcedId", "schoolId"];
        /// The category.
        category: Option<GuidRef> = "category", Reference(ReferenceTarget::Category), Required, Required,
            ["categorySourcedId", "categoryId"];
        /// The grading period.
        grading_period: Option<GuidRef> = "gradingPeriod", Reference(AcademicSession), Disputed, Optional,
            ["gradingPeriodSourcedId", "gradingPeriodId"];
        /// The academic session (1.2).
        academic_session: Option<GuidRef> = "academicSession", Reference(AcademicSession), Absent, Optional,
            ["academicSessionSourcedId", "academicSessionId"];
        /// The scale of the scores (1.2).
        score_scale: Option<GuidRef> = "scoreScale", Reference(ReferenceTarget::ScoreScale), Absent, Optional,
            ["scoreScaleSourcedId"];
        /// Lowest score.
        result_value_min: Option<Number> = "resultValueMin", NumberForm, Required, Optional, ["scoreMinimum"];
        /// Highest score; results above it occur, as extra credit.
        result_value_max: Option<Number> = "resultValueMax", NumberForm, Disputed, Optional, ["scoreMaximum"];
        /// Learning objectives (1.2).
        learning_objective_set: Vec<LearningObjectiveSet> = "learningObjectiveSet", Objects, Absent, Optional;
    }
}

impl LineItem {
    /// Returns the period of the line item: the grading period, or else the academic session.
    ///
    /// OneRoster 1.1 has the former only, 1.2 has both and requires neither.
    pub fn period(&self) -> Option<&GuidRef> {
        self.grading_period.as_ref().or(self.academic_session.as_ref())
    }
}
