#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use super::*;
use crate::profiles::Profiles;

/// What has to come out: root of rostering and token URL, or a part of error and advice.
type Expected<'e> = Result<(&'e str, &'e str), &'e str>;

fn resolve(
    key: &str,
    typed: &str,
    settings: &[(&str, &str)],
    options: &AddressOptions,
) -> Result<Address, Error> {
    let profiles = Profiles::builtin();
    let credentials =
        settings.iter().fold(Credentials::new("id", "secret"), |all, (name, value)| all.with(*name, *value));
    Address::resolve(profiles.get(key).unwrap(), typed, &credentials, options)
}

fn check(key: &str, typed: &str, expected: Expected<'_>) {
    check_with(key, typed, &[], &AddressOptions::default(), expected);
}

fn check_with(
    key: &str,
    typed: &str,
    settings: &[(&str, &str)],
    options: &AddressOptions,
    expected: Expected<'_>,
) {
    let address = resolve(key, typed, settings, options);
    match (address, expected) {
        (Ok(address), Ok((root, token))) => {
            let found = address.root(Service::Rostering).as_str();
            assert_eq!(found, root, "{key} {typed}");
            assert_eq!(address.token_url().map_or("", Url::as_str), token, "{key} {typed}");
        }
        (Err(error), Err(part)) => {
            let text = format!("{error}; {}", error.advice().unwrap_or_default());
            assert!(text.contains(part), "{key} {typed}: {text}");
        }
        (found, _) => panic!("{key} {typed}: {found:?}"),
    }
}

fn token(url: &str) -> AddressOptions {
    AddressOptions { token_url: Some(url.to_owned()), ..AddressOptions::default() }
}

#[test]
fn aeries_keeps_case_and_sub_directory() {
    let root = "https://sis.example/Aeries/ims/oneroster/v1p1/";
    for typed in [
        "https://sis.example/Aeries",
        "https://sis.example/Aeries/",
        " sis.example/Aeries ",
        "\"https://SIS.example/Aeries\"",
        "https://sis.example:443/Aeries",
        "https://sis.example/Aeries/LoginParent.aspx?page=default.aspx",
        "https://sis.example/Aeries/token",
        "https://sis.example/Aeries/v1/oauth/token",
        "https://sis.example/Aeries/ims/oneroster",
        "https://sis.example/Aeries/ims/oneroster/v1p1",
        "https://sis.example/Aeries/ims/oneroster/v1p1/",
        "https://sis.example/Aeries/ims/oneroster/v1p1/orgs?limit=10",
    ] {
        check("aeries", typed, Ok((root, "https://sis.example/Aeries/token")));
    }
    check(
        "aeries",
        "https://sis.example:8443/Sub/DIR",
        Ok((
            "https://sis.example:8443/Sub/DIR/ims/oneroster/v1p1/",
            "https://sis.example:8443/Sub/DIR/token",
        )),
    );
    // What was typed of the root keeps its spelling.
    check(
        "aeries",
        "https://sis.example/Aeries/IMS/oneRoster/V1P1",
        Ok(("https://sis.example/Aeries/IMS/oneRoster/V1P1/", "https://sis.example/Aeries/token")),
    );
    for (typed, part) in [
        ("https://sis.example", "give it like https://{host}/{virtual directory}"),
        ("https://sis.example/ims/oneroster", "sub-directory"),
        ("http://sis.example/Aeries", "use https"),
        ("https://sis.example/Aeries/api/v5/schools", "AERIES-CERT"),
        ("https://id:secret@sis.example/Aeries", "on their own"),
        ("", "none was given"),
        ("aeries", "not a URL"),
        ("ftp://sis.example/Aeries", "neither http nor https"),
        ("https://", "not a URL"),
    ] {
        check("aeries", typed, Err(part));
    }
}

#[test]
fn hosted_aeries_districts_are_warned() {
    let notes =
        |typed: &str| resolve("aeries", typed, &[], &AddressOptions::default()).unwrap().notes().to_vec();
    assert!(matches!(&notes("https://springfield.aeries.net/student")[..], [AddressNote::Suspicious(_)]));
    assert_eq!(notes("https://springfieldapi.aeries.net/admin"), []);
    assert_eq!(notes("springfieldapi.aeries.net/admin"), [AddressNote::SchemeAdded]);
}

#[test]
fn skyward_tells_its_siblings_apart() {
    check(
        "skyward_sms",
        "https://sky.example/API",
        Ok(("https://sky.example/API/ims/oneroster/v1p1/", "https://sky.example/API/token")),
    );
    check("skyward_sms", "https://sky.example/API/LMS", Err("OneRoster"));
    check("skyward_sms", "https://sky.example/scripts/wsisa.dll/WService=wsSky/seplog01.w", Err("web page"));
    check("skyward_sms", "https://sky.example", Err("sub-directory"));
    let qmlativ = "https://x.skyward.example/xAPI";
    check(
        "skyward_qmlativ",
        qmlativ,
        Ok((
            "https://x.skyward.example/xAPI/ims/oneroster/v1p1/",
            "https://x.skyward.example/xAPI/oauth/token",
        )),
    );
    let options = AddressOptions { version: Some(Version::V1_2), ..AddressOptions::default() };
    check_with(
        "skyward_qmlativ",
        qmlativ,
        &[],
        &options,
        Ok((
            "https://x.skyward.example/xAPI/ims/oneroster/v1p2/",
            "https://x.skyward.example/xAPI/oauth/token",
        )),
    );
    check_with(
        "skyward_qmlativ",
        qmlativ,
        &[],
        &token("https://broker.example/i/oauth/token"),
        Ok(("https://x.skyward.example/xAPI/ims/oneroster/v1p1/", "https://broker.example/i/oauth/token")),
    );
    check("skyward_qmlativ", "https://sky.example/scripts/wsisa.dll", Err("skyward_sms"));
}

#[test]
fn eschooldata_keeps_its_port_and_path() {
    check(
        "eschooldata",
        "https://guru.example:443/api",
        Ok(("https://guru.example/api/ims/oneroster/v1p1/", "https://guru.example/api/v1/auth/token")),
    );
    check(
        "eschooldata",
        "https://guru.example:8443/api/Developers/Docs",
        Ok((
            "https://guru.example:8443/api/ims/oneroster/v1p1/",
            "https://guru.example:8443/api/v1/auth/token",
        )),
    );
    check(
        "eschooldata",
        "https://esdguruapi.example",
        Ok(("https://esdguruapi.example/ims/oneroster/v1p1/", "https://esdguruapi.example/v1/auth/token")),
    );
}

#[test]
fn aspen_hangs_from_the_host() {
    for typed in [
        "https://ma-x.myfollett.example",
        "https://ma-x.myfollett.example/aspen/logon.do",
        "https://ma-x.myfollett.example/aspen",
        "https://ma-x.myfollett.example/ims/oneroster/v1p1",
        "https://ma-x.myfollett.example/oauth/rest/v2.0/auth",
    ] {
        check(
            "follett_aspen",
            typed,
            Ok((
                "https://ma-x.myfollett.example/ims/oneroster/v1p1/",
                "https://ma-x.myfollett.example/oauth/rest/v2.0/auth",
            )),
        );
    }
}

#[test]
fn other_takes_roots_with_and_without_the_path() {
    let url = "https://login.example/t?appName=x";
    let given = token(url);
    for (typed, root) in [
        ("https://sis.example", "https://sis.example/ims/oneroster/v1p1/"),
        ("https://sis.example/ims/oneroster/v1p1/", "https://sis.example/ims/oneroster/v1p1/"),
        ("https://sis.example/x/oneRoster/v1p1", "https://sis.example/x/oneRoster/v1p1/"),
        (
            "https://sis.example/ims/oneroster/rostering/v1p2",
            "https://sis.example/ims/oneroster/rostering/v1p2/",
        ),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/ims/oneroster/v1p1/"),
    ] {
        check_with("other", typed, &[], &given, Ok((root, url)));
    }
    check("other", "https://sis.example", Err("token URL"));
    check_with("other", "https://sis.example", &[], &token("/token"), Err("not absolute"));
    check_with("other", "https://sis.example", &[], &token("http://sis.example/token"), Err("use https"));
    let newer = AddressOptions { version: Some(Version::V1_2), ..given };
    check_with("other", "https://sis.example/ims/oneroster/v1p1", &[], &newer, Err("version 1.1"));
    check_with(
        "other",
        "https://sis.example",
        &[],
        &newer,
        Ok(("https://sis.example/ims/oneroster/rostering/v1p2/", url)),
    );
}

#[test]
fn services_of_one_version_have_their_roots() {
    let options = AddressOptions { version: Some(Version::V1_2), ..token("https://l.example/t") };
    for (typed, prefix) in [
        ("https://a.example/x", "https://a.example/x/ims/oneroster"),
        ("https://a.example/x/IMS/oneroster/gradebook/v1p2/", "https://a.example/x/IMS/oneroster"),
    ] {
        let address = resolve("other", typed, &[], &options).unwrap();
        let roots = ALL.map(|service| address.root(service).to_string());
        let expected = ["rostering", "gradebook", "resources"].map(|name| format!("{prefix}/{name}/v1p2/"));
        assert_eq!(roots, expected, "{typed}");
    }
    let shared = resolve("other", "https://a.example/ims/oneroster/v1p2", &[], &options).unwrap();
    assert_eq!(shared.root(Service::Gradebook).as_str(), "https://a.example/ims/oneroster/v1p2/");
}

#[test]
fn tenants_stay_in_token_urls() {
    let host = "https://x.infinitecampus.example";
    let root = format!("{host}/campus/api/oneroster/v1p2/my%20app/ims/oneroster/rostering/v1p2/");
    let url = format!("{host}/campus/oauth2/token?appName=my+app");
    let app = [("app_name", "my app")];
    let none = AddressOptions::default();
    for typed in [host.to_owned(), format!("{host}/campus"), format!("{host}/campus/x.jsp"), root.clone()] {
        check_with("infinite_campus", &typed, &app, &none, Ok((&root, &url)));
    }
    // Without the name of the application the token URL has to be given whole, and an older root is used.
    check("infinite_campus", host, Err("app_name: appName at the end of the token URL"));
    let whole = format!("{host}/campus/oauth2/token?appName=given");
    let older = format!("{host}/campus/api/ims/oneroster/rostering/v1p2/");
    check_with("infinite_campus", host, &[], &token(&whole), Ok((&older, &whole)));
    check_with("infinite_campus", host, &app, &token(&whole), Ok((&root, &whole)));
}

#[test]
fn other_systems_hang_where_they_do() {
    let none = AddressOptions::default();
    for (key, typed, root, token) in [
        (
            "genesis",
            "https://g.example/genesis",
            "https://g.example/genesis/ims/oneroster/v1p1/",
            "https://g.example/genesis/token",
        ),
        (
            "schooltool",
            "https://d.example/STAPIService",
            "https://d.example/STAPIService/ims/oneroster/v1p1/",
            "https://d.example/STAPIService/ims/oneroster/v1p1/Token",
        ),
        (
            "go_oneroster",
            "https://d.example",
            "https://d.example/ims/oneroster/v1p1/",
            "https://d.example/ims/oneroster/v1p1/login",
        ),
        (
            "libre_oneroster",
            "https://d.example",
            "https://d.example/ims/oneroster/v1p1/",
            "https://d.example/auth/login",
        ),
        (
            "gg4l",
            "https://d.example/datahub/services",
            "https://d.example/datahub/services/ims/oneroster/v1p1/",
            "https://d.example/datahub/oauth/token",
        ),
        (
            "powerschool",
            "https://d.example/admin/home.html",
            "https://d.example/ims/oneroster/v1p1/",
            "https://d.example/oauth/access_token/",
        ),
        (
            "blackbaud",
            "",
            "https://api.sky.blackbaud.com/afe-rostr/ims/oneroster/v1p1/",
            "https://oauth2.sky.blackbaud.com/token",
        ),
        (
            "visma_flyt",
            "",
            "https://api.oneroster.cloud.skole.visma.no/ims/oneroster/rostering/v1p2/",
            "https://connect.visma.com/connect/token",
        ),
        (
            "roster_hub",
            "https://d.example/hub",
            "https://d.example/hub/ims/oneroster/rostering/v1p2/",
            "https://d.example/hub/oauth/token",
        ),
        (
            "classlink_direct",
            "https://t.oneroster.example",
            "https://t.oneroster.example/ims/oneroster/v1p1/",
            "",
        ),
        (
            "classlink_proxy",
            "https://oneroster-proxy.example/ab%3D%3D",
            "https://oneroster-proxy.example/ab%3D%3D/ims/oneroster/v1p1/",
            "",
        ),
        (
            "eschoolplus",
            "https://d.example/plus360api/v1/abc/",
            "https://d.example/plus360api/v1/abc/ims/oneroster/v1p1/",
            "",
        ),
    ] {
        check_with(key, typed, &[], &none, Ok((root, token)));
    }
    let elsewhere = resolve("blackbaud", "https://school.myschoolapp.com", &[], &none).unwrap();
    assert_eq!(elsewhere.notes().len(), 2);
}

#[test]
fn nothing_typed_makes_it_panic() {
    let profiles = Profiles::builtin();
    let texts = [
        "",
        "/",
        "//",
        "https:///",
        "https://[::1",
        "https://a/%",
        "https://a/\u{0}",
        "v1p1",
        "https://a/v1p1/v1p2/v1p1",
        "https://a.b/ims",
        "https://a.b/ims/oneroster/rostering",
        "https://xn--/",
        "mailto:a@b",
        "https://a.b/..//../x",
        "https://a.b/aspen/aspen/token/token",
        "💥",
        "https://💥.example/💥",
    ];
    for profile in profiles.iter() {
        for text in texts {
            let _ = Address::resolve(profile, text, &Credentials::default(), &token("https://t.example/x"));
        }
    }
}
