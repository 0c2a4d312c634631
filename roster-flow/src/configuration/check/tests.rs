#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use super::*;

const GOOD: &str = r#"
    [connections.springfield]
    url = "https://sis.example"
    [destinations.apple]
    kind = "apple"
    user = "x@sftp.apple.com"
    password = "secret:apple"
    host_key = "SHA256:abc"
    [destinations.vendor]
    kind = "sftp"
    host = "sftp.example"
    user = "u"
    key = "id_ed25519"
    trust_first_use = true
    [destinations.disk]
    kind = "file"
    path = "out.zip"
    [smtp]
    host = "mail.example"
    from = "roster@example.org"
    [notifications.office]
    email = ["office@example.org"]
    webhook = { url = "https://hook.example", secret = "secret:hook" }
    [flows.nightly]
    connection = "springfield"
    destination = "apple"
    notify = ["office"]
    [flows.nightly.conversion_settings]
    id_policy = "encode"
    [flows.nightly.schedule]
    time = "02:30"
    zone = "Europe/London"
    [flows.nightly.guards]
    max_loss_of = { students = 0.1 }
    [flows.nightly.retry]
    after = ["1s"]
    [flows.drops]
    account = "aeries-1"
    conversion = "none"
    destination = "vendor"
    [flows.drops.guards]
    max_loss_of = { enrollments = 0.1 }
    [inbox]
"#;

#[test]
fn what_fits_together_is_read() {
    let configuration = Configuration::parse(GOOD).unwrap();
    let flow = &configuration.flows["nightly"];
    assert_eq!(flow.source(), Some(FlowSource::Connection("springfield")));
    assert_eq!(flow.retry.after, [std::time::Duration::from_secs(1)]);
    assert!(configuration.inbox.is_some());
    assert_eq!(configuration.warnings(), Vec::<String>::new());
}

/// Replaces a part of a good text.
#[track_caller]
fn check(part: &str, by: &str, expected: &str) {
    assert!(GOOD.contains(part), "{part}");
    let text = GOOD.replace(part, by);
    let error = Configuration::parse(&text).unwrap_err().to_string();
    assert!(error.contains(expected), "{error}");
    let line = text.lines().position(|line| line.contains("# here")).map(|line| line + 1);
    if let Some(line) = line {
        assert!(error.starts_with(&format!("line {line}, ")), "{error}, but it stands in line {line}");
    }
}

#[test]
fn flows_name_what_there_is() {
    check(
        "connection = \"spr",
        "connection = \"sp # here r",
        "flows.nightly.connection: no connection is named",
    );
    check("destination = \"apple\"", "destination = \"a\" # here", "no destination is named a");
    check("notify = [\"office\"]", "notify = [\"a\"] # here", "no notification is named a");
    check("account = \"aeries-1\"", "account = \"../x\" # here", "flows.drops.account: the name of");
    check("flows.drops", "flows.\"a b\"", "flows.a b: a name has 1 to 64");
}

#[test]
fn drops_of_an_account_belong_to_one_flow() {
    let text = "[destinations.d]\nkind = \"file\"\npath = \"x\"\n\
        [flows.a]\naccount = \"aeries\"\ndestination = \"d\"\n[flows.b]\ndestination = \"d\"\naccount = \"aeries\"";
    let error = Configuration::parse(text).unwrap_err().to_string();
    assert!(error.starts_with("line 9, flows.b.account: flow a takes the drops"), "{error}");
}

#[test]
fn flows_have_one_source() {
    let expected = "flows.drops: a flow has exactly one of connection, account, file, folder";
    check("account = \"aeries-1\"", "", expected);
    check("account = \"aeries-1\"", "account = \"a\"\nfile = \"b\"", expected);
}

#[test]
fn keys_of_flows_fit_together() {
    check("[flows.nightly.conv", "settings = \"x\" # here\n[flows.nightly.conv", "not in both");
    check("[flows.drops.gu", "settings = \"x\" # here\n[flows.drops.gu", "so this has no effect");
    check("id_policy", "id_polcy", "flows.nightly.conversion_settings.id_polcy: unknown field");
    check("\"Europe/London\"", "\"Europe/Londn\"", "flows.nightly.schedule.zone: unknown time zone");
    check("[flows.nightly.sch", "[flows.drops.sch", "flows.drops.schedule: a flow of an account runs when");
    check("students = 0.1", "students = 1.1", "flows.nightly.guards.max_loss_of.students: not a share");
    check("students = 0.1", "users = 0.1", "flows.nightly.guards.max_loss_of.users: there is no such file");
    check("\"1s\"", "\"1x\"", "flows.nightly.retry.after: `1x` is no time");
}

#[test]
fn accounts_of_apple_belong_to_one_flow() {
    check("\"vendor\"", "\"apple\"", "flows.nightly.destination: flow drops delivers there, too");
    let text = GOOD.replacen("\"vendor\"", "\"apple\"\nenabled = false", 1);
    assert!(Configuration::parse(&text).is_ok());
}

#[test]
fn destinations_have_what_their_kind_needs() {
    let of_apple = "host_key = \"SHA256:abc\"";
    check("password = \"secret:apple\"", "", "destinations.apple.password: destinations of kind apple need");
    check(of_apple, "", "destinations.apple.host_key: say with one of");
    check(of_apple, "host_key = \"a\"\nknown_hosts = \"b\"", "say with one of");
    check(of_apple, "host_key = \"a\"\nkey = \"k\" # here", "takes passwords only");
    check(of_apple, "host_key = \"a\"\nwrite = \"rename\" # here", "does not rename");
    check("key = \"id_ed25519\"", "", "needs either password or key");
    check("key = \"id_ed25519\"", "key = \"a\"\npassword = \"b\" # here", "either password or key");
    check("key = \"id_ed25519\"", "password = \"b\"\nkey_passphrase = \"c\" # here", "there is no key");
    check("kind = \"sftp\"", "kind = \"sftp\"\nfile_name = \"a/b\" # here", "not the name of a file");
    check("kind = \"file\"", "kind = \"file\"\nhost = \"b\" # here", "kind file have no such key");
    check("path = \"out.zip\"", "", "destinations.disk.path: destinations of kind file need path");
    check("path = \"out.zip\"", "path = \"..\" # here", "not the path of a file");
    check("kind = \"file\"", "kind = \"ftp\" # here", "unknown variant `ftp`");
}

#[test]
fn notifications_reach_somebody() {
    check("[smtp]", "[secrets]", ": unknown field");
    check("[\"office@example.org\"]", "[\"office\"] # here", "not an address");
    check("https://hook", "hook", "notifications.office.webhook: not a URL");
    let text = "[notifications.a]\nemail = [\"a@b\"]";
    let error = Configuration::parse(text).unwrap_err();
    assert_eq!(error.advice(), Some("add a table [smtp] with host and from"));
    assert!(Configuration::parse("[notifications.a]").is_err());
}

#[test]
fn pages_that_others_can_reach_need_a_token() {
    for (text, is_good) in [
        ("listen = \"0.0.0.0:80\"", false),
        ("listen = \"0.0.0.0:80\"\ntoken = \"\"", false),
        ("listen = \"0.0.0.0:80\"\ntoken = \"secret:page\"", true),
        ("listen = \"[::1]:80\"", true),
        ("url = \"https://roster.example\"", false),
        ("url = \"https://roster.example\"\ntoken = \"secret:page\"", true),
        ("url = \"roster.example\"\ntoken = \"secret:page\"", false),
    ] {
        assert_eq!(Configuration::parse(&format!("[server]\n{text}")).is_ok(), is_good, "{text}");
    }
}

#[test]
fn paths_and_secrets_belong_to_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster.toml");
    let text = "[server]\ntoken = \"secret:page\"\n[connections.a]\nclient_id = \"file:id\"\n\
        [destinations.d]\nkind = \"file\"\npath = \"x\"\n[smtp]\nhost = \"h\"\nfrom = \"f\"\npassword = \"pw\"";
    std::fs::write(&path, text).unwrap();
    std::fs::write(folder.path().join("id"), "ident\n").unwrap();
    let configuration = Configuration::read(&path).unwrap();
    let secrets = configuration.secrets_file();
    secrets.write("page", &"t0ken".into()).unwrap();
    assert_eq!(configuration.server.token.as_ref().unwrap().resolve().unwrap().expose(), "t0ken");
    assert_eq!(configuration.connections["a"].client_id.resolve().unwrap().expose(), "ident");
    assert_eq!(configuration.data_folder(), folder.path().join("roster-data"));
    let warnings = configuration.warnings();
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0].starts_with("smtp.password is given as it is"), "{warnings:?}");
}
