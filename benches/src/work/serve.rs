//! Serving a district from a process of its own, so that the server's work is not counted as the client's.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use oneroster_csv::Package;
use oneroster_sandbox::Sandbox;

use super::{COMMAND, Connection, Done, Work};
use crate::Failure;

pub(super) fn run(input: &Path) -> Result<Done, Failure> {
    let package = Package::open(input)?;
    let sandbox = Sandbox::builder().version(package.version()).package(package).start_blocking()?;
    println!("{}", serde_json::to_string(&sandbox.connection())?);
    // Whoever started the server ends it by closing the pipe, even by coming to a bad end.
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(Done::default())
}

/// A server in another process; it ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    process: Child,
    /// Stays open, so that the server can say its last word.
    _output: BufReader<ChildStdout>,
    /// Where it is.
    pub(crate) connection: Connection,
}

impl Server {
    /// Starts a server and waits until it has loaded the package.
    pub(crate) fn start(input: &Path) -> Result<Self, Failure> {
        let work = Work::Serve { input: input.to_owned() };
        let mut process = Command::new(std::env::current_exe()?)
            .arg(COMMAND)
            .arg(serde_json::to_string(&work)?)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let output = process.stdout.take().ok_or("the server has no output")?;
        let mut output = BufReader::new(output);
        let mut line = String::new();
        output.read_line(&mut line)?;
        let connection = serde_json::from_str(&line).map_err(|_| "the server did not start")?;
        Ok(Self { process, _output: output, connection })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        // A server that is gone already needs no end.
        let _ = self.process.wait();
    }
}
