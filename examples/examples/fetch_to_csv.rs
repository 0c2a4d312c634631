//! Reads a whole district from a student information system and writes it as a OneRoster CSV package.
//!
//!     cargo run -p examples --example fetch_to_csv [OUT.zip]
//!
//! Reads from a sandbox; or from the system whose profile `ONEROSTER_PROVIDER` names, with `ONEROSTER_URL`,
//! `ONEROSTER_CLIENT_ID` and `ONEROSTER_CLIENT_SECRET`.
#![expect(clippy::print_stdout, reason = "a program talks to its user")]

use std::env;
use std::error::Error;
use std::path::PathBuf;

use examples::account_or_sandbox;
use oneroster_sandbox::{District, Personality, Sandbox};
use roster_flow::Fetch;
use sis_providers::connect;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let target = env::args_os().nth(1).map_or_else(|| env::temp_dir().join("fetched.zip"), PathBuf::from);
    let provider = env::var("ONEROSTER_PROVIDER").unwrap_or_else(|_| "aeries".to_owned());
    let district = District::builder(200).build();
    let stand_in = Sandbox::builder().district(district).personality(Personality::named("aeries")?);
    let (account, _sandbox) = account_or_sandbox(stand_in).await?;

    // The profile knows where tokens come from, which scopes they need, and what the vendor does otherwise.
    let client = connect(&provider, &account.url, &account.client_id, &account.client_secret)?;
    // The file appears under its name only when everything was read to its end.
    let fetched = Fetch::new(client).to_file(&target).await?;

    for file in &fetched.files {
        println!("{:>25} {:>6}", file.file.name(), file.rows);
    }
    for code in fetched.findings.by_code() {
        println!("{:>6} x {}: {}", code.count, code.code, code.code.title);
    }
    println!("written to {}", target.display());
    Ok(())
}
