//! Serves the web page over some weeks of synthetic runs: `cargo run -p roster-server --example page`.
//!
//! Buttons work: what they start is played, a step per second. An argument is the address to listen on.

#![expect(clippy::print_stdout, reason = "it says where to look")]

#[path = "../tests/support/mod.rs"]
mod support;

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use roster_history::History;
use roster_server::web::{Site, SiteSettings};

use support::{fake::Fake, season};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address: SocketAddr = std::env::args().nth(1).as_deref().unwrap_or("127.0.0.1:8080").parse()?;
    let history = History::temporary()?;
    let places = season::play(&history);
    let fake = Arc::new(Fake::of_season(&history));
    let steps = Arc::clone(&fake.steps);
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_secs(1)).await;
            if steps.available_permits() == 0 {
                steps.add_permits(1);
            }
        }
    });
    let listener = TcpListener::bind(address)?;
    let base = format!("http://{}", listener.local_addr()?);
    println!("{base}/");
    for (what, run) in [
        ("delivered", places.delivered),
        ("dry run", places.dry),
        ("failed", places.failed),
        ("waits", places.waiting),
        ("held", places.held),
        ("discarded", places.discarded),
        ("replayed", places.replayed),
    ] {
        println!("{base}/runs/{run}  {what}");
    }
    let mut settings = SiteSettings::new(address);
    settings.zone = "America/Los_Angeles".parse()?;
    let site = Site::new(history, fake, settings)?.with_clock(|| season::NOW);
    site.serve(listener, std::future::pending()).await?;
    Ok(())
}
