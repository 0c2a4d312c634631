//! The OneRoster server.

mod access;
mod answer;
mod builder;
mod data;
mod discovery;
mod endpoint;
mod error;
mod faults;
mod listener;
mod personality;
mod query;
mod read;
mod request_log;
mod routes;
mod sandbox;
mod service;
mod shared;
mod store;
mod token;
mod write;

pub use builder::SandboxBuilder;
pub use error::{Context, Error};
pub use faults::{Fault, Faults, Retry, When};
pub use personality::{
    AbsentForm, Access, Address, Answer, Answers, BadNumber, BooleanForm, CredentialPlace, ErrorForm,
    ExpiresIn, HrefForm, InstantForm, Limit, LinkForm, NumberForm, Paging, ParameterPlace, Personality,
    Query, ReferenceForm, RefreshTokens, Scheme, ScopeRule, SignatureMethod, SingleForm, Support, TokenCase,
    TokenForm, TokenRules, Total, UnknownPersonality, Values,
};
pub use request_log::Request;
pub use sandbox::{Connection, Sandbox};
pub use store::StoredRecord;
