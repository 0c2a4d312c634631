use serde::de::MapAccess;
use serde::ser::SerializeMap;
use time::OffsetDateTime;

use super::LearningObjectiveSet;
use crate::json::Form::{Instant, Number as NumberForm, Objects, Reference, Text};
use crate::json::ReferenceTarget::{self, AcademicSession};
use crate::json::define::{Gaps, Members, Selection, find_gaps_in_value, member, record, write_value};
use crate::json::object::Legacy;
use crate::json::{DecodeSession, Encoder, Member};
use crate::query::FieldValue;
use crate::{GuidRef, Number, Version};

record! {
    /// A piece of work that is graded.
    LineItem("LineItem"), Gradebook since V1_1,
    collection "lineItems" [],
    single "lineItem" [],
    legacy SessionAsPeriod, {
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

/// What 1.1 gets where only the academic session of 1.2 is known: that session as grading period.
#[derive(Default)]
pub(crate) struct SessionAsPeriod(Option<GuidRef>);

impl SessionAsPeriod {
    const GRADING_PERIOD: &Member =
        &member!("gradingPeriod", Reference(AcademicSession), Disputed, Absent, []);
}

impl Legacy<LineItem> for SessionAsPeriod {
    /// Both versions have the grading period, so that it stays where it is.
    fn lift_into(self, _line_item: &mut LineItem) {}

    fn lowered_from(line_item: &LineItem) -> Self {
        Self(if line_item.grading_period.is_none() { line_item.academic_session.clone() } else { None })
    }
}

impl Members for SessionAsPeriod {
    const MODEL: &'static str = "LineItem";
    const MEMBERS: &'static [Member] = &[];

    fn read_member<'de, A: MapAccess<'de>>(
        &mut self,
        _name: &str,
        _map: &mut A,
        _session: &DecodeSession,
    ) -> Result<bool, A::Error> {
        Ok(false)
    }

    fn note_missing(&self, _session: &DecodeSession) {}

    fn write_members<M: SerializeMap>(
        &self,
        map: &mut M,
        encoder: &Encoder,
        selection: Selection<'_>,
    ) -> Result<(), M::Error> {
        write_value(&self.0, map, encoder, selection, Self::GRADING_PERIOD)
    }

    fn find_gaps(&self, encoder: &Encoder, gaps: &mut Gaps) {
        find_gaps_in_value(&self.0, encoder, gaps, Self::GRADING_PERIOD);
    }

    fn field_at(&self, _path: &str, _version: Version) -> Option<FieldValue<'_>> {
        None
    }
}
