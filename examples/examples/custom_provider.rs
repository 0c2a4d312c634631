//! Adds a system that nobody has written a profile for, without recompiling: a profile is a text that says
//! what differs from an existing one.
//!
//!     cargo run -p examples --example custom_provider [PROFILE.toml]
//!
//! Reads from a sandbox, or from `ONEROSTER_URL` with `ONEROSTER_CLIENT_ID` and `ONEROSTER_CLIENT_SECRET`.
#![expect(clippy::print_stdout, reason = "a program talks to its user")]

use std::error::Error;
use std::{env, fs};

use examples::account_or_sandbox;
use oneroster_sandbox::{District, Personality, Sandbox};
use sis_providers::{Connection, Credentials, Profiles};

/// Used when no file is given.
const PROFILE: &str = r#"
    key = "springfield"
    name = "Springfield SIS"
    base = "other"
    token = { anchor = "host", path = "/login/token", credentials = "parameters" }
    scopes = { use = "required" }
    paging = { max_size = 50, short_page_ends = true }
    limits = { concurrency = 2 }
"#;

/// The server to which that profile fits.
const SERVER: &str = r#"
    name = "springfield"
    token = { path = "/login/token", credentials = ["form"], scope = "required" }
"#;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let stand_in = Sandbox::builder()
        .district(District::builder(150).build())
        .personality(Personality::from_toml(SERVER)?);
    let (account, _sandbox) = account_or_sandbox(stand_in).await?;
    let text = match env::args_os().nth(1) {
        Some(path) => fs::read_to_string(path)?,
        None => PROFILE.to_owned(),
    };

    let mut profiles = Profiles::builtin();
    let profile = profiles.load(&text)?;
    let credentials = Credentials::new(account.client_id, account.client_secret);
    let client = Connection::new(profile, account.url, credentials).client()?;

    let users = client.users().all().await?;
    println!("{}: {} users in pages of {:?}", profile.name, users.records.len(), profile.paging.max_size);
    Ok(())
}
