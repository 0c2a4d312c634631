use oneroster_model::Version;
use url::Url;

use super::Service;
use crate::error::{Error, Failure};

/// Where the services of a server are, and which version they speak.
///
/// A root is everything in front of the endpoint: `https://sis.example/campus/ims/oneroster/v1p1`.
/// Letter case, port and sub-directories stay as they are given; a slash at the end does not matter.
///
/// # Examples
///
/// ```
/// use oneroster_client::{Endpoints, Error, Service};
///
/// // A whole root is taken as it is; otherwise the path of the standard is appended.
/// let whole = Endpoints::v1_1("https://sis.example/Admin/ims/oneroster/v1p1")?;
/// assert_eq!(whole.root(Service::Rostering).as_str(), "https://sis.example/Admin/ims/oneroster/v1p1/");
/// let base = Endpoints::v1_2("https://sis.example")?;
/// assert_eq!(base.root(Service::Gradebook).as_str(), "https://sis.example/ims/oneroster/gradebook/v1p2/");
/// // A root of one service leads to those of the others.
/// let one = Endpoints::v1_2("https://sis.example/api/ims/oneroster/rostering/v1p2/")?;
/// assert_eq!(one.root(Service::Resources).as_str(), "https://sis.example/api/ims/oneroster/resources/v1p2/");
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoints {
    version: Version,
    rostering: Url,
    gradebook: Url,
    resources: Url,
}

impl Endpoints {
    /// Takes the root of a OneRoster 1.1 server.
    ///
    /// When no segment of the path is `v1p1`, `/ims/oneroster/v1p1` is appended.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] when the text is no absolute `http` or `https` URL.
    pub fn v1_1(url: &str) -> Result<Self, Error> {
        Self::new(Version::V1_1, url, "v1p1")
    }

    /// Takes the root of a OneRoster 1.2 server, or of one of its services.
    ///
    /// When no segment of the path is `v1p2`, the paths of the standard are appended. When the segment
    /// before `v1p2` names a service, it is exchanged for the others; otherwise all services share the root.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] when the text is no absolute `http` or `https` URL.
    pub fn v1_2(url: &str) -> Result<Self, Error> {
        Self::new(Version::V1_2, url, "v1p2")
    }

    fn new(version: Version, url: &str, marker: &str) -> Result<Self, Error> {
        let url = parse(url, "root URL")?;
        let root = |service: Service| root(&url, version, service, marker);
        Ok(Self {
            version,
            rostering: root(Service::Rostering),
            gradebook: root(Service::Gradebook),
            resources: root(Service::Resources),
        })
    }

    /// Sets the root of one service, taken as it is given.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] when the text is no absolute `http` or `https` URL.
    pub fn with_root(mut self, service: Service, url: &str) -> Result<Self, Error> {
        let mut url = parse(url, "root URL")?;
        end_with_slash(&mut url);
        match service {
            Service::Gradebook => self.gradebook = url,
            Service::Resources => self.resources = url,
            _ => self.rostering = url,
        }
        Ok(self)
    }

    /// Returns the version.
    pub fn version(&self) -> Version {
        self.version
    }

    /// Returns the root of a service; ends in a slash.
    pub fn root(&self, service: Service) -> &Url {
        match service {
            Service::Gradebook => &self.gradebook,
            Service::Resources => &self.resources,
            _ => &self.rostering,
        }
    }

    /// Returns the root of a service with more of a path, which starts with a slash.
    pub(crate) fn below_root(&self, service: Service, path: &str) -> Url {
        let mut url = self.root(service).clone();
        let full = format!("{}{path}", url.path().trim_end_matches('/'));
        url.set_path(&full);
        url
    }

    pub(crate) fn all_roots(&self) -> [&Url; 3] {
        [&self.rostering, &self.gradebook, &self.resources]
    }
}

fn root(url: &Url, version: Version, service: Service, marker: &str) -> Url {
    let mut url = url.clone();
    let segments: Vec<String> =
        url.path().split('/').filter(|segment| !segment.is_empty()).map(str::to_owned).collect();
    let path = match segments.iter().position(|segment| segment.eq_ignore_ascii_case(marker)) {
        None => format!("{}{}", url.path().trim_end_matches('/'), service.path(version)),
        Some(at) => {
            let mut segments = segments;
            let before = at.checked_sub(1).and_then(|before| segments.get_mut(before));
            if let (Version::V1_2, Some(name)) = (version, before.filter(|name| is_service(name))) {
                name.replace_range(.., service_name(service));
            }
            format!("/{}", segments.join("/"))
        }
    };
    url.set_path(&path);
    end_with_slash(&mut url);
    url
}

fn service_name(service: Service) -> &'static str {
    match service {
        Service::Gradebook => "gradebook",
        Service::Resources => "resources",
        _ => "rostering",
    }
}

fn is_service(segment: &str) -> bool {
    [Service::Rostering, Service::Gradebook, Service::Resources]
        .iter()
        .any(|service| segment.eq_ignore_ascii_case(service_name(*service)))
}

fn end_with_slash(url: &mut Url) {
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
}

fn parse(text: &str, what: &'static str) -> Result<Url, Error> {
    let unusable = |problem: &str| {
        Error::Configuration(
            Failure::new(format!("the {what} {problem}"))
                .advise("give an absolute URL that starts with https://"),
        )
    };
    let mut url = Url::parse(text.trim()).map_err(|_| unusable("is not a URL"))?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(unusable("is neither http nor https"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(unusable("holds a user or a password"));
    }
    url.set_fragment(None);
    Ok(url)
}

/// Reads a URL that secrets are sent to: `https`, or `http` on this very machine.
pub(crate) fn safe_url(text: &str, what: &'static str) -> Result<Url, Error> {
    let url = parse(text, what)?;
    if is_safe(&url) {
        return Ok(url);
    }
    Err(Error::Configuration(
        Failure::new(format!("the {what} is not https, so that secrets could be read on the way"))
            .advise("use https"),
    ))
}

/// Tells whether nobody can listen on the way.
pub(crate) fn is_safe(url: &Url) -> bool {
    url.scheme() == "https"
        || match url.host() {
            Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn roots_are_taken_or_completed() {
        let check = |endpoints: Result<Endpoints, Error>, expected: [&str; 3]| {
            let endpoints = endpoints.unwrap();
            assert_eq!(endpoints.all_roots().map(Url::as_str), expected);
        };
        check(Endpoints::v1_1("https://a.example"), ["https://a.example/ims/oneroster/v1p1/"; 3]);
        check(
            Endpoints::v1_1(" https://a.example:8443/Aeries/ "),
            ["https://a.example:8443/Aeries/ims/oneroster/v1p1/"; 3],
        );
        check(Endpoints::v1_1("https://a.example/oneroster/V1P1"), ["https://a.example/oneroster/V1P1/"; 3]);
        check(
            Endpoints::v1_2("https://a.example/ims/oneroster/v1p2"),
            ["https://a.example/ims/oneroster/v1p2/"; 3],
        );
        check(
            Endpoints::v1_2("https://a.example/c/ims/oneroster/Rostering/v1p2"),
            [
                "https://a.example/c/ims/oneroster/rostering/v1p2/",
                "https://a.example/c/ims/oneroster/gradebook/v1p2/",
                "https://a.example/c/ims/oneroster/resources/v1p2/",
            ],
        );
        check(
            Endpoints::v1_2("https://a.example")
                .and_then(|endpoints| endpoints.with_root(Service::Gradebook, "https://b.example/g")),
            [
                "https://a.example/ims/oneroster/rostering/v1p2/",
                "https://b.example/g/",
                "https://a.example/ims/oneroster/resources/v1p2/",
            ],
        );
    }

    #[test]
    fn unusable_urls_are_refused() {
        for url in ["", "sis.example", "ftp://sis.example", "https://u:p@sis.example", "data:text/plain,x"] {
            assert!(Endpoints::v1_1(url).is_err(), "{url}");
        }
        for (url, expected) in [
            ("https://sis.example/token", true),
            ("http://sis.example/token", false),
            ("http://127.0.0.1:8080/token", true),
            ("http://[::1]/token", true),
            ("http://localhost/token", true),
            ("http://localhost.example/token", false),
        ] {
            assert_eq!(safe_url(url, "token URL").is_ok(), expected, "{url}");
        }
    }
}
