use std::collections::BTreeMap;
use std::sync::atomic::AtomicU32;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use oneroster_model::Version;
use oneroster_model::json::{BooleanForm, Encoder, HrefRoots, Service};
use oneroster_model::query::Fields;

use super::answer::{RecordWriter, Shape};
use super::endpoint::Endpoint;
use super::faults::{FaultState, Plan};
use super::personality::{self, Personality};
use super::query::Selections;
use super::request_log::RequestLog;
use super::store::Store;
use super::token::{Signed, Tokens};

/// Identifier, secret and whatever else the sandbox accepts.
#[derive(Clone)]
pub(crate) struct Credentials {
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    /// Further secrets, by their names in texts.
    pub(crate) secrets: BTreeMap<String, String>,
}

impl Credentials {
    /// Fills the credentials into a text of a personality.
    pub(crate) fn fill(&self, text: &str) -> String {
        let own =
            text.replace("{client_id}", &self.client_id).replace("{client_secret}", &self.client_secret);
        self.secrets.iter().fold(own, |text, (name, secret)| text.replace(&format!("{{{name}}}"), secret))
    }
}

/// What all requests of a sandbox share.
pub(crate) struct Shared {
    pub(crate) version: Version,
    pub(crate) personality: Personality,
    /// Scheme, host and port.
    pub(crate) origin: String,
    /// Another origin, to which links lead by fault.
    pub(crate) foreign_origin: String,
    pub(crate) credentials: Credentials,
    /// The token of applications whose tokens do not expire.
    pub(crate) bearer: Mutex<String>,
    pub(crate) store: RwLock<Store>,
    pub(crate) selections: Selections,
    pub(crate) tokens: Mutex<Tokens>,
    pub(crate) signed: Mutex<Signed>,
    pub(crate) faults: Mutex<FaultState>,
    pub(crate) log: Mutex<RequestLog>,
    /// Requests for data that are being served.
    pub(crate) in_flight: AtomicU32,
    encoder: Encoder,
}

/// Takes a lock; what a panic left behind is used as it is.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    pub(crate) fn new(
        version: Version,
        personality: Personality,
        origins: [String; 2],
        credentials: Credentials,
        store: Store,
        faults: FaultState,
    ) -> Self {
        let [origin, foreign_origin] = origins;
        let root = |service| format!("{origin}{}", personality.address.root(service, version));
        let mut roots = HrefRoots::single(root(Service::Rostering));
        roots.gradebook = root(Service::Gradebook);
        roots.resources = root(Service::Resources);
        let booleans = match personality.values.booleans.only() {
            Some(personality::BooleanForm::Json) => BooleanForm::Json,
            _ => BooleanForm::Text,
        };
        let encoder = Encoder::new(version).with_href_roots(roots).with_booleans(booleans);
        Self {
            version,
            personality,
            origin,
            foreign_origin,
            bearer: Mutex::new(credentials.client_secret.clone()),
            credentials,
            store: RwLock::new(store),
            selections: Selections::default(),
            tokens: Mutex::default(),
            signed: Mutex::default(),
            faults: Mutex::new(faults),
            log: Mutex::default(),
            in_flight: AtomicU32::new(0),
            encoder,
        }
    }

    /// Writes records as the personality does, all members or those that are selected.
    pub(crate) fn writer(&self, fields: Option<Fields>) -> RecordWriter<'_> {
        let encoder = self.encoder.clone();
        let shape = Shape::new(&self.personality.values, self.version, fields.clone(), &self.origin);
        let encoder = match fields {
            Some(fields) => encoder.with_fields(fields),
            None => encoder,
        };
        RecordWriter::new(encoder, shape)
    }

    /// Name of the member that holds the records of an endpoint.
    pub(crate) fn collection_key(&self, endpoint: &Endpoint) -> &str {
        let names = &self.personality.answers.collection_keys;
        let own = names.get(endpoint.resource()).or_else(|| names.get("*"));
        own.map_or(endpoint.kind.collection(), String::as_str)
    }

    /// Name of the member that holds the one record of an endpoint.
    pub(crate) fn single_key(&self, endpoint: &Endpoint) -> &str {
        let names = &self.personality.answers.single_keys;
        let own = names.get(endpoint.resource()).or_else(|| names.get("*"));
        own.map_or(endpoint.kind.single(), String::as_str)
    }

    /// How often permissions changed.
    pub(crate) fn revision(&self) -> u64 {
        lock(&self.faults).revision()
    }
}

/// One request for data.
#[derive(Clone, Debug)]
pub(crate) struct Exchange {
    /// Path as it was sent.
    pub(crate) path: String,
    pub(crate) query: Option<String>,
    /// Identifiers of the path, decoded.
    pub(crate) ids: Vec<String>,
    pub(crate) plan: Plan,
}

impl Exchange {
    pub(crate) fn query(&self) -> &str {
        self.query.as_deref().unwrap_or_default()
    }

    pub(crate) fn ids(&self) -> Vec<&str> {
        self.ids.iter().map(String::as_str).collect()
    }
}
