use std::fmt;

use oneroster_model::Version;

/// What was noticed about a URL while it was made ready.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AddressNote {
    /// `https://` was put in front.
    SchemeAdded,
    /// What followed the question mark or `#` was left out.
    QueryDropped,
    /// The name of a web page at the end was left out.
    PageDropped,
    /// The path of the token endpoint at the end was left out.
    TokenPathDropped,
    /// The path of a collection behind the root was left out.
    EndpointDropped,
    /// Another host than the vendor's usual one was given.
    OtherHost,
    /// The system is not known to speak the version of the URL.
    UnlistedVersion(Version),
    /// A setting that the usual root needs is missing, so that an older root is used.
    OlderRoot,
    /// It looks like a URL that is often handed over by mistake; the text says why.
    Suspicious(String),
}

impl fmt::Display for AddressNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SchemeAdded => f.write_str("https:// was put in front"),
            Self::QueryDropped => f.write_str("what follows ? or # was left out"),
            Self::PageDropped => f.write_str("the web page at the end was left out"),
            Self::TokenPathDropped => f.write_str("the path of the token at the end was left out"),
            Self::EndpointDropped => f.write_str("the path behind the root was left out"),
            Self::OtherHost => f.write_str("the host is not the usual one of the vendor"),
            Self::UnlistedVersion(version) => {
                write!(f, "the system is not known to speak OneRoster {version}")
            }
            Self::OlderRoot => f.write_str("a setting is missing, so that an older root is used"),
            Self::Suspicious(hint) => f.write_str(hint),
        }
    }
}
