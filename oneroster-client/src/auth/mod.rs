//! How requests prove who sends them: tokens, signatures, keys.
//!
//! | you have | use |
//! |---|---|
//! | client id and secret (OneRoster 1.2, most of 1.1) | [`ClientCredentials`] |
//! | consumer key and secret for signed requests (OneRoster 1.1) | [`OAuth1`] |
//! | a token that does not expire | [`StaticBearer`] |
//! | API keys in headers, alone or in addition | [`HeaderKeys`] |
//! | something else that hands out tokens | your [`TokenSource`] in a [`TokenSigner`] |
//! | something else altogether | your [`RequestSigner`] |
//!
//! Several are combined with [`Auth::and`]. Secrets are kept in [`Secret`](crate::Secret) and are sent to
//! the origin of the OneRoster service and to the token URL only.

mod client_credentials;
mod cookies;
mod headers;
mod oauth1;
mod refusal_rule;
mod scope;
mod signer;
mod token;
mod token_placement;
mod token_request;
mod token_signer;

pub use client_credentials::ClientCredentials;
pub use headers::{HeaderKeys, StaticBearer};
pub use oauth1::{OAuth1, SignatureMethod};
pub use refusal_rule::RefusalRule;
pub use scope::Scopes;
pub use signer::{Auth, Refusal, RequestSigner, SigningContext, TokenHttp, Verdict};
pub use token::Token;
pub use token_placement::TokenPlacement;
pub use token_request::{CredentialPlacement, ParameterPlacement, TokenRequest};
pub use token_signer::{RenewalReason, TokenNeed, TokenRefresher, TokenSharing, TokenSigner, TokenSource};
