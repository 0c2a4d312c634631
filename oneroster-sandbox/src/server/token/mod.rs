//! Tokens: how they are asked for, given out and checked.

mod endpoint;
mod issued;
mod oauth1;
mod request;

pub(crate) use endpoint::{list_response, token_response};
pub(crate) use issued::{Need, Refused, Tokens};
pub(crate) use oauth1::{SignatureRules, Signed, verify};
