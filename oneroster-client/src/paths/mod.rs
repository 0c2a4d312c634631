//! What lies below one object: the paths of the standard as values.
//!
//! | of the client | leads to |
//! |---|---|
//! | [`school(id)`](crate::Client::school) | courses, classes, enrollments, students, teachers, terms, score scales; `class(id)` in it |
//! | [`class(id)`](crate::Client::class) | students, teachers, line items, results, categories, score scales, resources |
//! | [`course(id)`](crate::Client::course) | classes, resources |
//! | [`term(id)`](crate::Client::term) | classes, grading periods |
//! | [`student(id)`](crate::Client::student), [`teacher(id)`](crate::Client::teacher), [`user(id)`](crate::Client::user) | classes, resources |
//! | [`line_item(id)`](crate::Client::line_item), [`result(id)`](crate::Client::result), … | reading, writing, deleting it |
//!
//! Paths cost nothing and send nothing.

mod gradebook;
mod rostering;
mod top;

pub use gradebook::{
    AssessmentLineItemPath, AssessmentResultPath, CategoryPath, ClassLineItemPath, ClassSessionPath,
    ClassStudentPath, LineItemPath, ResultPath, ScoreScalePath,
};
pub use rostering::{
    AcademicSessionPath, ClassPath, CoursePath, DemographicsPath, EnrollmentPath, GradingPeriodPath, OrgPath,
    ResourcePath, SchoolClassPath, SchoolPath, StudentPath, TeacherPath, TermPath, UserPath,
};

/// Declares the path to an object, with what is read there.
macro_rules! object_path {
    (
        $(#[$doc:meta])*
        $name:ident {
            $($(#[$method_doc:meta])* $method:ident -> $kind:ident<$record:ident> = $endpoint:ident;)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name {
            client: $crate::Client,
            ids: Vec<String>,
        }

        impl $name {
            pub(crate) fn new(client: &$crate::Client, ids: Vec<String>) -> Self {
                Self { client: client.clone(), ids }
            }

            $($(#[$method_doc])*
            pub fn $method(&self) -> $crate::$kind<$record> {
                $crate::$kind::new(self.client.clone(), &$crate::endpoint::$endpoint, self.ids.clone())
            })*
        }
    };
}
pub(crate) use object_path;
