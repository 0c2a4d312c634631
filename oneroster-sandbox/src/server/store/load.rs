use oneroster_csv::objects::Objects;
use oneroster_model::assessment::{AssessmentLineItem, AssessmentResult};
use oneroster_model::gradebook::Result as WorkResult;
use oneroster_model::{ScoreStatus, Status};
use time::OffsetDateTime;

use super::{Collection, Store, Stored};

impl Store {
    /// Serves the objects of a package or a district.
    ///
    /// Bulk files leave status and date blank, which REST requires: such records are active, and were changed
    /// at `modified`.
    pub(crate) fn new(objects: Objects, modified: OffsetDateTime) -> Self {
        fn collection<T: Stored>(mut records: Vec<T>, modified: OffsetDateTime) -> Collection<T> {
            for record in &mut records {
                record.status_mut().get_or_insert(Status::Active);
                record.date_mut().get_or_insert(modified);
            }
            Collection::new(records)
        }
        let (assessment_line_items, assessment_results) = assessments(&objects);
        Self {
            academic_sessions: collection(objects.academic_sessions, modified),
            orgs: collection(objects.orgs, modified),
            courses: collection(objects.courses, modified),
            classes: collection(objects.classes, modified),
            users: collection(objects.users, modified),
            demographics: collection(objects.demographics, modified),
            enrollments: collection(objects.enrollments, modified),
            categories: collection(objects.categories, modified),
            score_scales: collection(objects.score_scales, modified),
            line_items: collection(objects.line_items, modified),
            results: collection(objects.results, modified),
            resources: collection(objects.resources, modified),
            assessment_line_items: collection(assessment_line_items, modified),
            assessment_results: collection(assessment_results, modified),
            generation: 0,
        }
    }
}

/// Makes assessments of the results that are graded by a score scale: no file of a package holds any.
fn assessments(objects: &Objects) -> (Vec<AssessmentLineItem>, Vec<AssessmentResult>) {
    let scaled = objects.line_items.iter().filter(|item| item.score_scale.is_some());
    let line_items: Vec<_> = scaled
        .map(|item| {
            let mut assessment = AssessmentLineItem::new(format!("{}-assessment", item.sourced_id));
            assessment.title.clone_from(&item.title);
            assessment.class.clone_from(&item.class);
            assessment.score_scale.clone_from(&item.score_scale);
            assessment.result_value_min = item.result_value_min;
            assessment.result_value_max = item.result_value_max;
            assessment
        })
        .collect();
    let results = objects.results.iter().filter(|result| result.score_scale.is_some()).map(assessment_result);
    (line_items, results.collect())
}

fn assessment_result(result: &WorkResult) -> AssessmentResult {
    let mut assessment = AssessmentResult::new(format!("{}-assessment", result.sourced_id));
    let line_item = result.line_item.as_ref().map(|item| format!("{}-assessment", item.sourced_id));
    assessment.assessment_line_item = line_item.map(Into::into);
    assessment.student.clone_from(&result.student);
    assessment.score = result.score;
    assessment.text_score.clone_from(&result.text_score);
    assessment.score_date = result.score_date;
    assessment.score_scale.clone_from(&result.score_scale);
    assessment.score_status = result.score_status.clone().or(Some(ScoreStatus::NotSubmitted));
    assessment
}
