//! A mail server that follows a script.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufStream};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// Certificates for `localhost` that another crate's tests made.
const TLS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../oneroster-client/tests/data/tls/");

/// The authority that signed the certificate of the server.
pub(crate) fn authority() -> Vec<u8> {
    std::fs::read(format!("{TLS}ca.pem")).unwrap()
}

/// How the way is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protection {
    None,
    Tls,
    StartTls,
}

/// What the server answers where it does not answer as usual: beginning of a command, and the answer.
pub(crate) type Script = &'static [(&'static str, &'static str)];

/// What was said to the server, by connection, and the messages it took.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heard {
    commands: Arc<Mutex<Vec<String>>>,
    messages: Arc<Mutex<Vec<String>>>,
}

impl Heard {
    pub(crate) fn commands(&self) -> Vec<String> {
        self.commands.lock().unwrap().clone()
    }

    pub(crate) fn messages(&self) -> Vec<String> {
        self.messages.lock().unwrap().clone()
    }
}

/// Starts a server; each connection follows the next script, and the last one again and again.
pub(crate) async fn start(protection: Protection, scripts: &'static [Script]) -> (u16, Heard) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = Heard::default();
    let said = heard.clone();
    tokio::spawn(async move {
        let mut scripts = scripts.iter().copied();
        let mut script: Script = &[];
        while let Ok((socket, _)) = listener.accept().await {
            script = scripts.next().unwrap_or(script);
            let said = said.clone();
            tokio::spawn(async move {
                if protection == Protection::Tls {
                    let Ok(socket) = acceptor().accept(socket).await else { return };
                    converse(socket, protection, script, &said, Opening::Greeting).await;
                } else if let Some(socket) =
                    converse(socket, protection, script, &said, Opening::Greeting).await
                {
                    let Ok(socket) = acceptor().accept(socket).await else { return };
                    converse(socket, protection, script, &said, Opening::Silent).await;
                }
            });
        }
    });
    (port, heard)
}

fn acceptor() -> TlsAcceptor {
    let certificates = CertificateDer::pem_file_iter(format!("{TLS}server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(format!("{TLS}server.key")).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(certificates.map(Result::unwrap).collect(), key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

#[derive(PartialEq, Eq)]
enum Opening {
    Greeting,
    /// After STARTTLS the server waits.
    Silent,
}

/// Talks until the client goes; hands the socket back when the client wants TLS.
async fn converse<S: AsyncRead + AsyncWrite + Unpin>(
    socket: S,
    protection: Protection,
    script: Script,
    said: &Heard,
    opening: Opening,
) -> Option<S> {
    let mut socket = BufStream::new(socket);
    let scripted = |command: &str| {
        script.iter().find(|(start, _)| command.starts_with(start)).map(|(_, answer)| *answer)
    };
    if opening == Opening::Greeting {
        let greeting = scripted("greeting").unwrap_or("220 mail.test");
        if greeting == "silence" {
            // Until the client has had enough.
            let _ = socket.read_u8().await;
            return None;
        }
        answer(&mut socket, greeting).await?;
    }
    loop {
        let mut line = String::new();
        if socket.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let command = line.trim_end().to_owned();
        said.commands.lock().unwrap().push(command.clone());
        if let Some(text) = scripted(&command) {
            answer(&mut socket, text).await?;
            continue;
        }
        let verb = command.split(' ').next().unwrap_or_default();
        match verb {
            "EHLO" if protection == Protection::StartTls && opening == Opening::Greeting => {
                answer(&mut socket, "250-mail.test\r\n250 STARTTLS").await?;
            }
            "EHLO" => answer(&mut socket, "250-mail.test\r\n250 AUTH PLAIN LOGIN").await?,
            "STARTTLS" => {
                answer(&mut socket, "220 go ahead").await?;
                return Some(socket.into_inner());
            }
            "AUTH" => answer(&mut socket, "235 welcome").await?,
            "DATA" => {
                answer(&mut socket, "354 go ahead").await?;
                let mut message = String::new();
                while !message.ends_with("\r\n.\r\n") {
                    socket.read_line(&mut message).await.ok()?;
                }
                said.messages.lock().unwrap().push(message);
                answer(&mut socket, "250 taken").await?;
            }
            "QUIT" => answer(&mut socket, "221 bye").await?,
            _ => answer(&mut socket, "250 fine").await?,
        }
    }
}

async fn answer<S: AsyncWrite + Unpin>(socket: &mut S, text: &str) -> Option<()> {
    socket.write_all(format!("{text}\r\n").as_bytes()).await.ok()?;
    socket.flush().await.ok()
}
