//! A TCP proxy that passes a number of bytes on and then cuts the connection.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub struct Proxy {
    pub port: u16,
    pub connections: Arc<AtomicUsize>,
}

impl Proxy {
    /// Passes `limits[n]` bytes of the client on for connection n, and everything for later connections.
    pub async fn start(server: u16, limits: Vec<usize>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let connections = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&connections);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let number = counter.fetch_add(1, Ordering::SeqCst);
                let limit = limits.get(number).copied().unwrap_or(usize::MAX);
                tokio::spawn(pass(client, server, limit));
            }
        });
        Self { port, connections }
    }

    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

async fn pass(client: TcpStream, server: u16, limit: usize) {
    let upstream = TcpStream::connect(("127.0.0.1", server)).await.unwrap();
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = upstream.into_split();
    let back = tokio::spawn(async move {
        let _ = tokio::io::copy(&mut from_server, &mut to_client).await;
    });
    let mut left = limit;
    let mut buffer = vec![0; 16 * 1024];
    while left > 0 {
        let size = left.min(buffer.len());
        match from_client.read(&mut buffer[..size]).await {
            Ok(read) if read > 0 => {
                if to_server.write_all(&buffer[..read]).await.is_err() {
                    break;
                }
                left -= read;
            }
            _ => break,
        }
    }
    back.abort();
}
