//! Reading the URL that an operator typed.

use oneroster_model::Version;
use url::{Host, Url};

use super::AddressNote;
use crate::error::{Error, ErrorContext};
use crate::profile::{Profile, TokenAnchor};

/// Endings of web pages for people.
const PAGES: [&str; 9] = [".aspx", ".asp", ".ashx", ".html", ".htm", ".jsp", ".do", ".php", ".w"];
/// Services of 1.2 as they stand in paths.
pub(super) const SERVICES: [&str; 3] = ["rostering", "gradebook", "resources"];

/// A typed URL, taken apart.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    /// Scheme, host and port.
    pub(super) origin: Url,
    /// Segments in front of the root, as they were typed.
    pub(super) base: Vec<String>,
    /// Segments of a whole root with those in front of it, when one was typed.
    pub(super) root: Option<(Vec<String>, Version)>,
    pub(super) notes: Vec<AddressNote>,
}

impl Typed {
    pub(super) fn read(profile: &Profile, text: &str) -> Result<Self, Error> {
        let mut notes = Vec::new();
        let mut url = parse(profile, text, &mut notes)?;
        check_scheme(profile, &url)?;
        check_mistakes(profile, &url, &mut notes)?;
        if url.query().is_some() || url.fragment().is_some() {
            notes.push(AddressNote::QueryDropped);
        }
        url.set_query(None);
        url.set_fragment(None);
        let mut segments: Vec<String> =
            url.path().split('/').filter(|segment| !segment.is_empty()).map(str::to_owned).collect();
        url.set_path("");

        let root = take_root(&mut segments, &mut notes);
        if root.is_none() {
            drop_token_path(profile, &mut segments, &mut notes);
            drop_page(profile, &mut segments, &mut notes);
            // A root without version is completed later; here it must not count as sub-directory.
            segments.truncate(root_start(&segments, segments.len()));
        }
        if profile.url.require_subdirectory && segments.is_empty() && root.is_none() {
            return Err(Error::Url(
                ErrorContext::new(format!("{} needs a sub-directory behind the host", profile.name))
                    .advise(like(profile)),
            ));
        }
        Ok(Self { origin: url, base: segments, root, notes })
    }
}

/// Says what the URL should look like.
fn like(profile: &Profile) -> String {
    match profile.url.examples.first() {
        Some(example) => format!("give it like {example}"),
        None => "give an absolute URL that starts with https://".to_owned(),
    }
}

fn parse(profile: &Profile, text: &str, notes: &mut Vec<AddressNote>) -> Result<Url, Error> {
    let unusable = |problem: String| Error::Url(ErrorContext::new(problem).advise(like(profile)));
    let text = text.trim().trim_matches(['"', '\'', '<', '>']).trim();
    let fixed = profile.url.fixed_base.as_deref();
    let text = match (text, fixed) {
        ("", Some(fixed)) => fixed,
        ("", None) => return Err(unusable("none was given".to_owned())),
        (text, Some(fixed)) => {
            let host = |text: &str| Url::parse(text).ok().and_then(|url| url.host_str().map(str::to_owned));
            if host(text) != host(fixed) {
                notes.push(AddressNote::OtherHost);
            }
            text
        }
        (text, None) => text,
    };
    let completed = if text.contains("://") {
        text.to_owned()
    } else {
        notes.push(AddressNote::SchemeAdded);
        format!("https://{text}")
    };
    let url = Url::parse(&completed).map_err(|_| unusable("it is not a URL".to_owned()))?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(unusable("it is neither http nor https".to_owned()));
    }
    let named = url.domain().is_some_and(|name| name.contains('.') || name == "localhost");
    if notes.contains(&AddressNote::SchemeAdded) && !named && url.domain().is_some() {
        return Err(unusable("it is not a URL".to_owned()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Error::Url(
            ErrorContext::new("it holds a user or a password").advise("give id and secret on their own"),
        ));
    }
    Ok(url)
}

fn check_scheme(profile: &Profile, url: &Url) -> Result<(), Error> {
    if url.scheme() == "https" || !profile.url.require_https || is_this_machine(url) {
        return Ok(());
    }
    Err(Error::Url(
        ErrorContext::new("it is http, so that secrets could be read on the way").advise("use https"),
    ))
}

pub(super) fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn check_mistakes(profile: &Profile, url: &Url, notes: &mut Vec<AddressNote>) -> Result<(), Error> {
    let host = url.host_str().unwrap_or_default();
    let path = url.path().to_lowercase();
    let found = profile.url.mistakes.iter().find(|mistake| {
        host.contains(&mistake.host)
            && path.contains(&mistake.path)
            && (mistake.unless_host.is_empty() || !host.contains(&mistake.unless_host))
    });
    match found {
        Some(mistake) if mistake.fatal => {
            Err(Error::Url(ErrorContext::new("it is that of something else").advise(mistake.hint.clone())))
        }
        Some(mistake) => {
            notes.push(AddressNote::Suspicious(mistake.hint.clone()));
            Ok(())
        }
        None => Ok(()),
    }
}

/// Splits a whole root off: everything up to the last segment that names a version.
fn take_root(segments: &mut Vec<String>, notes: &mut Vec<AddressNote>) -> Option<(Vec<String>, Version)> {
    let version = |segment: &String| match segment.to_ascii_lowercase().as_str() {
        "v1p1" => Some(Version::V1_1),
        "v1p2" => Some(Version::V1_2),
        _ => None,
    };
    let (at, version) =
        segments.iter().enumerate().rev().find_map(|(at, segment)| Some((at, version(segment)?)))?;
    if segments.len() > at + 1 {
        notes.push(AddressNote::EndpointDropped);
        segments.truncate(at + 1);
    }
    let root = segments.clone();
    segments.truncate(root_start(segments, at));
    Some((root, version))
}

/// Returns where `ims/oneroster` and a service in front of position `end` begin.
fn root_start(segments: &[String], end: usize) -> usize {
    let mut start = end;
    for names in [&SERVICES[..], &["oneroster"], &["ims"]] {
        let before = start.checked_sub(1).and_then(|at| segments.get(at));
        if before.is_some_and(|before| names.iter().any(|name| before.eq_ignore_ascii_case(name))) {
            start -= 1;
        }
    }
    // A service or `ims` alone is a name like any other.
    let is_root =
        segments.get(start..end).is_some_and(|part| part.iter().any(|s| s.eq_ignore_ascii_case("oneroster")));
    if is_root { start } else { end }
}

fn drop_token_path(profile: &Profile, segments: &mut Vec<String>, notes: &mut Vec<AddressNote>) {
    let token = &profile.token;
    if token.anchor == TokenAnchor::Absolute {
        return;
    }
    let paths = token.path.iter().map(crate::Template::as_str);
    let paths = paths.chain(token.legacy_paths.iter().map(String::as_str));
    let others = token.alternatives.iter().filter_map(|other| other.path.as_ref());
    let longest = paths
        .chain(others.map(crate::Template::as_str))
        .filter_map(|path| {
            let tail: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
            let start = segments.len().checked_sub(tail.len()).filter(|_| !tail.is_empty())?;
            let typed = segments.get(start..)?;
            typed.iter().zip(&tail).all(|(typed, tail)| typed.eq_ignore_ascii_case(tail)).then_some(start)
        })
        .min();
    if let Some(start) = longest {
        segments.truncate(start);
        notes.push(AddressNote::TokenPathDropped);
    }
}

fn drop_page(profile: &Profile, segments: &mut Vec<String>, notes: &mut Vec<AddressNote>) {
    let before = segments.len();
    let is_page = |segment: &String| {
        let segment = segment.to_ascii_lowercase();
        PAGES.iter().any(|ending| segment.ends_with(ending))
    };
    if segments.last().is_some_and(is_page) {
        segments.pop();
    }
    for path in &profile.url.page_paths {
        let page: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
        let at = segments.windows(page.len().max(1)).position(|window| {
            window.iter().zip(&page).all(|(typed, page)| typed.eq_ignore_ascii_case(page))
        });
        if let Some(at) = at {
            segments.truncate(at);
        }
    }
    if segments.len() < before {
        notes.push(AddressNote::PageDropped);
    }
}
