use std::collections::BTreeMap;

use oneroster_client::Secret;
use oneroster_model::Version;

use super::{Connection, Pairs};
use crate::credentials::Credentials;
use crate::error::Error;
use crate::profile::{ExtraSetting, Overrides, Profile};
use crate::template::Template;

/// What a wizard asks for to connect a system without a profile, page by page.
///
/// Only `api_url`, `client_id`, `client_secret` and `token_url` are needed. Values of headers and forms may
/// name `{client_id}` and `{client_secret}`, on the refresh page `{refresh_token}` too. What is typed there is
/// kept with the credentials, not in the profile.
///
/// The fields are those of the connector "OneRoster SIS, Other" of Claris Connect.
///
/// # Examples
///
/// ```
/// use sis_providers::connection::{OtherForm, Pairs};
/// use sis_providers::Profiles;
///
/// let form = OtherForm {
///     sis_name: "Springfield SIS".to_owned(),
///     api_url: "https://sis.example/ims/oneroster/v1p1".to_owned(),
///     client_id: "id".into(),
///     client_secret: "secret".into(),
///     token_url: "https://login.example/token?tenant=7".to_owned(),
///     form: Pairs::parse("apikey=k1")?,
///     ..OtherForm::default()
/// };
/// let connection = form.connection(Profiles::builtin().get("other")?)?;
/// assert_eq!(connection.profile().name, "Springfield SIS");
/// assert!(!format!("{connection:?}").contains("k1"));
/// let client = connection.client()?;
/// # let _ = client;
/// # Ok::<(), sis_providers::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct OtherForm {
    /// Page Credentials: URL of the OneRoster API.
    pub api_url: String,
    /// Page Credentials: client id.
    pub client_id: Secret,
    /// Page Credentials: client secret.
    pub client_secret: Secret,
    /// Page Credentials: name of the system, any text.
    pub sis_name: String,
    /// Version, which the wizard of Claris does not ask for; default that of the URL, or else 1.1.
    pub version: Option<Version>,
    /// Page Token: token URL, with its query.
    pub token_url: String,
    /// Page Token: headers of the token request.
    pub headers: Pairs,
    /// Page Token: scopes, separated by blanks; empty for none.
    pub scope: String,
    /// Page Token: grant type; empty for `client_credentials`.
    pub grant_type: String,
    /// Page Token: further fields of the form.
    pub form: Pairs,
    /// Page Refresh token: headers of data requests.
    pub request_headers: Pairs,
    /// Page Refresh token: headers of the renewing request.
    pub refresh_headers: Pairs,
    /// Page Refresh token: scopes of the renewing request.
    pub refresh_scope: String,
    /// Page Refresh token: grant type of the renewing request; empty for `refresh_token`.
    pub refresh_grant_type: String,
    /// Page Refresh token: further fields of the renewing form.
    pub refresh_form: Pairs,
}

impl OtherForm {
    /// Makes a connection, with the profile `other` or one built on it.
    ///
    /// Without anything on the refresh page, tokens are renewed by repeating the first request.
    ///
    /// # Errors
    ///
    /// [`Error::Profile`] when a value names a setting that does not exist.
    pub fn connection(&self, base: &Profile) -> Result<Connection, Error> {
        let mut kept = Kept::new(Credentials::new(self.client_id.clone(), self.client_secret.clone()));
        let mut overrides = Overrides::new();
        if !self.sis_name.trim().is_empty() {
            overrides = overrides.with("name", self.sis_name.trim())?;
        }
        if !self.grant_type.trim().is_empty() {
            overrides = overrides.with("token.grant_type", self.grant_type.trim())?;
        }
        for (path, page, pairs) in [
            ("token.headers", "token_header", &self.headers),
            ("token.form", "token_form", &self.form),
            ("requests.headers", "request_header", &self.request_headers),
            ("renewal.request.headers", "refresh_header", &self.refresh_headers),
            ("renewal.request.form", "refresh_form", &self.refresh_form),
        ] {
            if !pairs.is_empty() {
                overrides = overrides.with(path, kept.templates(page, pairs))?;
            }
        }
        for (path, text) in [
            ("renewal.request.scope", &self.refresh_scope),
            ("renewal.request.grant_type", &self.refresh_grant_type),
        ] {
            if !text.trim().is_empty() {
                overrides = overrides.with(path, text.trim())?;
            }
        }
        let mut extra = base.credentials.extra.clone();
        extra.append(&mut kept.settings);
        overrides = overrides.with("credentials.extra", extra)?;

        let profile = base.with_overrides(&overrides)?;
        let mut connection =
            Connection::new(&profile, &self.api_url, kept.credentials).token_url(&self.token_url);
        if !self.scope.trim().is_empty() {
            connection = connection.scopes(self.scope.split_whitespace());
        }
        Ok(match self.version {
            Some(version) => connection.version(version),
            None => connection,
        })
    }
}

/// Values that were typed, and the settings they are kept as.
struct Kept {
    credentials: Credentials,
    settings: Vec<ExtraSetting>,
}

impl Kept {
    fn new(credentials: Credentials) -> Self {
        Self { credentials, settings: Vec::new() }
    }

    /// Turns values into templates: those that name settings stay, others become settings.
    fn templates(&mut self, page: &str, pairs: &Pairs) -> BTreeMap<String, Template> {
        let mut templates = BTreeMap::new();
        for (name, value) in pairs.iter() {
            let template =
                Template::parse(value.expose()).ok().filter(|template| template.names().next().is_some());
            let template = template.unwrap_or_else(|| {
                let setting = format!("{page}_{}", self.settings.len());
                self.credentials = std::mem::take(&mut self.credentials).with(&setting, value.clone());
                self.settings.push(ExtraSetting::secret(&setting, &format!("value of {name}")));
                Template::placeholder(&setting)
            });
            templates.insert(name.to_owned(), template);
        }
        templates
    }
}
