//! From a profile, a URL and credentials to a client.

mod auth;
mod multipart;
mod options;
mod other_form;
mod pairs;
mod query_parameters;
mod rediscovery;
mod renewal;
mod scopes;
mod token_request;

use std::sync::Arc;

use oneroster_client::transport::{HttpOptions, Transport};
use oneroster_client::{Client, ClientBuilder, Service};
use oneroster_model::Version;

pub(crate) use options::page_size;
pub use other_form::OtherForm;
pub use pairs::Pairs;

use crate::address::{Address, AddressOptions};
use crate::credentials::Credentials;
use crate::error::Error;
use crate::profile::Profile;
use crate::profiles::Profiles;

/// Connects to a system by the key of its profile.
///
/// Nothing is sent before the client is used. For versions, further settings, certificates and the like use
/// [`Connection`].
///
/// # Examples
///
/// ```
/// use oneroster_client::Service;
///
/// let client = sis_providers::connect("aeries", "https://sis.example/Aeries", "id", "secret")?;
/// let root = client.endpoints().root(Service::Rostering);
/// assert_eq!(root.as_str(), "https://sis.example/Aeries/ims/oneroster/v1p1/");
/// # Ok::<(), sis_providers::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::UnknownProvider`], and as for [`Connection::client`].
pub fn connect(provider: &str, url: &str, id: &str, secret: &str) -> Result<Client, Error> {
    let profiles = Profiles::builtin();
    Connection::new(profiles.get(provider)?, url, Credentials::new(id, secret)).client()
}

/// One installation of a system: profile, URL, credentials and what else is needed to reach it.
///
/// `Debug` shows no secrets.
///
/// # Examples
///
/// ```
/// use sis_providers::{Connection, Credentials, Profiles, Service};
/// use oneroster_model::Version;
///
/// let profiles = Profiles::builtin();
/// let credentials = Credentials::new("id", "secret").with("app_name", "springfield");
/// let campus = Connection::new(profiles.get("infinite_campus")?, "https://sis.example", credentials)
///     .version(Version::V1_1)
///     .services(&[Service::Rostering, Service::Resources]);
/// let token_url = campus.address()?.token_url().map(|url| url.to_string());
/// assert_eq!(token_url.as_deref(), Some("https://sis.example/campus/oauth2/token?appName=springfield"));
/// let client = campus.client()?;
/// assert_eq!(client.version(), Version::V1_1);
/// # Ok::<(), sis_providers::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Connection {
    pub(crate) profile: Arc<Profile>,
    url: String,
    pub(crate) credentials: Credentials,
    pub(crate) address: AddressOptions,
    services: Vec<Service>,
    writing: bool,
    scopes: Option<Vec<String>>,
    http: HttpOptions,
    pub(crate) transport: Option<Arc<dyn Transport>>,
}

impl Connection {
    /// Starts with what is always needed. The URL may be empty where one host serves all customers.
    pub fn new(profile: &Profile, url: impl Into<String>, credentials: Credentials) -> Self {
        Self {
            profile: Arc::new(profile.clone()),
            url: url.into(),
            credentials,
            address: AddressOptions::default(),
            services: vec![Service::Rostering],
            writing: false,
            scopes: None,
            http: HttpOptions::default(),
            transport: None,
        }
    }

    /// Sets the version; default that of the URL, or else the preferred one of the system.
    pub fn version(mut self, version: Version) -> Self {
        self.address.version = Some(version);
        self
    }

    /// Sets the whole token URL, for systems where it is not known, and for brokers.
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.address.token_url = Some(url.into());
        self
    }

    /// Sets which services are going to be used, which decides about scopes and keys; default rostering.
    pub fn services(mut self, services: &[Service]) -> Self {
        self.services = services.to_vec();
        self
    }

    /// Asks for scopes for writing to the gradebook too.
    pub fn writing(mut self) -> Self {
        self.writing = true;
        self
    }

    /// Asks for exactly these scopes, in full; an empty list asks for none.
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = Some(scopes.into_iter().map(Into::into).collect());
        self
    }

    /// Sets certificates, proxy and time limits of connections. The profile may raise the time for reading.
    pub fn http(mut self, options: HttpOptions) -> Self {
        self.http = options;
        self
    }

    /// Sends everything through another transport; [`http`](Self::http) has no effect then.
    pub fn transport(mut self, transport: Arc<dyn Transport>) -> Self {
        self.transport = Some(transport);
        self
    }

    /// Exchanges the profile, for one with overrides or with what a check has learned.
    pub fn with_profile(mut self, profile: &Profile) -> Self {
        self.profile = Arc::new(profile.clone());
        self
    }

    pub(crate) fn wanted_services(&self) -> &[Service] {
        &self.services
    }

    /// Returns the profile.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Finds out where services and token endpoint are. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`Error::Url`] and [`Error::MissingSetting`], as for [`Address::resolve`].
    pub fn address(&self) -> Result<Address, Error> {
        Address::resolve(&self.profile, &self.url, &self.credentials, &self.address)
    }

    /// Sets up a client, for further options such as a recorder. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`Error::Url`] when the URL cannot be that of the system; [`Error::MissingSetting`] when something is
    /// needed that was not given; [`Error::Client`] when a value cannot be sent, as in a header.
    pub fn builder(&self) -> Result<ClientBuilder, Error> {
        let address = self.address()?;
        let mut builder = Client::builder(address.endpoints().clone())
            .auth(self.auth(&address)?)
            .paging(options::paging(&self.profile)?)
            .retry(options::retry(&self.profile));
        builder = options::apply(&self.profile, builder).http(self.http_options());
        Ok(match &self.transport {
            Some(transport) => builder.transport(Arc::clone(transport)),
            None => builder,
        })
    }

    /// Returns how to connect; the profile may have raised the time for reading.
    pub(crate) fn http_options(&self) -> HttpOptions {
        options::http(&self.profile, self.http.clone())
    }

    /// Makes a client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// As for [`builder`](Self::builder); [`Error::Client`] also when the HTTP options cannot be used.
    pub fn client(&self) -> Result<Client, Error> {
        self.builder()?.build().map_err(Error::client)
    }
}
