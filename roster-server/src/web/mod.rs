//! The web page: what ran, what it did, what is next, and the buttons for it.
//!
//! [`Site`] makes a router out of the history, which it reads, and of [`Actions`], which it asks to do things. Pages are
//! made on the server and work without scripts; nothing is loaded from elsewhere.
//!
//! # Who may use it
//!
//! | | |
//! |---|---|
//! | on loopback | whoever can log in to the machine; with a token only who knows it |
//! | elsewhere | only with a token; put a proxy with TLS before it, otherwise the token travels in the clear |
//! | other web pages | nothing: requests for foreign names (DNS rebinding) and from foreign pages are refused |
//!
//! # Addresses
//!
//! | | |
//! |---|---|
//! | `/` | all flows: how they are, when they run next |
//! | `/runs?flow=&status=&before=` | runs |
//! | `/runs/7`, `/runs/7/steps/convert` | a run, a step with its requests and findings |
//! | `/runs/7/file`, `/runs/7/steps/source/file` | what a run prepared, what a step made |
//! | `/trends?flow=&last=` | charts |
//! | `/accounts` | file accounts of the inbox |
//! | `/health` | whether the server works, as JSON, without login |
//! | `/metrics` | numbers for Prometheus; with the token as `Authorization: Bearer` |

mod access;
mod actions;
mod assets;
mod pages;
mod parts;
mod shared;
mod site;
mod watch;

pub use actions::{
    AccountInfo, ActionError, Actions, Decision, FlowInfo, Health, InboxInfo, NewLogin, Password, Refusal,
    RunMode,
};
pub use site::{Site, SiteSettings};
