//! A sandbox in a process of its own.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use serde_json::Value;

use crate::roster::{Ran, Roster};

/// A running `roster sandbox`, and the options that lead to it.
pub(crate) struct Server {
    process: Child,
    provider: String,
    connection: Value,
}

impl Server {
    /// Starts a sandbox that behaves like a system.
    pub(crate) fn start(roster: &Roster, provider: &str, arguments: &str) -> Self {
        let arguments = format!("sandbox --provider {provider} --quiet {arguments}");
        let mut process =
            roster.command(arguments.split_whitespace()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let connection = serde_json::from_str(&line).unwrap();
        Self { process, provider: provider.to_owned(), connection }
    }

    pub(crate) fn text(&self, name: &str) -> &str {
        self.connection[name].as_str().unwrap()
    }

    /// Options for the commands that speak to a system; the secret is in the environment as `SECRET`.
    pub(crate) fn options(&self) -> String {
        let mut options = vec![
            format!("--provider {} --url {}", self.provider, self.text("url")),
            format!("--client-id {} --client-secret env:SECRET", self.text("client_id")),
        ];
        if self.provider == "other" {
            options.push(format!("--token-url {}", self.text("token_url")));
        }
        for (name, value) in self.connection["secrets"].as_object().into_iter().flatten() {
            options.push(format!("--setting {name}={}", value.as_str().unwrap()));
        }
        options.join(" ")
    }

    /// Runs a command with the secret in the environment.
    pub(crate) fn run(&self, roster: &Roster, arguments: &str) -> Ran {
        let mut command = roster.command(arguments.split_whitespace());
        command.env("SECRET", self.text("client_secret")).output().unwrap().into()
    }

    /// Ends the process with a signal and returns its exit code.
    #[cfg(unix)]
    pub(crate) fn end(mut self, signal: &str) -> Option<i32> {
        let id = self.process.id().to_string();
        assert!(std::process::Command::new("kill").args([signal, &id]).status().unwrap().success());
        self.process.wait().unwrap().code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        _ = self.process.kill();
        _ = self.process.wait();
    }
}
