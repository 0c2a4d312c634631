use serde_json::{Map, Value};
use url::Url;

use crate::client::{Change, Client};
use crate::endpoint::{Access, Action, Availability, Endpoint, Service};
use crate::error::{Error, Failure};
use crate::recorder::Purpose;
use crate::transport::Response;

/// What a OneRoster 1.2 server tells about one of its services: its OpenAPI document, in short.
///
/// What is told is not used by itself: tokens and data go where the client was told to send them.
///
/// # Examples
///
/// ```no_run
/// # async fn example(client: oneroster_client::Client) -> Result<(), oneroster_client::Error> {
/// use oneroster_client::Service;
///
/// let discovered = client.discover(Service::Rostering).await?;
/// println!("{:?} {:?}", discovered.servers, discovered.token_urls);
/// println!("{}", discovered.supports("getAllUsers"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Discovered {
    /// Roots of the service, as they are told.
    pub servers: Vec<String>,
    /// Token URLs of the client credentials grant.
    pub token_urls: Vec<String>,
    /// Scopes that can be asked for.
    pub scopes: Vec<String>,
    /// Operations that are supported: method, path and, if it is told, name.
    pub operations: Vec<Operation>,
}

/// An operation of a discovery document.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// Method in capitals.
    pub method: String,
    /// Path below the root, with names in braces.
    pub path: String,
    /// Name, such as `getAllUsers`.
    pub name: Option<String>,
}

impl Discovered {
    /// Tells whether an operation is among those supported, by its name in the standard.
    pub fn supports(&self, operation: &str) -> bool {
        let known = crate::endpoint::ALL.iter().find(|endpoint| endpoint.operation == operation);
        self.operations.iter().any(|told| {
            told.name.as_deref() == Some(operation)
                || known.is_some_and(|known| {
                    told.method == known.action.method().as_str() && same_path(&told.path, known.path)
                })
        })
    }

    fn read(body: &[u8]) -> Option<Self> {
        let Value::Object(document) = serde_json::from_slice(body).ok()? else {
            return None;
        };
        let paths = document.get("paths")?.as_object()?;
        let mut discovered = Self {
            servers: objects(document.get("servers")).filter_map(|server| text(server, "url")).collect(),
            operations: paths.iter().flat_map(|(path, methods)| operations(path, methods)).collect(),
            ..Self::default()
        };
        let schemes = document.get("components").and_then(|components| components.get("securitySchemes"));
        for scheme in objects(schemes) {
            let flow = scheme.get("flows").and_then(|flows| flows.get("clientCredentials"));
            let Some(flow) = flow.and_then(Value::as_object) else { continue };
            discovered.token_urls.extend(text(flow, "tokenUrl"));
            let scopes = flow.get("scopes").and_then(Value::as_object);
            discovered.scopes.extend(scopes.into_iter().flat_map(Map::keys).cloned());
        }
        Some(discovered)
    }
}

/// The objects of a list, or the values of an object.
fn objects(value: Option<&Value>) -> impl Iterator<Item = &Map<String, Value>> {
    let values: Vec<&Value> = match value {
        Some(Value::Array(list)) => list.iter().collect(),
        Some(Value::Object(object)) => object.values().collect(),
        _ => Vec::new(),
    };
    values.into_iter().filter_map(Value::as_object)
}

fn text(object: &Map<String, Value>, name: &str) -> Option<String> {
    object.get(name).and_then(Value::as_str).map(str::to_owned)
}

fn operations(path: &str, methods: &Value) -> Vec<Operation> {
    let methods = methods.as_object().into_iter().flatten();
    methods
        .filter(|(method, _)| matches!(method.as_str(), "get" | "put" | "post" | "delete" | "patch"))
        .map(|(method, operation)| Operation {
            method: method.to_uppercase(),
            path: path.to_owned(),
            name: operation.as_object().and_then(|operation| text(operation, "operationId")),
        })
        .collect()
}

/// Compares paths; what is in braces may be named differently.
fn same_path(told: &str, known: &str) -> bool {
    let placeholder = |segment: &str| segment.starts_with('{') && segment.ends_with('}');
    let mut told = told.trim_matches('/').split('/');
    let mut known = known.trim_matches('/').split('/');
    loop {
        match (told.next(), known.next()) {
            (None, None) => return true,
            (Some(told), Some(known)) if told == known || (placeholder(told) && placeholder(known)) => {}
            _ => return false,
        }
    }
}

/// Names of the document: those of the binding, and those of the conformance guide.
fn names(service: Service) -> [&'static str; 2] {
    match service {
        Service::Gradebook => {
            ["onerosterv1p2gradebookservice_openapi3_v1p0.json", "imsorv1p2_gradebook_openapi3_v1p0.json"]
        }
        Service::Resources => {
            ["onerosterv1p2resourcesservice_openapi3_v1p0.json", "imsorv1p2_resources_openapi3_v1p0.json"]
        }
        _ => ["onerosterv1p2rostersservice_openapi3_v1p0.json", "imsorv1p2_rostering_openapi3_v1p0.json"],
    }
}

impl Client {
    /// Reads the discovery document of a service: `GET {root}/discovery/{name}.json` (1.2).
    ///
    /// Both names in use are tried. The request is signed like any other, since servers may want that.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] with 1.1, [`Error::NotFound`] when there is no document under either name,
    /// [`Error::Decode`] when it is no OpenAPI document.
    pub async fn discover(&self, service: Service) -> Result<Discovered, Error> {
        let endpoint = Endpoint {
            operation: "discover",
            action: Action::Read,
            record: "OpenAPI document",
            path: "/discovery",
            service,
            access: access(service),
            availability: Availability::OnlyV1_2,
        };
        let [first, second] = names(service);
        let root = endpoint.url(self.endpoints(), &[])?;
        let (url, response) = match self.document(&endpoint, &root, first).await {
            Err(Error::NotFound(_)) => self.document(&endpoint, &root, second).await?,
            result => result?,
        };
        Discovered::read(&response.body).ok_or_else(|| {
            Error::Decode(
                Failure::new("the body is not an OpenAPI document")
                    .at(&http::Method::GET, &url)
                    .with_status(response.status)
                    .with_body(&response.body),
            )
        })
    }

    async fn document(&self, endpoint: &Endpoint, root: &Url, name: &str) -> Result<(Url, Response), Error> {
        let mut url = root.clone();
        url.set_path(&format!("{}/{name}", root.path()));
        let change = Change { purpose: Purpose::Discovery, ..Change::default() };
        let response = self.call(endpoint, url.clone(), change).await?;
        Ok((url, response))
    }
}

/// What a token for the service can do at least.
fn access(service: Service) -> Access {
    match service {
        Service::Gradebook => Access::GradebookCore,
        Service::Resources => Access::ResourceCore,
        _ => Access::RosterCore,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn documents_are_read_for_what_matters() {
        let body =
            br#"{"openapi":"3.0.1","servers":[{"url":"https://sis.example/ims/oneroster/rostering/v1p2"}],
            "components":{"securitySchemes":{"OAuth2":{"type":"oauth2","flows":{"clientCredentials":{
                "tokenUrl":"https://sis.example/token","scopes":{"https://a/roster.readonly":"x"}}}}}},
            "paths":{"/users":{"get":{"operationId":"getAllUsers"},"summary":"s"},
                "/schools/{schoolId}/classes":{"get":{}}}}"#;
        let discovered = Discovered::read(body).unwrap();
        assert_eq!(discovered.servers, ["https://sis.example/ims/oneroster/rostering/v1p2"]);
        assert_eq!(discovered.token_urls, ["https://sis.example/token"]);
        assert_eq!(discovered.scopes, ["https://a/roster.readonly"]);
        for (operation, expected) in [
            ("getAllUsers", true),
            ("getClassesForSchool", true),
            ("getUser", false),
            ("putResult", false),
            ("unheardOf", false),
        ] {
            assert_eq!(discovered.supports(operation), expected, "{operation}");
        }
        for body in ["", "[]", "{}", r#"{"paths":[]}"#, "<html>"] {
            assert_eq!(Discovered::read(body.as_bytes()), None, "{body}");
        }
    }
}
