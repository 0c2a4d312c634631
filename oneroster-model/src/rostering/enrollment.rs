use time::Date;

use crate::json::Form::{Boolean, Date as DateForm, Reference, Token};
use crate::json::ReferenceTarget;
use crate::json::define::record;
use crate::{EnrollmentRole, GuidRef, vocabulary};

record! {
    /// The part of one user in one class.
    Enrollment("Enrollment"), Rostering since V1_1,
    collection "enrollments" [],
    single "enrollment" [],
    legacy (), {
        /// Who takes part.
        user: Option<GuidRef> = "user", Reference(ReferenceTarget::User), Required, Required,
            ["userSourcedId", "userId"];
        /// The class.
        class: Option<GuidRef> = "class", Reference(ReferenceTarget::Class), Required, Required,
            ["classSourcedId", "classId"];
        /// The school of the class.
        school: Option<GuidRef> = "school", Reference(ReferenceTarget::Org), Required, Required,
            ["schoolSourcedId", "schoolId"];
        /// What the user does in the class.
        role: Option<EnrollmentRole> = "role", Token(&vocabulary::ENROLLMENT_ROLE), Required, Required;
        /// Whether a teacher is the one who is responsible; without meaning for students.
        primary: Option<bool> = "primary", Boolean, Optional, Optional;
        /// First day, inclusive.
        begin_date: Option<Date> = "beginDate", DateForm, Optional, Optional;
        /// Day after the last day in 1.2; many 1.1 systems send the last day itself.
        end_date: Option<Date> = "endDate", DateForm, Optional, Optional;
    }
}
