//! A server that notes each request and misbehaves where a test says so.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use roster_sftp::{Authentication, HostKeyPolicy, Target};
use russh::keys::{Algorithm, PrivateKey};
use russh::server::{Auth, ChannelOpenHandle, Msg, Response, Session};
use russh::{Channel, ChannelId, MethodKind, MethodSet, server};
use russh_sftp::protocol::{Attrs, FileAttributes, Handle, OpenFlags, Status, StatusCode, Version};
use tokio::net::TcpListener;

/// How the server differs from a good one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Oddities {
    /// Does the first request of this name, and ends the connection instead of answering.
    pub silent_at: Option<&'static str>,
    /// Asks for the password interactively, and offers nothing else.
    pub asks: bool,
    /// Refuses to look at files, as Apple's server does.
    pub blind: bool,
    /// Never renames a `.part` file.
    pub stubborn: bool,
}

#[derive(Default)]
struct Seen {
    requests: Vec<&'static str>,
    files: HashMap<String, Vec<u8>>,
    was_silent: bool,
}

#[derive(Clone)]
pub struct OddServer {
    pub port: u16,
    oddities: Oddities,
    fingerprint: String,
    seen: Arc<Mutex<Seen>>,
}

impl OddServer {
    pub async fn start(oddities: Oddities) -> Self {
        let key = PrivateKey::random(&mut russh::keys::key::safe_rng(), Algorithm::Ed25519).unwrap();
        let fingerprint = key.public_key().fingerprint(russh::keys::HashAlg::Sha256).to_string();
        let methods = if oddities.asks { MethodKind::KeyboardInteractive } else { MethodKind::Password };
        let config = Arc::new(server::Config {
            keys: vec![key],
            methods: MethodSet::from([methods].as_slice()),
            auth_rejection_time: std::time::Duration::ZERO,
            ..server::Config::default()
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let odd = Self { port, oddities, fingerprint, seen: Arc::default() };
        let shared = odd.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let connection = Connection { odd: shared.clone(), channels: HashMap::new() };
                if let Ok(session) = server::run_stream(Arc::clone(&config), stream, connection).await {
                    tokio::spawn(session);
                }
            }
        });
        odd
    }

    pub fn target(&self) -> Target {
        let policy = HostKeyPolicy::pinned([self.fingerprint.as_str()]).unwrap();
        super::target("127.0.0.1", self.port, "user", Authentication::Password("right".into()), policy)
    }

    /// The requests since the last call.
    pub fn requests(&self) -> Vec<&'static str> {
        std::mem::take(&mut self.seen.lock().unwrap().requests)
    }

    pub fn put(&self, name: &str, data: &[u8]) {
        self.seen.lock().unwrap().files.insert(name.to_owned(), data.to_vec());
    }

    /// Names and contents.
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        let mut all: Vec<_> = self.seen.lock().unwrap().files.clone().into_iter().collect();
        all.sort();
        all
    }
}

struct Connection {
    odd: OddServer,
    channels: HashMap<ChannelId, Channel<Msg>>,
}

impl server::Handler for Connection {
    type Error = russh::Error;

    async fn auth_password(&mut self, _user: &str, password: &str) -> Result<Auth, russh::Error> {
        Ok(if password == "right" { Auth::Accept } else { Auth::reject() })
    }

    async fn auth_keyboard_interactive<'a>(
        &'a mut self,
        _user: &str,
        _submethods: &str,
        response: Option<Response<'a>>,
    ) -> Result<Auth, russh::Error> {
        Ok(match response {
            None => Auth::Partial {
                name: "".into(),
                instructions: "".into(),
                prompts: vec![("Password: ".into(), false)].into(),
            },
            Some(mut answers) => match answers.next() {
                Some(answer) if answer.as_ref() == b"right" => Auth::Accept,
                _ => Auth::reject(),
            },
        })
    }

    async fn channel_open_session(
        &mut self,
        channel: Channel<Msg>,
        reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Result<(), russh::Error> {
        self.channels.insert(channel.id(), channel);
        reply.accept().await;
        Ok(())
    }

    async fn subsystem_request(
        &mut self,
        id: ChannelId,
        _name: &str,
        session: &mut Session,
    ) -> Result<(), russh::Error> {
        session.channel_success(id)?;
        let stream = self.channels.remove(&id).unwrap().into_stream();
        let requests = Requests { odd: self.odd.clone(), connection: session.handle() };
        russh_sftp::server::run(stream, requests).await;
        Ok(())
    }
}

struct Requests {
    odd: OddServer,
    connection: server::Handle,
}

fn done(id: u32) -> Status {
    Status { id, status_code: StatusCode::Ok, error_message: String::new(), language_tag: String::new() }
}

impl Requests {
    /// Notes a request and does it; then answers, or does not.
    async fn work<T>(
        &self,
        name: &'static str,
        work: impl FnOnce(&mut Seen) -> Result<T, StatusCode>,
    ) -> Result<T, StatusCode> {
        let (result, silent) = {
            let mut seen = self.odd.seen.lock().unwrap();
            if seen.requests.last() != Some(&name) {
                seen.requests.push(name);
            }
            let silent = !seen.was_silent && self.odd.oddities.silent_at == Some(name);
            seen.was_silent |= silent;
            (work(&mut seen), silent)
        };
        if silent {
            let _ = self
                .connection
                .disconnect(russh::Disconnect::ByApplication, String::new(), String::new())
                .await;
            std::future::pending::<()>().await;
        }
        result
    }
}

impl russh_sftp::server::Handler for Requests {
    type Error = StatusCode;

    fn unimplemented(&self) -> StatusCode {
        StatusCode::OpUnsupported
    }

    async fn init(
        &mut self,
        _version: u32,
        _extensions: HashMap<String, String>,
    ) -> Result<Version, StatusCode> {
        Ok(Version::new())
    }

    async fn open(
        &mut self,
        id: u32,
        name: String,
        _flags: OpenFlags,
        _attributes: FileAttributes,
    ) -> Result<Handle, StatusCode> {
        self.work("open", |seen| {
            seen.files.insert(name.clone(), Vec::new());
            Ok(Handle { id, handle: name })
        })
        .await
    }

    async fn write(
        &mut self,
        id: u32,
        name: String,
        offset: u64,
        data: Vec<u8>,
    ) -> Result<Status, StatusCode> {
        self.work("write", |seen| {
            let file = seen.files.get_mut(&name).ok_or(StatusCode::Failure)?;
            if file.len() as u64 != offset {
                return Err(StatusCode::Failure);
            }
            file.extend(data);
            Ok(done(id))
        })
        .await
    }

    async fn close(&mut self, id: u32, _name: String) -> Result<Status, StatusCode> {
        self.work("close", |_| Ok(done(id))).await
    }

    async fn stat(&mut self, id: u32, name: String) -> Result<Attrs, StatusCode> {
        let blind = self.odd.oddities.blind;
        self.work("stat", |seen| match seen.files.get(&name) {
            Some(file) if !blind => Ok(Attrs {
                id,
                attrs: FileAttributes { size: Some(file.len() as u64), ..FileAttributes::empty() },
            }),
            _ => Err(StatusCode::NoSuchFile),
        })
        .await
    }

    async fn rename(&mut self, id: u32, from: String, to: String) -> Result<Status, StatusCode> {
        let stubborn = self.odd.oddities.stubborn && from.rsplit('.').next() == Some("part");
        self.work("rename", |seen| {
            if stubborn || seen.files.contains_key(&to) {
                return Err(StatusCode::Failure);
            }
            let file = seen.files.remove(&from).ok_or(StatusCode::NoSuchFile)?;
            seen.files.insert(to, file);
            Ok(done(id))
        })
        .await
    }

    async fn remove(&mut self, id: u32, name: String) -> Result<Status, StatusCode> {
        self.work("remove", |seen| seen.files.remove(&name).map(|_| done(id)).ok_or(StatusCode::NoSuchFile))
            .await
    }
}
