//! `roster serve`: all flows by their schedules, with inbox and page, until stopped.

use std::fmt::Write;
use std::net::SocketAddr;

use roster_flow::Flows;
use roster_server::{Server, ServerOptions};
use serde::Serialize;
use tokio::sync::oneshot;
use tracing::Level;

use crate::connection::runtime;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::flows::ConfigurationFile;
use crate::interrupt;

/// Run all flows by their schedules, with inbox and page, until stopped
///
/// One server serves a data folder; other commands work beside it. Asked to stop, by Ctrl-C or SIGTERM, it lets runs come to an
/// end. What was going on when a process was killed is found out at the next start.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  roster serve --listen 127.0.0.1:8080")]
pub(crate) struct Arguments {
    /// Address of the page, instead of the one in roster.toml; others than those of this machine need a token there
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// What is logged to standard error: error, warn, info, debug or trace
    #[arg(long, value_name = "LEVEL", default_value = "info")]
    log: Level,
    #[command(flatten)]
    configuration: ConfigurationFile,
}

/// Where the server can be reached.
#[derive(Debug, Serialize)]
struct Serving {
    page: Option<String>,
    inbox: Option<Inbox>,
    flows: usize,
}

#[derive(Debug, Serialize)]
struct Inbox {
    address: SocketAddr,
    host_key: String,
}

pub(crate) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    let mut configuration = arguments.configuration.read(context)?;
    if let Some(listen) = arguments.listen {
        configuration.server.listen = listen;
    }
    log(arguments.log);
    let flows = Flows::open(configuration)?;
    let count = flows.configuration().flows.len();
    let (stop, asked) = oneshot::channel();
    interrupt::gently(move || _ = stop.send(()));
    runtime()?.block_on(async {
        let server = Server::start(flows, ServerOptions::default()).await?;
        let serving = Serving {
            page: server.page_address().map(|address| format!("http://{address}/")),
            inbox: server.inbox_address().map(|(address, host_key)| Inbox { address, host_key }),
            flows: count,
        };
        context.result(&serving, || text(&serving))?;
        // Without a sender nobody can ask; the server goes on then.
        let asked = async {
            if asked.await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        Ok::<_, Failure>(server.serve_until(asked).await?)
    })?;
    context.note("stopped");
    Ok(Exit::Good)
}

fn text(serving: &Serving) -> String {
    let mut text =
        format!("Serving {}.\n", crate::render::number::counted(serving.flows as u64, "flow", "flows"));
    if let Some(page) = &serving.page {
        _ = writeln!(text, "Page   {page}");
    }
    if let Some(inbox) = &serving.inbox {
        _ = writeln!(text, "Inbox  {}, host key {}", inbox.address, inbox.host_key);
    }
    text
}

/// Logs to standard error. Somebody who tests may have set up another log before; that one stays.
fn log(level: Level) {
    let log = tracing_subscriber::fmt().with_max_level(level).with_ansi(false).with_writer(std::io::stderr);
    _ = log.try_init();
}
