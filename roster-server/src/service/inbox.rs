use std::collections::BTreeSet;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration as StdDuration;

use roster_flow::Flows;
use roster_flow::engine::Request;
use roster_sftp::{Accounts, Drops, FileDrop, Fingerprint, Inbox, InboxSettings};
use time::Duration;
use tokio::task::JoinHandle;

use super::state::State;
use crate::Error;

/// What the page shows of the inbox.
#[derive(Clone)]
pub(super) struct InboxDesk {
    pub(super) address: SocketAddr,
    pub(super) fingerprint: Fingerprint,
    pub(super) accounts: Accounts,
}

/// The inbox, and the task that makes runs of what is dropped there.
#[derive(Debug)]
pub(super) struct OpenInbox {
    inbox: Inbox,
    handing_over: JoinHandle<()>,
}

/// Until a drop that could not be handed over is tried again.
const PAUSE: Duration = Duration::minutes(1);

impl OpenInbox {
    /// Opens the inbox, and hands over what was dropped while nobody looked; to be called before runs begin, so that a run
    /// that waits for a drop already is not given a second one.
    pub(super) async fn open(state: &Arc<State>, listen: SocketAddr) -> Result<Self, Error> {
        let settings = InboxSettings::new(state.flows.folder().join("inbox"), listen);
        let folder = settings.folder.clone();
        let accounts = Accounts::open(settings.accounts_file())?;
        let (inbox, drops) = Inbox::start(settings, accounts).await?;
        let waiting = state.ask(move |_| FileDrop::waiting(&folder)).await?;
        let mut counter = Counter { state: Arc::clone(state), handed_over: BTreeSet::new(), waiting };
        counter.hand_over().await;
        let handing_over = tokio::spawn(counter.attend(drops));
        Ok(Self { inbox, handing_over })
    }

    pub(super) fn desk(&self) -> InboxDesk {
        let accounts = self.inbox.accounts().clone();
        InboxDesk { address: self.inbox.address(), fingerprint: self.inbox.fingerprint(), accounts }
    }

    /// Lets uploads that are under way finish, within a limit. What arrives now is handed over at the next start.
    pub(super) async fn close(self, patience: StdDuration) {
        self.handing_over.abort();
        self.inbox.shutdown(patience).await;
    }
}

/// Creates a run for each drop. The drop stays where it is until the run has taken it; so one that could not be handed
/// over, or was not yet when the process died, comes again at the next start.
struct Counter {
    state: Arc<State>,
    /// Drops that a run was created for.
    handed_over: BTreeSet<String>,
    waiting: Vec<FileDrop>,
}

impl Counter {
    async fn attend(mut self, mut drops: Drops) {
        loop {
            let retry_at = self.state.now() + PAUSE;
            tokio::select! {
                drop = drops.next() => match drop {
                    Some(drop) => self.waiting.push(drop),
                    None => return,
                },
                () = self.state.flows.clock().sleep_until(retry_at), if !self.waiting.is_empty() => {}
            }
            self.hand_over().await;
        }
    }

    async fn hand_over(&mut self) {
        for drop in std::mem::take(&mut self.waiting) {
            // Those of earlier come through both doors.
            if self.handed_over.contains(drop.id()) {
                continue;
            }
            let account = drop.account().as_str().to_owned();
            let Some(flow) = flow_of(&self.state.flows, &account) else {
                tracing::warn!(account, drop = drop.id(), "service.drop_unclaimed");
                continue;
            };
            let request = Request::drop(&account);
            match self.state.ask(move |flows| flows.start(&flow, request)).await {
                Ok(run) => {
                    tracing::info!(account, drop = drop.id(), %run, "service.dropped");
                    self.handed_over.insert(drop.id().to_owned());
                    self.state.wake();
                }
                Err(error) => {
                    tracing::error!(account, drop = drop.id(), code = error.code(), %error, "service.drop_waits");
                    self.waiting.push(drop);
                }
            }
        }
    }
}

/// The flow that takes the drops of an account; there is one at most.
pub(super) fn flow_of(flows: &Flows, account: &str) -> Option<String> {
    let mut flows = flows.configuration().flows.iter();
    flows.find(|(_, flow)| flow.account.as_deref() == Some(account)).map(|(name, _)| name.clone())
}

impl fmt::Debug for InboxDesk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InboxDesk").field("address", &self.address).finish_non_exhaustive()
    }
}
