//! The steps up to a token that opens the server.

use std::sync::Arc;
use std::time::Duration;

use http::Method;
use oneroster_client::transport::{HttpTransport, Request, TransportErrorKind};
use oneroster_client::{Error as ClientError, RetryPolicy, Service};
use url::Url;

use super::attempts::worth_trying;
use super::network::{Unreachable, connect, look_up};
use super::observer::Observer;
use super::sample::{Ask, read};
use super::symptoms::symptom;
use super::{Access, Check, Found, Outcome, Target, Task, judge};
use crate::address::AddressNote;
use crate::collection::Collection;
use crate::connection::Connection;
use crate::diagnose::{Hint, Stage, Symptom, SymptomKind};
use crate::error::Error;
use crate::profile::{Certainty, Overrides, Scheme, TokenAlternative};

/// Longest answer to the first knock; more is cut off.
const KNOCK_LIMIT: usize = 64 * 1024;

impl Check {
    pub(super) fn settings(&mut self) -> Found {
        let access = match self.open(&self.connection.clone()) {
            Ok(access) => access,
            Err(error) => {
                let mut found = Found::new(Stage::Settings, "settings", Outcome::Failed, error.to_string());
                let advice = error
                    .advice()
                    .map(|advice| Hint { text: advice.to_owned(), certainty: Certainty::Verified });
                found.hint = advice
                    .or_else(|| Some(self.hint(&Symptom::new(Stage::Settings, SymptomKind::Unreadable))));
                return found;
            }
        };
        let address = &access.address;
        let mut detail = format!("OneRoster {} at {}", address.version(), address.root(Service::Rostering));
        let mut found = Found::new(Stage::Settings, "settings", Outcome::Passed, "");
        for note in address.notes() {
            match note {
                AddressNote::Suspicious(text) => {
                    found.outcome = Outcome::Warned;
                    found.hint = Some(Hint { text: text.clone(), certainty: Certainty::Inferred });
                }
                note => detail = format!("{detail}; {note}"),
            }
        }
        found.detail = detail;
        self.learned.version = Some(address.version());
        self.plan(&access);
        self.access = Some(access);
        found
    }

    fn plan(&mut self, access: &Access) {
        let urls = [Some(access.address.root(Service::Rostering)), access.address.token_url()];
        let mut targets: Vec<Target> = Vec::new();
        for target in urls.into_iter().flatten().filter_map(Target::of) {
            if !targets.contains(&target) {
                targets.push(target);
            }
        }
        if !self.options.through_proxy {
            for target in &targets {
                self.tasks.extend([Task::Dns(target.clone()), Task::Tcp(target.clone())]);
            }
        }
        self.tasks.extend(targets.into_iter().filter(|target| target.secure).map(Task::Tls));
        self.tasks.extend([Task::Token, Task::Scope]);
        let version = access.address.version();
        let services = self.connection.wanted_services();
        let wanted = Collection::ALL.iter().filter(|collection| {
            collection.is_in(version)
                && (collection.service() == Service::Rostering || services.contains(&collection.service()))
        });
        self.tasks.extend(wanted.map(|collection| Task::Read(*collection)));
        if !self.options.only_access {
            let status =
                Task::Filter { field: "status", holds: "active", other: "tobedeleted", people: false };
            let role = Task::Filter { field: "role", holds: "student", other: "teacher", people: true };
            self.tasks.extend([Task::Paging, Task::PageSize, status, role, Task::TwoClauses]);
            self.tasks.extend([Task::Sort, Task::Fields, Task::Delta]);
        }
    }

    /// Sets up a client that is watched.
    fn open(&mut self, connection: &Connection) -> Result<Access, Error> {
        let address = connection.address()?;
        let transport = match (&self.transport, &connection.transport) {
            (Some(transport), _) | (None, Some(transport)) => Arc::clone(transport),
            (None, None) => Arc::new(HttpTransport::new(&connection.http_options()).map_err(Error::client)?),
        };
        self.transport = Some(Arc::clone(&transport));
        let observer = Arc::new(Observer::new(transport, address.token_url().cloned()));
        let retry = RetryPolicy::default().max_attempts(2).max_elapsed(self.options.timeout);
        let client = connection
            .clone()
            .transport(Arc::<Observer>::clone(&observer))
            .builder()?
            .retry(retry)
            .concurrency(1)
            .timeout(self.options.timeout)
            .build()
            .map_err(Error::client)?;
        Ok(Access { client, observer, address })
    }

    pub(super) async fn dns(&mut self, target: &Target) -> Found {
        let limit = self.options.connect_timeout;
        match look_up(&*self.network, &target.host, target.port, limit).await {
            Ok(addresses) => {
                let detail = match addresses.as_slice() {
                    [one] => one.ip().to_string(),
                    many => format!("{} addresses", many.len()),
                };
                self.addresses.insert(target.name(), addresses);
                Found::new(Stage::Dns, &target.host, Outcome::Passed, detail)
            }
            Err(unreachable) => self.unreachable(Stage::Dns, &target.host, unreachable),
        }
    }

    pub(super) async fn tcp(&mut self, target: &Target) -> Found {
        let addresses = self.addresses.get(&target.name()).cloned().unwrap_or_default();
        match connect(&*self.network, &addresses, self.options.connect_timeout).await {
            Ok(address) => Found::new(Stage::Tcp, target.name(), Outcome::Passed, address.ip().to_string()),
            Err(unreachable) => self.unreachable(Stage::Tcp, &target.name(), unreachable),
        }
    }

    fn unreachable(&mut self, stage: Stage, subject: &str, unreachable: Unreachable) -> Found {
        let mut found = Found::new(stage, subject, Outcome::Failed, unreachable.detail);
        found.hint = Some(self.hint(&Symptom::new(stage, unreachable.kind)));
        self.give_up();
        found
    }

    /// Knocks without credentials: any answer shows that the connection is secure.
    pub(super) async fn tls(&mut self, target: &Target) -> Found {
        let url = Url::parse(&format!("https://{}/", target.name()));
        let (Some(transport), Ok(url)) = (self.transport.clone(), url) else {
            return Found::new(Stage::Tls, target.name(), Outcome::Skipped, "");
        };
        let mut request = Request::new(Method::GET, url);
        request.timeout = self.options.timeout.min(Duration::from_secs(30));
        request.body_limit = KNOCK_LIMIT;
        let error = match transport.send(request).await {
            Ok(response) => {
                let detail = format!("answers with status {}", response.status.as_u16());
                return Found::new(Stage::Tls, target.name(), Outcome::Passed, detail);
            }
            Err(error) => error,
        };
        let kind = match error.kind() {
            TransportErrorKind::Tls => SymptomKind::Insecure,
            TransportErrorKind::Timeout => SymptomKind::Timeout,
            TransportErrorKind::Connect | TransportErrorKind::Interrupted => SymptomKind::Refused,
            _ => return Found::new(Stage::Tls, target.name(), Outcome::Passed, "answers"),
        };
        let mut symptom = Symptom::new(Stage::Tls, kind);
        let mut cause = std::error::Error::source(&error);
        while let Some(error) = cause {
            symptom = symptom.with_text(&error.to_string());
            cause = error.source();
        }
        let mut found = Found::new(Stage::Tls, target.name(), Outcome::Failed, error.to_string());
        found.hint = Some(self.hint(&symptom));
        self.give_up();
        found
    }

    pub(super) async fn first_token(&mut self) -> Found {
        let Some(access) = self.access.clone() else {
            return Found::new(Stage::Token, "token", Outcome::Skipped, "");
        };
        let scheme = self.connection.profile.authentication.scheme;
        if scheme != Scheme::Token {
            self.first = Some(read(&access.client, Collection::Orgs, Ask::first(self.options.sample)).await);
            let detail = format!("none is needed: {}", scheme.as_str());
            return Found::new(Stage::Token, "token", Outcome::Skipped, detail);
        }
        let outcome = self.ask(&access).await;
        let subject = access.address.token_url().map_or_else(|| "token".to_owned(), shown);
        let (failure, detail) = match outcome {
            Ok(detail) => return Found::new(Stage::Token, subject, Outcome::Passed, detail),
            Err(failure) => failure,
        };
        let alternatives = worth_trying(&self.connection.profile, &failure);
        let mut found = Found::new(Stage::Token, subject, Outcome::Failed, detail);
        found.hint = Some(self.hint(&failure));
        if alternatives.is_empty() {
            self.give_up();
            return found;
        }
        found.outcome = Outcome::Warned;
        found.detail = format!("{}; other ways are tried", found.detail);
        for alternative in alternatives.into_iter().rev() {
            self.tasks.push_front(Task::OtherToken { alternative, first_failure: failure.clone() });
        }
        found
    }

    pub(super) async fn other_token(
        &mut self,
        alternative: &TokenAlternative,
        first_failure: Symptom,
    ) -> Found {
        let failed = |detail: String| Found::new(Stage::Token, &alternative.name, Outcome::Warned, detail);
        let overrides = changes(alternative);
        let opened = self.connection.profile.with_overrides(&overrides).and_then(|profile| {
            let connection = self.connection.clone().with_profile(&profile);
            Ok((self.open(&connection)?, connection))
        });
        let mut found = match opened {
            Err(error) => failed(error.to_string()),
            Ok((access, connection)) => match self.ask(&access).await {
                Ok(detail) => {
                    self.tasks.retain(|task| !matches!(task, Task::OtherToken { .. }));
                    self.learned.overrides = std::mem::take(&mut self.learned.overrides).and(&overrides);
                    self.connection = connection;
                    self.access = Some(access);
                    return Found::new(Stage::Token, &alternative.name, Outcome::Passed, detail);
                }
                Err((_, detail)) => failed(detail),
            },
        };
        if !self.tasks.iter().any(|task| matches!(task, Task::OtherToken { .. })) {
            // The usual way tells best what is wrong.
            found.outcome = Outcome::Failed;
            found.hint = Some(self.hint(&first_failure));
            self.give_up();
        }
        found
    }

    /// Reads orgs, for which a token has to be fetched first, and tells what became of the token.
    async fn ask(&mut self, access: &Access) -> Result<String, (Symptom, String)> {
        let orgs = read(&access.client, Collection::Orgs, Ask::first(self.options.sample)).await;
        match (access.observer.take().token, orgs) {
            (Some(facts), orgs) => {
                let detail = judge::token(&facts);
                if let Some(seconds) = facts.lifetime {
                    self.learned.note(&["token", "lifetime_seconds"], seconds);
                }
                self.learned.note(&["renewal", "refresh_token"], facts.refresh_token);
                self.token = Some(facts);
                self.first = Some(orgs);
                Ok(detail)
            }
            (None, Err(error)) => Err((symptom(Stage::Token, &error), error.to_string())),
            (None, Ok(_)) => Err((
                Symptom::new(Stage::Token, SymptomKind::Unreadable),
                "no token was seen although data came".to_owned(),
            )),
        }
    }

    pub(super) fn scope(&mut self) -> Option<Found> {
        self.plan_other_roots();
        let facts = self.token.as_ref()?;
        let version = self.access.as_ref()?.address.version();
        let wanted = self.connection.wanted_scopes(version).unwrap_or_default();
        if wanted.is_empty() {
            return Some(Found::new(Stage::Scope, "scopes", Outcome::Skipped, "none are sent"));
        }
        let missing = judge::missing_scopes(&wanted, &facts.scopes);
        let (outcome, detail) = match missing.as_deref() {
            None => (Outcome::Passed, "the server does not tell which ones it granted".to_owned()),
            Some([]) => (Outcome::Passed, format!("all {} are granted", wanted.len())),
            Some(missing) => (Outcome::Warned, format!("not granted: {}", missing.join(", "))),
        };
        let mut found = Found::new(Stage::Scope, "scopes", outcome, detail);
        if outcome == Outcome::Warned {
            found.hint = Some(self.hint(&Symptom::new(Stage::Scope, SymptomKind::FewerScopes)));
        }
        Some(found)
    }

    /// Has other roots tried when the usual one does not exist.
    fn plan_other_roots(&mut self) {
        let not_there = matches!(&self.first, Some(Err(ClientError::NotFound(_) | ClientError::Decode(_))));
        let Some(access) = self.access.as_ref().filter(|_| not_there) else { return };
        let roots = self.connection.profile.roots(access.address.version());
        let others = roots.map(|roots| roots.alternatives.clone()).unwrap_or_default();
        for root in others.into_iter().rev() {
            self.tasks.push_front(Task::OtherRoot(root));
        }
    }

    pub(super) async fn other_root(&mut self, root: &str) -> Option<Found> {
        let current = self.access.as_ref()?;
        let version = current.address.version();
        let shared = self.connection.profile.roots(version).is_some_and(|roots| roots.all.is_some());
        let path = ["roots", version.as_str(), if shared { "all" } else { "rostering" }];
        let mut overrides = Overrides::new();
        overrides.set(&path, root);
        let profile = self.connection.profile.with_overrides(&overrides).ok()?;
        let connection = self.connection.clone().with_profile(&profile);
        let access = self.open(&connection).ok()?;
        if access.address == self.access.as_ref()?.address {
            // A whole root was typed, which stays as it is.
            return None;
        }
        let subject = shown(access.address.root(Service::Rostering));
        Some(match read(&access.client, Collection::Orgs, Ask::first(self.options.sample)).await {
            Ok(sample) => {
                self.tasks.retain(|task| !matches!(task, Task::OtherRoot(_)));
                self.learned.note(&path, root);
                self.connection = connection;
                self.access = Some(access);
                self.first = Some(Ok(sample));
                Found::new(Stage::Collection, subject, Outcome::Passed, "another root of this system")
            }
            Err(error) => Found::new(Stage::Collection, subject, Outcome::Warned, error.to_string()),
        })
    }
}

/// Turns an alternative into overrides.
fn changes(alternative: &TokenAlternative) -> Overrides {
    let mut overrides = Overrides::new();
    let token = |name: &'static str| ["token", name];
    if let Some(path) = &alternative.path {
        overrides.set(&token("path"), path);
    }
    if let Some(method) = &alternative.method {
        overrides.set(&token("method"), method);
    }
    if let Some(credentials) = &alternative.credentials {
        overrides.set(&token("credentials"), credentials);
    }
    if let Some(names) = &alternative.names {
        overrides.set(&token("names"), names);
    }
    if let Some(parameters) = &alternative.parameters {
        overrides.set(&token("parameters"), parameters);
    }
    if let Some(grant_type) = &alternative.grant_type {
        overrides.set(&token("grant_type"), grant_type);
    }
    if let Some(scopes) = &alternative.scopes {
        overrides.set(&["scopes", "use"], scopes);
    }
    overrides
}

/// Shows a URL without its query.
fn shown(url: &Url) -> String {
    format!("{}{}", url.origin().ascii_serialization(), url.path())
}

impl Target {
    fn of(url: &Url) -> Option<Self> {
        let host = url.host_str()?.trim_matches(['[', ']']).to_owned();
        Some(Self { host, port: url.port_or_known_default()?, secure: url.scheme() == "https" })
    }

    fn name(&self) -> String {
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        format!("{host}:{}", self.port)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alternatives_become_overrides_with_every_field() {
        use crate::profile::{CredentialNames, ParameterBody, Placement, ScopeUse, TokenMethod};
        use crate::template::Template;

        let names = CredentialNames { id: "a".to_owned(), secret: "b".to_owned() };
        let alternative = TokenAlternative {
            name: "all".to_owned(),
            path: Some(Template::literal("/x")),
            method: Some(TokenMethod::Get),
            credentials: Some(Placement::Query),
            names: Some(names),
            parameters: Some(ParameterBody::Json),
            grant_type: Some("g".to_owned()),
            scopes: Some(ScopeUse::Never),
        };
        let text = changes(&alternative).to_toml().unwrap_or_default();
        for line in [
            "path = \"/x\"",
            "method = \"GET\"",
            "credentials = \"query\"",
            "id = \"a\"",
            "parameters = \"json\"",
            "grant_type = \"g\"",
            "use = \"never\"",
        ] {
            assert!(text.contains(line), "{line}: {text}");
        }
    }
}
