use oneroster_model::Version;
use oneroster_model::json::Service;

use super::Action::{Delete, List, One, Post, Put};
use super::{Endpoint, Into, Kind, Method, ScopeGroup, View};

macro_rules! endpoints {
    ($($service:ident { $($operation:ident, $method:ident $path:literal, $since:ident, $scope:ident, $kind:ident, $action:expr;)+ })+) => {
        /// Every operation of OneRoster 1.2; those of 1.1 are the ones since then.
        ///
        /// Sources: endpoint tables of the 1.1 final specification; OpenAPI documents of 1.2.
        pub(crate) const ENDPOINTS: &[Endpoint] = &[$($(Endpoint {
            operation: stringify!($operation),
            method: Method::$method,
            path: $path,
            service: Service::$service,
            since: Version::$since,
            scope: ScopeGroup::$scope,
            kind: Kind::$kind,
            action: $action,
        }),+),+];
    };
}

endpoints! {
    Rostering {
        getAllAcademicSessions, Get "/academicSessions", V1_1, RosterCore, AcademicSession, List(View::All);
        getAcademicSession, Get "/academicSessions/{id}", V1_1, RosterCore, AcademicSession, One(View::All);
        getAllClasses, Get "/classes", V1_1, RosterCore, Class, List(View::All);
        getStudentsForClass, Get "/classes/{id}/students", V1_1, Roster, User, List(View::StudentsOfClass);
        getTeachersForClass, Get "/classes/{id}/teachers", V1_1, Roster, User, List(View::TeachersOfClass);
        getClass, Get "/classes/{id}", V1_1, RosterCore, Class, One(View::All);
        getAllCourses, Get "/courses", V1_1, RosterCore, Course, List(View::All);
        getClassesForCourse, Get "/courses/{id}/classes", V1_1, Roster, Class, List(View::OfCourse);
        getCourse, Get "/courses/{id}", V1_1, RosterCore, Course, One(View::All);
        getAllDemographics, Get "/demographics", V1_1, Demographics, Demographics, List(View::All);
        getDemographics, Get "/demographics/{id}", V1_1, Demographics, Demographics, One(View::All);
        getAllEnrollments, Get "/enrollments", V1_1, RosterCore, Enrollment, List(View::All);
        getEnrollment, Get "/enrollments/{id}", V1_1, RosterCore, Enrollment, One(View::All);
        getAllGradingPeriods, Get "/gradingPeriods", V1_1, RosterCore, AcademicSession, List(View::GradingPeriods);
        getGradingPeriod, Get "/gradingPeriods/{id}", V1_1, RosterCore, AcademicSession, One(View::GradingPeriods);
        getAllOrgs, Get "/orgs", V1_1, RosterCore, Org, List(View::All);
        getOrg, Get "/orgs/{id}", V1_1, RosterCore, Org, One(View::All);
        getAllSchools, Get "/schools", V1_1, RosterCore, Org, List(View::Schools);
        getClassesForSchool, Get "/schools/{id}/classes", V1_1, Roster, Class, List(View::OfSchool);
        getEnrollmentsForClassInSchool, Get "/schools/{id}/classes/{part}/enrollments", V1_1, Roster, Enrollment, List(View::OfClassInSchool);
        getStudentsForClassInSchool, Get "/schools/{id}/classes/{part}/students", V1_1, Roster, User, List(View::StudentsOfClassInSchool);
        getTeachersForClassInSchool, Get "/schools/{id}/classes/{part}/teachers", V1_1, Roster, User, List(View::TeachersOfClassInSchool);
        getCoursesForSchool, Get "/schools/{id}/courses", V1_1, Roster, Course, List(View::OfSchool);
        getEnrollmentsForSchool, Get "/schools/{id}/enrollments", V1_1, Roster, Enrollment, List(View::OfSchool);
        getStudentsForSchool, Get "/schools/{id}/students", V1_1, Roster, User, List(View::StudentsOfSchool);
        getTeachersForSchool, Get "/schools/{id}/teachers", V1_1, Roster, User, List(View::TeachersOfSchool);
        getTermsForSchool, Get "/schools/{id}/terms", V1_1, Roster, AcademicSession, List(View::OfSchool);
        getSchool, Get "/schools/{id}", V1_1, RosterCore, Org, One(View::Schools);
        getAllStudents, Get "/students", V1_1, RosterCore, User, List(View::Students);
        getStudent, Get "/students/{id}", V1_1, RosterCore, User, One(View::Students);
        getClassesForStudent, Get "/students/{id}/classes", V1_1, Roster, Class, List(View::OfStudent);
        getAllTeachers, Get "/teachers", V1_1, RosterCore, User, List(View::Teachers);
        getTeacher, Get "/teachers/{id}", V1_1, RosterCore, User, One(View::Teachers);
        getClassesForTeacher, Get "/teachers/{id}/classes", V1_1, Roster, Class, List(View::OfTeacher);
        getAllTerms, Get "/terms", V1_1, RosterCore, AcademicSession, List(View::Terms);
        getTerm, Get "/terms/{id}", V1_1, RosterCore, AcademicSession, One(View::Terms);
        getClassesForTerm, Get "/terms/{id}/classes", V1_1, Roster, Class, List(View::OfTerm);
        getGradingPeriodsForTerm, Get "/terms/{id}/gradingPeriods", V1_1, Roster, AcademicSession, List(View::OfTerm);
        getAllUsers, Get "/users", V1_1, RosterCore, User, List(View::All);
        getUser, Get "/users/{id}", V1_1, RosterCore, User, One(View::All);
        getClassesForUser, Get "/users/{id}/classes", V1_1, Roster, Class, List(View::OfUser);
    }
    Gradebook {
        getAllAssessmentLineItems, Get "/assessmentLineItems", V1_2, Assessment, AssessmentLineItem, List(View::All);
        getAssessmentLineItem, Get "/assessmentLineItems/{id}", V1_2, Assessment, AssessmentLineItem, One(View::All);
        putAssessmentLineItem, Put "/assessmentLineItems/{id}", V1_2, AssessmentPut, AssessmentLineItem, Put;
        deleteAssessmentLineItem, Delete "/assessmentLineItems/{id}", V1_2, AssessmentDelete, AssessmentLineItem, Delete;
        getAllAssessmentResults, Get "/assessmentResults", V1_2, Assessment, AssessmentResult, List(View::All);
        getAssessmentResult, Get "/assessmentResults/{id}", V1_2, Assessment, AssessmentResult, One(View::All);
        putAssessmentResult, Put "/assessmentResults/{id}", V1_2, AssessmentPut, AssessmentResult, Put;
        deleteAssessmentResult, Delete "/assessmentResults/{id}", V1_2, AssessmentDelete, AssessmentResult, Delete;
        getAllCategories, Get "/categories", V1_1, GradebookCore, Category, List(View::All);
        getCategory, Get "/categories/{id}", V1_1, GradebookCore, Category, One(View::All);
        putCategory, Put "/categories/{id}", V1_1, GradebookPut, Category, Put;
        deleteCategory, Delete "/categories/{id}", V1_1, GradebookDelete, Category, Delete;
        postResultsForAcademicSessionForClass, Post "/classes/{id}/academicSessions/{part}/results", V1_2, GradebookPost, Result, Post(Into::ClassAndSession);
        getCategoriesForClass, Get "/classes/{id}/categories", V1_2, Gradebook, Category, List(View::OfClass);
        getLineItemsForClass, Get "/classes/{id}/lineItems", V1_1, Gradebook, LineItem, List(View::OfClass);
        postLineItemsForClass, Post "/classes/{id}/lineItems", V1_2, GradebookPost, LineItem, Post(Into::Class);
        getResultsForLineItemForClass, Get "/classes/{id}/lineItems/{part}/results", V1_1, Gradebook, Result, List(View::OfLineItemInClass);
        getResultsForClass, Get "/classes/{id}/results", V1_1, Gradebook, Result, List(View::OfClass);
        getScoreScalesForClass, Get "/classes/{id}/scoreScales", V1_2, Gradebook, ScoreScale, List(View::OfClass);
        getResultsForStudentForClass, Get "/classes/{id}/students/{part}/results", V1_1, Gradebook, Result, List(View::OfStudentInClass);
        getAllLineItems, Get "/lineItems", V1_1, GradebookCore, LineItem, List(View::All);
        postResultsForLineItem, Post "/lineItems/{id}/results", V1_2, GradebookPost, Result, Post(Into::LineItem);
        getLineItem, Get "/lineItems/{id}", V1_1, GradebookCore, LineItem, One(View::All);
        putLineItem, Put "/lineItems/{id}", V1_1, GradebookPut, LineItem, Put;
        deleteLineItem, Delete "/lineItems/{id}", V1_1, GradebookDelete, LineItem, Delete;
        getAllResults, Get "/results", V1_1, GradebookCore, Result, List(View::All);
        getResult, Get "/results/{id}", V1_1, GradebookCore, Result, One(View::All);
        putResult, Put "/results/{id}", V1_1, GradebookPut, Result, Put;
        deleteResult, Delete "/results/{id}", V1_1, GradebookDelete, Result, Delete;
        postLineItemsForSchool, Post "/schools/{id}/lineItems", V1_2, GradebookPost, LineItem, Post(Into::School);
        getScoreScalesForSchool, Get "/schools/{id}/scoreScales", V1_2, Gradebook, ScoreScale, List(View::OfSchool);
        getAllScoreScales, Get "/scoreScales", V1_2, GradebookCore, ScoreScale, List(View::All);
        getScoreScale, Get "/scoreScales/{id}", V1_2, GradebookCore, ScoreScale, One(View::All);
        putScoreScale, Put "/scoreScales/{id}", V1_2, GradebookPut, ScoreScale, Put;
        deleteScoreScale, Delete "/scoreScales/{id}", V1_2, GradebookDelete, ScoreScale, Delete;
    }
    Resources {
        getResourcesForClass, Get "/classes/{id}/resources", V1_1, Resource, Resource, List(View::OfClass);
        getResourcesForCourse, Get "/courses/{id}/resources", V1_1, Resource, Resource, List(View::OfCourse);
        getAllResources, Get "/resources", V1_1, ResourceCore, Resource, List(View::All);
        getResource, Get "/resources/{id}", V1_1, ResourceCore, Resource, One(View::All);
        getResourcesForUser, Get "/users/{id}/resources", V1_2, Resource, Resource, List(View::OfUser);
    }
}
