//! Packages without real people.

use crate::roster::{Ran, Roster};

/// Runs the command with a secret in the environment.
fn anonymize(roster: &Roster, secret: &str, arguments: &str) -> Ran {
    let arguments = format!("anonymize district {arguments}");
    roster.command(arguments.split_whitespace()).env("SECRET", secret).output().unwrap().into()
}

#[test]
fn pseudonyms_depend_on_the_secret_alone() {
    let roster = Roster::new();
    for (out, secret) in
        [("a.zip", "0123456789abcdef"), ("b.zip", "0123456789abcdef"), ("c.zip", "fedcba9876543210")]
    {
        let ran = anonymize(&roster, secret, &format!("{out} --secret env:SECRET"));
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    }
    let bytes = |name: &str| std::fs::read(roster.path(name)).unwrap();
    assert!(bytes("a.zip") == bytes("b.zip"));
    assert!(bytes("a.zip") != bytes("c.zip"));
}

#[test]
fn shape_stays_and_names_go() {
    let roster = Roster::new();
    let ran = anonymize(&roster, "", "out.zip");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let (before, after) = (
        roster.good("inspect district --format json").json(),
        roster.good("inspect out.zip --format json").json(),
    );
    assert_eq!(before["people"], after["people"]);
    assert_eq!(before["sessions"], after["sessions"]);
    assert_ne!(before["schools"][0]["name"], after["schools"][0]["name"]);
    // The source system may carry the name of a district.
    assert_eq!(after["source"], serde_json::Value::Null);
}

#[test]
fn secrets_are_never_repeated() {
    let roster = Roster::new();
    for (secret, arguments, code) in [
        ("", "out.zip --secret correct-horse-battery", "secret"),
        ("", "out.zip --secret env:NO_SUCH_VARIABLE", "secret"),
        ("", "out.zip --secret file:no/such/file", "secret"),
        ("battery", "out.zip --secret env:SECRET", "weak_secret"),
    ] {
        let ran = anonymize(&roster, secret, arguments);
        assert_eq!(ran.code, Some(2), "{arguments}");
        assert!(ran.stderr.ends_with(&format!("code: {code}\n")), "{}", ran.stderr);
        assert!(!ran.stderr.contains("battery"), "{}", ran.stderr);
        assert_eq!(roster.files(), ["district"]);
    }
}
