//! What must not be said, and the search for it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use oneroster_model::rostering::User;
use oneroster_sandbox::Sandbox;

/// The password that users have in some of the runs.
pub(crate) const PASSWORD: &str = "correct-horse-battery";

/// What must not be said.
#[derive(Debug)]
pub(crate) struct Secrets {
    /// Opens doors, in every form in which it is sent.
    keys: Vec<String>,
    /// Data of people: right in a package, wrong everywhere else.
    people: Vec<String>,
}

/// Everything secret that a sandbox gives out, accepts and serves.
pub(crate) fn secrets(sandbox: &Sandbox) -> Secrets {
    let (id, secret) = (sandbox.client_id(), sandbox.client_secret());
    let mut keys = forms(secret);
    keys.extend([
        STANDARD.encode(format!("{id}:{secret}")),
        STANDARD.encode(format!("{}:{}", encoded(id), encoded(secret))),
        PASSWORD.to_owned(),
    ]);
    // How tokens, refresh tokens, cookies and signatures begin.
    keys.extend(
        ["sandbox-token-", "sandbox-refresh-", "session-", "oauth_signature=", "oauth_nonce="]
            .map(str::to_owned),
    );
    let others = sandbox.secrets().iter().filter(|(name, _)| !is_public(name));
    keys.extend(others.flat_map(|(_, value)| forms(value)));
    let users = sandbox.records::<User>();
    let people = users.iter().filter_map(|user| user.email.clone()).take(20).collect();
    Secrets { keys, people }
}

/// Names of an installation, which stand in URLs.
fn is_public(name: &str) -> bool {
    matches!(name, "app_name" | "tenant" | "tenant_name")
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn forms(secret: &str) -> Vec<String> {
    // In `Debug` and JSON some characters are written with a backslash.
    let quoted = format!("{secret:?}").trim_matches('"').to_owned();
    vec![secret.to_owned(), encoded(secret), encoded(secret).replace('+', "%20"), quoted]
}

impl Secrets {
    /// Looks through what was said.
    pub(crate) fn search(&self, text: &str) -> Result<(), String> {
        self.keys.iter().chain(&self.people).try_for_each(|secret| find(secret, text))
    }

    /// Looks through a file of a package.
    pub(crate) fn search_file(&self, text: &str) -> Result<(), String> {
        self.keys.iter().try_for_each(|secret| find(secret, text))
    }
}

fn find(secret: &str, text: &str) -> Result<(), String> {
    let Some(at) = text.find(secret) else { return Ok(()) };
    let start = text[..at].char_indices().rev().nth(200).map_or(0, |(start, _)| start);
    Err(format!("{secret:?} is said after {:?}", &text[start..at]))
}

/// A search that finds nothing is worth nothing.
#[tokio::test]
async fn every_form_of_a_secret_is_found() {
    let personality = oneroster_sandbox::Personality::named("infinite_campus").unwrap();
    let sandbox = Sandbox::builder().personality(personality).start().await.unwrap();
    let (id, secret) = (sandbox.client_id(), sandbox.client_secret());
    let secrets = secrets(&sandbox);
    let email = sandbox.records::<User>().iter().find_map(|user| user.email.clone()).unwrap();
    for said in [
        format!("Basic {}", STANDARD.encode(format!("{id}:{secret}"))),
        format!("grant_type=client_credentials&client_secret={}", encoded(secret)),
        format!("{{\"client_secret\":{secret:?}}}"),
        "authorization: Bearer sandbox-token-00000001".to_owned(),
        r#"{"refresh_token":"sandbox-refresh-1"}"#.to_owned(),
        "cookie: SessionId=session-1; Affinity=node-session-1".to_owned(),
        r#"OAuth oauth_consumer_key="k",oauth_nonce="n",oauth_signature="s""#.to_owned(),
        format!("x-vendor-authorization: {}", sandbox.secrets()["vendor_secret"]),
        format!("{{\"password\":\"{PASSWORD}\"}}"),
        format!("no such person: {email}"),
    ] {
        assert!(secrets.search(&said).is_err(), "{said}");
    }
    assert_eq!(secrets.search(&format!("client {id} at {}", sandbox.url())), Ok(()));
}
