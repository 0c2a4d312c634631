//! File accounts: who may upload to the inbox.

mod page;

use axum::Router;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use self::page::{Draft, Notice, page};
use super::Problem;
use crate::web::actions::{ActionError, NewLogin, Password, Refusal};
use crate::web::shared::Shared;

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/accounts", get(show).post(add))
        .route("/accounts/{account}/password", post(regenerate))
        .route("/accounts/{account}/key", post(set_key))
        .route("/accounts/{account}/remove", post(remove))
}

async fn show(State(shared): State<Shared>) -> Result<Response, Problem> {
    page(&shared, StatusCode::OK, None, &Draft::default()).await
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum LoginKind {
    #[default]
    Password,
    Key,
}

#[derive(Deserialize)]
struct Entry {
    name: String,
    #[serde(default)]
    login: LoginKind,
    #[serde(default)]
    key: String,
}

async fn add(State(shared): State<Shared>, Form(entry): Form<Entry>) -> Result<Response, Problem> {
    let name = entry.name.trim().to_owned();
    let key = entry.key.trim().to_owned();
    let login = match entry.login {
        LoginKind::Password => NewLogin::Password,
        LoginKind::Key => NewLogin::Key(key.clone()),
    };
    let added = shared.actions().add_account(&name, login).await;
    let draft = Draft { name: name.clone(), key, with_key: matches!(entry.login, LoginKind::Key) };
    match added {
        Ok(Some(password)) => {
            answer(&shared, Notice::Password { account: name, password, is_new: true }).await
        }
        Ok(None) => answer(&shared, Notice::Done(format!("The account {name} was added."))).await,
        Err(error) => refuse(&shared, error, &draft).await,
    }
}

async fn regenerate(State(shared): State<Shared>, Path(account): Path<String>) -> Result<Response, Problem> {
    match shared.actions().regenerate_password(&account).await {
        Ok(password) => answer(&shared, password_of(account, password)).await,
        Err(error) => refuse(&shared, error, &Draft::default()).await,
    }
}

fn password_of(account: String, password: Password) -> Notice {
    Notice::Password { account, password, is_new: false }
}

#[derive(Deserialize)]
struct Key {
    key: String,
}

async fn set_key(
    State(shared): State<Shared>,
    Path(account): Path<String>,
    Form(key): Form<Key>,
) -> Result<Response, Problem> {
    match shared.actions().set_key(&account, key.key.trim()).await {
        Ok(()) => answer(&shared, Notice::Done(format!("The key of {account} was changed."))).await,
        Err(error) => refuse(&shared, error, &Draft::default()).await,
    }
}

async fn remove(State(shared): State<Shared>, Path(account): Path<String>) -> Result<Response, Problem> {
    match shared.actions().remove_account(&account).await {
        Ok(()) => answer(&shared, Notice::Done(format!("The account {account} was deleted."))).await,
        Err(error) => refuse(&shared, error, &Draft::default()).await,
    }
}

/// A password is on the answer itself: it is kept nowhere, so no later page could show it.
async fn answer(shared: &Shared, notice: Notice) -> Result<Response, Problem> {
    page(shared, StatusCode::OK, Some(notice), &Draft::default()).await
}

async fn refuse(shared: &Shared, error: ActionError, draft: &Draft) -> Result<Response, Problem> {
    let status = match error.kind {
        Refusal::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Refusal::Conflict => StatusCode::CONFLICT,
        Refusal::NotFound | Refusal::Failed => return Err(error.into()),
    };
    page(shared, status, Some(Notice::Refused(error)), draft).await
}
