//! Reads everything once, and from then on only what has changed: each fetch tells from when on to ask the
//! next time, by the clock of the server.
//!
//!     cargo run -p examples --example delta_sync
//!
//! Reads from a sandbox, in which one student changes the name and one leaves; or from `ONEROSTER_URL` with
//! `ONEROSTER_CLIENT_ID`, `ONEROSTER_CLIENT_SECRET` and `ONEROSTER_TOKEN_URL`.
#![expect(clippy::print_stdout, reason = "a program talks to its user")]

use std::error::Error;
use std::io::Cursor;

use examples::account_or_sandbox;
use oneroster_client::auth::ClientCredentials;
use oneroster_client::{Client, Endpoints};
use oneroster_csv::File;
use oneroster_model::Status;
use oneroster_model::rostering::User;
use oneroster_sandbox::{District, Sandbox};
use roster_flow::Fetch;
use time::{Duration, OffsetDateTime};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let yesterday = OffsetDateTime::now_utc() - Duration::days(1);
    let stand_in = Sandbox::builder().district(District::builder(200).build()).modified(yesterday);
    let (account, sandbox) = account_or_sandbox(stand_in).await?;
    let credentials = ClientCredentials::new(&account.token_url, account.client_id, account.client_secret)?;
    let client = Client::builder(Endpoints::v1_1(&account.url)?).auth(credentials).build()?;

    let (_, everything) = Fetch::new(client.clone()).write(Cursor::new(Vec::new())).await?;
    println!("{:?}: {} users", everything.mode, everything.rows(File::Users));
    // Keep this next to the package; the clock of this machine plays no part.
    let watermark = everything.watermark.ok_or("the server tells no times")?;
    println!("changes from {watermark} on");

    if let Some(sandbox) = &sandbox {
        change_two_users(sandbox);
    }
    let (_, changes) = Fetch::new(client).since(watermark).write(Cursor::new(Vec::new())).await?;
    println!("{:?}: {} users", changes.mode, changes.rows(File::Users));
    println!("the next time from {} on", changes.watermark.ok_or("the server tells no times")?);
    Ok(())
}

/// What happens at a school within a day.
fn change_two_users(sandbox: &Sandbox) {
    for (position, mut user) in sandbox.records::<User>().into_iter().take(2).enumerate() {
        user.date_last_modified = Some(OffsetDateTime::now_utc());
        if position == 0 {
            user.family_name = Some("Newname".to_owned());
        } else {
            user.status = Some(Status::ToBeDeleted);
        }
        sandbox.put(user);
    }
}
