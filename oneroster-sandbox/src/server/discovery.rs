//! Discovery of 1.2: the OpenAPI document of each service, made of the table of endpoints.

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use oneroster_model::Version;
use oneroster_model::json::Service;
use serde_json::{Map, Value, json};

use super::answer::json_response;
use super::endpoint::{Endpoint, scope_root, scopes};
use super::shared::Shared;

/// Names of the documents below the root of a service: those of the binding and those of the conformance
/// guide.
const DOCUMENTS: [(Service, [&str; 2]); 3] = [
    (
        Service::Rostering,
        ["onerosterv1p2rostersservice_openapi3_v1p0.json", "imsorv1p2_rostering_openapi3_v1p0.json"],
    ),
    (
        Service::Gradebook,
        ["onerosterv1p2gradebookservice_openapi3_v1p0.json", "imsorv1p2_gradebook_openapi3_v1p0.json"],
    ),
    (
        Service::Resources,
        ["onerosterv1p2resourcesservice_openapi3_v1p0.json", "imsorv1p2_resources_openapi3_v1p0.json"],
    ),
];

/// Adds the documents to a router; they are open to everybody.
pub(crate) fn add_discovery(mut router: Router, shared: &Shared) -> Router {
    if shared.version < Version::V1_2 {
        return router;
    }
    for (service, names) in DOCUMENTS {
        let root = shared.personality.address.root(service, shared.version);
        let document = document(shared, service).to_string().into_bytes();
        for name in names {
            let document = document.clone();
            let handler = move || {
                let response = json_response(StatusCode::OK, document.clone());
                async move { response }
            };
            router = router.route(&format!("{root}/discovery/{name}"), get(handler));
        }
    }
    router
}

fn document(shared: &Shared, service: Service) -> Value {
    let address = &shared.personality.address;
    let version = shared.version;
    let offered = Endpoint::of(version)
        .filter(|endpoint| endpoint.service == service && address.offers(endpoint.operation));
    let mut paths = Map::new();
    for endpoint in offered {
        let names = endpoint.scope.names(version).iter();
        let scopes: Vec<String> = names.map(|name| format!("{}{name}", scope_root(version))).collect();
        let operation = json!({
            "operationId": endpoint.operation,
            "security": [{ "OAuth2CC": scopes }],
            "responses": { "default": { "description": "See the standard." } },
        });
        let path = paths.entry(endpoint.path).or_insert_with(|| json!({}));
        path[endpoint.method.as_str().to_ascii_lowercase()] = operation;
    }
    let scopes: Map<String, Value> = scopes(version).map(|scope| (scope, json!(""))).collect();
    json!({
        "openapi": "3.0.1",
        "info": { "title": "OneRoster 1.2 sandbox", "version": "1.2" },
        "servers": [{ "url": format!("{}{}", shared.origin, address.root(service, version)) }],
        "paths": paths,
        "components": { "securitySchemes": { "OAuth2CC": {
            "type": "oauth2",
            "flows": { "clientCredentials": {
                "tokenUrl": format!("{}{}", shared.origin, shared.personality.token.path),
                "scopes": scopes,
            } },
        } } },
    })
}
