//! Connects a system without a profile: with the fields that the connector "OneRoster SIS, Other" of Claris
//! Connect asks for, page by page.
//!
//!     cargo run -p examples --example other_sis
//!
//! Reads from a sandbox, or from `ONEROSTER_URL` with `ONEROSTER_CLIENT_ID`, `ONEROSTER_CLIENT_SECRET` and
//! `ONEROSTER_TOKEN_URL`.
#![expect(clippy::print_stdout, reason = "a program talks to its user")]

use std::error::Error;

use examples::account_or_sandbox;
use oneroster_sandbox::{District, Personality, Sandbox};
use sis_providers::Profiles;
use sis_providers::connection::{OtherForm, Pairs};

/// A server that wants more than an id and a secret.
const DEMANDING: &str = r#"
    name = "demanding"
    token = { headers = { x-tenant = "springfield" }, scope = "required" }
    access = { headers = { x-api-key = "k1" } }
"#;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let stand_in = Sandbox::builder()
        .district(District::builder(100).build())
        .personality(Personality::from_toml(DEMANDING)?);
    let (account, _sandbox) = account_or_sandbox(stand_in).await?;

    let form = OtherForm {
        // Page Credentials.
        sis_name: "Springfield SIS".to_owned(),
        api_url: account.url,
        client_id: account.client_id.into(),
        client_secret: account.client_secret.into(),
        // Page Token.
        token_url: account.token_url,
        headers: Pairs::parse("X-Tenant: springfield")?,
        scope: "https://purl.imsglobal.org/spec/or/v1p1/scope/roster-core.readonly".to_owned(),
        grant_type: "client_credentials".to_owned(),
        // Page Refresh token.
        request_headers: Pairs::parse("X-Api-Key: k1")?,
        ..OtherForm::default()
    };
    let connection = form.connection(Profiles::builtin().get("other")?)?;
    let client = connection.client()?;

    println!("{}, OneRoster {}", connection.profile().name, client.version());
    for class in client.classes().page_size(50).all().await?.records.iter().take(5) {
        println!("{}  {}", class.sourced_id, class.title.as_deref().unwrap_or_default());
    }
    Ok(())
}
