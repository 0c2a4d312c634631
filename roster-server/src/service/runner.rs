use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use roster_flow::Flows;
use roster_flow::engine::StopSignal;
use roster_history::{Run, RunId};

/// Does runs. There is one that does, and one for tests that does as it is told.
#[async_trait]
pub(super) trait Runner: fmt::Debug + Send + Sync + 'static {
    /// Does a waiting run to its end, or until it is asked to stop.
    async fn run(&self, run: RunId, stop: StopSignal) -> Result<Run, roster_flow::Error>;
}

#[async_trait]
impl Runner for Flows {
    async fn run(&self, run: RunId, stop: StopSignal) -> Result<Run, roster_flow::Error> {
        Self::run(self, run, Arc::new(()), stop).await
    }
}
