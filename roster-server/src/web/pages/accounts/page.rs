//! The page of the file accounts.

use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use time::OffsetDateTime;

use crate::web::actions::{AccountInfo, ActionError, InboxInfo, Password};
use crate::web::pages::Problem;
use crate::web::parts::address::{part, with_query};
use crate::web::parts::frame::Area;
use crate::web::parts::icon::{Icon, icon};
use crate::web::parts::moment::moment_and_distance;
use crate::web::parts::number::counted;
use crate::web::parts::verdict::sentence;
use crate::web::shared::Shared;
use roster_flow::schedule::Zone;

/// What the page says about the last wish.
pub(super) enum Notice {
    Done(String),
    Refused(ActionError),
    Password { account: String, password: Password, is_new: bool },
}

/// What was entered for a new account.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) name: String,
    pub(super) key: String,
    pub(super) with_key: bool,
}

pub(super) async fn page(
    shared: &Shared,
    status: StatusCode,
    notice: Option<Notice>,
    draft: &Draft,
) -> Result<Response, Problem> {
    let inbox = shared.actions().inbox().await?;
    let content = html! {
        div class="title" { h1 { "File accounts" } }
        @if let Some(notice) = &notice { (said(notice)) }
        @match &inbox {
            Some(inbox) => { (address(inbox)) (list(inbox, shared.now(), shared.zone())) (form(draft)) }
            None => { (no_inbox()) }
        }
    };
    Ok(shared.frame(Area::Accounts, "File accounts").answer(status, &content))
}

fn no_inbox() -> Markup {
    html! {
        section class="card" {
            h2 { "There is no inbox" }
            p class="lead" {
                "With an inbox, a system that exports files can upload them here by SFTP, and a flow takes them from there. "
                "Add a table " code { "[inbox]" } " to " code { "roster.toml" } " and start the server again."
            }
        }
    }
}

fn said(notice: &Notice) -> Markup {
    html! {
        @match notice {
            Notice::Done(text) => { div class="note good" role="status" { (icon(Icon::Check)) p { (text) } } }
            Notice::Refused(error) => {
                div class="note error" role="alert" {
                    (icon(Icon::Cross))
                    div {
                        p { strong { (sentence(&error.message)) } }
                        @if let Some(advice) = &error.advice { p { (sentence(advice)) } }
                    }
                }
            }
            Notice::Password { account, password, is_new } => {
                section class="card outcome good" role="status" aria-labelledby="password" {
                    h2 id="password" { "The password of " (account) }
                    p class="secret" { code { (password.expose()) } }
                    p class="lead" {
                        "It is shown this once. Copy it now and hand it over in a safe way. "
                        @if !is_new { "The old password no longer works: change it in the SFTP client." }
                    }
                }
            }
        }
    }
}

fn address(inbox: &InboxInfo) -> Markup {
    html! {
        section class="card" aria-labelledby="inbox" {
            h2 id="inbox" { "Where to upload" }
            dl class="facts" {
                div { dt { "SFTP server" } dd { code { (inbox.address) } } }
                @if let Some(key) = &inbox.host_key { div { dt { "Key of the server" } dd { code { (key) } } } }
            }
        }
    }
}

fn list(inbox: &InboxInfo, now: OffsetDateTime, zone: &Zone) -> Markup {
    html! {
        section class="card" aria-labelledby="accounts" {
            h2 id="accounts" { "Accounts" }
            @if inbox.accounts.is_empty() {
                p class="empty" { "There are none yet. Add one below and hand its password to whoever uploads." }
            }
            ul class="accounts" { @for account in &inbox.accounts { li { (entry(account, now, zone)) } } }
        }
    }
}

fn entry(account: &AccountInfo, now: OffsetDateTime, zone: &Zone) -> Markup {
    html! {
        div class="about" {
            h3 { (account.name) }
            dl class="facts small" {
                div { dt { "Logs in with" } dd { (logs_in_with(account)) } }
                div {
                    dt { "Used by" }
                    dd {
                        @if account.flows.is_empty() { "no flow" }
                        @for (place, flow) in account.flows.iter().enumerate() {
                            @if place > 0 { ", " }
                            a href=(with_query("/runs", &[("flow", flow)])) { (flow) }
                        }
                    }
                }
                div {
                    dt { "Last upload" }
                    dd { @match account.last_drop { Some(at) => (moment_and_distance(at, now, zone)), None => "never" } }
                }
                @for key in &account.keys { div { dt { "Key" } dd { code { (key) } } } }
            }
        }
        (buttons(account))
    }
}

fn logs_in_with(account: &AccountInfo) -> String {
    let keys = counted(account.keys.len() as u64, "key", "keys");
    match (account.has_password, account.keys.is_empty()) {
        (true, true) => "password".to_owned(),
        (true, false) => format!("password or {keys}"),
        (false, false) => keys,
        (false, true) => "nothing, nobody can log in".to_owned(),
    }
}

/// What cannot be undone is folded, so that nobody presses it in passing.
fn buttons(account: &AccountInfo) -> Markup {
    let base = format!("/accounts/{}", part(&account.name));
    let key = format!("key-{}", part(&account.name));
    html! {
        details class="manage" {
            summary { "Change" span class="spoken" { " " (account.name) } }
            form method="post" action={ (base) "/password" } {
                p { "A new password makes the old one void; whoever uploads has to change it in their client." }
                button { (icon(Icon::Back)) "New password" }
            }
            form method="post" action={ (base) "/key" } {
                div class="field" {
                    label for=(key) { "Public key, as in a file " code { ".pub" } }
                    textarea id=(key) name="key" required spellcheck="false" placeholder="ssh-ed25519 AAAA…" {}
                }
                button { "Set key" }
            }
            @if account.flows.is_empty() {
                form method="post" action={ (base) "/remove" } {
                    p { "Deleting ends the access at once. Files that wait to be taken are lost." }
                    button class="danger" { (icon(Icon::Bin)) "Delete " (account.name) }
                }
            } @else {
                p class="soft small" { "It cannot be deleted while a flow uses it." }
            }
        }
    }
}

fn form(draft: &Draft) -> Markup {
    html! {
        section class="card" aria-labelledby="add" {
            h2 id="add" { "Add an account" }
            form method="post" action="/accounts" class="fields" {
                div class="field" {
                    label for="name" { "Name" }
                    span class="soft" id="name-hint" { "The name to log in with: letters, digits, hyphens." }
                    input id="name" name="name" value=(draft.name) required maxlength="64" autocomplete="off"
                        autocapitalize="none" spellcheck="false" aria-describedby="name-hint";
                }
                fieldset {
                    legend { "It logs in with" }
                    label class="choice" {
                        input type="radio" name="login" value="password" checked[!draft.with_key];
                        span { "a password that is drawn now and shown once" }
                    }
                    label class="choice" {
                        input type="radio" name="login" value="key" checked[draft.with_key];
                        span { "the public key below" }
                    }
                }
                div class="field" {
                    label for="key" { "Public key " span class="soft" { "(only for login by key)" } }
                    textarea id="key" name="key" spellcheck="false" placeholder="ssh-ed25519 AAAA…" { (draft.key) }
                }
                div class="buttons" { button class="primary" { "Add account" } }
            }
        }
    }
}
