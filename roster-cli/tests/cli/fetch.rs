//! From a student information system to Apple School Manager, and nothing from one that fails.

use crate::roster::Roster;
use crate::server::Server;

/// Checks, fetches and converts, as an operator does on the first day.
#[track_caller]
fn check(provider: &str) {
    let roster = Roster::new();
    let server = Server::start(&roster, provider, "--students 40");
    let options = server.options();

    let checked = server.run(&roster, &format!("check {options} --format json"));
    assert_eq!(checked.code, Some(0), "{provider}\n{}{}", checked.stdout, checked.stderr);
    assert_eq!(checked.json()["usable"], true, "{provider}");

    let fetched = server.run(&roster, &format!("fetch {options} district.zip --format json"));
    assert_eq!(fetched.code, Some(0), "{provider}\n{}{}", fetched.stdout, fetched.stderr);
    assert_eq!(fetched.json()["complete"], true, "{provider}");

    let people = roster.good("inspect district.zip --format json").json()["people"].clone();
    assert_eq!(people["student"], 40, "{provider}");
    let validated = roster.run("validate district.zip --format json");
    assert_eq!(validated.json()["verdict"], "accept", "{provider}\n{}", validated.stdout);

    let converted = roster.good("convert district.zip asm.zip --today 2026-10-01 --format json").json();
    assert_eq!(converted["outcome"], "good", "{provider}");
    let students = roster.good("inspect asm.zip --format json").json();
    assert!(students.to_string().contains("students.csv"), "{provider}");
    for (ran, what) in [(&checked, "check"), (&fetched, "fetch")] {
        let secret = server.text("client_secret");
        assert!(!ran.stdout.contains(secret) && !ran.stderr.contains(secret), "{provider} {what}");
    }
}

#[test]
fn aeries_reaches_apple() {
    check("aeries");
}

#[test]
fn infinite_campus_reaches_apple() {
    check("infinite_campus");
}

#[test]
fn skyward_sms_reaches_apple() {
    check("skyward_sms");
}

#[test]
fn skyward_qmlativ_reaches_apple() {
    check("skyward_qmlativ");
}

#[test]
fn follett_aspen_reaches_apple() {
    check("follett_aspen");
}

#[test]
fn eschooldata_reaches_apple() {
    check("eschooldata");
}

#[test]
fn systems_without_a_profile_reach_apple() {
    check("other");
}

/// Fetches from a sandbox with faults; there must be a clear failure of the other side and no file.
#[track_caller]
fn check_failure(faults: &str, code: &str) {
    let roster = Roster::new();
    let server = Server::start(&roster, "other", &format!("--students 20 --faults {faults}"));
    let options = server.options();
    let ran = server.run(&roster, &format!("fetch {options} out.zip --set limits.max_attempts=1"));
    assert_eq!(ran.code, Some(3), "{faults}\n{}{}", ran.stdout, ran.stderr);
    assert!(ran.stderr.contains(&format!("code: {code}")), "{faults}\n{}", ran.stderr);
    assert!(ran.stderr.contains("could not fetch "), "{faults}\n{}", ran.stderr);
    assert_eq!(roster.files(), ["district"], "{faults}");
}

#[test]
fn failing_servers_leave_no_package() {
    for (faults, code) in [
        ("503:*", "unavailable"),
        ("reset:5", "connection"),
        ("truncate:6", "connection"),
        ("html:5", "decode"),
        ("no-key:6", "decode"),
        ("403:6", "forbidden"),
        ("total:7", "incomplete"),
        ("token:400:*", "token"),
    ] {
        check_failure(faults, code);
    }
}

#[test]
fn records_that_break_the_server_are_told_or_fail_the_fetch() {
    let roster = Roster::new();
    let server = Server::start(&roster, "other", "--students 20 --faults 500@users/3");
    let options = server.options();
    let ran = server.run(&roster, &format!("fetch {options} strict.zip --strict"));
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    assert!(ran.stderr.contains("code: bad_records"), "{}", ran.stderr);
    assert!(!roster.path("strict.zip").exists());

    let ran = server.run(&roster, &format!("fetch {options} out.zip"));
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(ran.stdout.contains("rest_record_breaks_server"), "{}", ran.stdout);
    assert!(ran.stdout.contains("1 record is missing from the package"), "{}", ran.stdout);
}

#[test]
fn deltas_begin_where_the_fetch_before_ended() {
    let roster = Roster::new();
    let server = Server::start(&roster, "other", "--students 20");
    let toml = format!(
        "[connections.ours]\nprovider = \"other\"\nurl = \"{}\"\ntoken_url = \"{}\"\nclient_id = \"{}\"\n\
         client_secret = \"env:SECRET\"\nwithout = [\"demographics\"]\n",
        server.text("url"),
        server.text("token_url"),
        server.text("client_id"),
    );
    roster.write("roster.toml", toml);
    let ran = server.run(&roster, "fetch ours full.zip --format json");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let watermark = ran.json()["watermark"].as_str().unwrap().to_owned();
    let ran = server.run(&roster, &format!("fetch ours delta.zip --since {watermark} --format json"));
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(ran.json()["files"].as_array().map(Vec::len), Some(0));
    let ran = server.run(&roster, "fetch ours delta.zip --since 2020-01-01T00:00:00Z --format json");
    assert_eq!(ran.json()["mode"], "delta");
    assert_eq!(roster.good("inspect delta.zip --format json").json()["people"]["student"], 20);
    assert!(!server.run(&roster, "inspect full.zip").stdout.contains("demographics.csv"));
}

#[test]
fn connections_are_named_with_their_mistakes() {
    let roster = Roster::new();
    let check = |toml: &str, arguments: &str, expected: &[&str]| {
        roster.write("roster.toml", toml);
        let ran = roster.run(arguments);
        assert_eq!(ran.code, Some(2), "{arguments}\n{}", ran.stderr);
        for text in expected {
            assert!(ran.stderr.contains(text), "{arguments}: {text}\n{}", ran.stderr);
        }
        assert!(!ran.stderr.contains("s3cr3t"), "{}", ran.stderr);
        assert_eq!(roster.files(), ["district", "roster.toml"]);
    };
    let typo = "[connections.ours]\nurl = \"https://sis.example\"\nclient_secrets = \"s3cr3t\"\n";
    check(
        typo,
        "fetch ours out.zip",
        &["roster.toml, line 3, connections.ours.client_secrets", "unknown field"],
    );
    check("", "fetch ours out.zip", &["no connection is named ours"]);
    check("", "check", &["give a connection"]);
    check("", "fetch out.zip", &["give a connection and a package"]);
    let unset = "[connections.ours]\nprovider = \"aeries\"\nurl = \"https://sis.example/x\"\n\
                 client_id = \"id\"\nclient_secret = \"env:NOT_SET\"\n";
    check(unset, "fetch ours out.zip", &["env:NOT_SET is not set"]);
    check(unset, "check ours --provider aries", &["no profile is named \"aries\"", "Did you mean aeries?"]);
    let literal = unset.replace("env:NOT_SET", "s3cr3t").replace("https://sis.example/x", "ftp://sis");
    check(&literal, "fetch ours out.zip", &["warning: client_secret is given as it is", "URL"]);
}

#[cfg(unix)]
#[test]
fn sandboxes_end_well_when_they_are_interrupted() {
    let roster = Roster::new();
    for signal in ["-INT", "-TERM"] {
        assert_eq!(Server::start(&roster, "standard", "--students 5").end(signal), Some(0), "{signal}");
    }
}

#[test]
fn sandboxes_serve_packages_and_refuse_what_they_do_not_know() {
    let roster = Roster::new();
    let server = Server::start(&roster, "other", "--data district --version 1.2");
    assert_eq!(server.text("version"), "1.2");
    let options = server.options();
    let ran = server.run(&roster, &format!("fetch {options} --api-version 1.2 out.zip --version 1.1"));
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(roster.good("inspect out.zip --format json").json()["version"], "1.1");

    for (arguments, code) in
        [("--provider no_such", "sandbox_personality"), ("--faults teapot:1", "sandbox_faults")]
    {
        let ran = roster.run(&format!("sandbox {arguments}"));
        assert_eq!(ran.code, Some(2), "{arguments}");
        assert!(ran.stderr.contains(&format!("code: {code}")), "{}", ran.stderr);
    }
}
