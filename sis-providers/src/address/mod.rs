//! From the URL that an operator types to the URLs that are asked.
//!
//! Paths keep their letter case, sub-directories and the port stay, and the path of OneRoster is added once,
//! whether it was typed or not. Host names are not case-sensitive and are written in small letters.

mod note;
mod typed;

use oneroster_client::{Endpoints, Service};
use oneroster_model::Version;
use url::Url;

pub use note::AddressNote;
use typed::{SERVICES, Typed, is_this_machine};

use crate::credentials::{Credentials, missing};
use crate::error::{Error, ErrorContext};
use crate::profile::{Profile, RootAnchor, Scheme, TokenAnchor};
use crate::template::Template;

/// Where the services and the token endpoint of one installation are.
///
/// # Examples
///
/// ```
/// use sis_providers::address::Address;
/// use sis_providers::{Credentials, Profiles, Service};
///
/// let profiles = Profiles::builtin();
/// let aeries = profiles.get("aeries")?;
/// let none = Credentials::default();
/// let address = Address::resolve(aeries, "https://sis.example/Aeries/", &none, &Default::default())?;
/// assert_eq!(address.root(Service::Rostering).as_str(), "https://sis.example/Aeries/ims/oneroster/v1p1/");
/// assert_eq!(address.token_url().map(|url| url.as_str()), Some("https://sis.example/Aeries/token"));
///
/// let error = Address::resolve(aeries, "https://sis.example", &none, &Default::default()).unwrap_err();
/// assert!(error.to_string().contains("sub-directory"));
/// # Ok::<(), sis_providers::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    endpoints: Endpoints,
    token_url: Option<Url>,
    notes: Vec<AddressNote>,
}

/// What is known about an installation besides its URL.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct AddressOptions {
    /// Version; default that of the URL, or else the preferred one of the system.
    pub version: Option<Version>,
    /// Whole token URL; its query stays as it is.
    pub token_url: Option<String>,
}

impl Address {
    /// Finds out where everything is. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`Error::Url`] when the URL cannot be that of the system; [`Error::MissingSetting`] when a token URL or
    /// a setting that is part of a URL is missing.
    pub fn resolve(
        profile: &Profile,
        typed: &str,
        credentials: &Credentials,
        options: &AddressOptions,
    ) -> Result<Self, Error> {
        let mut typed = Typed::read(profile, typed)?;
        let version = version(profile, &mut typed, options.version)?;
        let resolver = Resolver { profile, credentials, typed: &typed, version };
        let (roots, older) = resolver.roots()?;
        let token_url = resolver.token_url(&roots[0], options.token_url.as_deref())?;
        let mut notes = typed.notes.clone();
        notes.extend(older.then_some(AddressNote::OlderRoot));
        Ok(Self { endpoints: endpoints(version, &roots)?, token_url, notes })
    }

    /// Returns the version.
    pub fn version(&self) -> Version {
        self.endpoints.version()
    }

    /// Returns the root of a service; ends in a slash.
    pub fn root(&self, service: Service) -> &Url {
        self.endpoints.root(service)
    }

    /// Returns all roots, as the client takes them.
    pub fn endpoints(&self) -> &Endpoints {
        &self.endpoints
    }

    /// Returns the token URL; none when tokens are not fetched.
    pub fn token_url(&self) -> Option<&Url> {
        self.token_url.as_ref()
    }

    /// Returns what was noticed about the typed URL.
    pub fn notes(&self) -> &[AddressNote] {
        &self.notes
    }
}

fn version(profile: &Profile, typed: &mut Typed, wanted: Option<Version>) -> Result<Version, Error> {
    let named = typed.root.as_ref().map(|(_, version)| *version);
    let version = match (wanted, named) {
        (Some(wanted), Some(named)) if wanted != named => {
            return Err(Error::Url(
                ErrorContext::new(format!(
                    "it is that of version {named}, and version {wanted} is asked for"
                ))
                .advise("give the URL of the same version, or only what stands in front of the root"),
            ));
        }
        (Some(version), _) | (None, Some(version)) => version,
        (None, None) => profile.versions.first().copied().unwrap_or(Version::V1_1),
    };
    if !profile.versions.contains(&version) {
        typed.notes.push(AddressNote::UnlistedVersion(version));
    }
    Ok(version)
}

const ALL: [Service; 3] = [Service::Rostering, Service::Gradebook, Service::Resources];

fn endpoints(version: Version, roots: &[Url; 3]) -> Result<Endpoints, Error> {
    let first = match version {
        Version::V1_1 => Endpoints::v1_1(roots[0].as_str()),
        Version::V1_2 => Endpoints::v1_2(roots[0].as_str()),
    };
    ALL.into_iter()
        .zip(roots)
        .fold(first, |endpoints, (service, root)| endpoints?.with_root(service, root.as_str()))
        .map_err(Error::client)
}

struct Resolver<'a> {
    profile: &'a Profile,
    credentials: &'a Credentials,
    typed: &'a Typed,
    version: Version,
}

impl Resolver<'_> {
    /// Returns the roots of the three services, and whether an older form was used.
    fn roots(&self) -> Result<([Url; 3], bool), Error> {
        if let Some((segments, _)) = &self.typed.root {
            let all = ALL.map(|service| self.url(&exchange_service(segments, service)));
            return Ok((all, false));
        }
        let known = self.profile.roots(self.version).cloned().unwrap_or_default();
        let usual = ALL.map(|service| known.of(service));
        let rostering = usual[0].unwrap_or_else(|| Service::Rostering.path(self.version));
        let filled = self.path(rostering);
        let (rostering, older) = match (filled, known.alternatives.first()) {
            (Err(_), Some(older))
                if Template::parse(older).is_ok_and(|path| path.names().next().is_none()) =>
            {
                (older.clone(), true)
            }
            (filled, _) => (filled?, false),
        };
        let anchor = match self.profile.url.anchor {
            RootAnchor::Base => &self.typed.base[..],
            RootAnchor::Host => &[],
        };
        let rostering = join_once(anchor, &rostering);
        let mut roots = ALL.map(|service| self.url(&exchange_service(&rostering, service)));
        if !older {
            for (root, path) in roots.iter_mut().zip(usual).skip(1) {
                if let Some(path) = path {
                    *root = self.url(&join_once(anchor, &self.path(path)?));
                }
            }
        }
        Ok((roots, older))
    }

    fn token_url(&self, root: &Url, given: Option<&str>) -> Result<Option<Url>, Error> {
        let token = &self.profile.token;
        if self.profile.authentication.scheme != Scheme::Token {
            return Ok(None);
        }
        let mut url = match (given.map(str::trim).filter(|given| !given.is_empty()), token.anchor) {
            (Some(given), _) => token_url(given)?,
            (None, TokenAnchor::Base) => self.url(&join(&self.typed.base, &self.token_path()?)),
            (None, TokenAnchor::Host) => self.url(&join(&[], &self.token_path()?)),
            (None, TokenAnchor::ServiceRoot) => {
                let root: Vec<String> = root.path().split('/').map(str::to_owned).collect();
                self.url(&join(&root, &self.token_path()?))
            }
            (None, TokenAnchor::Absolute) => token_url(&self.token_path()?)?,
            (None, TokenAnchor::Operator | TokenAnchor::None) => {
                return Err(Error::MissingSetting(
                    ErrorContext::new("token URL")
                        .advise(format!("ask the district or {} for the token URL", self.profile.vendor)),
                ));
            }
        };
        // A slash at the end of a token path counts.
        let keeps_slash =
            given.is_none() && token.path.as_ref().is_some_and(|path| path.as_str().ends_with('/'));
        if keeps_slash && !url.path().ends_with('/') {
            let path = format!("{}/", url.path());
            url.set_path(&path);
        }
        for (name, value) in &token.query {
            if url.query_pairs().any(|(known, _)| known.eq_ignore_ascii_case(name)) {
                continue;
            }
            let value = self.credentials.fill(value, self.profile)?;
            url.query_pairs_mut().append_pair(name, value.expose());
        }
        Ok(Some(url))
    }

    fn token_path(&self) -> Result<String, Error> {
        let path = self.profile.token.path.as_ref();
        path.map_or(Ok(String::new()), |path| self.fill_path(path))
    }

    fn path(&self, text: &str) -> Result<String, Error> {
        let template = Template::parse(text)
            .map_err(|error| Error::Profile(ErrorContext::new("a root").caused_by(error)))?;
        self.fill_path(&template)
    }

    /// Fills a path in; values become parts of one segment, and what is encoded already stays so.
    fn fill_path(&self, template: &Template) -> Result<String, Error> {
        if template.names().next().is_none() {
            return template.fill(|_| None).map_err(|name| missing(name, self.profile));
        }
        let values: Vec<(&str, Option<String>)> =
            template.names().map(|name| (name, self.credentials.value(name).map(encode_segment))).collect();
        template
            .fill(|name| {
                values.iter().find(|(known, _)| *known == name).and_then(|(_, value)| value.as_deref())
            })
            .map_err(|name| missing(name, self.profile))
    }

    fn url(&self, segments: &[String]) -> Url {
        let mut url = self.typed.origin.clone();
        let path: Vec<&str> =
            segments.iter().map(String::as_str).filter(|segment| !segment.is_empty()).collect();
        url.set_path(&path.join("/"));
        url
    }
}

fn token_url(text: &str) -> Result<Url, Error> {
    let unusable = |problem: &'static str, advice: &'static str| {
        Error::Url(ErrorContext::new(format!("the token URL {problem}")).advise(advice))
    };
    let url = Url::parse(text)
        .map_err(|_| unusable("is not absolute", "give the whole token URL, starting with https://"))?;
    if url.scheme() != "https" && !is_this_machine(&url) {
        return Err(unusable("is not https, so that secrets could be read on the way", "use https"));
    }
    Ok(url)
}

/// Puts a path behind segments.
fn join(base: &[String], path: &str) -> Vec<String> {
    let path = path.split('/').filter(|segment| !segment.is_empty());
    base.iter().cloned().chain(path.map(str::to_owned)).collect()
}

/// Puts a path behind segments; what they already end with is not added again, and keeps its spelling.
fn join_once(base: &[String], path: &str) -> Vec<String> {
    let path: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let overlap = (0..=path.len().min(base.len()))
        .rev()
        .find(|length| {
            let end = base.iter().skip(base.len() - length);
            end.zip(&path).all(|(typed, wanted)| typed.eq_ignore_ascii_case(wanted))
        })
        .unwrap_or(0);
    base.iter().cloned().chain(path.into_iter().skip(overlap).map(str::to_owned)).collect()
}

/// Exchanges the service in front of the version; a root without one serves all.
fn exchange_service(segments: &[String], service: Service) -> Vec<String> {
    let mut segments = segments.to_vec();
    let before = segments.len().checked_sub(2).and_then(|at| segments.get_mut(at));
    let is_service = |segment: &String| SERVICES.iter().any(|name| segment.eq_ignore_ascii_case(name));
    if let Some(segment) = before.filter(|segment| is_service(segment)) {
        crate::profile::service::name(service).clone_into(segment);
    }
    segments
}

/// Encodes a value for a segment; a `%` with two digits is taken to be encoded already.
fn encode_segment(value: &str) -> String {
    let bytes = value.as_bytes();
    let encoded =
        |at: usize| bytes.get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
    value
        .char_indices()
        .map(|(at, c)| match c {
            '%' if encoded(at) => "%".to_owned(),
            _ => oneroster_model::query::percent_encode(c.encode_utf8(&mut [0; 4])),
        })
        .collect()
}

#[cfg(test)]
mod tests;
