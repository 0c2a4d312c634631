//! The endpoints of OneRoster 1.1 and 1.2 (REST bindings, tables of endpoints of the three services).

use super::{Access, Action, Availability, Endpoint, Service};

macro_rules! endpoints {
    ($($name:ident = $operation:literal, $action:ident $record:ident, $path:literal, $service:ident, $access:ident, $availability:ident;)+) => {
        $(pub(crate) static $name: Endpoint = Endpoint {
            operation: $operation,
            action: Action::$action,
            record: stringify!($record),
            path: $path,
            service: Service::$service,
            access: Access::$access,
            availability: Availability::$availability,
        };)+

        /// Every endpoint of both versions.
        pub static ALL: &[&Endpoint] = &[$(&$name),+];
    };
}

#[rustfmt::skip]
endpoints! {
    // The rostering service.
    GET_ALL_ACADEMIC_SESSIONS = "getAllAcademicSessions", List AcademicSession, "/academicSessions", Rostering, RosterCore, Both;
    GET_ACADEMIC_SESSION = "getAcademicSession", Read AcademicSession, "/academicSessions/{}", Rostering, RosterCore, Both;
    GET_ALL_CLASSES = "getAllClasses", List Class, "/classes", Rostering, RosterCore, Both;
    GET_STUDENTS_FOR_CLASS = "getStudentsForClass", List User, "/classes/{}/students", Rostering, Roster, Both;
    GET_TEACHERS_FOR_CLASS = "getTeachersForClass", List User, "/classes/{}/teachers", Rostering, Roster, Both;
    GET_CLASS = "getClass", Read Class, "/classes/{}", Rostering, RosterCore, Both;
    GET_ALL_COURSES = "getAllCourses", List Course, "/courses", Rostering, RosterCore, Both;
    GET_CLASSES_FOR_COURSE = "getClassesForCourse", List Class, "/courses/{}/classes", Rostering, Roster, Both;
    GET_COURSE = "getCourse", Read Course, "/courses/{}", Rostering, RosterCore, Both;
    GET_ALL_DEMOGRAPHICS = "getAllDemographics", List Demographics, "/demographics", Rostering, Demographics, Both;
    GET_DEMOGRAPHICS = "getDemographics", Read Demographics, "/demographics/{}", Rostering, Demographics, Both;
    GET_ALL_ENROLLMENTS = "getAllEnrollments", List Enrollment, "/enrollments", Rostering, RosterCore, Both;
    GET_ENROLLMENT = "getEnrollment", Read Enrollment, "/enrollments/{}", Rostering, RosterCore, Both;
    GET_ALL_GRADING_PERIODS = "getAllGradingPeriods", List AcademicSession, "/gradingPeriods", Rostering, RosterCore, Both;
    GET_GRADING_PERIOD = "getGradingPeriod", Read AcademicSession, "/gradingPeriods/{}", Rostering, RosterCore, Both;
    GET_ALL_ORGS = "getAllOrgs", List Org, "/orgs", Rostering, RosterCore, Both;
    GET_ORG = "getOrg", Read Org, "/orgs/{}", Rostering, RosterCore, Both;
    GET_ALL_SCHOOLS = "getAllSchools", List Org, "/schools", Rostering, RosterCore, Both;
    GET_CLASSES_FOR_SCHOOL = "getClassesForSchool", List Class, "/schools/{}/classes", Rostering, Roster, Both;
    GET_ENROLLMENTS_FOR_CLASS_IN_SCHOOL = "getEnrollmentsForClassInSchool", List Enrollment, "/schools/{}/classes/{}/enrollments", Rostering, Roster, Both;
    GET_STUDENTS_FOR_CLASS_IN_SCHOOL = "getStudentsForClassInSchool", List User, "/schools/{}/classes/{}/students", Rostering, Roster, Both;
    GET_TEACHERS_FOR_CLASS_IN_SCHOOL = "getTeachersForClassInSchool", List User, "/schools/{}/classes/{}/teachers", Rostering, Roster, Both;
    GET_COURSES_FOR_SCHOOL = "getCoursesForSchool", List Course, "/schools/{}/courses", Rostering, Roster, Both;
    GET_ENROLLMENTS_FOR_SCHOOL = "getEnrollmentsForSchool", List Enrollment, "/schools/{}/enrollments", Rostering, Roster, Both;
    GET_STUDENTS_FOR_SCHOOL = "getStudentsForSchool", List User, "/schools/{}/students", Rostering, Roster, Both;
    GET_TEACHERS_FOR_SCHOOL = "getTeachersForSchool", List User, "/schools/{}/teachers", Rostering, Roster, Both;
    GET_TERMS_FOR_SCHOOL = "getTermsForSchool", List AcademicSession, "/schools/{}/terms", Rostering, Roster, Both;
    GET_SCHOOL = "getSchool", Read Org, "/schools/{}", Rostering, RosterCore, Both;
    GET_ALL_STUDENTS = "getAllStudents", List User, "/students", Rostering, RosterCore, Both;
    GET_STUDENT = "getStudent", Read User, "/students/{}", Rostering, RosterCore, Both;
    GET_CLASSES_FOR_STUDENT = "getClassesForStudent", List Class, "/students/{}/classes", Rostering, Roster, Both;
    GET_ALL_TEACHERS = "getAllTeachers", List User, "/teachers", Rostering, RosterCore, Both;
    GET_TEACHER = "getTeacher", Read User, "/teachers/{}", Rostering, RosterCore, Both;
    GET_CLASSES_FOR_TEACHER = "getClassesForTeacher", List Class, "/teachers/{}/classes", Rostering, Roster, Both;
    GET_ALL_TERMS = "getAllTerms", List AcademicSession, "/terms", Rostering, RosterCore, Both;
    GET_TERM = "getTerm", Read AcademicSession, "/terms/{}", Rostering, RosterCore, Both;
    GET_CLASSES_FOR_TERM = "getClassesForTerm", List Class, "/terms/{}/classes", Rostering, Roster, Both;
    GET_GRADING_PERIODS_FOR_TERM = "getGradingPeriodsForTerm", List AcademicSession, "/terms/{}/gradingPeriods", Rostering, Roster, Both;
    GET_ALL_USERS = "getAllUsers", List User, "/users", Rostering, RosterCore, Both;
    GET_USER = "getUser", Read User, "/users/{}", Rostering, RosterCore, Both;
    GET_CLASSES_FOR_USER = "getClassesForUser", List Class, "/users/{}/classes", Rostering, Roster, Both;
    // The gradebook service.
    GET_ALL_ASSESSMENT_LINE_ITEMS = "getAllAssessmentLineItems", List AssessmentLineItem, "/assessmentLineItems", Gradebook, Assessment, OnlyV1_2;
    GET_ASSESSMENT_LINE_ITEM = "getAssessmentLineItem", Read AssessmentLineItem, "/assessmentLineItems/{}", Gradebook, Assessment, OnlyV1_2;
    PUT_ASSESSMENT_LINE_ITEM = "putAssessmentLineItem", Replace AssessmentLineItem, "/assessmentLineItems/{}", Gradebook, AssessmentReplace, OnlyV1_2;
    DELETE_ASSESSMENT_LINE_ITEM = "deleteAssessmentLineItem", Delete AssessmentLineItem, "/assessmentLineItems/{}", Gradebook, AssessmentDelete, OnlyV1_2;
    GET_ALL_ASSESSMENT_RESULTS = "getAllAssessmentResults", List AssessmentResult, "/assessmentResults", Gradebook, Assessment, OnlyV1_2;
    GET_ASSESSMENT_RESULT = "getAssessmentResult", Read AssessmentResult, "/assessmentResults/{}", Gradebook, Assessment, OnlyV1_2;
    PUT_ASSESSMENT_RESULT = "putAssessmentResult", Replace AssessmentResult, "/assessmentResults/{}", Gradebook, AssessmentReplace, OnlyV1_2;
    DELETE_ASSESSMENT_RESULT = "deleteAssessmentResult", Delete AssessmentResult, "/assessmentResults/{}", Gradebook, AssessmentDelete, OnlyV1_2;
    GET_ALL_CATEGORIES = "getAllCategories", List Category, "/categories", Gradebook, GradebookCore, Both;
    GET_CATEGORY = "getCategory", Read Category, "/categories/{}", Gradebook, GradebookCore, Both;
    PUT_CATEGORY = "putCategory", Replace Category, "/categories/{}", Gradebook, GradebookReplace, Both;
    DELETE_CATEGORY = "deleteCategory", Delete Category, "/categories/{}", Gradebook, GradebookDelete, Both;
    POST_RESULTS_FOR_ACADEMIC_SESSION_FOR_CLASS = "postResultsForAcademicSessionForClass", Create Result, "/classes/{}/academicSessions/{}/results", Gradebook, GradebookCreate, OnlyV1_2;
    GET_CATEGORIES_FOR_CLASS = "getCategoriesForClass", List Category, "/classes/{}/categories", Gradebook, Gradebook, OnlyV1_2;
    GET_LINE_ITEMS_FOR_CLASS = "getLineItemsForClass", List LineItem, "/classes/{}/lineItems", Gradebook, Gradebook, Both;
    POST_LINE_ITEMS_FOR_CLASS = "postLineItemsForClass", Create LineItem, "/classes/{}/lineItems", Gradebook, GradebookCreate, OnlyV1_2;
    GET_RESULTS_FOR_LINE_ITEM_FOR_CLASS = "getResultsForLineItemForClass", List Result, "/classes/{}/lineItems/{}/results", Gradebook, Gradebook, Both;
    GET_RESULTS_FOR_CLASS = "getResultsForClass", List Result, "/classes/{}/results", Gradebook, Gradebook, Both;
    GET_SCORE_SCALES_FOR_CLASS = "getScoreScalesForClass", List ScoreScale, "/classes/{}/scoreScales", Gradebook, Gradebook, OnlyV1_2;
    GET_RESULTS_FOR_STUDENT_FOR_CLASS = "getResultsForStudentForClass", List Result, "/classes/{}/students/{}/results", Gradebook, Gradebook, Both;
    GET_ALL_LINE_ITEMS = "getAllLineItems", List LineItem, "/lineItems", Gradebook, GradebookCore, Both;
    POST_RESULTS_FOR_LINE_ITEM = "postResultsForLineItem", Create Result, "/lineItems/{}/results", Gradebook, GradebookCreate, OnlyV1_2;
    GET_LINE_ITEM = "getLineItem", Read LineItem, "/lineItems/{}", Gradebook, GradebookCore, Both;
    PUT_LINE_ITEM = "putLineItem", Replace LineItem, "/lineItems/{}", Gradebook, GradebookReplace, Both;
    DELETE_LINE_ITEM = "deleteLineItem", Delete LineItem, "/lineItems/{}", Gradebook, GradebookDelete, Both;
    GET_ALL_RESULTS = "getAllResults", List Result, "/results", Gradebook, GradebookCore, Both;
    GET_RESULT = "getResult", Read Result, "/results/{}", Gradebook, GradebookCore, Both;
    PUT_RESULT = "putResult", Replace Result, "/results/{}", Gradebook, GradebookReplace, Both;
    DELETE_RESULT = "deleteResult", Delete Result, "/results/{}", Gradebook, GradebookDelete, Both;
    POST_LINE_ITEMS_FOR_SCHOOL = "postLineItemsForSchool", Create LineItem, "/schools/{}/lineItems", Gradebook, GradebookCreate, OnlyV1_2;
    GET_SCORE_SCALES_FOR_SCHOOL = "getScoreScalesForSchool", List ScoreScale, "/schools/{}/scoreScales", Gradebook, Gradebook, OnlyV1_2;
    GET_ALL_SCORE_SCALES = "getAllScoreScales", List ScoreScale, "/scoreScales", Gradebook, GradebookCore, OnlyV1_2;
    GET_SCORE_SCALE = "getScoreScale", Read ScoreScale, "/scoreScales/{}", Gradebook, GradebookCore, OnlyV1_2;
    PUT_SCORE_SCALE = "putScoreScale", Replace ScoreScale, "/scoreScales/{}", Gradebook, GradebookReplace, OnlyV1_2;
    DELETE_SCORE_SCALE = "deleteScoreScale", Delete ScoreScale, "/scoreScales/{}", Gradebook, GradebookDelete, OnlyV1_2;
    // The resources service.
    GET_RESOURCES_FOR_CLASS = "getResourcesForClass", List Resource, "/classes/{}/resources", Resources, Resource, Both;
    GET_RESOURCES_FOR_COURSE = "getResourcesForCourse", List Resource, "/courses/{}/resources", Resources, Resource, Both;
    GET_ALL_RESOURCES = "getAllResources", List Resource, "/resources", Resources, ResourceCore, Both;
    GET_RESOURCE = "getResource", Read Resource, "/resources/{}", Resources, ResourceCore, Both;
    GET_RESOURCES_FOR_USER = "getResourcesForUser", List Resource, "/users/{}/resources", Resources, Resource, OnlyV1_2;
}
