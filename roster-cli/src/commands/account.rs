//! `roster account`: file accounts of the inbox.

use std::path::PathBuf;

use clap::Subcommand;
use roster_flow::Configuration;
use roster_flow::configuration::FlowSource;
use roster_sftp::{AccountName, Accounts, Login};
use serde::Serialize;

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::flows::ConfigurationFile;
use crate::render::table::{Align, Table};

/// Manage the file accounts of the inbox
///
/// An account receives packages by SFTP. The flow that has it as its source runs when an upload is complete.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  roster account add springfield
  roster account key springfield id_ed25519.pub
  roster account list")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    action: Action,
    #[command(flatten)]
    configuration: ConfigurationFile,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Create an account; its password is shown this once
    Add {
        /// Name: small letters, digits, hyphens, underscores
        name: AccountName,
        /// File with public keys, which log in instead of a password
        #[arg(long, value_name = "FILE")]
        key: Option<PathBuf>,
    },
    /// List the accounts and the flows that use them
    List,
    /// Replace the password; the new one is shown this once
    Password {
        /// Name of the account
        name: AccountName,
    },
    /// Replace the public keys
    Key {
        /// Name of the account
        name: AccountName,
        /// File with public keys, a line each
        file: PathBuf,
    },
    /// Delete an account, unless a flow uses it
    Remove {
        /// Name of the account
        name: AccountName,
    },
}

/// An account, for readers of JSON.
#[derive(Debug, Serialize)]
struct Shown {
    name: String,
    login: Vec<String>,
    flows: Vec<String>,
}

/// A password that was made.
#[derive(Debug, Serialize)]
struct Made<'m> {
    account: &'m str,
    password: &'m str,
}

pub(crate) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    let configuration = arguments.configuration.read(context)?;
    let folder = configuration.data_folder().join("inbox");
    std::fs::create_dir_all(&folder).map_err(|error| {
        Failure::new("io", Exit::Unusable, "cannot create the folder").because(&error).in_input(&folder)
    })?;
    let accounts = Accounts::open(folder.join("accounts.toml"))?;
    match &arguments.action {
        Action::Add { name, key: Some(file) } => accounts.create_with_keys(name, &lines(&read(file)?))?,
        Action::Add { name, key: None } => {
            made(name, accounts.create_with_password(name)?.expose(), context)?;
        }
        Action::Password { name } => made(name, accounts.regenerate_password(name)?.expose(), context)?,
        Action::Key { name, file } => accounts.set_keys(name, &lines(&read(file)?))?,
        Action::Remove { name } => remove(&accounts, name, &configuration)?,
        Action::List => list(&accounts, &configuration, context)?,
    }
    Ok(Exit::Good)
}

fn made(name: &AccountName, password: &str, context: &Context) -> Result<(), Failure> {
    let made = Made { account: name.as_str(), password };
    context.result(&made, || format!("{password}\n"))?;
    context.note("The password is not kept and will not be shown again.");
    Ok(())
}

fn remove(accounts: &Accounts, name: &AccountName, configuration: &Configuration) -> Result<(), Failure> {
    if let [flow, ..] = flows_of(name, configuration).as_slice() {
        let failure =
            Failure::new("account_used", Exit::NotGood, format!("flow {flow} uses the account {name}"));
        return Err(failure.with_advice("Give the flow another source, or delete it from roster.toml."));
    }
    Ok(accounts.delete(name)?)
}

fn list(accounts: &Accounts, configuration: &Configuration, context: &Context) -> Result<(), Failure> {
    let all: Vec<Shown> = accounts
        .list()?
        .into_iter()
        .map(|account| Shown {
            flows: flows_of(&account.name, configuration),
            name: account.name.to_string(),
            login: match account.login {
                Login::Keys(keys) => {
                    keys.iter().map(|key| format!("{} {}", key.kind, key.fingerprint)).collect()
                }
                _ => vec!["password".to_owned()],
            },
        })
        .collect();
    context.result(&all, || {
        if all.is_empty() {
            return "There are no accounts. Create one with roster account add NAME.\n".to_owned();
        }
        let mut table = Table::new(["account", "login", "flows"].map(|name| (name, Align::Left)));
        for account in &all {
            table.row([account.name.clone(), account.login.join(", "), account.flows.join(", ")]);
        }
        let mut text = String::new();
        table.render(&mut text, 0);
        text
    })
}

/// Names of the flows that an account starts.
fn flows_of(name: &AccountName, configuration: &Configuration) -> Vec<String> {
    let uses = configuration
        .flows
        .iter()
        .filter(|(_, flow)| flow.source() == Some(FlowSource::Account(name.as_str())));
    uses.map(|(flow, _)| flow.clone()).collect()
}

fn read(path: &std::path::Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| {
        Failure::new("io", Exit::Unusable, "cannot read the keys").because(&error).in_input(path)
    })
}

fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}
