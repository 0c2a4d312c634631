//! Rows of the rostering service.
//!
//! Each `table!` is the one definition of a file: row type, reader, writer, column checks and the page of
//! columns come from it. The brackets give the requirement in 1.1 and in 1.2; `-` means no such column.

use oneroster_model::vocabulary;

use super::table;

table! {
    /// A stretch of time: school year, semester, term or grading period.
    AcademicSessionRow, AcademicSessions {
        /// Identifier, unique in the file.
        sourced_id "sourcedId" Guid [yes yes];
        /// Blank in bulk mode, filled in delta mode.
        status "status" Enum(&vocabulary::STATUS) [delta delta];
        /// Blank in bulk mode, an instant in delta mode.
        date_last_modified "dateLastModified" DateTime [delta delta];
        /// Display name of the session.
        title "title" Text [yes yes];
        /// Kind of session.
        r#type "type" Enum(&vocabulary::SESSION_TYPE) [yes yes];
        /// First day of the session, inclusive.
        start_date "startDate" Date [yes yes];
        /// End of the session. The text of 1.2 excludes this day; many systems write the last school day.
        end_date "endDate" Date [yes yes];
        /// Parent session in the same file.
        parent_sourced_id "parentSourcedId" Guid => AcademicSessions [no no];
        /// Four digits; the calendar year in which the school year ends.
        school_year "schoolYear" Year [yes yes];
    }
}

table! {
    /// A school, district, department or other org.
    OrgRow, Orgs {
        /// Identifier, unique in the file.
        sourced_id "sourcedId" Guid [yes yes];
        /// Blank in bulk mode, filled in delta mode.
        status "status" Enum(&vocabulary::STATUS) [delta delta];
        /// Blank in bulk mode, an instant in delta mode.
        date_last_modified "dateLastModified" DateTime [delta delta];
        /// Name of the org.
        name "name" Text [yes yes];
        /// Kind of org.
        r#type "type" Enum(&vocabulary::ORG_TYPE) [yes yes];
        /// Human readable identifier such as an NCES id.
        identifier "identifier" Text [no no];
        /// Parent org in the same file.
        parent_sourced_id "parentSourcedId" Guid => Orgs [no no];
    }
}

table! {
    /// A course of study.
    CourseRow, Courses {
        /// Identifier, unique in the file.
        sourced_id "sourcedId" Guid [yes yes];
        /// Blank in bulk mode, filled in delta mode.
        status "status" Enum(&vocabulary::STATUS) [delta delta];
        /// Blank in bulk mode, an instant in delta mode.
        date_last_modified "dateLastModified" DateTime [delta delta];
        /// Academic session; must be of type schoolYear.
        school_year_sourced_id "schoolYearSourcedId" Guid => AcademicSessions [no no];
        /// Name of the course.
        title "title" Text [yes yes];
        /// Human readable course code.
        course_code "courseCode" Text [no no];
        /// Grade levels of the course; vocabulary is agreed between the parties in 1.2.
        grades "grades" list Text [no no];
        /// Org that owns the course (any org type).
        org_sourced_id "orgSourcedId" Guid => Orgs [yes yes];
        /// Human readable subject names. Same length and order as subjectCodes when both are given. Items cannot contain commas.
        subjects "subjects" list Text [no no];
        /// Machine readable subject codes. Same length and order as subjects when both are given.
        subject_codes "subjectCodes" list Text [no no];
    }
}

table! {
    /// A class: a section of a course at a school in one or more sessions.
    ClassRow, Classes {
        /// Identifier, unique in the file.
        sourced_id "sourcedId" Guid [yes yes];
        /// Blank in bulk mode, filled in delta mode.
        status "status" Enum(&vocabulary::STATUS) [delta delta];
        /// Blank in bulk mode, an instant in delta mode.
        date_last_modified "dateLastModified" DateTime [delta delta];
        /// Name of the class.
        title "title" Text [yes yes];
        /// Grade levels of the class; vocabulary is agreed between the parties in 1.2.
        grades "grades" list Text [no no];
        /// Course that this class is a section of.
        course_sourced_id "courseSourcedId" Guid => Courses [yes yes];
        /// Human readable class code.
        class_code "classCode" Text [no no];
        /// Homeroom or scheduled.
        class_type "classType" Enum(&vocabulary::CLASS_TYPE) [yes yes];
        /// Human readable room or place.
        location "location" Text [no no];
        /// Org that teaches the class; must be an org of type school.
        school_sourced_id "schoolSourcedId" Guid => Orgs [yes yes];
        /// Academic sessions in which the class is taught; one or more.
        term_sourced_ids "termSourcedIds" list Guid => AcademicSessions [yes yes];
        /// Human readable subject names. Same length and order as subjectCodes when both are given. Items cannot contain commas.
        subjects "subjects" list Text [no no];
        /// Machine readable subject codes. Same length and order as subjects when both are given.
        subject_codes "subjectCodes" list Text [no no];
        /// Time slots of the class, e.g. 1 or 1,3,5.
        periods "periods" list Text [no no];
    }
}

table! {
    /// A person: student, teacher, guardian, staff.
    UserRow, Users {
        /// Identifier, unique in the file.
        sourced_id "sourcedId" Guid [yes yes];
        /// Blank in bulk mode, filled in delta mode.
        status "status" Enum(&vocabulary::STATUS) [delta delta];
        /// Blank in bulk mode, an instant in delta mode.
        date_last_modified "dateLastModified" DateTime [delta delta];
        /// false means the record is active but access is switched off by local rules.
        enabled_user "enabledUser" Boolean [yes yes];
        /// Orgs that the user belongs to; one or more. In 1.2 they live in roles.csv.
        org_sourced_ids "orgSourcedIds" list Guid => Orgs [yes -];
        /// What the user is. In 1.2 it lives in roles.csv.
        role "role" Enum(&vocabulary::USER_ROLE) [yes -];
        /// User name.
        username "username" Text [yes yes];
        /// External machine readable ids with their kind: `{type:id}`.
        user_ids "userIds" list Pair [no no];
        /// First name.
        given_name "givenName" Text [yes yes];
        /// Last name.
        family_name "familyName" Text [yes yes];
        /// Several middle names are separated by a space.
        middle_name "middleName" Text [no no];
        /// Human readable id.
        identifier "identifier" Text [no no];
        /// E-mail address.
        email "email" Text [no no];
        /// Number for text messages.
        sms "sms" Text [no no];
        /// Phone number.
        phone "phone" Text [no no];
        /// Related users, mostly parents or guardians.
        agent_sourced_ids "agentSourcedIds" list Guid => Users [no no];
        /// Grade levels of a student.
        grades "grades" list Text [no no];
        /// Clear or encrypted; encryption method agreed out of band.
        password "password" Text [no no];
        /// Identifier of the person across systems.
        user_master_identifier "userMasterIdentifier" Text [- no];
        /// Resources of the user; a column of document version 1.2.0 that 1.2.1 dropped. Read, never written.
        resource_sourced_ids "resourceSourcedIds" list Guid => Resources [- -];
        /// First name that the person prefers.
        preferred_given_name "preferredGivenName" Text [- no];
        /// Middle name that the person prefers.
        preferred_middle_name "preferredMiddleName" Text [- no];
        /// Last name that the person prefers.
        preferred_family_name "preferredFamilyName" Text [- no];
        /// Main org of the user; expected to occur among the roles of the user.
        primary_org_sourced_id "primaryOrgSourcedId" Guid => Orgs [- no];
        /// Pronouns that the person uses.
        pronouns "pronouns" Text [- no];
    }
}

table! {
    /// What a user is in one org (1.2).
    RoleRow, Roles {
        /// Identifier, unique in the file.
        sourced_id "sourcedId" Guid [- yes];
        /// Blank in bulk mode, filled in delta mode.
        status "status" Enum(&vocabulary::STATUS) [- delta];
        /// Blank in bulk mode, an instant in delta mode.
        date_last_modified "dateLastModified" DateTime [- delta];
        /// The user.
        user_sourced_id "userSourcedId" Guid => Users [- yes];
        /// At most one primary role per user and org.
        role_type "roleType" Enum(&vocabulary::ROLE_TYPE) [- yes];
        /// What the user is in the org.
        role "role" Enum(&vocabulary::ROLE) [- yes];
        /// Inclusive.
        begin_date "beginDate" Date [- no];
        /// Exclusive.
        end_date "endDate" Date [- no];
        /// The org.
        org_sourced_id "orgSourcedId" Guid => Orgs [- yes];
        /// Profile that goes with the role.
        user_profile_sourced_id "userProfileSourcedId" Guid => UserProfiles [- no];
    }
}

table! {
    /// An account of a user in one system (1.2).
    UserProfileRow, UserProfiles {
        /// Identifier, unique in the file.
        sourced_id "sourcedId" Guid [- yes];
        /// Blank in bulk mode, filled in delta mode.
        status "status" Enum(&vocabulary::STATUS) [- delta];
        /// Blank in bulk mode, an instant in delta mode.
        date_last_modified "dateLastModified" DateTime [- delta];
        /// Owner of the profile.
        user_sourced_id "userSourcedId" Guid => Users [- yes];
        /// Free text label.
        profile_type "profileType" Text [- yes];
        /// Vendor of the system that the profile is for.
        vendor_id "vendorId" Text [- yes];
        /// Application that the profile is for.
        application_id "applicationId" Text [- no];
        /// Free text; must not hold security data.
        description "description" Text [- no];
        /// Free text label for the credential kind.
        credential_type "credentialType" Text [- yes];
        /// User name.
        username "username" Text [- yes];
        /// Clear or encrypted; encryption method agreed out of band.
        password "password" Text [- no];
    }
}

table! {
    /// Demographic facts about one user.
    DemographicsRow, Demographics {
        /// `sourcedId` of the user who is described.
        sourced_id "sourcedId" Guid => Users [yes yes];
        /// Blank in bulk mode, filled in delta mode.
        status "status" Enum(&vocabulary::STATUS) [delta delta];
        /// Blank in bulk mode, an instant in delta mode.
        date_last_modified "dateLastModified" DateTime [delta delta];
        /// Date of birth.
        birth_date "birthDate" Date [no no];
        /// Tokens unspecified and other are new in 1.2.
        sex "sex" Enum(&vocabulary::SEX) [no no];
        /// Lower-case token or blank.
        american_indian_or_alaska_native "americanIndianOrAlaskaNative" Boolean [no no];
        /// Lower-case token or blank.
        asian "asian" Boolean [no no];
        /// Lower-case token or blank.
        black_or_african_american "blackOrAfricanAmerican" Boolean [no no];
        /// Lower-case token or blank.
        native_hawaiian_or_other_pacific_islander "nativeHawaiianOrOtherPacificIslander" Boolean [no no];
        /// Lower-case token or blank.
        white "white" Boolean [no no];
        /// Lower-case token or blank.
        demographic_race_two_or_more_races "demographicRaceTwoOrMoreRaces" Boolean [no no];
        /// Lower-case token or blank.
        hispanic_or_latino_ethnicity "hispanicOrLatinoEthnicity" Boolean [no no];
        /// Vocabulary is agreed between the parties in 1.2.
        country_of_birth_code "countryOfBirthCode" Text [no no];
        /// Vocabulary is agreed between the parties in 1.2.
        state_of_birth_abbreviation "stateOfBirthAbbreviation" Text [no no];
        /// City of birth.
        city_of_birth "cityOfBirth" Text [no no];
        /// Vocabulary is agreed between the parties in 1.2.
        public_school_residence_status "publicSchoolResidenceStatus" Text [no no];
    }
}

table! {
    /// The part that one user has in one class.
    EnrollmentRow, Enrollments {
        /// Identifier, unique in the file.
        sourced_id "sourcedId" Guid [yes yes];
        /// Blank in bulk mode, filled in delta mode.
        status "status" Enum(&vocabulary::STATUS) [delta delta];
        /// Blank in bulk mode, an instant in delta mode.
        date_last_modified "dateLastModified" DateTime [delta delta];
        /// The class.
        class_sourced_id "classSourcedId" Guid => Classes [yes yes];
        /// Must be an org of type school.
        school_sourced_id "schoolSourcedId" Guid => Orgs [yes yes];
        /// The user.
        user_sourced_id "userSourcedId" Guid => Users [yes yes];
        /// Role inside the class; a narrower list than roles.role.
        role "role" Enum(&vocabulary::ENROLLMENT_ROLE) [yes yes];
        /// Meaningful for teachers only; at most one primary teacher per class for the same period (a should).
        primary "primary" Boolean [no no];
        /// Inclusive; has to fit the term of the class.
        begin_date "beginDate" Date [no no];
        /// Exclusive; has to fit the term of the class.
        end_date "endDate" Date [no no];
    }
}
