//! Graded work: categories, line items and what hangs on them. Results are in [`super::results`].

use oneroster_csv::tables::{
    CategoryRow, LineItemLearningObjectiveIdRow, LineItemRow, LineItemScoreScaleRow, ScoreScaleRow,
};
use oneroster_model::LearningObjectiveSource;
use time::{Date, Duration};

use super::calendar::{Calendar, grading_periods, push_date};
use super::draw::Topic;
use super::identifier::{Kind, push_number, push_uuid};
use super::layout::ClassPlace;
use super::{District, RowSink, orgs};

/// One class in this many is graded in detail, so that all slots of the timetable occur.
pub(crate) const GRADED_CLASS: u64 = 21;

/// Titles and weights of the categories.
const CATEGORIES: [(&str, u64); 5] = [
    ("Homework", 20),
    ("Quizzes", 25),
    ("Projects, Labs & Portfolios", 25),
    ("Exams", 25),
    ("Participation", 5),
];

/// A piece of work that every graded class has.
#[derive(Debug)]
pub(crate) struct Work {
    title: &'static str,
    description: &'static str,
    category: u64,
    /// Best score; the worst is 0.
    pub(crate) best: u64,
}

/// The work of a graded class.
pub(crate) const WORK: [Work; 4] = [
    Work { title: "Homework: \"My Year\"", description: "One page, handwritten", category: 0, best: 10 },
    Work { title: "Quiz 1", description: "", category: 1, best: 20 },
    Work {
        title: "Project, part one",
        description: "Plan, draft and list of sources",
        category: 2,
        best: 50,
    },
    Work { title: "Exam", description: "All topics of the period", category: 3, best: 100 },
];

/// The work that is graded in letters, and those that carry a learning objective.
pub(crate) const LETTER_WORK: u64 = 3;
pub(crate) const OBJECTIVE_WORK: u64 = 0;
const LOCAL_OBJECTIVE_WORK: u64 = 1;

/// The letters with the least share of the best score, in percent.
pub(crate) const LETTERS: [(&str, u64); 5] = [("A", 90), ("B", 80), ("C", 70), ("D", 60), ("F", 0)];
const LETTER_RANGES: &str = "{A:90-100},{B:80-89},{C:70-79},{D:60-69},{F:0-59}";

/// A piece of work of a class.
#[derive(Debug)]
pub(crate) struct LineItem<'a> {
    pub(crate) class: &'a ClassPlace,
    /// Position in [`WORK`].
    pub(crate) number: u64,
}

impl LineItem<'_> {
    pub(crate) fn work(&self) -> &'static Work {
        &WORK[self.number as usize]
    }
}

impl District {
    pub(crate) fn visit_categories<S: RowSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        let mut row = CategoryRow::default();
        for (index, (title, weight)) in (0..).zip(CATEGORIES) {
            row.clear();
            self.push_id(&mut row.sourced_id, Kind::Category, index, 0);
            row.title.push_str(title);
            push_number(&mut row.weight, weight, 1);
            sink.row(&row)?;
        }
        Ok(())
    }

    /// The classes that are graded.
    pub(crate) fn graded_classes(&self) -> impl Iterator<Item = ClassPlace> + use<> {
        let layout = self.layout;
        (1..layout.classes()).step_by(GRADED_CLASS as usize).map(move |index| layout.class(index))
    }

    /// Calls `visit` with every piece of work.
    pub(crate) fn each_line_item<E>(
        &self,
        mut visit: impl FnMut(&LineItem<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        for class in self.graded_classes() {
            for number in 0..WORK.len() as u64 {
                visit(&LineItem { class: &class, number })?;
            }
        }
        Ok(())
    }

    pub(crate) fn visit_line_items<S: RowSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        let mut row = LineItemRow::default();
        self.each_line_item(|item| {
            row.clear();
            self.push_line_item_id(&mut row.sourced_id, item);
            row.title.push_str(item.work().title);
            row.description.push_str(item.work().description);
            let period = self.grading_period(item);
            let (assigned, due) = self.work_dates(item);
            push_date(&mut row.assign_date, assigned);
            push_date(&mut row.due_date, due);
            self.push_id(&mut row.class_sourced_id, Kind::Class, item.class.index, 0);
            self.push_id(&mut row.category_sourced_id, Kind::Category, item.work().category, 0);
            self.push_session_id(&mut row.grading_period_sourced_id, period);
            self.push_session_id(&mut row.academic_session_sourced_id, period);
            row.result_value_min.push_str("0.0");
            push_number(&mut row.result_value_max, item.work().best, 1);
            row.result_value_max.push_str(".0");
            orgs::push_org_id(self, &mut row.school_sourced_id, orgs::school(item.class.school.index));
            sink.row(&row)
        })
    }

    pub(crate) fn push_line_item_id(&self, out: &mut String, item: &LineItem<'_>) {
        self.push_id(out, Kind::LineItem, item.class.index, item.number + 1);
    }

    pub(crate) fn push_score_scale_id(&self, out: &mut String, class: &ClassPlace) {
        self.push_id(out, Kind::ScoreScale, class.index, 0);
    }

    /// Work is spread over the grading periods in which the class is taught.
    fn grading_period(&self, item: &LineItem<'_>) -> u64 {
        let sessions = self.sessions_of_class(item.class);
        let session = sessions[item.number as usize % sessions.len()];
        let periods = grading_periods(session);
        periods.start + item.number % (periods.end - periods.start)
    }

    /// When the work is given out and when it is due, both within the grading period.
    pub(crate) fn work_dates(&self, item: &LineItem<'_>) -> (Date, Date) {
        let draw = self.draw(Kind::LineItem, item.class.index, item.number + 1);
        let start = Calendar::start(self.calendar.school_year, self.grading_period(item));
        let assigned = start + Duration::days(draw.below(Topic::AssignDate, 14).cast_signed());
        (assigned, assigned + Duration::days(7))
    }

    pub(crate) fn visit_score_scales<S: RowSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        let mut row = ScoreScaleRow::default();
        for class in self.graded_classes() {
            row.clear();
            self.push_score_scale_id(&mut row.sourced_id, &class);
            row.title.push_str("Letters, A to F");
            row.r#type.push_str("letters");
            orgs::push_org_id(self, &mut row.org_sourced_id, orgs::school(class.school.index));
            self.push_id(&mut row.course_sourced_id, Kind::Course, self.course_of_class(&class), 0);
            self.push_id(&mut row.class_sourced_id, Kind::Class, class.index, 0);
            row.score_scale_value.push_str(LETTER_RANGES);
            sink.row(&row)?;
        }
        Ok(())
    }

    pub(crate) fn visit_line_item_score_scales<S: RowSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        let mut row = LineItemScoreScaleRow::default();
        for class in self.graded_classes() {
            row.clear();
            self.push_id(&mut row.sourced_id, Kind::LineItemScoreScale, class.index, 0);
            row.title.push_str("Letters");
            self.push_line_item_id(
                &mut row.line_item_sourced_id,
                &LineItem { class: &class, number: LETTER_WORK },
            );
            self.push_score_scale_id(&mut row.score_scale_sourced_id, &class);
            sink.row(&row)?;
        }
        Ok(())
    }

    pub(crate) fn visit_line_item_learning_objective_ids<S: RowSink>(
        &self,
        sink: &mut S,
    ) -> Result<(), S::Error> {
        let mut row = LineItemLearningObjectiveIdRow::default();
        self.each_line_item(|item| {
            if item.number > LOCAL_OBJECTIVE_WORK {
                return Ok(());
            }
            row.clear();
            self.push_id(
                &mut row.sourced_id,
                Kind::LineItemLearningObjective,
                item.class.index,
                item.number + 1,
            );
            self.push_line_item_id(&mut row.line_item_sourced_id, item);
            if item.number == OBJECTIVE_WORK {
                row.source.push_str(LearningObjectiveSource::Case.as_str());
                self.push_objective(&mut row.learning_objective_id, item.class);
            } else {
                row.source.push_str(LearningObjectiveSource::Unknown.as_str());
                row.learning_objective_id.push_str("local.");
                push_number(&mut row.learning_objective_id, item.class.slot, 2);
            }
            sink.row(&row)
        })
    }

    /// Appends the learning objective of a slot of the timetable, a UUID URN as CASE has them.
    pub(crate) fn push_objective(&self, out: &mut String, class: &ClassPlace) {
        out.push_str("urn:uuid:");
        push_uuid(out, self.draw(Kind::LearningObjective, class.slot, class.cohort.grades.start));
    }
}
