//! In and out.

use axum::Router;
use axum::extract::{Form, Query, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use maud::{DOCTYPE, html};
use serde::Deserialize;
use time::Duration;

use super::Problem;
use crate::web::access::{Login, Sender, own_address};
use crate::web::parts::address::with_query;
use crate::web::parts::frame::Frame;
use crate::web::parts::icon::{Icon, icon};
use crate::web::parts::moment;
use crate::web::shared::Shared;

/// Pages for everybody.
pub(in crate::web) fn routes() -> Router<Shared> {
    Router::new().route("/login", get(show).post(enter)).route("/logout", post(leave))
}

/// The address of the login page that leads back to where somebody wanted to go.
pub(in crate::web) fn address(wanted: &Uri) -> String {
    let wanted = path_and_query(wanted);
    with_query("/login", &[("next", if wanted == "/" { "" } else { wanted })])
}

fn path_and_query(address: &Uri) -> &str {
    address.path_and_query().map_or("/", axum::http::uri::PathAndQuery::as_str)
}

/// A page that asks for the same address again, as one of our own pages.
pub(in crate::web) fn come_in_again(wanted: &Uri) -> Response {
    let wanted = own_address(path_and_query(wanted));
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="refresh" content={ "0; url=" (wanted) };
                title { "roster" }
            }
            body { p { a href=(wanted) { "Go on" } } }
        }
    };
    Html(page.into_string()).into_response()
}

#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
struct Entry {
    token: String,
    #[serde(default)]
    next: String,
}

async fn show(State(shared): State<Shared>, Query(wanted): Query<Wanted>) -> Response {
    if !shared.access().has_login() {
        return Redirect::to(own_address(&wanted.next)).into_response();
    }
    page(StatusCode::OK, &wanted.next, None)
}

async fn enter(
    State(shared): State<Shared>,
    parts: Parts,
    Form(entry): Form<Entry>,
) -> Result<Response, Problem> {
    let login = shared.access().log_in(&entry.token, &Sender::of(&parts), shared.now());
    Ok(match login.map_err(|_| Problem::broken())? {
        Login::Open(cookie) => {
            ([(header::SET_COOKIE, cookie)], Redirect::to(own_address(&entry.next))).into_response()
        }
        Login::Wrong => page(StatusCode::UNAUTHORIZED, &entry.next, Some("That is not the token.")),
        Login::Wait(wait) => too_many(&entry.next, wait),
    })
}

fn too_many(next: &str, wait: Duration) -> Response {
    let text = format!("Too many wrong tokens. Try again in {}.", moment::duration(wait));
    let seconds = wait.whole_seconds().max(1).to_string();
    ([(header::RETRY_AFTER, seconds)], page(StatusCode::TOO_MANY_REQUESTS, next, Some(&text))).into_response()
}

async fn leave(State(shared): State<Shared>, parts: Parts) -> Response {
    let cookie = shared.access().log_out(&parts.headers, &Sender::of(&parts));
    ([(header::SET_COOKIE, cookie)], Redirect::to("/login")).into_response()
}

fn page(status: StatusCode, next: &str, mistake: Option<&str>) -> Response {
    let content = html! {
        section class="card narrow" {
            h1 { "Log in" }
            p class="lead" { "The token is in the settings of the server, under " code { "[server]" } "." }
            @if let Some(mistake) = mistake {
                div class="note error" role="alert" id="mistake" { (icon(Icon::Cross)) p { (mistake) } }
            }
            form method="post" action="/login" class="fields" {
                input type="hidden" name="next" value=(own_address(next));
                // Programs that keep passwords want to know whose it is.
                input type="text" name="user" value="roster" autocomplete="username" hidden readonly
                    aria-label="User";
                div class="field" {
                    label for="token" { "Token" }
                    input id="token" name="token" type="password" autocomplete="current-password" required
                        autofocus aria-describedby=[mistake.is_some().then_some("mistake")]
                        aria-invalid=[mistake.is_some().then_some("true")];
                }
                div class="buttons" { button class="primary" { "Log in" } }
            }
        }
    };
    Frame::outside("Log in").answer(status, &content)
}
