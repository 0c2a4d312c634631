//! A browser without a window, driven over `WebDriver`.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

/// Set where the browser must be there, such as in the checks before a change lands.
const REQUIRED: &str = "ROSTER_REQUIRE_BROWSER";

/// How long the browser looks for something before it is missing, in milliseconds.
const PATIENCE: u32 = 20_000;

/// The member that holds the identifier of an element, by the standard.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A session that ends when it is dropped.
pub(crate) struct Browser {
    process: Child,
    session: String,
    client: reqwest::Client,
    base: String,
    _profile: TempDir,
}

/// One element of a page.
pub(crate) struct Element<'b> {
    browser: &'b Browser,
    id: String,
}

impl Browser {
    /// Starts a browser; says so and returns nothing where there is none.
    pub(crate) async fn start(base: &str) -> Option<Self> {
        let driver =
            Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut process = match driver {
            Ok(process) => process,
            Err(error) if std::env::var_os(REQUIRED).is_none() => {
                eprintln!("skipped: chromedriver is not there ({error}); install chromium and its driver");
                return None;
            }
            Err(error) => panic!("{REQUIRED} is set, but chromedriver is not there: {error}"),
        };
        let driver = format!("http://127.0.0.1:{}", port(&mut process));
        let (client, profile) = (reqwest::Client::new(), tempfile::tempdir().unwrap());
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1200,900",
            &format!("--user-data-dir={}", profile.path().display()),
        ];
        let wish = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "timeouts": { "implicit": PATIENCE },
            "goog:chromeOptions": { "args": arguments },
            "goog:loggingPrefs": { "browser": "ALL" },
        }}});
        let answer = call(&client, &format!("{driver}/session"), &wish).await;
        let session = format!("{driver}/session/{}", answer["sessionId"].as_str().unwrap());
        Some(Self { process, session, client, base: base.to_owned(), _profile: profile })
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        call(&self.client, &format!("{}/{path}", self.session), body).await
    }

    pub(crate) async fn open(&self, path: &str) {
        self.post("url", &json!({ "url": format!("{}{path}", self.base) })).await;
    }

    /// Waits for an element that an `XPath` leads to.
    pub(crate) async fn find(&self, path: &str) -> Element<'_> {
        let found = self.post("element", &json!({ "using": "xpath", "value": path })).await;
        Element { browser: self, id: found[ELEMENT].as_str().unwrap().to_owned() }
    }

    /// Runs the body of a function on the page.
    pub(crate) async fn run(&self, script: &str) -> Value {
        self.post("execute/sync", &json!({ "script": script, "args": [] })).await
    }

    /// Presses keys, wherever the focus is.
    pub(crate) async fn press(&self, keys: &str) {
        let keys: Vec<Value> = keys
            .chars()
            .flat_map(|key| {
                [json!({ "type": "keyDown", "value": key }), json!({ "type": "keyUp", "value": key })]
            })
            .collect();
        self.post("actions", &json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": keys }] }))
            .await;
    }

    /// Shows pages as a device of this width does, in light or dark.
    pub(crate) async fn look_like(&self, width: u32, scheme: &str) {
        let size = json!({ "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.debug("Emulation.setDeviceMetricsOverride", &size).await;
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.debug("Emulation.setEmulatedMedia", &features).await;
    }

    async fn debug(&self, command: &str, parameters: &Value) {
        self.post("goog/cdp/execute", &json!({ "cmd": command, "params": parameters })).await;
    }

    /// Returns what the browser complained about: broken scripts, refused styles, missing files.
    pub(crate) async fn complaints(&self) -> Vec<String> {
        let log = self.post("se/log", &json!({ "type": "browser" })).await;
        log.as_array().unwrap().iter().map(|entry| entry["message"].to_string()).collect()
    }
}

impl Element<'_> {
    pub(crate) async fn click(&self) {
        self.browser.post(&format!("element/{}/click", self.id), &json!({})).await;
    }

    pub(crate) async fn write(&self, text: &str) {
        self.browser.post(&format!("element/{}/value", self.id), &json!({ "text": text })).await;
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver takes its browser along.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Reads where the driver listens out of what it says.
fn port(process: &mut Child) -> u16 {
    let lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let says = lines.map_while(Result::ok).find(|line| line.contains("started successfully on port"));
    let says = says.expect("the driver says where it listens");
    says.trim_end_matches('.').rsplit(' ').next().unwrap().parse().unwrap()
}

async fn call(client: &reqwest::Client, address: &str, body: &Value) -> Value {
    let request = client.post(address).header("content-type", "application/json").body(body.to_string());
    let text = request.send().await.unwrap().text().await.unwrap();
    let mut answer: Value = serde_json::from_str(&text).unwrap();
    let value = answer["value"].take();
    assert!(value.get("error").is_none(), "{address} {body}: {value}");
    value
}
