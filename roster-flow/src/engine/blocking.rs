use crate::error::{Error, FlowProblem};

/// Does work that blocks on a thread for that.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(_) => {
            Err(FlowProblem::new("internal", "a step ended unexpectedly; this is a fault of the program")
                .advise("run the flow again; if it happens again, report it with the log")
                .into_error())
        }
    }
}
