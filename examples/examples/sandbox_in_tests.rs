//! Tests a program of one's own against a sandbox: a server with a personality and faults, and what arrived
//! there. In a test, `main` is a `#[tokio::test]`.
//!
//!     cargo run -p examples --example sandbox_in_tests
#![expect(clippy::print_stdout, reason = "a program talks to its user")]

use std::error::Error;

use oneroster_client::Client;
use oneroster_model::rostering::User;
use oneroster_sandbox::{District, Personality, Sandbox};
use sis_providers::connect;

/// The program under test.
async fn count_users(client: &Client) -> Result<usize, oneroster_client::Error> {
    Ok(client.users().page_size(50).all().await?.records.len())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::builder()
        .district(District::builder(200).seed(7).build())
        .personality(Personality::named("aeries")?)
        .faults("reset:2,truncate:3".parse()?)
        .start()
        .await?;
    let client = connect("aeries", &sandbox.url(), sandbox.client_id(), sandbox.client_secret())?;

    // A lost connection and half a page do not show.
    assert_eq!(count_users(&client).await?, sandbox.count::<User>());
    // A token that expires too early is renewed.
    sandbox.expire_tokens();
    assert_eq!(count_users(&client).await?, sandbox.count::<User>());
    assert!(sandbox.tokens_issued() > 1);
    // What is no longer there is an error, never half a result.
    sandbox.set_faults("404:2-".parse()?);
    sandbox.clear_requests();
    let error = count_users(&client).await.err().ok_or("the users were read without an end")?;
    println!("{}: {error}", error.code());
    assert!(sandbox.requests().iter().all(|request| !request.foreign));
    Ok(())
}
