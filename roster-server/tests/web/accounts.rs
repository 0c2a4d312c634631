//! File accounts.

use reqwest::StatusCode;

use crate::server::{Server, assert_holds, assert_lacks};

#[tokio::test]
async fn a_password_is_shown_once() {
    let server = Server::start();
    let added = server.post("/accounts", &[("name", "skyward"), ("login", "password")]).await;
    assert_eq!(added.status, StatusCode::OK);
    assert_holds(&added, &["The password of skyward", "tulip-anchor-42-velvet"]);
    assert_eq!(added.header("cache-control"), "no-store");
    let later = server.get("/accounts").await;
    assert_holds(&later, &["skyward"]);
    assert_lacks(&later, &["tulip-anchor-42-velvet"]);
    let renewed = server.post("/accounts/skyward/password", &[]).await;
    assert_holds(&renewed, &["copper-meadow-17-lantern", "The old password no longer works"]);
}

#[tokio::test]
async fn keys_replace_passwords_and_must_be_keys() {
    let server = Server::start();
    let form = [("name", "skyward"), ("login", "key"), ("key", "not a key")];
    let refused = server.post("/accounts", &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    // What was entered is not lost.
    assert_holds(&refused, &["That is not a public key", "value=\"skyward\"", ">not a key</textarea>"]);
    let form = [("name", "skyward"), ("login", "key"), ("key", "ssh-ed25519 AAAA skyward")];
    let added = server.post("/accounts", &form).await;
    assert_holds(&added, &["The account skyward was added.", "SHA256:newkey"]);
    let changed = server.post("/accounts/aeries/key", &[("key", "ssh-ed25519 BBBB")]).await;
    assert_holds(&changed, &["The key of aeries was changed."]);
}

#[tokio::test]
async fn an_account_in_use_stays() {
    let server = Server::start();
    let page = server.get("/accounts").await;
    assert_holds(
        &page,
        &["action=\"/accounts/aeries/remove\"", "It cannot be deleted while a flow uses it."],
    );
    assert_lacks(&page, &["action=\"/accounts/lakeside/remove\""]);
    let refused = server.post("/accounts/lakeside/remove", &[]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert_holds(&refused, &["used by a flow"]);
    let removed = server.post("/accounts/aeries/remove", &[]).await;
    assert_holds(&removed, &["The account aeries was deleted."]);
    assert_eq!(server.post("/accounts/aeries/remove", &[]).await.status, StatusCode::NOT_FOUND);
    let twice = server.post("/accounts", &[("name", "lakeside"), ("login", "password")]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
}
