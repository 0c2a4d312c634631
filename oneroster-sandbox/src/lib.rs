#![doc = include_str!("../README.md")]
#![deny(missing_docs)]
#![forbid(unsafe_code)]

mod district;
#[cfg(feature = "server")]
mod server;

pub use district::{
    Content, Defect, District, DistrictBuilder, IdStyle, People, Person, RowSink, SpoiledRecord,
};
#[cfg(feature = "server")]
pub use server::{
    AbsentForm, Access, Address, Answer, Answers, BadNumber, BooleanForm, Connection, Context,
    CredentialPlace, Error, ErrorForm, ExpiresIn, Fault, Faults, HrefForm, InstantForm, Limit, LinkForm,
    NumberForm, Paging, ParameterPlace, Personality, Query, ReferenceForm, RefreshTokens, Request, Retry,
    Sandbox, SandboxBuilder, Scheme, ScopeRule, SignatureMethod, SingleForm, StoredRecord, Support,
    TokenCase, TokenForm, TokenRules, Total, UnknownPersonality, Values, When,
};
