//! Certificates: trusted when they are given, refused with a clear error when they are not.
#![cfg(feature = "rustls")]
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::sync::Arc;

use oneroster_client::transport::HttpOptions;
use oneroster_client::{Client, Endpoints, Error, RetryPolicy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::version::{TLS12, TLS13};

const AUTHORITY: &str = include_str!("data/tls/ca.pem");
const CERTIFICATE: &str = include_str!("data/tls/server.pem");
const KEY: &str = include_str!("data/tls/server.key");

const EXPIRED: [&str; 3] = [
    include_str!("data/tls/expired.pem"),
    include_str!("data/tls/expired.key"),
    include_str!("data/tls/expired-ca.pem"),
];
const SELF_SIGNED: [&str; 2] =
    [include_str!("data/tls/self-signed.pem"), include_str!("data/tls/self-signed.key")];

/// Starts a server that answers every request with one org, over TLS; returns its port.
async fn server(certificate: &str, key: &str) -> u16 {
    let certificates =
        CertificateDer::pem_slice_iter(certificate.as_bytes()).collect::<Result<Vec<_>, _>>().unwrap();
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_protocol_versions(&[&TLS12, &TLS13])
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(certificates, key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut socket) = acceptor.accept(socket).await else { return };
                let mut request = [0_u8; 4096];
                let _ = socket.read(&mut request).await;
                let body = r#"{"org":{"sourcedId":"1"}}"#;
                let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
                let _ = socket.write_all(answer.as_bytes()).await;
                let _ = socket.shutdown().await;
            });
        }
    });
    port
}

async fn read(url: String, options: HttpOptions) -> Result<String, Error> {
    let client = Client::builder(Endpoints::v1_1(&url)?).http(options).retry(RetryPolicy::never()).build()?;
    Ok(client.org("1").get().await?.sourced_id.into_string())
}

#[tokio::test]
async fn an_authority_of_the_district_is_trusted_when_it_is_given() {
    let port = server(CERTIFICATE, KEY).await;
    let given = || HttpOptions::default().trust(AUTHORITY).trust_only_given();
    for (name, url, options, expected) in [
        ("given", format!("https://localhost:{port}"), given(), Ok("1")),
        ("given, by address", format!("https://127.0.0.1:{port}"), given(), Ok("1")),
        ("given too", format!("https://localhost:{port}"), HttpOptions::default().trust(AUTHORITY), Ok("1")),
        ("unknown", format!("https://localhost:{port}"), HttpOptions::default(), Err("tls")),
        ("another name", format!("https://[::ffff:127.0.0.1]:{port}"), given(), Err("tls")),
    ] {
        let result = read(url, options).await;
        assert_eq!(result.as_deref().map_err(Error::code), expected, "{name}");
    }
}

#[tokio::test]
async fn certificates_that_prove_nothing_are_refused_with_the_reason() {
    let [certificate, key, authority] = EXPIRED;
    let expired = server(certificate, key).await;
    let [certificate, key] = SELF_SIGNED;
    let self_signed = server(certificate, key).await;
    let right = server(CERTIFICATE, KEY).await;
    let trust = |authority: &str| HttpOptions::default().trust(authority).trust_only_given();
    for (name, port, options, reason) in [
        ("expired", expired, trust(authority), "expired"),
        ("self-signed", self_signed, trust(AUTHORITY), "CaUsedAsEndEntity"),
        ("of another authority", right, trust(authority), "UnknownIssuer"),
    ] {
        let error = read(format!("https://localhost:{port}"), options).await.unwrap_err();
        assert_eq!(error.code(), "tls", "{name}: {error}");
        assert!(error.advice().is_some_and(|advice| advice.contains("authority")), "{name}");
        let mut causes = String::new();
        let mut cause = std::error::Error::source(&error);
        while let Some(error) = cause {
            causes.push_str(&error.to_string());
            cause = error.source();
        }
        assert!(causes.contains(reason), "{name}: {causes}");
    }
}
