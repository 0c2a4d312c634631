use oneroster_client::endpoint;

use super::overrides::unusable;
use super::{AXES, ParameterBody, Placement, Profile, RenewalStrategy, Scheme, TokenAnchor, TokenMethod};
use crate::error::Error;
use crate::template::Template;

/// Placeholders that every connection fills in.
const ALWAYS_KNOWN: [&str; 2] = ["client_id", "client_secret"];

impl Profile {
    /// Finds contradictions that types cannot rule out.
    pub(super) fn validate(&self) -> Result<(), Error> {
        self.check_identity()?;
        self.check_token()?;
        self.check_placeholders()?;
        self.check_operations()?;
        for path in self.certainty.facts.keys() {
            if !AXES.iter().any(|axis| axis.is_on(path)) {
                return Err(unusable(format!("certainty.facts: {path} is no fact of a profile")).into_error());
            }
        }
        Ok(())
    }

    fn check_identity(&self) -> Result<(), Error> {
        let key = &self.key;
        let usable = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-';
        if key.is_empty() || !key.bytes().all(usable) {
            return Err(
                unusable(format!("key: {key:?} is not made of small letters, digits and _")).into_error()
            );
        }
        if self.versions.is_empty() {
            return Err(unusable("versions: at least one is needed").into_error());
        }
        match self.versions.iter().find(|version| !self.roots.contains_key(version)) {
            Some(version) => {
                Err(unusable(format!("roots: those of version {version} are missing")).into_error())
            }
            None => Ok(()),
        }
    }

    fn check_token(&self) -> Result<(), Error> {
        let token = &self.token;
        if self.authentication.scheme == Scheme::Token && token.anchor == TokenAnchor::None {
            return Err(unusable("token.anchor: the scheme `token` needs a token URL")
                .advise("set token.anchor to `operator` when the operator has to give it"));
        }
        let open = matches!(token.anchor, TokenAnchor::Operator | TokenAnchor::None);
        if !open && token.path.is_none() {
            return Err(unusable("token.path: is missing").into_error());
        }
        let fits = matches!(token.credentials, Placement::Parameters | Placement::Nowhere);
        if token.parameters == ParameterBody::Multipart && !(fits && token.method == TokenMethod::Post) {
            return Err(unusable("token.parameters: `multipart` needs POST and credentials = `parameters`")
                .into_error());
        }
        if self.renewal.strategy == RenewalStrategy::Rediscover && self.renewal.discovery.is_none() {
            return Err(unusable("renewal.discovery: the strategy `rediscover` needs it").into_error());
        }
        Ok(())
    }

    fn check_operations(&self) -> Result<(), Error> {
        let endpoints = &self.endpoints;
        let instead =
            endpoints.instead.iter().flat_map(|(operation, others)| others.iter().chain([operation]));
        let named = endpoints.missing.iter().chain(&endpoints.doubtful).chain(instead);
        for operation in named {
            if !endpoint::ALL.iter().any(|known| known.operation == operation) {
                return Err(unusable(format!("endpoints: {operation} is no operation of OneRoster"))
                    .advise("use the names of the standard, such as getAllUsers"));
            }
        }
        Ok(())
    }

    fn check_placeholders(&self) -> Result<(), Error> {
        for (place, template, more) in self.templates() {
            for name in template.names() {
                let known = ALWAYS_KNOWN.contains(&name)
                    || more == Some(name)
                    || self.credentials.extra.iter().any(|setting| setting.name == name);
                if !known {
                    return Err(unusable(format!("{place}: {{{name}}} is no setting"))
                        .advise(format!("declare {name} in credentials.extra")));
                }
            }
        }
        Ok(())
    }

    /// Every template with its place, and a placeholder that is known only there.
    fn templates(&self) -> Vec<(&'static str, &Template, Option<&'static str>)> {
        let mut all: Vec<(&'static str, &Template, Option<&'static str>)> = Vec::new();
        let token = &self.token;
        all.extend(token.path.iter().map(|template| ("token.path", template, None)));
        all.extend(token.form.values().map(|template| ("token.form", template, None)));
        all.extend(token.query.values().map(|template| ("token.query", template, None)));
        all.extend(token.headers.values().map(|template| ("token.headers", template, None)));
        for alternative in &token.alternatives {
            all.extend(alternative.path.iter().map(|template| ("token.alternatives", template, None)));
        }
        for names in self.scopes.names.values() {
            let lists = [&names.rostering, &names.gradebook, &names.resources, &names.writing];
            all.extend(lists.into_iter().flatten().map(|template| ("scopes.names", template, None)));
        }
        if let Some(request) = &self.renewal.request {
            let refresh = Some("refresh_token");
            let templates = request.url.iter().chain(&request.scope);
            let templates = templates.chain(request.form.values()).chain(request.headers.values());
            all.extend(templates.map(|template| ("renewal.request", template, refresh)));
        }
        let requests = &self.requests;
        all.extend(requests.headers.values().map(|template| ("requests.headers", template, None)));
        all.extend(requests.gradebook_headers.values().map(|t| ("requests.gradebook_headers", t, None)));
        all.extend(requests.query.values().map(|template| ("requests.query", template, None)));
        all
    }
}
