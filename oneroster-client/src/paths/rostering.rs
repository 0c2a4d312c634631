use oneroster_model::gradebook::{Category, LineItem, Result as Score, ScoreScale, SourcedIdPair};
use oneroster_model::resources::Resource;
use oneroster_model::rostering::{AcademicSession, Class, Course, Demographics, Enrollment, Org, User};

use super::gradebook::{ClassLineItemPath, ClassSessionPath, ClassStudentPath};
use super::object_path;
use crate::endpoint;
use crate::error::Error;
use crate::write::{Put, post};

object_path! {
    /// An org of any kind.
    OrgPath {
        /// Reads the org: `GET /orgs/{id}`.
        get -> Single<Org> = GET_ORG;
    }
}

object_path! {
    /// A school, and what belongs to it.
    SchoolPath {
        /// Reads the school: `GET /schools/{id}`.
        get -> Single<Org> = GET_SCHOOL;
        /// Reads its courses: `GET /schools/{id}/courses`.
        courses -> Collection<Course> = GET_COURSES_FOR_SCHOOL;
        /// Reads its classes: `GET /schools/{id}/classes`.
        classes -> Collection<Class> = GET_CLASSES_FOR_SCHOOL;
        /// Reads the enrollments in its classes: `GET /schools/{id}/enrollments`.
        enrollments -> Collection<Enrollment> = GET_ENROLLMENTS_FOR_SCHOOL;
        /// Reads its students: `GET /schools/{id}/students`.
        students -> Collection<User> = GET_STUDENTS_FOR_SCHOOL;
        /// Reads its teachers: `GET /schools/{id}/teachers`.
        teachers -> Collection<User> = GET_TEACHERS_FOR_SCHOOL;
        /// Reads its terms: `GET /schools/{id}/terms`.
        terms -> Collection<AcademicSession> = GET_TERMS_FOR_SCHOOL;
        /// Reads its score scales: `GET /schools/{id}/scoreScales` (1.2).
        score_scales -> Collection<ScoreScale> = GET_SCORE_SCALES_FOR_SCHOOL;
    }
}

impl SchoolPath {
    /// Leads to a class of the school.
    pub fn class(&self, id: impl Into<String>) -> SchoolClassPath {
        SchoolClassPath::new(&self.client, below(&self.ids, id))
    }

    /// Creates line items in classes of the school, under identifiers of the server:
    /// `POST /schools/{id}/lineItems` (1.2).
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] with 1.1, [`Error::Rejected`] when the server does not take the records.
    pub async fn post_line_items(&self, line_items: &[LineItem]) -> Result<Vec<SourcedIdPair>, Error> {
        post(&self.client, &endpoint::POST_LINE_ITEMS_FOR_SCHOOL, &self.ids, line_items).await
    }
}

object_path! {
    /// A class in its school.
    SchoolClassPath {
        /// Reads the enrollments: `GET /schools/{id}/classes/{id}/enrollments`.
        enrollments -> Collection<Enrollment> = GET_ENROLLMENTS_FOR_CLASS_IN_SCHOOL;
        /// Reads the students: `GET /schools/{id}/classes/{id}/students`.
        students -> Collection<User> = GET_STUDENTS_FOR_CLASS_IN_SCHOOL;
        /// Reads the teachers: `GET /schools/{id}/classes/{id}/teachers`.
        teachers -> Collection<User> = GET_TEACHERS_FOR_CLASS_IN_SCHOOL;
    }
}

object_path! {
    /// A class, and what belongs to it.
    ClassPath {
        /// Reads the class: `GET /classes/{id}`.
        get -> Single<Class> = GET_CLASS;
        /// Reads its students: `GET /classes/{id}/students`.
        students -> Collection<User> = GET_STUDENTS_FOR_CLASS;
        /// Reads its teachers: `GET /classes/{id}/teachers`.
        teachers -> Collection<User> = GET_TEACHERS_FOR_CLASS;
        /// Reads its line items: `GET /classes/{id}/lineItems`.
        line_items -> Collection<LineItem> = GET_LINE_ITEMS_FOR_CLASS;
        /// Reads its results: `GET /classes/{id}/results`.
        results -> Collection<Score> = GET_RESULTS_FOR_CLASS;
        /// Reads its categories: `GET /classes/{id}/categories` (1.2).
        categories -> Collection<Category> = GET_CATEGORIES_FOR_CLASS;
        /// Reads its score scales: `GET /classes/{id}/scoreScales` (1.2).
        score_scales -> Collection<ScoreScale> = GET_SCORE_SCALES_FOR_CLASS;
        /// Reads its resources: `GET /classes/{id}/resources`.
        resources -> Collection<Resource> = GET_RESOURCES_FOR_CLASS;
    }
}

impl ClassPath {
    /// Leads to a line item of the class.
    pub fn line_item(&self, id: impl Into<String>) -> ClassLineItemPath {
        ClassLineItemPath::new(&self.client, below(&self.ids, id))
    }

    /// Leads to a student of the class.
    pub fn student(&self, id: impl Into<String>) -> ClassStudentPath {
        ClassStudentPath::new(&self.client, below(&self.ids, id))
    }

    /// Leads to an academic session of the class.
    pub fn academic_session(&self, id: impl Into<String>) -> ClassSessionPath {
        ClassSessionPath::new(&self.client, below(&self.ids, id))
    }

    /// Creates line items of the class, under identifiers of the server:
    /// `POST /classes/{id}/lineItems` (1.2).
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] with 1.1, [`Error::Rejected`] when the server does not take the records.
    pub async fn post_line_items(&self, line_items: &[LineItem]) -> Result<Vec<SourcedIdPair>, Error> {
        post(&self.client, &endpoint::POST_LINE_ITEMS_FOR_CLASS, &self.ids, line_items).await
    }

    /// Creates or replaces a line item of the class: `PUT /lineItems/{id}`.
    ///
    /// The class is put into the line item if it names none.
    pub fn put_line_item(&self, line_item: &LineItem) -> Put {
        let mut line_item = line_item.clone();
        line_item.class.get_or_insert_with(|| self.id().into());
        Put::new(&self.client, &endpoint::PUT_LINE_ITEM, line_item.sourced_id.as_str(), &line_item)
    }

    /// Creates or replaces a result in the class: `PUT /results/{id}`.
    ///
    /// The class is put into the result if it names none; 1.1 has no place for it.
    pub fn put_result(&self, result: &Score) -> Put {
        let mut result = result.clone();
        result.class.get_or_insert_with(|| self.id().into());
        Put::new(&self.client, &endpoint::PUT_RESULT, result.sourced_id.as_str(), &result)
    }

    fn id(&self) -> &str {
        self.ids.first().map_or("", String::as_str)
    }
}

object_path! {
    /// A course, and what belongs to it.
    CoursePath {
        /// Reads the course: `GET /courses/{id}`.
        get -> Single<Course> = GET_COURSE;
        /// Reads its classes: `GET /courses/{id}/classes`.
        classes -> Collection<Class> = GET_CLASSES_FOR_COURSE;
        /// Reads its resources: `GET /courses/{id}/resources`.
        resources -> Collection<Resource> = GET_RESOURCES_FOR_COURSE;
    }
}

object_path! {
    /// An academic session of any kind.
    AcademicSessionPath {
        /// Reads the session: `GET /academicSessions/{id}`.
        get -> Single<AcademicSession> = GET_ACADEMIC_SESSION;
    }
}

object_path! {
    /// A term, and what lies in it.
    TermPath {
        /// Reads the term: `GET /terms/{id}`.
        get -> Single<AcademicSession> = GET_TERM;
        /// Reads its classes: `GET /terms/{id}/classes`.
        classes -> Collection<Class> = GET_CLASSES_FOR_TERM;
        /// Reads its grading periods: `GET /terms/{id}/gradingPeriods`.
        grading_periods -> Collection<AcademicSession> = GET_GRADING_PERIODS_FOR_TERM;
    }
}

object_path! {
    /// A grading period.
    GradingPeriodPath {
        /// Reads the grading period: `GET /gradingPeriods/{id}`.
        get -> Single<AcademicSession> = GET_GRADING_PERIOD;
    }
}

object_path! {
    /// A student.
    StudentPath {
        /// Reads the student: `GET /students/{id}`.
        get -> Single<User> = GET_STUDENT;
        /// Reads the classes of the student: `GET /students/{id}/classes`.
        classes -> Collection<Class> = GET_CLASSES_FOR_STUDENT;
    }
}

object_path! {
    /// A teacher.
    TeacherPath {
        /// Reads the teacher: `GET /teachers/{id}`.
        get -> Single<User> = GET_TEACHER;
        /// Reads the classes of the teacher: `GET /teachers/{id}/classes`.
        classes -> Collection<Class> = GET_CLASSES_FOR_TEACHER;
    }
}

object_path! {
    /// A user of any role.
    UserPath {
        /// Reads the user: `GET /users/{id}`.
        get -> Single<User> = GET_USER;
        /// Reads the classes of the user: `GET /users/{id}/classes`.
        classes -> Collection<Class> = GET_CLASSES_FOR_USER;
        /// Reads the resources of the user: `GET /users/{id}/resources` (1.2).
        resources -> Collection<Resource> = GET_RESOURCES_FOR_USER;
    }
}

object_path! {
    /// The demographics of a user.
    DemographicsPath {
        /// Reads the demographics: `GET /demographics/{id}`.
        get -> Single<Demographics> = GET_DEMOGRAPHICS;
    }
}

object_path! {
    /// An enrollment.
    EnrollmentPath {
        /// Reads the enrollment: `GET /enrollments/{id}`.
        get -> Single<Enrollment> = GET_ENROLLMENT;
    }
}

object_path! {
    /// A resource.
    ResourcePath {
        /// Reads the resource: `GET /resources/{id}`.
        get -> Single<Resource> = GET_RESOURCE;
    }
}

/// Adds an identifier to those of the path above.
fn below(ids: &[String], id: impl Into<String>) -> Vec<String> {
    let mut ids = ids.to_vec();
    ids.push(id.into());
    ids
}
