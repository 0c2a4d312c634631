//! Gets tokens in a way of its own: a `TokenSource` asks for them, a `RequestSigner` adds what else a request
//! needs. Keeping, renewing and replaying stay with the client.
//!
//!     cargo run -p examples --example custom_token_strategy
//!
//! Reads from a sandbox whose tokens expire after twelve requests, or from `ONEROSTER_URL` with
//! `ONEROSTER_CLIENT_ID`, `ONEROSTER_CLIENT_SECRET` and `ONEROSTER_TOKEN_URL`.
#![expect(clippy::print_stdout, reason = "a program talks to its user")]

use std::error::Error as StdError;
use std::sync::Arc;

use async_trait::async_trait;
use examples::account_or_sandbox;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use oneroster_client::auth::{
    Auth, RequestSigner, SigningContext, Token, TokenHttp, TokenNeed, TokenSigner, TokenSource,
};
use oneroster_client::transport::Request;
use oneroster_client::{Client, Endpoints, Error, Secret};
use oneroster_sandbox::{District, Personality, Sandbox};
use url::Url;

/// A server that takes identifier and secret as JSON.
const SERVER: &str = "name = 'json'\ntoken = { credentials = ['json'], parameters = ['json'] }";

/// Sends identifier and secret as a JSON object.
#[derive(Debug)]
struct JsonLogin {
    url: Url,
    id: String,
    secret: Secret,
}

#[async_trait]
impl TokenSource for JsonLogin {
    async fn token(&self, _: TokenNeed, http: &TokenHttp) -> Result<Token, Error> {
        let body = serde_json::json!({
            "grant_type": "client_credentials",
            "client_id": self.id,
            "client_secret": self.secret.expose(),
        });
        let mut request = Request::new(http::Method::POST, self.url.clone());
        request.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        request.body = body.to_string().into();
        Token::read(&http.send(request).await?, &self.url)
    }
}

/// Tells the server which request it is; called for every attempt anew.
#[derive(Debug)]
struct RequestId;

#[async_trait]
impl RequestSigner for RequestId {
    async fn sign(&self, request: &mut Request, context: &SigningContext<'_>) -> Result<(), Error> {
        let number = HeaderValue::from(context.http.random());
        request.headers.insert(HeaderName::from_static("x-request-id"), number);
        Ok(())
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn StdError>> {
    let stand_in = Sandbox::builder()
        .district(District::builder(100).build())
        .personality(Personality::from_toml(SERVER)?)
        .faults("expire:12".parse()?);
    let (account, sandbox) = account_or_sandbox(stand_in).await?;

    let url = Url::parse(&account.token_url)?;
    let login = JsonLogin { url, id: account.client_id, secret: account.client_secret.into() };
    let auth = Auth::from(TokenSigner::new(Arc::new(login))).and(RequestId);
    let client = Client::builder(Endpoints::v1_1(&account.url)?).auth(auth).build()?;

    println!("{} users", client.users().page_size(5).all().await?.records.len());
    if let Some(sandbox) = sandbox {
        println!("{} tokens, {} requests", sandbox.tokens_issued(), sandbox.requests().len());
    }
    Ok(())
}
