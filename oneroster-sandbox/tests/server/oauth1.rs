//! OAuth 1.0a signatures are checked.

use std::time::{SystemTime, UNIX_EPOCH};

use oneroster_sandbox::personality::SignatureMethod;
use oneroster_sandbox::{Personality, Sandbox};

use crate::client::{Client, read};
use crate::signature::{sign, sign_at};

async fn status(client: &Client<'_>, url: &str, authorization: String) -> u16 {
    read(client.http.get(url).header("authorization", authorization).send().await.unwrap()).await.status
}

#[tokio::test]
async fn a_signature_covers_method_path_and_query() {
    let personality = Personality::named("classlink_direct").unwrap();
    let sandbox = Sandbox::builder().personality(personality).start().await.unwrap();
    let client = Client::without_token(&sandbox);
    let url = client.url("/users?limit=2&filter=role%3D%27student%27");
    for method in [SignatureMethod::HmacSha256, SignatureMethod::HmacSha1] {
        assert_eq!(status(&client, &url, sign(&sandbox, "GET", &url, method)).await, 200, "{method:?}");
    }
    let sha256 = SignatureMethod::HmacSha256;
    for (method, signed) in [
        ("GET", client.url("/users?limit=3&filter=role%3D%27student%27")),
        ("GET", client.url("/users?limit=2")),
        ("GET", client.url("/orgs?limit=2&filter=role%3D%27student%27")),
        ("POST", url.clone()),
    ] {
        assert_eq!(
            status(&client, &url, sign(&sandbox, method, &signed, sha256)).await,
            401,
            "{method} {signed}"
        );
    }
    assert_eq!(client.get("/orgs").await.status, 401);
}

#[tokio::test]
async fn a_nonce_is_good_once_and_a_time_stamp_for_a_while() {
    let personality = Personality::named("classlink_direct").unwrap();
    let sandbox = Sandbox::builder().personality(personality).start().await.unwrap();
    let client = Client::without_token(&sandbox);
    let url = client.url("/orgs");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let sha256 = SignatureMethod::HmacSha256;
    for (timestamp, nonce, expected) in [
        (now, "a", 200),
        (now, "a", 401),
        (now, "b", 200),
        (now - 2600, "c", 200),
        (now - 2800, "d", 401),
        (now + 2800, "e", 401),
    ] {
        let authorization = sign_at(&sandbox, "GET", &url, sha256, timestamp, nonce);
        assert_eq!(status(&client, &url, authorization).await, expected, "{nonce}");
    }
}

#[tokio::test]
async fn the_method_has_to_be_one_of_the_server() {
    let sandbox =
        Sandbox::builder().personality(Personality::named("eschoolplus").unwrap()).start().await.unwrap();
    let client = Client::without_token(&sandbox);
    let url = client.url("/orgs");
    let with = |method| sign(&sandbox, "GET", &url, method);
    assert_eq!(status(&client, &url, with(SignatureMethod::HmacSha1)).await, 200);
    assert_eq!(status(&client, &url, with(SignatureMethod::HmacSha256)).await, 401);
}
