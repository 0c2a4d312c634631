//! A client that does what it is told and nothing by itself.

use oneroster_model::Version;
use oneroster_model::json::Service;
use oneroster_sandbox::Sandbox;
use reqwest::{Method, Response};
use serde_json::Value;

/// A client with a token for every scope.
pub(crate) struct Client<'s> {
    pub(crate) http: reqwest::Client,
    pub(crate) sandbox: &'s Sandbox,
    pub(crate) token: String,
}

/// An answer that was read to its end.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) text: String,
}

impl Answered {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The records under a key.
    pub(crate) fn records(&self, key: &str) -> Vec<Value> {
        self.json()[key].as_array().unwrap_or_else(|| panic!("no list {key}: {}", self.text)).clone()
    }

    /// The identifiers of the records under a key.
    pub(crate) fn ids(&self, key: &str) -> Vec<String> {
        let id = |record: &Value| record["sourcedId"].as_str().unwrap_or_default().to_owned();
        self.records(key).iter().map(id).collect()
    }

    /// The URL of a relation of the `Link` header.
    pub(crate) fn link(&self, relation: &str) -> Option<String> {
        let links = self.header("link")?.split(", ");
        let link = links.into_iter().find(|link| link.ends_with(&format!("rel=\"{relation}\"")))?;
        Some(link.split('>').next()?.trim_start_matches('<').to_owned())
    }
}

pub(crate) async fn read(response: Response) -> Answered {
    Answered {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        text: response.text().await.unwrap(),
    }
}

impl<'s> Client<'s> {
    pub(crate) async fn new(sandbox: &'s Sandbox) -> Self {
        let mut client = Self::without_token(sandbox);
        client.token = client.fetch_token().await;
        client
    }

    pub(crate) fn without_token(sandbox: &'s Sandbox) -> Self {
        let http = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).build().unwrap();
        Self { http, sandbox, token: String::new() }
    }

    pub(crate) async fn fetch_token(&self) -> String {
        let answered = self.token_request(&[("grant_type", "client_credentials")]).await;
        answered.json()["access_token"].as_str().unwrap_or_default().to_owned()
    }

    pub(crate) async fn token_request(&self, form: &[(&str, &str)]) -> Answered {
        let request = self.http.post(self.sandbox.token_url()).form(form);
        let request = request.basic_auth(self.sandbox.client_id(), Some(self.sandbox.client_secret()));
        read(request.send().await.unwrap()).await
    }

    /// The URL of a path of rostering.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.sandbox.root_url(Service::Rostering))
    }

    pub(crate) async fn get(&self, path: &str) -> Answered {
        self.send(Method::GET, &self.url(path), None).await
    }

    pub(crate) async fn get_url(&self, url: &str) -> Answered {
        self.send(Method::GET, url, None).await
    }

    pub(crate) async fn send(&self, method: Method, url: &str, body: Option<Value>) -> Answered {
        let mut request = self.http.request(method, url).bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        read(request.send().await.unwrap()).await
    }
}

/// A sandbox over a small district with everything in it.
pub(crate) async fn sandbox(version: Version) -> Sandbox {
    Sandbox::builder().version(version).start().await.unwrap()
}
