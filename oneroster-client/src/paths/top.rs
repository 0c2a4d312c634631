use oneroster_model::assessment::{AssessmentLineItem, AssessmentResult};
use oneroster_model::gradebook::{Category, LineItem, Result as Score, ScoreScale};
use oneroster_model::resources::Resource;
use oneroster_model::rostering::{AcademicSession, Class, Course, Demographics, Enrollment, Org, User};

use super::{
    AcademicSessionPath, AssessmentLineItemPath, AssessmentResultPath, CategoryPath, ClassPath, CoursePath,
    DemographicsPath, EnrollmentPath, GradingPeriodPath, LineItemPath, OrgPath, ResourcePath, ResultPath,
    SchoolPath, ScoreScalePath, StudentPath, TeacherPath, TermPath, UserPath,
};
use crate::client::Client;
use crate::collection::Collection;
use crate::endpoint;

/// Declares a collection of the root, and the path to one of its objects.
macro_rules! top {
    ($($(#[$all_doc:meta])* $all:ident -> $record:ident = $endpoint:ident,
       $(#[$one_doc:meta])* $one:ident -> $path:ident;)+) => {
        impl Client {
            $($(#[$all_doc])*
            pub fn $all(&self) -> Collection<$record> {
                Collection::new(self.clone(), &endpoint::$endpoint, Vec::new())
            }

            $(#[$one_doc])*
            pub fn $one(&self, id: impl Into<String>) -> $path {
                $path::new(self, vec![id.into()])
            })+
        }
    };
}

top! {
    /// Reads all orgs: `GET /orgs`.
    orgs -> Org = GET_ALL_ORGS,
    /// Leads to an org.
    org -> OrgPath;
    /// Reads all schools: `GET /schools`.
    schools -> Org = GET_ALL_SCHOOLS,
    /// Leads to a school and what belongs to it.
    school -> SchoolPath;
    /// Reads all academic sessions: `GET /academicSessions`.
    academic_sessions -> AcademicSession = GET_ALL_ACADEMIC_SESSIONS,
    /// Leads to an academic session.
    academic_session -> AcademicSessionPath;
    /// Reads all terms: `GET /terms`.
    terms -> AcademicSession = GET_ALL_TERMS,
    /// Leads to a term and what lies in it.
    term -> TermPath;
    /// Reads all grading periods: `GET /gradingPeriods`.
    grading_periods -> AcademicSession = GET_ALL_GRADING_PERIODS,
    /// Leads to a grading period.
    grading_period -> GradingPeriodPath;
    /// Reads all courses: `GET /courses`.
    courses -> Course = GET_ALL_COURSES,
    /// Leads to a course and what belongs to it.
    course -> CoursePath;
    /// Reads all classes: `GET /classes`.
    classes -> Class = GET_ALL_CLASSES,
    /// Leads to a class and what belongs to it.
    class -> ClassPath;
    /// Reads all users: `GET /users`.
    users -> User = GET_ALL_USERS,
    /// Leads to a user.
    user -> UserPath;
    /// Reads all students: `GET /students`.
    students -> User = GET_ALL_STUDENTS,
    /// Leads to a student.
    student -> StudentPath;
    /// Reads all teachers: `GET /teachers`.
    teachers -> User = GET_ALL_TEACHERS,
    /// Leads to a teacher.
    teacher -> TeacherPath;
    /// Reads all enrollments: `GET /enrollments`.
    enrollments -> Enrollment = GET_ALL_ENROLLMENTS,
    /// Leads to an enrollment.
    enrollment -> EnrollmentPath;
    /// Reads all demographics: `GET /demographics`.
    demographics -> Demographics = GET_ALL_DEMOGRAPHICS,
    /// Leads to the demographics of a user, who has the same identifier.
    demographics_of -> DemographicsPath;
    /// Reads all resources: `GET /resources`.
    resources -> Resource = GET_ALL_RESOURCES,
    /// Leads to a resource.
    resource -> ResourcePath;
    /// Reads all categories: `GET /categories`.
    categories -> Category = GET_ALL_CATEGORIES,
    /// Leads to a category.
    category -> CategoryPath;
    /// Reads all line items: `GET /lineItems`.
    line_items -> LineItem = GET_ALL_LINE_ITEMS,
    /// Leads to a line item.
    line_item -> LineItemPath;
    /// Reads all results: `GET /results`.
    results -> Score = GET_ALL_RESULTS,
    /// Leads to a result.
    result -> ResultPath;
    /// Reads all score scales: `GET /scoreScales` (1.2).
    score_scales -> ScoreScale = GET_ALL_SCORE_SCALES,
    /// Leads to a score scale (1.2).
    score_scale -> ScoreScalePath;
    /// Reads all line items of assessments: `GET /assessmentLineItems` (1.2).
    assessment_line_items -> AssessmentLineItem = GET_ALL_ASSESSMENT_LINE_ITEMS,
    /// Leads to a line item of an assessment (1.2).
    assessment_line_item -> AssessmentLineItemPath;
    /// Reads all results of assessments: `GET /assessmentResults` (1.2).
    assessment_results -> AssessmentResult = GET_ALL_ASSESSMENT_RESULTS,
    /// Leads to a result of an assessment (1.2).
    assessment_result -> AssessmentResultPath;
}
