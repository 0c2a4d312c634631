//! Findings of the converter. Stable API; the page `docs/findings.md` is made from this list.

oneroster_model::codes! {
    /// No `sourcedId`.
    SOURCED_ID_MISSING = "sourced_id_missing", "The row has no sourcedId.", "Give the record an identifier in the SIS; it was left out.";
    /// Twice the same `sourcedId`.
    DUPLICATE_SOURCED_ID = "duplicate_sourced_id", "The same sourcedId stands in several rows.", "The newest row was used. Check the export for records that are written once per school or term.";
    /// To be deleted.
    STATUS_TOBEDELETED = "status_tobedeleted", "The record is marked tobedeleted.", "Nothing to do; it was left out.";
    /// Some other status.
    STATUS_NOT_ACTIVE = "status_not_active", "The record has a status other than active.", "It was left out. List the status in the status filter if such records are live.";
    /// By a status filter.
    FILTERED_STATUS = "filtered_status", "A status filter leaves the record out.", "Change the status filter if it should be exported.";
    /// By the school filter.
    FILTERED_SCHOOL = "filtered_school", "The school filter leaves the record out.", "Add the school to the filter if it should be exported.";
    /// By the term filter.
    FILTERED_TERM = "filtered_term", "The class has no active term.", "Check the dates of its sessions, or set term_lead_days.";
    /// By the student filter.
    FILTERED_INACTIVE_STUDENT = "filtered_inactive_student", "The student is disabled or in no class today.", "Switch off active_students if the account is wanted.";
    /// By the teacher filter.
    FILTERED_INACTIVE_TEACHER = "filtered_inactive_teacher", "The teacher is disabled or teaches no exported class.", "Switch off active_teachers if the account is wanted.";
    /// By grade, class type, course code, name or identifier.
    FILTERED_EXCLUDED = "filtered_excluded", "A filter of the settings leaves the record out.", "Change the filter if it should be exported.";
    /// Fewer students than asked for.
    FILTERED_SMALL_CLASS = "filtered_small_class", "The class has fewer students than minimum_enrollment.", "Lower minimum_enrollment if it should be exported.";

    /// Not a school.
    ORG_NOT_EXPORTED = "org_not_exported", "Orgs of this type do not become locations.", "Add the type to location_types if it should.";
    /// Neither school nor anything known.
    ORG_TYPE_UNKNOWN = "org_type_unknown", "The type of the org is not known.", "Correct the type in the SIS, or add it to location_types.";
    /// No name.
    ORG_NAME_MISSING = "org_name_missing", "The org has no name.", "Its sourcedId is used as the name. Give it one in the SIS.";
    /// Parents in a circle.
    ORG_PARENT_CYCLE = "org_parent_cycle", "The parents of the org form a circle.", "Correct the parents in the SIS.";
    /// Made a location for the sake of others.
    ORG_PROMOTED = "org_promoted", "The org became a location because courses or people need one.", "Nothing to do. Set course_location to split or first to avoid it.";

    /// Session dates.
    TERM_UNRESOLVABLE = "term_unresolvable", "The class has no session that could be checked.", "It was kept. Give the class its terms in the SIS.";
    /// A date that is none.
    DATE_INVALID = "date_invalid", "A date could not be read.", "It is treated as missing. Write dates as 2026-08-18.";

    /// Not for Apple.
    ROLE_NOT_EXPORTED = "role_not_exported", "People with this role are not exported.", "Add the role to staff_roles if they should be.";
    /// Extension or mistake.
    ROLE_UNKNOWN = "role_unknown", "The role is not known.", "The person was left out. Add the role to staff_roles if it means staff.";
    /// No role.
    ROLE_MISSING = "role_missing", "The person has no role.", "The person was left out. Give them a role in the SIS.";
    /// Roles of another time.
    ROLE_NOT_CURRENT = "role_not_current", "No role of the person is valid today.", "Check the begin and end dates of the roles.";
    /// A role of nobody.
    ROLE_USER_UNKNOWN = "role_user_unknown", "The role belongs to a user that is not there.", "Check that users.csv is complete.";
    /// Student and staff.
    DUAL_ROLE = "dual_role", "The person is both student and staff.", "Only one account is possible; dual_role decides which.";
    /// Administrator who teaches.
    ENROLLED_TEACHER_ADDED = "enrolled_teacher_added", "The person teaches a class and is exported as staff although the role is another.", "Nothing to do. Switch off include_enrolled_teachers to leave such people out.";
    /// No name at all.
    NAME_MISSING = "name_missing", "The person has no name.", "The person was left out. Give them a name in the SIS.";
    /// One name.
    NAME_REPAIRED = "name_repaired", "The person has one name only.", "It stands for first and last name, because both are required.";
    /// Several grades.
    SEVERAL_GRADES = "several_grades", "The student has several grade levels.", "The first one is exported.";
    /// No school.
    PERSON_WITHOUT_LOCATION = "person_without_location", "The person belongs to no exported location.", "The person was left out. Give them a school, or set promote_orgs.";
    /// More than 999.
    LOCATIONS_CUT = "locations_cut", "The person belongs to more locations than Apple takes.", "The first 999 are exported.";
    /// An org that is not there.
    ORG_UNKNOWN = "org_unknown", "The record points at an org that is not there.", "Check that orgs.csv is complete.";
    /// Same person twice?
    PEOPLE_LOOK_ALIKE = "people_look_alike", "Two users have the same e-mail address.", "If they are one person, merge them in the SIS or set merge_people_by.";
    /// Merged on purpose.
    PEOPLE_MERGED = "people_merged", "The user was merged into another one.", "Nothing to do; merge_people_by asks for it.";

    /// No school.
    CLASS_WITHOUT_LOCATION = "class_without_location", "The class belongs to no exported location.", "The class was left out. Give it a school in the SIS.";
    /// Its course was left out.
    CLASS_COURSE_REMOVED = "class_course_removed", "The course of the class was left out.", "The class was left out with it. See the finding of the course.";
    /// Its course is not there.
    COURSE_MADE_FROM_CLASS = "course_made_from_class", "The course of the class is not there.", "A course with the title of the class is exported. Check that courses.csv is complete.";
    /// Not needed.
    COURSE_UNUSED = "course_unused", "No exported class belongs to the course, and it belongs to no exported location.", "Nothing to do; it was left out.";
    /// Nobody teaches it.
    CLASS_WITHOUT_INSTRUCTOR = "class_without_instructor", "The class has no instructor.", "Check the enrollments of teachers.";
    /// Nobody takes it.
    CLASS_WITHOUT_STUDENTS = "class_without_students", "The class has no students.", "Check the enrollments of students.";
    /// More than 15.
    TOO_MANY_INSTRUCTORS = "too_many_instructors", "The class has more than 15 instructors.", "The first 15 are exported: primary ones, then by begin date.";

    /// Class not there.
    ENROLLMENT_CLASS_UNKNOWN = "enrollment_class_unknown", "The enrollment points at a class that is not there.", "Check that classes.csv is complete.";
    /// Class left out.
    ENROLLMENT_CLASS_REMOVED = "enrollment_class_removed", "The class of the enrollment was left out.", "See the finding of the class.";
    /// User not there.
    ENROLLMENT_USER_UNKNOWN = "enrollment_user_unknown", "The enrollment points at a user that is not there.", "Check that users.csv is complete.";
    /// User left out.
    ENROLLMENT_USER_REMOVED = "enrollment_user_removed", "The user of the enrollment was left out.", "See the finding of the user.";
    /// Administrator, proctor.
    ENROLLMENT_ROLE_NOT_EXPORTED = "enrollment_role_not_exported", "Enrollments with this role are not exported.", "Add the role to instructor_roles if it should make an instructor.";
    /// Extension or mistake.
    ENROLLMENT_ROLE_UNKNOWN = "enrollment_role_unknown", "The role of the enrollment is missing or not known.", "Correct it in the SIS, or add it to instructor_roles.";
    /// Over.
    ENROLLMENT_ENDED = "enrollment_ended", "The enrollment is over, or not valid today.", "Nothing to do; enrollment_window decides.";
    /// Two schools.
    ENROLLMENT_SCHOOL_DIFFERS = "enrollment_school_differs", "The enrollment names another school than its class.", "The school of the class is used.";
    /// A student as teacher.
    STUDENT_TEACHES = "student_teaches", "A student is enrolled as instructor.", "The reference was removed. Check the role of the person.";
    /// A teacher as student.
    STAFF_ENROLLED_AS_STUDENT = "staff_enrolled_as_student", "A member of staff is enrolled as student.", "The row was left out. Check the role of the person.";
    /// Twice in the same class.
    ENROLLMENT_REPEATED = "enrollment_repeated", "The person is in the class several times.", "One row is exported.";
    /// Replaced.
    ROSTER_ID_DERIVED = "roster_id_derived", "The sourcedId of the enrollment is missing or repeated.", "A stable identifier made from class and student is used.";

    /// Not letters, digits, hyphen.
    ID_CHARSET = "id_charset", "The identifier holds characters that Apple's rule does not list.", "It is kept. For a first set-up, id_policy = \"encode\" is recommended.";
    /// Rewritten.
    ID_ENCODED = "id_encoded", "The identifier was rewritten because of its characters.", "Nothing to do; the same input always gives the same identifier.";
    /// Left out.
    ID_REJECTED = "id_rejected", "The identifier holds characters that Apple's rule does not list.", "The record was left out, because id_policy is reject.";
    /// Rewritten into one that exists.
    ID_COLLISION = "id_collision", "The rewritten identifier is already taken.", "The record was left out. Change its identifier in the SIS.";
    /// Differ in case only.
    ID_CASE = "id_case", "Two identifiers differ in upper and lower case only.", "Apple tells them apart, other systems may not.";
}
