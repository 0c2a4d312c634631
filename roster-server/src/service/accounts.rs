//! File accounts, as the page manages them.

use roster_flow::Flows;
use roster_history::{RunFilter, Trigger};
use roster_sftp::{Account, AccountName, Login};
use time::OffsetDateTime;

use super::inbox::{InboxDesk, flow_of};
use super::state::State;
use crate::Error;
use crate::web::{AccountInfo, ActionError, InboxInfo, NewLogin, Password, Refusal};

/// Runs of a flow that are looked at for the last drop.
const LOOKED_AT: usize = 100;

pub(super) async fn inbox(state: &State) -> Result<Option<InboxInfo>, Error> {
    let Some(desk) = state.inbox() else { return Ok(None) };
    let accounts = {
        let desk = desk.clone();
        state.ask(move |flows| describe_all(flows, &desk)).await?
    };
    let (address, host_key) = (desk.address.to_string(), Some(desk.fingerprint.to_string()));
    Ok(Some(InboxInfo { address, host_key, accounts }))
}

fn describe_all(flows: &Flows, desk: &InboxDesk) -> Result<Vec<AccountInfo>, Error> {
    desk.accounts.list()?.iter().map(|account| describe(flows, account)).collect()
}

fn describe(flows: &Flows, account: &Account) -> Result<AccountInfo, Error> {
    let flow = flow_of(flows, account.name.as_str());
    let keys = match &account.login {
        Login::Keys(keys) => keys.iter().map(|key| key.fingerprint.to_string()).collect(),
        _ => Vec::new(),
    };
    let last_drop = match &flow {
        Some(flow) => last_drop(flows, flow, account.name.as_str())?,
        None => None,
    };
    Ok(AccountInfo {
        name: account.name.to_string(),
        has_password: account.login == Login::Password,
        keys,
        flows: flow.into_iter().collect(),
        last_drop,
    })
}

fn last_drop(flows: &Flows, flow: &str, account: &str) -> Result<Option<OffsetDateTime>, Error> {
    let runs = flows.history().runs(&RunFilter::new().with_flow(flow).with_limit(LOOKED_AT))?;
    let is_drop = |trigger: &Trigger| matches!(trigger, Trigger::Drop { account: by } if by == account);
    Ok(runs.iter().find(|run| is_drop(&run.trigger)).map(|run| run.created))
}

/// Changes the accounts, away from the threads that serve others: passwords are hashed slowly on purpose.
async fn change<T, F>(state: &State, name: &str, change: F) -> Result<T, ActionError>
where
    T: Send + 'static,
    F: FnOnce(&InboxDesk, &Flows, &AccountName) -> Result<T, Error> + Send + 'static,
{
    let desk = state.inbox().ok_or_else(|| {
        ActionError::new(Refusal::NotFound, "there is no inbox")
            .advise("add a table [inbox] to the configuration")
    })?;
    let name: AccountName =
        name.parse().map_err(|error: roster_sftp::Error| ActionError::from(&Error::from(error)))?;
    state
        .ask(move |flows| change(&desk, flows, &name))
        .await
        .map_err(|error: Error| ActionError::from(&error))
}

pub(super) async fn add(state: &State, name: &str, login: NewLogin) -> Result<Option<Password>, ActionError> {
    change(state, name, move |desk, _, name| match login {
        NewLogin::Key(key) => {
            desk.accounts.create_with_keys(name, &[&key])?;
            Ok(None)
        }
        NewLogin::Password => Ok(Some(Password::new(desk.accounts.create_with_password(name)?.expose()))),
    })
    .await
}

pub(super) async fn regenerate_password(state: &State, name: &str) -> Result<Password, ActionError> {
    change(state, name, |desk, _, name| Ok(Password::new(desk.accounts.regenerate_password(name)?.expose())))
        .await
}

pub(super) async fn set_key(state: &State, name: &str, key: &str) -> Result<(), ActionError> {
    let key = key.to_owned();
    change(state, name, move |desk, _, name| Ok(desk.accounts.set_keys(name, &[&key])?)).await
}

pub(super) async fn remove(state: &State, name: &str) -> Result<(), ActionError> {
    if let Some(flow) = flow_of(&state.flows, name) {
        let text = format!("flow {flow} takes its data from this account");
        return Err(ActionError::new(Refusal::Conflict, text).advise("change or remove the flow first"));
    }
    change(state, name, |desk, _, name| Ok(desk.accounts.delete(name)?)).await
}
