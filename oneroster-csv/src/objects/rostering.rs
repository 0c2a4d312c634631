//! Rows and objects of the rostering service.

use oneroster_model::rostering::{
    AcademicSession, Class, Course, Credential, Demographics, Enrollment, Org, Role, User, UserProfile,
};
use oneroster_model::{FindingSink, RoleName, RoleType, Version};

use super::cell::{At, Cell};
use super::mapping::mapping;
use super::{FromRow, RowOptions, ToRow};
use crate::File;
use crate::tables::{UserProfileRow, UserRow};

mapping! { AcademicSession, AcademicSessionRow {
    title = title;
    session_type = r#type;
    start_date = start_date;
    end_date = end_date;
    parent = parent_sourced_id;
    school_year = school_year;
} }

mapping! { Org, OrgRow {
    name = name;
    org_type = r#type;
    identifier = identifier;
    parent = parent_sourced_id;
} }

mapping! { Course, CourseRow {
    school_year = school_year_sourced_id;
    title = title;
    course_code = course_code;
    grades = grades;
    org = org_sourced_id;
    subjects = subjects;
    subject_codes = subject_codes;
} }

mapping! { Class, ClassRow {
    title = title;
    grades = grades;
    course = course_sourced_id;
    class_code = class_code;
    class_type = class_type;
    location = location;
    school = school_sourced_id;
    terms = term_sourced_ids;
    subjects = subjects;
    subject_codes = subject_codes;
    periods = periods;
} }

mapping! { Demographics, DemographicsRow {
    birth_date = birth_date;
    sex = sex;
    american_indian_or_alaska_native = american_indian_or_alaska_native;
    asian = asian;
    black_or_african_american = black_or_african_american;
    native_hawaiian_or_other_pacific_islander = native_hawaiian_or_other_pacific_islander;
    white = white;
    demographic_race_two_or_more_races = demographic_race_two_or_more_races;
    hispanic_or_latino_ethnicity = hispanic_or_latino_ethnicity;
    country_of_birth_code = country_of_birth_code;
    state_of_birth_abbreviation = state_of_birth_abbreviation;
    city_of_birth = city_of_birth;
    public_school_residence_status = public_school_residence_status;
} }

mapping! { Enrollment, EnrollmentRow {
    class = class_sourced_id;
    school = school_sourced_id;
    user = user_sourced_id;
    role = role;
    primary = primary;
    begin_date = begin_date;
    end_date = end_date;
} }

mapping! { part Role, RoleRow {
    role_type = role_type;
    role = role;
    begin_date = begin_date;
    end_date = end_date;
    org = org_sourced_id;
    user_profile = user_profile_sourced_id;
} }

mapping! { User, UserRow {
    enabled_user = enabled_user;
    username = username;
    user_ids = user_ids;
    given_name = given_name;
    family_name = family_name;
    middle_name = middle_name;
    identifier = identifier;
    email = email;
    sms = sms;
    phone = phone;
    agents = agent_sourced_ids;
    grades = grades;
    password = password;
    user_master_identifier = user_master_identifier;
    resources = resource_sourced_ids;
    preferred_first_name = preferred_given_name;
    preferred_middle_name = preferred_middle_name;
    preferred_last_name = preferred_family_name;
    primary_org = primary_org_sourced_id;
    pronouns = pronouns;
} then read read_role_and_orgs, write write_role_and_orgs }

/// Makes roles of the one role and the orgs that a user of 1.1 has.
fn read_role_and_orgs<S: AsRef<str>>(user: &mut User, row: &UserRow<S>) {
    let word = row.role.as_ref();
    let role = (!word.is_empty()).then(|| RoleName::from_token_lenient(word));
    let role_in = |org| {
        let mut entry = Role::default();
        entry.role_type = role.is_some().then_some(RoleType::Primary);
        entry.role.clone_from(&role);
        entry.org = org;
        entry
    };
    let orgs = row.org_sourced_ids.as_ref().split(',').map(str::trim).filter(|org| !org.is_empty());
    user.roles = orgs.map(|org| role_in(Some(org.into()))).collect();
    if user.roles.is_empty() && role.is_some() {
        user.roles.push(role_in(None));
    }
}

/// Fills the columns that 1.2 has in `roles.csv`.
fn write_role_and_orgs(user: &User, options: RowOptions, row: &mut UserRow) {
    if options.version() != Version::V1_1 {
        return;
    }
    let role = user.primary_role().and_then(|role| role.role.clone());
    role.write(options, &mut row.role);
    for org in user.org_ids() {
        if !row.org_sourced_ids.is_empty() {
            row.org_sourced_ids.push(',');
        }
        row.org_sourced_ids.push_str(org.as_str());
    }
}

impl<S: AsRef<str>> FromRow<UserProfileRow<S>> for UserProfile {
    /// The identifier of the row becomes that of the profile, the account its one credential.
    fn from_row(row: &UserProfileRow<S>, sink: &mut dyn FindingSink) -> Self {
        let mut at = At::new(File::UserProfiles, row.sourced_id.as_ref(), sink);
        let mut text = |cell: &S| Cell::read(cell.as_ref(), &mut at);
        let mut credential = Credential::default();
        credential.credential_type = text(&row.credential_type);
        credential.username = text(&row.username);
        credential.password = text(&row.password);
        let mut profile = Self::default();
        profile.profile_id = text(&row.sourced_id);
        profile.profile_type = text(&row.profile_type);
        profile.vendor_id = text(&row.vendor_id);
        profile.application_id = text(&row.application_id);
        profile.description = text(&row.description);
        if credential != Credential::default() {
            profile.credentials.push(credential);
        }
        profile
    }
}

impl ToRow<UserProfileRow> for UserProfile {
    /// Fills in the first credential and leaves the owner blank, whom a profile does not know.
    fn fill_row(&self, options: RowOptions, row: &mut UserProfileRow) {
        row.clear();
        for (value, cell) in [
            (&self.profile_id, &mut row.sourced_id),
            (&self.profile_type, &mut row.profile_type),
            (&self.vendor_id, &mut row.vendor_id),
            (&self.application_id, &mut row.application_id),
            (&self.description, &mut row.description),
        ] {
            value.write(options, cell);
        }
        if let Some(credential) = self.credentials.first() {
            credential.credential_type.write(options, &mut row.credential_type);
            credential.username.write(options, &mut row.username);
            credential.password.write(options, &mut row.password);
        }
    }
}
