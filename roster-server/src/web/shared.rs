//! What all pages know.

use std::fmt;
use std::sync::Arc;

use roster_flow::schedule::Zone;
use roster_history::History;
use time::OffsetDateTime;

use super::access::Access;
use super::actions::{ActionError, Actions, FlowInfo};
use super::pages::Problem;
use super::parts::frame::{Area, Frame};

/// Cheap to clone.
#[derive(Clone)]
pub(super) struct Shared(Arc<Inner>);

struct Inner {
    history: History,
    actions: Arc<dyn Actions>,
    access: Access,
    zone: Zone,
    now: Arc<dyn Fn() -> OffsetDateTime + Send + Sync>,
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("access", &self.0.access).finish_non_exhaustive()
    }
}

impl Shared {
    pub(super) fn new(
        history: History,
        actions: Arc<dyn Actions>,
        access: Access,
        zone: Zone,
        now: Arc<dyn Fn() -> OffsetDateTime + Send + Sync>,
    ) -> Self {
        Self(Arc::new(Inner { history, actions, access, zone, now }))
    }

    pub(super) fn access(&self) -> &Access {
        &self.0.access
    }

    pub(super) fn actions(&self) -> &dyn Actions {
        self.0.actions.as_ref()
    }

    /// Begins a page.
    pub(super) fn frame<'a>(&self, area: Area, title: &'a str) -> Frame<'a> {
        Frame::of(area, title).with_logout(self.access().has_login())
    }

    pub(super) fn now(&self) -> OffsetDateTime {
        (self.0.now)()
    }

    /// The zone of pages that are not about one flow.
    pub(super) fn zone(&self) -> &Zone {
        &self.0.zone
    }

    /// Returns the flows; a flow that the configuration no longer has can still be in the history.
    pub(super) async fn flows(&self) -> Result<Flows, ActionError> {
        Ok(Flows { list: self.actions().flows().await?, zone: self.zone().clone() })
    }

    /// Asks the history, away from the threads that serve others.
    pub(super) async fn ask<T, F>(&self, question: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&History) -> Result<T, roster_history::Error> + Send + 'static,
    {
        let history = self.0.history.clone();
        match tokio::task::spawn_blocking(move || question(&history)).await {
            Ok(answer) => Ok(answer?),
            Err(error) => {
                tracing::error!(event = "page_broken", %error);
                Err(Problem::broken())
            }
        }
    }
}

/// All flows of the configuration.
pub(super) struct Flows {
    pub(super) list: Vec<FlowInfo>,
    zone: Zone,
}

impl Flows {
    pub(super) fn find(&self, name: &str) -> Option<&FlowInfo> {
        self.list.iter().find(|flow| flow.name == name)
    }

    /// The zone of a flow.
    pub(super) fn zone(&self, name: &str) -> &Zone {
        self.find(name).map_or(&self.zone, |flow| &flow.zone)
    }

    pub(super) fn destination(&self, name: &str) -> Option<&str> {
        self.find(name).map(|flow| flow.destination.as_str())
    }
}
