//! Signs every request with a consumer key and a secret instead of fetching tokens: OAuth 1.0a, which
//! OneRoster 1.1 allows and some servers know only.
//!
//!     cargo run -p examples --example oauth1
//!
//! Reads from a sandbox, or from `ONEROSTER_URL` (root of the service)
//! with `ONEROSTER_CLIENT_ID` and `ONEROSTER_CLIENT_SECRET`.
#![expect(clippy::print_stdout, reason = "a program talks to its user")]

use std::error::Error;

use examples::account_or_sandbox;
use oneroster_client::auth::{OAuth1, SignatureMethod};
use oneroster_client::{Client, Endpoints};
use oneroster_sandbox::{District, Personality, Sandbox};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let personality = Personality::from_toml(
        r#"
        name = "signed"
        token = { path = "" }
        access = { scheme = "oauth1", signature-methods = ["HMAC-SHA256"] }
        "#,
    )?;
    let district = District::builder(100).build();
    let stand_in = Sandbox::builder().district(district).personality(personality);
    let (account, _sandbox) = account_or_sandbox(stand_in).await?;

    // Older servers want SignatureMethod::HmacSha1.
    let signer = OAuth1::new(account.client_id, account.client_secret).method(SignatureMethod::HmacSha256);
    let client = Client::builder(Endpoints::v1_1(&account.url)?).auth(signer).build()?;

    for school in client.schools().all().await?.records {
        let students = client.school(school.sourced_id.as_str()).students().all().await?.records;
        println!("{}: {} students", school.name.unwrap_or_default(), students.len());
    }
    Ok(())
}
