//! Whom the page lets in, and whose requests it takes.

use reqwest::{Method, StatusCode};

use crate::server::{Server, TOKEN, assert_holds, assert_lacks};

#[tokio::test]
async fn every_answer_says_that_nothing_foreign_may_run() {
    let server = Server::start();
    for path in ["/", "/runs", "/nowhere", "/health", "/assets/style.css", "/runs/1/file"] {
        let answer = server.get(path).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{path}");
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        let is_asset = path.starts_with("/assets/");
        assert_eq!(answer.header("cache-control") == "no-store", !is_asset, "{path}");
    }
}

#[tokio::test]
async fn pages_need_nothing_from_elsewhere() {
    let server = Server::start();
    let held = format!("/runs/{}", server.runs.held);
    for path in ["/", "/runs", &held, "/trends", "/accounts"] {
        let page = server.get(path).await;
        assert_lacks(&page, &["src=\"http", "href=\"http", "style=\"", "onclick", "<style"]);
    }
    assert_lacks(&server.get("/assets/style.css").await, &["url(", "@import"]);
}

#[tokio::test]
async fn foreign_pages_cannot_press_buttons() {
    let server = Server::start();
    let own = server.origin();
    let path = format!("/runs/{}/discard", server.runs.held);
    for (headers, is_taken) in [
        (vec![], false),
        (vec![("origin", "http://evil.example.com")], false),
        (vec![("origin", "null")], false),
        (vec![("sec-fetch-site", "cross-site"), ("origin", own.as_str())], false),
        (vec![("sec-fetch-site", "same-site")], false),
        (vec![("sec-fetch-site", "none")], false),
        (vec![("origin", own.as_str())], true),
    ] {
        let answer = server.send(Method::POST, &path, &headers, Some(&[("who", "x")])).await;
        let expected = if is_taken { StatusCode::SEE_OTHER } else { StatusCode::FORBIDDEN };
        assert_eq!(answer.status, expected, "{headers:?}");
    }
}

#[tokio::test]
async fn names_that_are_not_ours_are_refused() {
    let server = Server::start_with(|settings| {
        settings.names = vec!["roster.example.org".into()];
        settings.token = Some(TOKEN.into());
    });
    for (host, status) in [
        ("evil.example.com", StatusCode::MISDIRECTED_REQUEST),
        ("127.0.0.1.example.com:8080", StatusCode::MISDIRECTED_REQUEST),
        ("roster.example.org", StatusCode::SEE_OTHER),
        ("localhost:9000", StatusCode::SEE_OTHER),
        ("[::1]:8080", StatusCode::SEE_OTHER),
    ] {
        let answer = server.send(Method::GET, "/", &[("host", host)], None).await;
        assert_eq!(answer.status, status, "{host}");
    }
    let health = server.send(Method::GET, "/health", &[("host", "monitor.example.com")], None).await;
    assert_eq!(health.status, StatusCode::OK, "whoever watches may use any name");
}

#[tokio::test]
async fn with_a_token_nothing_is_shown_before_the_login() {
    let server = Server::start_with(|settings| settings.token = Some(TOKEN.into()));
    let run = server.runs.held;
    for path in ["/", "/runs", "/trends", "/accounts", "/metrics", "/nowhere/else"] {
        let answer = server.get(path).await;
        let expected =
            if path.starts_with("/nowhere") { StatusCode::NOT_FOUND } else { StatusCode::SEE_OTHER };
        assert_eq!(answer.status, expected, "{path}");
        assert_lacks(&answer, &["nightly", "Springfield"]);
    }
    let wanted = server.get(&format!("/runs/{run}?done=started")).await;
    assert_eq!(wanted.header("location"), format!("/login?next=%2Fruns%2F{run}%3Fdone%3Dstarted"));
    let button = server.post(&format!("/runs/{run}/discard"), &[("who", "x")]).await;
    assert_eq!(button.status, StatusCode::UNAUTHORIZED);
    assert_eq!(server.get("/health").await.status, StatusCode::OK);
    assert_eq!(server.get("/login").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_login_opens_the_page_until_the_logout() {
    let server = Server::start_with(|settings| settings.token = Some(TOKEN.into()));
    let entered = server.post("/login", &[("token", TOKEN), ("next", "/runs?status=held")]).await;
    assert_eq!((entered.status, entered.header("location")), (StatusCode::SEE_OTHER, "/runs?status=held"));
    let set = entered.header("set-cookie").to_owned();
    for part in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(set.contains(part), "{set}");
    }
    assert!(!set.contains(TOKEN));
    let cookie = set.split(';').next().unwrap();
    let inside = server.send(Method::GET, "/", &[("cookie", cookie)], None).await;
    assert_eq!(inside.status, StatusCode::OK);
    assert_holds(&inside, &["Log out"]);

    let own = server.origin();
    let left = server.send(Method::POST, "/logout", &[("cookie", cookie), ("origin", &own)], None).await;
    assert!(left.header("set-cookie").contains("Max-Age=0"));
    let outside = server.send(Method::GET, "/", &[("cookie", cookie)], None).await;
    assert_eq!(outside.status, StatusCode::SEE_OTHER, "the session is over, whatever the browser keeps");
}

#[tokio::test]
async fn the_login_leads_nowhere_else() {
    let server = Server::start_with(|settings| settings.token = Some(TOKEN.into()));
    for next in ["//evil.example.com", "https://evil.example.com", "/\\evil.example.com"] {
        let entered = server.post("/login", &[("token", TOKEN), ("next", next)]).await;
        assert_eq!(entered.header("location"), "/", "{next}");
    }
}

#[tokio::test]
async fn wrong_tokens_are_limited_and_the_right_one_does_not_help_then() {
    let server = Server::start_with(|settings| settings.token = Some(TOKEN.into()));
    for _ in 0..5 {
        let answer = server.post("/login", &[("token", "correct horse")]).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert_holds(&answer, &["That is not the token."]);
    }
    let answer = server.post("/login", &[("token", TOKEN)]).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.header("retry-after"), "900");
    assert!(answer.headers.get("set-cookie").is_none());
    let bearer = format!("Bearer {TOKEN}");
    let metrics = server.send(Method::GET, "/metrics", &[("authorization", &bearer)], None).await;
    assert_eq!(metrics.status, StatusCode::SEE_OTHER, "the other way in is closed as well");
}

#[tokio::test]
async fn scripts_send_the_token_itself() {
    let server = Server::start_with(|settings| settings.token = Some(TOKEN.into()));
    let bearer = format!("Bearer {TOKEN}");
    let metrics = server.send(Method::GET, "/metrics", &[("authorization", &bearer)], None).await;
    assert_eq!(metrics.status, StatusCode::OK);
    assert!(metrics.header("content-type").starts_with("text/plain; version=0.0.4"));
    for headers in [vec![("accept", "*/*")], vec![("accept", "text/plain"), ("authorization", "Bearer no")]] {
        let refused = server.send(Method::GET, "/metrics", &headers, None).await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "{headers:?}");
        assert_eq!(refused.header("www-authenticate"), "Bearer");
    }
}

#[tokio::test]
async fn links_from_mails_lead_in_when_the_cookie_is_kept_back_at_first() {
    let server = Server::start_with(|settings| settings.token = Some(TOKEN.into()));
    let path = format!("/runs/{}", server.runs.held);
    let first = server.send(Method::GET, &path, &[("sec-fetch-site", "cross-site")], None).await;
    assert_eq!(first.status, StatusCode::OK);
    assert_holds(&first, &[&format!("content=\"0; url={path}\"")]);
    assert_lacks(&first, &["charter"]);
    let second = server.send(Method::GET, &path, &[("sec-fetch-site", "same-origin")], None).await;
    assert_eq!(second.status, StatusCode::SEE_OTHER, "without a session it ends at the login");
}

#[tokio::test]
async fn large_forms_are_refused() {
    let server = Server::start();
    let reason = "x".repeat(70_000);
    let path = format!("/runs/{}/approve", server.runs.held);
    let answer = server.post(&path, &[("who", "Ana"), ("reason", &reason)]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}
