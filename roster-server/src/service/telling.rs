use std::sync::Arc;
use std::time::Duration;

use roster_history::RunId;
use tokio::task::JoinSet;

use super::ServiceEvent;
use super::state::State;

/// Tells people how runs ended, in the background.
#[derive(Debug)]
pub(super) struct Telling {
    /// Where the page is, for links.
    page: Option<String>,
    tasks: JoinSet<()>,
    /// How long a server that stops waits for those who are being told.
    patience: Duration,
}

impl Telling {
    pub(super) fn new(page: Option<String>, patience: Duration) -> Self {
        Self { page, tasks: JoinSet::new(), patience }
    }

    pub(super) fn tell(&mut self, state: &Arc<State>, run: RunId) {
        while self.tasks.try_join_next().is_some() {}
        let state = Arc::clone(state);
        let link = self.page.as_ref().map(|page| format!("{}/runs/{run}", page.trim_end_matches('/')));
        self.tasks.spawn(async move {
            match state.flows.tell(run, link).await {
                Ok(receipts) => {
                    for receipt in receipts {
                        let (target, arrived) = (receipt.target, receipt.failure.is_none());
                        state.tally.told(arrived);
                        state.tell(ServiceEvent::Told { run, target, arrived });
                    }
                }
                Err(error) => {
                    state.tally.told(false);
                    tracing::error!(%run, code = error.code(), %error, "service.not_told");
                }
            }
        });
    }

    pub(super) async fn finish(mut self) {
        let all = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(self.patience, all).await.is_err() {
            tracing::warn!(runs = self.tasks.len(), "service.not_told");
        }
    }
}
