use roster_history::{FailureRecord, GuardReason, RunDetail, RunStatus};
use time::OffsetDateTime;

use super::{Notification, NotificationEvent, Problem};

impl Notification {
    /// Says what a run came to; `None` if that is nothing to tell: still to end, called off, or a dry run that went well.
    ///
    /// When a failed run is tried again, the link, and the zone are the caller's to add.
    ///
    /// # Examples
    ///
    /// ```
    /// use roster_flow::notify::{Notification, NotificationEvent};
    /// use roster_history::{FailureRecord, History, NewRun, RunEnd, Trigger};
    /// use time::macros::datetime;
    ///
    /// let history = History::temporary()?;
    /// let now = datetime!(2026-11-25 10:31 UTC);
    /// let run = history.create_run(&NewRun::new("nightly", Trigger::Manual), now)?;
    /// assert_eq!(Notification::of_run(&history.run(run)?), None);
    ///
    /// history.finish_run(run, &RunEnd::Failed(FailureRecord::new("connect", "no connection")), now)?;
    /// let news = Notification::of_run(&history.run(run)?).unwrap();
    /// assert_eq!((news.event, news.run.as_str()), (NotificationEvent::Failure, "1"));
    /// # Ok::<(), roster_history::Error>(())
    /// ```
    pub fn of_run(detail: &RunDetail) -> Option<Self> {
        let run = &detail.run;
        let event = match run.status {
            RunStatus::Succeeded if !run.dry_run => NotificationEvent::Success,
            RunStatus::Failed => NotificationEvent::Failure,
            RunStatus::Held => NotificationEvent::Held,
            _ => return None,
        };
        let held = detail.guard.as_ref().filter(|_| event == NotificationEvent::Held);
        let at: OffsetDateTime = run.ended.or(held.map(|guard| guard.at)).unwrap_or(run.created);
        let mut notification = Self::new(event, &run.flow, run.id.to_string(), at);
        notification.attempt = run.attempt;
        notification.counts = run.summary.clone();
        notification.failure = run.error.as_ref().map(Problem::from);
        notification.held =
            held.map(|guard| guard.held.iter().map(Problem::from).collect()).unwrap_or_default();
        Some(notification)
    }
}

impl From<&FailureRecord> for Problem {
    fn from(failure: &FailureRecord) -> Self {
        Self { code: failure.code.clone(), message: failure.message.clone(), advice: failure.advice.clone() }
    }
}

impl From<&GuardReason> for Problem {
    fn from(reason: &GuardReason) -> Self {
        Self::new(&reason.code, &reason.message)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use roster_history::{Decision, History, NewRun, RunEnd, StepKind, StepResult, Trigger};
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-25 10:31 UTC);

    #[test]
    fn held_runs_tell_their_reasons_until_somebody_decides() {
        let history = History::temporary().unwrap();
        let run = history.create_run(&NewRun::new("nightly", Trigger::Manual).with_attempt(2), NOW).unwrap();
        history.start_run(run, NOW).unwrap();
        for step in [StepKind::Source, StepKind::Convert, StepKind::Guard] {
            assert_eq!(Notification::of_run(&history.run(run).unwrap()), None);
            history.start_step(run, step, NOW).unwrap();
            if step != StepKind::Guard {
                let file = history.store_reader(&mut step.as_str().as_bytes()).unwrap();
                history.finish_step(run, step, &StepResult::done().with_output(file), NOW).unwrap();
            }
        }
        history.set_summary(run, &[("students".to_owned(), 7)].into()).unwrap();
        history.hold(run, &[GuardReason::new("many_vanish", "5 of 12 would vanish")], NOW).unwrap();
        let news = Notification::of_run(&history.run(run).unwrap()).unwrap();
        assert_eq!((news.event, news.attempt, news.at), (NotificationEvent::Held, 2, NOW));
        assert_eq!(news.held, [Problem::new("many_vanish", "5 of 12 would vanish")]);
        assert_eq!(news.counts["students"], 7);
        history.decide(run, &Decision::discard("office", "wrong file"), NOW).unwrap();
        assert_eq!(Notification::of_run(&history.run(run).unwrap()), None);
    }

    #[test]
    fn dry_runs_tell_of_failures_only() {
        let history = History::temporary().unwrap();
        let new = NewRun::new("nightly", Trigger::Manual).as_dry_run();
        let run = history.create_run(&new, NOW).unwrap();
        history.start_run(run, NOW).unwrap();
        for step in [StepKind::Source, StepKind::Convert, StepKind::Guard, StepKind::Deliver] {
            history.finish_step(run, step, &StepResult::skipped(), NOW).unwrap();
        }
        history.finish_run(run, &RunEnd::Succeeded, NOW).unwrap();
        assert_eq!(Notification::of_run(&history.run(run).unwrap()), None);
        let run = history.create_run(&new, NOW).unwrap();
        history.finish_run(run, &RunEnd::Failed(FailureRecord::new("x", "y").with_advice("z")), NOW).unwrap();
        let news = Notification::of_run(&history.run(run).unwrap()).unwrap();
        assert_eq!(news.failure, Some(Problem::new("x", "y").advise("z")));
    }
}
