//! `Debug` and error texts never show what a record holds.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use oneroster_model::gradebook::Result as LineItemResult;
use oneroster_model::json::{Decoder, Encoder};
use oneroster_model::query::Filter;
use oneroster_model::rostering::{Demographics, User};
use oneroster_model::{Error, Record, StatusInfo, Version};

/// Stands wherever a system could put something about a person.
const SECRET: &str = "confidential";

fn user_json() -> String {
    format!(
        r#"{{"sourcedId": "u1", "givenName": "{SECRET}", "familyName": "{SECRET}", "email": "{SECRET}",
        "phone": "{SECRET}", "password": "{SECRET}", "userIds": [{{"type": "{SECRET}", "identifier": "{SECRET}"}}],
        "roles": [{{"role": "{SECRET}", "org": {{"sourcedId": "s1", "href": "{SECRET}", "name": "{SECRET}"}}}}],
        "userProfiles": [{{"profileId": "{SECRET}", "credentials": [{{"password": "{SECRET}", "x": "{SECRET}"}}]}}],
        "grades": ["{SECRET}"], "metadata": {{"note": "{SECRET}"}}, "junk": "{SECRET}", "dateLastModified": "{SECRET}"}}"#
    )
}

#[track_caller]
fn check(text: &str) {
    assert!(!text.contains(SECRET), "{text}");
}

#[test]
fn debug_shows_the_identifier_only() {
    let decoded = Decoder::new(Version::V1_2).record::<User>(user_json().as_bytes()).unwrap();
    let user = &decoded.value;
    assert_eq!(format!("{user:?}"), r#"User { sourced_id: "u1", .. }"#);
    check(&format!("{decoded:#?}"));
    check(&format!("{:?} {:?} {:?}", user.user_ids, user.roles, user.user_profiles));
    check(&format!("{:?} {:?}", user.metadata, user.unknown));
    check(&format!("{:?} {:?}", user.field("givenName", Version::V1_2), user.roles[0].org));
    check(&format!("{:?}", Encoder::new(Version::V1_2).record(user)));

    let json = format!(r#"{{"sourcedId": "u1", "cityOfBirth": "{SECRET}", "comment": "{SECRET}"}}"#);
    check(&format!("{:?}", Decoder::new(Version::V1_2).record::<Demographics>(json.as_bytes())));
    check(&format!("{:?}", Decoder::new(Version::V1_2).record::<LineItemResult>(json.as_bytes())));
}

#[test]
fn findings_and_errors_hold_no_contents() {
    let decoded = Decoder::new(Version::V1_2).record::<User>(user_json().as_bytes()).unwrap();
    for entry in decoded.deviations.iter() {
        check(&format!("{entry} {}", entry.to_finding()));
    }
    let error = Decoder::new(Version::V1_2).strict().record::<User>(user_json().as_bytes()).unwrap_err();
    check(&format!("{error} {error:?}"));
    for json in [format!(r#"{{"email": "{SECRET}" x}}"#), format!(r#""{SECRET}""#), SECRET.to_owned()] {
        let error = Decoder::new(Version::V1_2).record::<User>(json.as_bytes()).unwrap_err();
        check(&format!("{error} {error:?}"));
    }
    let error = Encoder::new(Version::V1_2).strict().to_string(&decoded.value).unwrap_err();
    check(&format!("{error} {error:?}"));
}

#[test]
fn filters_and_server_texts_stay_out_of_debug() {
    let filter: Filter = format!("email='{SECRET}'").parse().unwrap();
    check(&format!("{filter:?}"));
    let error = format!("email='{SECRET}").parse::<Filter>().unwrap_err();
    check(&format!("{error} {error:?}"));
    let status = StatusInfo::from_body(format!(r#"{{"error": "{SECRET}"}}"#).as_bytes(), 404);
    check(&format!("{status} {status:?}"));
    assert_eq!(status.description.as_deref(), Some(SECRET));
}

#[test]
fn errors_are_small_and_everything_crosses_threads() {
    fn crosses<T: Send + Sync>() {}
    crosses::<Error>();
    crosses::<User>();
    crosses::<StatusInfo>();
    assert!(size_of::<Error>() <= 24);
}
