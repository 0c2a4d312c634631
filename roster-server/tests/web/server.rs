//! The site on a port of its own, and a client without manners.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
use roster_history::{History, RunId};
use roster_server::web::{Site, SiteSettings};
use tempfile::TempDir;
use tokio::sync::Semaphore;

use crate::support::fake::Fake;
use crate::support::season::{self, Landmarks};

pub(crate) const TOKEN: &str = "correct horse battery staple";

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) history: History,
    pub(crate) runs: Landmarks,
    pub(crate) steps: Arc<Semaphore>,
    client: reqwest::Client,
    /// Deleted with the server.
    folder: Option<TempDir>,
}

/// The season as files: to play it anew for each test would take most of the time.
static SEASON: LazyLock<Recording> = LazyLock::new(Recording::make);

struct Recording {
    files: Vec<(PathBuf, Vec<u8>)>,
    runs: Landmarks,
}

impl Recording {
    fn make() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // The history is closed when its last clone is dropped, and all of it is in its files then.
        let runs = season::play(&History::open(folder.path()).unwrap());
        let mut files = Vec::new();
        collect(folder.path(), folder.path(), &mut files);
        Self { files, runs }
    }

    fn unpack(&self, folder: &Path) {
        for (path, bytes) in &self.files {
            let path = folder.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
    }
}

fn collect(base: &Path, folder: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(base, &path, files);
        } else {
            files.push((path.strip_prefix(base).unwrap().to_owned(), std::fs::read(&path).unwrap()));
        }
    }
}

/// Landmarks of a history that has others.
pub(crate) const fn everywhere(run: RunId) -> Landmarks {
    Landmarks {
        delivered: run,
        dry: run,
        failed: run,
        held: run,
        discarded: run,
        replayed: run,
        waiting: run,
    }
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl Server {
    /// Serves the season.
    pub(crate) fn start() -> Self {
        Self::start_with(|_| ())
    }

    /// Serves the season with other settings.
    pub(crate) fn start_with(change: impl FnOnce(&mut SiteSettings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        SEASON.unpack(folder.path());
        let history = History::open(folder.path()).unwrap();
        let fake = Fake::of_season(&history);
        let mut server = Self::serve(history, SEASON.runs, fake, change);
        server.folder = Some(folder);
        server
    }

    /// Serves what is given.
    pub(crate) fn serve(
        history: History,
        runs: Landmarks,
        fake: Fake,
        change: impl FnOnce(&mut SiteSettings),
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let mut settings = SiteSettings::new(address);
        settings.zone = "America/Los_Angeles".parse().unwrap();
        change(&mut settings);
        let steps = Arc::clone(&fake.steps);
        let site = Site::new(history.clone(), Arc::new(fake), settings).unwrap().with_clock(|| season::NOW);
        tokio::spawn(site.serve(listener, std::future::pending()));
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { address, history, runs, steps, client, folder: None }
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], None).await
    }

    /// Sends a form as a page of this site would.
    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.send(Method::POST, path, &[("origin", &self.origin())], Some(form)).await
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        form: Option<&[(&str, &str)]>,
    ) -> Answer {
        let mut request = self.client.request(method, format!("{}{path}", self.origin()));
        if headers.iter().all(|(name, _)| *name != "accept") {
            request = request.header("accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(form) = form {
            request = request.form(form);
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.bytes().await.unwrap().to_vec();
        Answer { status, headers, text: String::from_utf8_lossy(&bytes).into_owned(), bytes }
    }

    /// Sends a path as it is: clients would tidy it up.
    pub(crate) async fn get_raw(&self, path: &str) -> u16 {
        let (address, path) = (self.address, path.to_owned());
        let exchange = move || {
            let mut stream = TcpStream::connect(address).unwrap();
            write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
            let mut answer = String::new();
            stream.take(200).read_to_string(&mut answer).unwrap();
            answer.split(' ').nth(1).unwrap().parse().unwrap()
        };
        tokio::task::spawn_blocking(exchange).await.unwrap()
    }
}

/// Claims that a page holds all of these texts.
#[track_caller]
pub(crate) fn assert_holds(answer: &Answer, texts: &[&str]) {
    for text in texts {
        assert!(answer.text.contains(text), "{text} is missing on the page:\n{}", answer.text);
    }
}

/// Claims that a page holds none of these texts.
#[track_caller]
pub(crate) fn assert_lacks(answer: &Answer, texts: &[&str]) {
    for text in texts {
        assert!(!answer.text.contains(text), "{text} is on the page:\n{}", answer.text);
    }
}
