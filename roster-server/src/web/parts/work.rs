//! How long a run took.

use roster_history::{RunDetail, StepStatus};
use time::Duration;

/// Returns how long a run worked: the time of its steps, without the time in which it waited for somebody's decision.
///
/// None while it has not worked, or has not come to an end.
pub(crate) fn worked(detail: &RunDetail) -> Option<Duration> {
    if !detail.steps.iter().all(|step| step.status != StepStatus::Running) {
        return None;
    }
    let own = detail.steps.iter().filter(|step| step.status != StepStatus::Reused);
    own.filter_map(|step| Some(step.ended? - step.started?)).reduce(|sum, step| sum + step)
}
