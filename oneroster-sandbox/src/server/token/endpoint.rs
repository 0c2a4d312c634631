use std::time::Duration;

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Response, StatusCode, header};
use oneroster_model::Version;
use oneroster_model::status::CodeMinor;
use serde_json::{Map, Value, json};

use super::issued::With;
use super::request::TokenRequest;
use crate::server::access::bearer;
use crate::server::answer::{Failure, json_response};
use crate::server::endpoint::{scope_root, scopes};
use crate::server::personality::{ExpiresIn, RefreshTokens, ScopeRule, TokenForm, TokenRules};
use crate::server::shared::{Shared, lock};

/// Answers a request for the list of applications and their tokens.
pub(crate) fn list_response(shared: &Shared, parts: &Parts) -> Response<Body> {
    let partner = shared.credentials.secrets.get("partner_bearer");
    if bearer(parts) != partner.map(String::as_str) {
        return Failure::new(401, CodeMinor::Unauthorized)
            .response(shared.version, shared.personality.answers.errors);
    }
    let application = json!({
        "oneroster_application_id": shared.credentials.client_id,
        "TenantName": "Sandbox District",
        "bearer": *lock(&shared.bearer),
    });
    json_response(StatusCode::OK, json!({ "applications": [application] }).to_string().into_bytes())
}

/// A token request that is refused, as OAuth 2 says it (RFC 6749, section 5.2).
struct Denied(StatusCode, &'static str);

/// Answers a request to the token endpoint.
pub(crate) fn token_response(shared: &Shared, parts: &Parts, body: &[u8]) -> Response<Body> {
    if let Some(status) = lock(&shared.faults).token_request() {
        return Failure::of_status(status).response(shared.version, shared.personality.answers.errors);
    }
    match grant(shared, parts, body) {
        Ok(response) => response,
        Err(Denied(status, error)) => {
            let mut response = json_response(status, json!({ "error": error }).to_string().into_bytes());
            if status == StatusCode::UNAUTHORIZED {
                response
                    .headers_mut()
                    .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"sandbox\""));
            }
            response
        }
    }
}

fn grant(shared: &Shared, parts: &Parts, body: &[u8]) -> Result<Response<Body>, Denied> {
    let bad = |error| Denied(StatusCode::BAD_REQUEST, error);
    let rules = &shared.personality.token;
    if !rules.methods.iter().any(|method| method == parts.method.as_str()) {
        return Err(Denied(StatusCode::METHOD_NOT_ALLOWED, "invalid_request"));
    }
    let request = TokenRequest::read(parts, body);
    if rules.query.iter().any(|(name, value)| request.query(name) != Some(&shared.credentials.fill(value))) {
        return Err(bad("invalid_request"));
    }
    let lacks = |(name, value): (&String, &String)| {
        let sent = parts.headers.get(name).and_then(|value| value.to_str().ok());
        sent != Some(&shared.credentials.fill(value))
    };
    if rules.headers.iter().any(lacks) {
        return Err(bad("invalid_request"));
    }
    let known = (shared.credentials.client_id.clone(), shared.credentials.client_secret.clone());
    if !request.credentials(rules).any(|credentials| credentials == known) {
        return Err(Denied(StatusCode::UNAUTHORIZED, "invalid_client"));
    }

    let grant_type = request.parameter(rules, "grant_type").unwrap_or_default();
    let is_refresh = grant_type == "refresh_token" && rules.refresh_tokens != RefreshTokens::None;
    let scopes = if is_refresh {
        let refresh_token = request.parameter(rules, "refresh_token").unwrap_or_default();
        lock(&shared.tokens).refresh(refresh_token, rules.refresh_tokens).ok_or(bad("invalid_grant"))?
    } else if rules.grant_types.iter().any(|known| known == grant_type) {
        granted(shared, rules, request.parameter(rules, "scope"))?
    } else {
        return Err(bad("unsupported_grant_type"));
    };
    let with = match rules.refresh_tokens {
        RefreshTokens::None => With::Nothing,
        // The one that was used stays good.
        RefreshTokens::Kept if is_refresh => With::Nothing,
        _ => With::RefreshToken,
    };
    Ok(issue(shared, rules, &scopes, with))
}

/// The scopes that a request gets, without the prefix of the vendor.
fn granted(shared: &Shared, rules: &TokenRules, asked: Option<&str>) -> Result<Vec<String>, Denied> {
    let all: Vec<String> = scopes(shared.version).collect();
    let refused = Denied(StatusCode::BAD_REQUEST, "invalid_scope");
    match (rules.scope, asked) {
        (ScopeRule::Ignored, _) | (ScopeRule::Optional | ScopeRule::Forbidden, None) => Ok(all),
        (ScopeRule::Required, None) | (ScopeRule::Forbidden, Some(_)) => Err(refused),
        (ScopeRule::Optional | ScopeRule::Required, Some(asked)) => {
            let known =
                |scope: &str| all.iter().find(|known| rules.spelt(known, shared.version) == scope).cloned();
            asked.split_whitespace().map(known).collect::<Option<_>>().ok_or(refused)
        }
    }
}

impl TokenRules {
    /// A scope of the standard as the personality has it.
    fn spelt(&self, scope: &str, version: Version) -> String {
        let standard = scope_root(version);
        let root = self.scope_root.as_deref().unwrap_or(standard);
        format!("{}{root}{}", self.scope_prefix, scope.strip_prefix(standard).unwrap_or(scope))
    }
}

fn issue(shared: &Shared, rules: &TokenRules, scopes: &[String], with: With) -> Response<Body> {
    let fresh = {
        let mut tokens = lock(&shared.tokens);
        if rules.one_at_a_time {
            tokens.expire_all();
        }
        tokens.issue(scopes.to_vec(), Duration::from_secs(rules.lifetime), with)
    };
    let mut response = match rules.form {
        TokenForm::Text => {
            let mut response = Response::new(Body::from(fresh.token));
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain"));
            response
        }
        TokenForm::Json => {
            let mut members = Map::new();
            members.insert("access_token".to_owned(), json!(fresh.token));
            if !rules.token_type.is_empty() {
                members.insert("token_type".to_owned(), json!(rules.token_type));
            }
            let expires_in = match rules.expires_in {
                ExpiresIn::Number => Some(json!(rules.lifetime)),
                ExpiresIn::Text => Some(json!(rules.lifetime.to_string())),
                ExpiresIn::Null => Some(Value::Null),
                ExpiresIn::Absent => None,
            };
            if let Some(expires_in) = expires_in {
                members.insert("expires_in".to_owned(), expires_in);
            }
            if let Some(refresh_token) = fresh.refresh_token {
                members.insert("refresh_token".to_owned(), json!(refresh_token));
            }
            if rules.scope_in_answer {
                let named = scopes.iter().map(|scope| rules.spelt(scope, shared.version));
                members.insert("scope".to_owned(), json!(named.collect::<Vec<_>>().join(" ")));
            }
            members.extend(rules.extra.iter().map(|(name, value)| (name.clone(), json!(value))));
            json_response(StatusCode::OK, Value::Object(members).to_string().into_bytes())
        }
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if rules.cookies {
        for cookie in [
            format!("SessionId={}; path=/; HttpOnly", fresh.session),
            format!("Affinity=node-{}; path=/", fresh.session),
        ] {
            if let Ok(cookie) = HeaderValue::try_from(cookie) {
                headers.append(header::SET_COOKIE, cookie);
            }
        }
    }
    response
}
