//! What the page asks for, in terms of the service.

use async_trait::async_trait;
use roster_flow::Flows;
use roster_flow::engine::Approval;
use roster_flow::schedule::Zone;
use roster_history::{RunId, StepKind};

use super::{Service, accounts, health};
use crate::Error;
use crate::web::{
    ActionError, Actions, Decision, FlowInfo, Health, InboxInfo, NewLogin, Password, Refusal, RunMode,
};

#[async_trait]
impl Actions for Service {
    async fn flows(&self) -> Result<Vec<FlowInfo>, ActionError> {
        Ok(self.state.ask(describe_flows).await?)
    }

    async fn run_now(&self, flow: &str, mode: RunMode) -> Result<RunId, ActionError> {
        Ok(Self::run_now(self, flow, mode).await?)
    }

    async fn replay(&self, run: RunId, from: StepKind) -> Result<RunId, ActionError> {
        Ok(Self::replay(self, run, from).await?)
    }

    async fn approve(&self, run: RunId, decision: Decision) -> Result<(), ActionError> {
        let approval = Approval::new(decision.who, decision.reason);
        let approval = if decision.even_if_overtaken { approval.even_if_overtaken() } else { approval };
        Ok(Self::approve(self, run, approval).await?)
    }

    async fn discard(&self, run: RunId, decision: Decision) -> Result<(), ActionError> {
        Ok(Self::discard(self, run, &decision.who, &decision.reason).await?)
    }

    async fn inbox(&self) -> Result<Option<InboxInfo>, ActionError> {
        Ok(accounts::inbox(&self.state).await?)
    }

    async fn add_account(&self, name: &str, login: NewLogin) -> Result<Option<Password>, ActionError> {
        accounts::add(&self.state, name, login).await
    }

    async fn regenerate_password(&self, name: &str) -> Result<Password, ActionError> {
        accounts::regenerate_password(&self.state, name).await
    }

    async fn set_key(&self, name: &str, key: &str) -> Result<(), ActionError> {
        accounts::set_key(&self.state, name, key).await
    }

    async fn remove_account(&self, name: &str) -> Result<(), ActionError> {
        accounts::remove(&self.state, name).await
    }

    async fn health(&self) -> Health {
        health::health(&self.state)
    }

    async fn metrics(&self) -> String {
        // Whoever watches the numbers sees that they are gone; the health says why.
        Self::metrics(self).await.unwrap_or_default()
    }
}

fn describe_flows(flows: &Flows) -> Result<Vec<FlowInfo>, Error> {
    let machine = Zone::of_this_machine().unwrap_or_default();
    let describe = |info: roster_flow::engine::FlowInfo| {
        let config = flows.configuration().flows.get(&info.name);
        let schedule = config.and_then(|config| config.schedule.as_ref());
        let waits_for_drops = config.is_some_and(|config| config.account.is_some());
        let zone = schedule.map_or_else(|| machine.clone(), |schedule| schedule.zone().clone());
        let destination = format!("{} ({})", info.destination, info.target);
        let mut flow = FlowInfo::new(info.name, info.source, destination, zone);
        flow.schedule = info.schedule.or_else(|| waits_for_drops.then(|| "when a file arrives".to_owned()));
        flow.next_run = info.next_run;
        flow.is_enabled = info.enabled;
        flow.can_run_now = !waits_for_drops;
        flow
    };
    Ok(flows.list()?.into_iter().map(describe).collect())
}

impl From<&Error> for ActionError {
    fn from(error: &Error) -> Self {
        let kind = match error.code() {
            "not_found" | "unknown_flow" | "sftp_no_account" => Refusal::NotFound,
            "busy" | "flow_busy" | "conflict" | "overtaken" | "stopping" | "sftp_account_exists" => {
                Refusal::Conflict
            }
            "invalid" | "sftp_configuration" => Refusal::Invalid,
            _ => Refusal::Failed,
        };
        if kind == Refusal::Failed {
            tracing::error!(code = error.code(), %error, "service.wish_failed");
        }
        let refused = Self::new(kind, error.to_string());
        error.advice().into_iter().fold(refused, Self::advise)
    }
}

impl From<Error> for ActionError {
    fn from(error: Error) -> Self {
        Self::from(&error)
    }
}
