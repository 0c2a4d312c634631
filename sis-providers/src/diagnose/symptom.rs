use serde::{Deserialize, Serialize};

use crate::collection::Collection;

/// How far a connection had come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Stage {
    /// The settings, the URL above all.
    Settings,
    /// The name of the host.
    Dns,
    /// A connection to the host.
    Tcp,
    /// A secure connection.
    Tls,
    /// A token.
    Token,
    /// The scopes of the token.
    Scope,
    /// A collection.
    Collection,
    /// The pages of a collection.
    Paging,
    /// Filters and order.
    Filter,
    /// Changes since an instant.
    Delta,
    /// Writing to the gradebook.
    Write,
}

impl Stage {
    /// Every stage in order.
    pub const ALL: &'static [Self] = &[
        Self::Settings,
        Self::Dns,
        Self::Tcp,
        Self::Tls,
        Self::Token,
        Self::Scope,
        Self::Collection,
        Self::Paging,
        Self::Filter,
        Self::Delta,
        Self::Write,
    ];

    /// Returns the name as profiles write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Settings => "settings",
            Self::Dns => "dns",
            Self::Tcp => "tcp",
            Self::Tls => "tls",
            Self::Token => "token",
            Self::Scope => "scope",
            Self::Collection => "collection",
            Self::Paging => "paging",
            Self::Filter => "filter",
            Self::Delta => "delta",
            Self::Write => "write",
        }
    }
}

impl std::fmt::Display for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What kind of failure was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum SymptomKind {
    /// The host has no address.
    UnknownHost,
    /// The connection is refused or broken off.
    Refused,
    /// A time limit passed.
    Timeout,
    /// A secure connection fails: an untrusted certificate or no common protocol.
    Insecure,
    /// An answer with a status that is no success.
    Status,
    /// A redirect to somewhere else.
    Redirect,
    /// A web page instead of data.
    WebPage,
    /// An answer that is not understood.
    Unreadable,
    /// Success without records.
    Empty,
    /// Fewer scopes than asked for.
    FewerScopes,
    /// A parameter had no effect.
    Ignored,
    /// Pages overlap, repeat or contradict the total.
    Inconsistent,
}

impl SymptomKind {
    /// Returns the words for a table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnknownHost => "unknown host",
            Self::Refused => "connection refused",
            Self::Timeout => "time limit passed",
            Self::Insecure => "no secure connection",
            Self::Status => "refused",
            Self::Redirect => "redirect",
            Self::WebPage => "web page",
            Self::Unreadable => "not understood",
            Self::Empty => "no records",
            Self::FewerScopes => "fewer scopes",
            Self::Ignored => "ignored",
            Self::Inconsistent => "inconsistent",
        }
    }
}

/// What was seen when something failed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Symptom {
    /// How far the connection had come.
    pub stage: Stage,
    /// What kind of failure it is.
    pub kind: SymptomKind,
    /// Status of the answer.
    pub status: Option<u16>,
    /// The collection that was asked for.
    pub collection: Option<Collection>,
    /// Codes and texts of the server, in lower case. Looked at, never shown.
    pub(crate) text: String,
}

impl Symptom {
    /// Starts with stage and kind.
    pub fn new(stage: Stage, kind: SymptomKind) -> Self {
        Self { stage, kind, status: None, collection: None, text: String::new() }
    }

    /// Sets the status.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// Sets the collection.
    #[must_use]
    pub fn with_collection(mut self, collection: Collection) -> Self {
        self.collection = Some(collection);
        self
    }

    /// Adds what the server said; only looked at by rules.
    #[must_use]
    pub fn with_text(mut self, text: &str) -> Self {
        self.text.push_str(&text.to_lowercase());
        self.text.push('\n');
        self
    }
}
