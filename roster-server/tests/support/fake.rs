//! Flows and accounts that exist in memory only. What they would do is written to the history.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use roster_history::{History, NewRun, Run, RunFilter, RunId, StepKind, Trigger};
use roster_server::web::{
    AccountInfo, ActionError, Actions, Decision, FlowInfo, Health, InboxInfo, NewLogin, Password, Refusal,
    RunMode,
};
use time::OffsetDateTime;
use tokio::sync::Semaphore;

use super::season;
use super::stage::{Play, exchanges};

/// Does what the page asks for, one step per permit.
pub(crate) struct Fake {
    history: History,
    flows: Vec<FlowInfo>,
    inbox: Mutex<Option<InboxInfo>>,
    now: OffsetDateTime,
    /// Each permit lets a run that was started from the page take a step.
    pub(crate) steps: Arc<Semaphore>,
}

impl Fake {
    pub(crate) fn new(history: &History, flows: Vec<FlowInfo>, inbox: Option<InboxInfo>) -> Self {
        let (inbox, steps) = (Mutex::new(inbox), Arc::new(Semaphore::new(0)));
        Self { history: history.clone(), flows, inbox, now: season::NOW, steps }
    }

    /// The server of the season.
    pub(crate) fn of_season(history: &History) -> Self {
        let mut inbox = InboxInfo::default();
        inbox.address = "roster.springfield.example:2222".into();
        inbox.host_key = Some("SHA256:8fJxu0rQpKd0i4s3mQdTuV1zYcVb0c2xHrWjOq3mN1E".into());
        inbox.accounts = vec![account("aeries", true, 0, &[]), account("lakeside", true, 1, &["charter"])];
        inbox.accounts[1].last_drop = Some(season::NOW - time::Duration::hours(3));
        Self::new(history, season::flows(), Some(inbox))
    }

    fn change<T>(
        &self,
        change: impl FnOnce(&mut Vec<AccountInfo>) -> Result<T, ActionError>,
    ) -> Result<T, ActionError> {
        let mut inbox = self.inbox.lock().unwrap();
        let inbox = inbox.as_mut().ok_or_else(|| ActionError::new(Refusal::NotFound, "there is no inbox"))?;
        change(&mut inbox.accounts)
    }
}

pub(crate) fn account(name: &str, has_password: bool, keys: usize, flows: &[&str]) -> AccountInfo {
    let mut account = AccountInfo::default();
    account.name = name.into();
    account.has_password = has_password;
    account.keys = (0..keys)
        .map(|number| format!("SHA256:{number}kYh3XkT0Qm2v7Jb1n9cPz5sLw8RdEfGaUiOyBxVtM4"))
        .collect();
    account.flows = flows.iter().map(|flow| (*flow).to_owned()).collect();
    account
}

fn find<'a>(accounts: &'a mut [AccountInfo], name: &str) -> Result<&'a mut AccountInfo, ActionError> {
    let missing = || ActionError::new(Refusal::NotFound, format!("there is no account {name}"));
    accounts.iter_mut().find(|account| account.name == name).ok_or_else(missing)
}

fn fingerprint(key: &str) -> Result<String, ActionError> {
    if !key.starts_with("ssh-ed25519 ") {
        return Err(ActionError::new(Refusal::Invalid, "that is not a public key of OpenSSH")
            .advise("copy the whole line of the file that ends in .pub"));
    }
    Ok("SHA256:newkeyQm2v7Jb1n9cPz5sLw8RdEfGaUiOyBxVtM4abc".to_owned())
}

#[async_trait]
impl Actions for Fake {
    async fn flows(&self) -> Result<Vec<FlowInfo>, ActionError> {
        Ok(self.flows.clone())
    }

    async fn run_now(&self, flow: &str, mode: RunMode) -> Result<RunId, ActionError> {
        if !self.flows.iter().any(|known| known.name == flow) {
            return Err(ActionError::new(Refusal::NotFound, format!("there is no flow {flow}")));
        }
        let mut new = NewRun::new(flow, Trigger::Manual);
        if mode == RunMode::DryRun {
            new = new.as_dry_run();
        }
        let play = Play::begin(&self.history, &new, self.now, [4_990, 334, 1_632, 39_702]);
        let run = play.run;
        tokio::spawn(go_on(self.history.clone(), run, self.now, mode, Arc::clone(&self.steps)));
        Ok(run)
    }

    async fn replay(&self, run: RunId, from: StepKind) -> Result<RunId, ActionError> {
        let flow = self.history.run(run).unwrap().run.flow;
        let new = NewRun::new(flow, Trigger::Replay { of: run, from });
        self.history
            .create_run(&new, self.now)
            .map_err(|error| ActionError::new(Refusal::Conflict, error.to_string()))
    }

    async fn approve(&self, run: RunId, decision: Decision) -> Result<(), ActionError> {
        let newer = |newer: &Run| newer.id > run && newer.flow == "charter" && newer.delivered.is_some();
        if !decision.even_if_overtaken && self.history.runs(&RunFilter::new()).unwrap().iter().any(newer) {
            return Err(ActionError::new(Refusal::Conflict, "a newer run has delivered"));
        }
        let refuse = |error: roster_history::Error| ActionError::new(Refusal::Conflict, error.to_string());
        let decided = roster_history::Decision::approve(decision.who, decision.reason);
        self.history.decide(run, &decided, self.now).map_err(refuse)?;
        self.history.start_run(run, self.now).map_err(refuse)?;
        let mut play = Play::resume(&self.history, run, self.now);
        play.deliver("apple", "sftp.example.com:22/dropbox/springfield.zip");
        Ok(())
    }

    async fn discard(&self, run: RunId, decision: Decision) -> Result<(), ActionError> {
        let decided = roster_history::Decision::discard(decision.who, decision.reason);
        let refuse = |error: roster_history::Error| ActionError::new(Refusal::Conflict, error.to_string());
        self.history.decide(run, &decided, self.now).map_err(refuse)
    }

    async fn inbox(&self) -> Result<Option<InboxInfo>, ActionError> {
        Ok(self.inbox.lock().unwrap().clone())
    }

    async fn add_account(&self, name: &str, login: NewLogin) -> Result<Option<Password>, ActionError> {
        let key = match &login {
            NewLogin::Key(key) => Some(fingerprint(key)?),
            _ => None,
        };
        self.change(|accounts| {
            if accounts.iter().any(|account| account.name == name) {
                return Err(ActionError::new(
                    Refusal::Conflict,
                    format!("there is an account {name} already"),
                ));
            }
            let mut new = account(name, key.is_none(), 0, &[]);
            new.keys.extend(key);
            let password = new.has_password.then(|| Password::new("tulip-anchor-42-velvet"));
            accounts.push(new);
            Ok(password)
        })
    }

    async fn regenerate_password(&self, name: &str) -> Result<Password, ActionError> {
        self.change(|accounts| find(accounts, name).map(|_| Password::new("copper-meadow-17-lantern")))
    }

    async fn set_key(&self, name: &str, key: &str) -> Result<(), ActionError> {
        let key = fingerprint(key)?;
        self.change(|accounts| {
            find(accounts, name)?.keys = vec![key];
            Ok(())
        })
    }

    async fn remove_account(&self, name: &str) -> Result<(), ActionError> {
        self.change(|accounts| {
            if !find(accounts, name)?.flows.is_empty() {
                return Err(ActionError::new(
                    Refusal::Conflict,
                    format!("the account {name} is used by a flow"),
                ));
            }
            accounts.retain(|account| account.name != name);
            Ok(())
        })
    }

    async fn health(&self) -> Health {
        Health::new(true)
    }

    async fn metrics(&self) -> String {
        "roster_runs_total 1\n".to_owned()
    }
}

/// Takes the steps of a run as permits come.
async fn go_on(history: History, run: RunId, now: OffsetDateTime, mode: RunMode, steps: Arc<Semaphore>) {
    let mut play = Play::resume(&history, run, now);
    play.begin_fetch();
    let step = async || steps.acquire().await.unwrap().forget();
    step().await;
    play.end_fetch(&exchanges("https://springfield.sis.example", now, 4_990));
    step().await;
    play.convert(&[]);
    step().await;
    play.compare(&[]);
    step().await;
    match mode {
        RunMode::Deliver => play.deliver("apple", "sftp.example.com:22/dropbox/springfield.zip"),
        RunMode::DryRun => play.end(),
    }
}
