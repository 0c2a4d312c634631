//! Starts the sandbox for a behaviour, and a client for it.

use std::sync::{Arc, OnceLock};

use oneroster_client::transport::{HttpOptions, HttpTransport, Transport};
use oneroster_client::{Client, Error, Report};
use oneroster_model::Version;
use oneroster_model::rostering::User;
use oneroster_sandbox::{Content, District, IdStyle, Personality, Sandbox};
use sis_providers::profile::{Scheme, TokenAnchor};
use sis_providers::{Connection, Credentials, Overrides, Profile, Profiles, Service};

use crate::catalogue::{Behaviour, Deviation, List, Work};
use crate::compare::Rules;
use crate::work::Job;

/// Records per page, so that there are several pages.
const PAGE_SIZE: u32 = 7;

/// Plays a behaviour for a tolerant client and for a strict one.
pub(crate) async fn play(list: &List, deviation: &Deviation, behaviour: &Behaviour) -> Result<(), String> {
    let sandbox = start(behaviour).await?;
    let connection = connect(behaviour, &sandbox)?;
    let strict = behaviour.strict.as_ref().unwrap_or(&deviation.strict);

    let report = Report::default();
    let builder = connection.builder().map_err(|error| error.to_string())?;
    let client = builder.report_to(&report).build().map_err(|error| error.to_string())?;
    let job = job(list, deviation, behaviour, &sandbox, client.clone());
    judge(behaviour, job.run().await)?;
    let found = report.take();
    if let Some(code) = &behaviour.finding
        && found.count(code) == 0
    {
        let codes: Vec<&str> = found.by_code().map(|code| code.code.id).collect();
        return Err(format!("there is no finding {code} but {codes:?}"));
    }
    if found.count("rest_record_unreadable")
        + found.count("json_unreadable")
        + found.count("json_invalid_date")
        > 0
        && !strict.iter().any(|kind| kind == "unreadable" || kind == "invalid_date")
    {
        return Err("something was unreadable".to_owned());
    }
    let most = behaviour.tokens.unwrap_or(u64::MAX);
    if sandbox.tokens_issued() > most {
        return Err(format!("{} tokens were asked for", sandbox.tokens_issued()));
    }
    if !matches!(behaviour.work, Work::Read | Work::Single) || behaviour.error.is_some() {
        return Ok(());
    }

    // A strict client says what is wrong, and reads where nothing is.
    let client = connection.builder().unwrap().strict().build().unwrap();
    let job = self::job(list, deviation, behaviour, &sandbox, client);
    let read = job.run().await.map_err(|problem| problem.to_string());
    match (read, strict.is_empty()) {
        (Ok(()), true) => Ok(()),
        (Err(problem), true) => Err(format!("a strict client does not read it: {problem}")),
        (Ok(()), false) => Err("a strict client does not mind".to_owned()),
        (Err(problem), false) => match strict.iter().find(|kind| !problem.contains(kind.as_str())) {
            Some(kind) => Err(format!("a strict client does not name {kind}: {problem}")),
            None => Ok(()),
        },
    }
}

/// What can come of a job besides success.
#[derive(Debug)]
pub(crate) enum Problem {
    /// The client reports an error.
    Client(Error),
    /// What was read is wrong.
    Wrong(String),
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self::Client(error)
    }
}

impl From<String> for Problem {
    fn from(problem: String) -> Self {
        Self::Wrong(problem)
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Client(error) => write!(f, "{error}"),
            Self::Wrong(problem) => f.write_str(problem),
        }
    }
}

fn judge(behaviour: &Behaviour, result: Result<(), Problem>) -> Result<(), String> {
    match (&behaviour.error, result) {
        (None, Ok(())) => Ok(()),
        (None, Err(problem)) => Err(problem.to_string()),
        (Some(code), Ok(())) => Err(format!("there is no error {code}")),
        (Some(_), Err(Problem::Wrong(problem))) => Err(problem),
        (Some(code), Err(Problem::Client(error))) => {
            let info = error.failure().status_info();
            let minor = info.and_then(|info| info.code_minor.as_ref()).map(|code| code.as_str(Version::V1_1));
            if error.code() != code {
                return Err(format!("the error is {}: {error}", error.code()));
            }
            match &behaviour.code_minor {
                Some(expected) if minor != Some(expected) => Err(format!("the minor code is {minor:?}")),
                _ => Ok(()),
            }
        }
    }
}

async fn start(behaviour: &Behaviour) -> Result<Sandbox, String> {
    let base = match &behaviour.personality {
        Some(name) => Personality::named(name).map_err(|error| error.to_string())?,
        None => Personality::standard(),
    };
    let more = toml::to_string(&behaviour.server).unwrap();
    let personality = base.with(&more).map_err(|error| format!("{error}\n{more}"))?;
    let version = behaviour.version.unwrap_or_else(|| personality.version());
    let district = District::builder(8).version(version).ids(IdStyle::Short).content(Content::Full);
    let faults = behaviour.faults.parse().map_err(|error: oneroster_sandbox::Error| error.to_string())?;
    let sandbox = Sandbox::builder()
        .district(district.build())
        .version(version)
        .personality(personality)
        .faults(faults)
        .start()
        .await
        .map_err(|error| error.to_string())?;
    // Identifiers of all kinds are usual.
    for id in ["1001", "a/b c:é@x", "TCH_7", "_under_score_"] {
        let mut user = sandbox.records::<User>().swap_remove(0);
        user.sourced_id = id.into();
        sandbox.put(user);
    }
    Ok(sandbox)
}

/// One for all, since setting it up takes longer than everything else.
fn transport() -> Arc<dyn Transport> {
    static TRANSPORT: OnceLock<Arc<HttpTransport>> = OnceLock::new();
    let transport = TRANSPORT.get_or_init(|| {
        // No connection is kept, since every test has a runtime of its own.
        Arc::new(HttpTransport::new(&HttpOptions::default()).unwrap())
    });
    Arc::clone(transport) as Arc<dyn Transport>
}

fn connect(behaviour: &Behaviour, sandbox: &Sandbox) -> Result<Connection, String> {
    let system = behaviour.system.as_deref().unwrap_or("other");
    let profile = Profiles::builtin().get(system).map_err(|error| error.to_string())?.clone();
    let overrides = Overrides::from_toml(&toml::to_string(&behaviour.profile).unwrap());
    let paging = behaviour.profile.get("paging").and_then(toml::Value::as_table);
    let is_sized = paging.is_some_and(|paging| paging.contains_key("preferred_size"));
    let overrides = overrides.and_then(|overrides| {
        if is_sized { Ok(overrides) } else { overrides.with("paging.preferred_size", PAGE_SIZE) }
    });
    let profile: Profile = overrides
        .and_then(|overrides| profile.with_overrides(&overrides))
        .map_err(|error| error.to_string())?;
    let mut credentials = Credentials::new(sandbox.client_id(), sandbox.client_secret());
    for (name, value) in sandbox.secrets().iter().chain(&behaviour.credentials) {
        credentials = credentials.with(name, value.as_str());
    }
    let mut connection = Connection::new(&profile, sandbox.url(), credentials)
        .version(sandbox.version())
        .services(&[Service::Rostering, Service::Gradebook, Service::Resources])
        .writing()
        .transport(transport());
    let is_given = matches!(profile.token.anchor, TokenAnchor::Absolute | TokenAnchor::Operator);
    if is_given && profile.authentication.scheme == Scheme::Token {
        connection = connection.token_url(sandbox.token_url());
    }
    if let Some(scopes) = &behaviour.scopes {
        connection = connection.scopes(scopes.clone());
    }
    Ok(connection)
}

fn job<'p>(
    list: &List,
    deviation: &Deviation,
    behaviour: &'p Behaviour,
    sandbox: &'p Sandbox,
    client: Client,
) -> Job<'p> {
    let mut collections: Vec<String> = deviation.collections.clone();
    if collections.is_empty() && !deviation.alone {
        collections.clone_from(&list.collections);
    }
    collections.extend(behaviour.collections.iter().cloned());
    let fields = behaviour.fields.as_ref();
    let rules = Rules {
        except: deviation.except.iter().chain(&behaviour.except).cloned().collect(),
        read: behaviour.read.clone(),
        fields: fields.map(|fields| fields.split(',').map(str::to_owned).collect()),
    };
    Job { client, sandbox, behaviour, collections, rules }
}
