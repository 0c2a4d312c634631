use crate::GuidRef;
use crate::json::Form::{Codes, Reference, References, Text, Texts};
use crate::json::ReferenceTarget;
use crate::json::define::record;

record! {
    /// A course of the curriculum, of which classes are taught.
    Course("Course"), Rostering since V1_1,
    collection "courses" [],
    single "course" [],
    legacy (), {
        /// Display name.
        title: Option<String> = "title", Text, Required, Required;
        /// The school year in which the course is taught.
        school_year: Option<GuidRef> = "schoolYear", Reference(ReferenceTarget::AcademicSession), Optional, Optional,
            ["schoolYearSourcedId", "schoolYearId"];
        /// Human readable code.
        course_code: Option<String> = "courseCode", Text, Disputed, Required;
        /// Grades that the course is for, codes of a local list or of CEDS.
        grades: Vec<String> = "grades", Codes, Optional, Optional;
        /// Subjects, human readable.
        subjects: Vec<String> = "subjects", Texts, Optional, Optional;
        /// The org that offers the course.
        org: Option<GuidRef> = "org", Reference(ReferenceTarget::Org), Optional, Optional,
            ["orgSourcedId", "schoolId"];
        /// Codes of the subjects, in the order of `subjects`.
        subject_codes: Vec<String> = "subjectCodes", Codes, Optional, Optional;
        /// Resources used in the course.
        resources: Vec<GuidRef> = "resources", References(ReferenceTarget::Resource), Optional, Optional,
            ["resourceSourcedIds"];
    }
}
