use crate::json::Form::{Codes, Reference, References, Text, Texts, Token};
use crate::json::ReferenceTarget;
use crate::json::define::record;
use crate::{ClassType, GuidRef, vocabulary};

record! {
    /// A class: a course as it is taught to a group in a school during terms.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneroster_model::rostering::Class;
    ///
    /// let mut class = Class::new("c1");
    /// class.title = Some("Algebra, period 3".into());
    /// class.terms = vec!["term-1".into()];
    /// ```
    Class("Class"), Rostering since V1_1,
    collection "classes" [],
    single "class" [],
    legacy (), {
        /// Display name.
        title: Option<String> = "title", Text, Required, Required;
        /// Human readable code.
        class_code: Option<String> = "classCode", Text, Optional, Optional;
        /// Homeroom or scheduled class.
        class_type: Option<ClassType> = "classType", Token(&vocabulary::CLASS_TYPE), Disputed, Optional;
        /// Where the class meets, such as a room.
        location: Option<String> = "location", Text, Optional, Optional;
        /// Grades of the students, codes of a local list or of CEDS.
        grades: Vec<String> = "grades", Codes, Optional, Optional;
        /// Subjects, human readable.
        subjects: Vec<String> = "subjects", Texts, Optional, Optional;
        /// The course that is taught.
        course: Option<GuidRef> = "course", Reference(ReferenceTarget::Course), Disputed, Required,
            ["courseSourcedId", "courseId"];
        /// The school that teaches.
        school: Option<GuidRef> = "school", Reference(ReferenceTarget::Org), Disputed, Required,
            ["schoolSourcedId", "schoolId", "org", "orgSourcedId"];
        /// The terms in which the class is taught.
        terms: Vec<GuidRef> = "terms", References(ReferenceTarget::AcademicSession), Disputed, Required,
            ["termSourcedIds"];
        /// Codes of the subjects, in the order of `subjects`.
        subject_codes: Vec<String> = "subjectCodes", Codes, Optional, Optional;
        /// Time slots, such as `1` or `Tuesday 3`.
        periods: Vec<String> = "periods", Texts, Optional, Optional;
        /// Resources used in the class.
        resources: Vec<GuidRef> = "resources", References(ReferenceTarget::Resource), Optional, Optional,
            ["resourceSourcedIds"];
    }
}
