//! Random operations against a model that keeps the rules in its own words.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod common;

use common::{NOW, failure};
use proptest::prelude::*;
use roster_history::{
    Decision, DeliveryEnd, DeliveryId, FileId, GuardReason, History, NewDelivery, NewRun, RunEnd, RunId,
    StepKind, StepResult, Trigger,
};

/// One call; numbers choose one of the runs that are there.
#[derive(Clone, Copy, Debug)]
enum Operation {
    Create {
        dry: bool,
    },
    /// What a run would do next if all goes well: chance alone would rarely come as far as a delivery.
    Advance(usize),
    Start(usize),
    StartStep(usize, usize),
    Finish(usize, usize, &'static str),
    Hold(usize),
    Decide(usize, bool),
    Begin(usize),
    End(usize, &'static str),
    EndRun(usize, &'static str),
    Requeue(usize),
}

fn operation() -> impl Strategy<Value = Operation> {
    use Operation::*;
    let run = 0..3_usize;
    prop_oneof![
        3 => any::<bool>().prop_map(|dry| Create { dry }),
        30 => run.clone().prop_map(Advance),
        2 => run.clone().prop_map(Start),
        4 => (run.clone(), 0..4_usize).prop_map(|(run, step)| StartStep(run, step)),
        6 => (run.clone(), 0..4_usize, prop_oneof![Just("done"), Just("skipped"), Just("failed")])
            .prop_map(|(run, step, status)| Finish(run, step, status)),
        3 => run.clone().prop_map(Hold),
        3 => (run.clone(), any::<bool>()).prop_map(|(run, approve)| Decide(run, approve)),
        3 => run.clone().prop_map(Begin),
        4 => (run.clone(), prop_oneof![Just("done"), Just("failed"), Just("unknown")])
            .prop_map(|(run, state)| End(run, state)),
        3 => (run.clone(), prop_oneof![Just("succeeded"), Just("failed"), Just("discarded")])
            .prop_map(|(run, status)| EndRun(run, status)),
        2 => run.prop_map(Requeue),
    ]
}

/// What the rules say about a run.
#[derive(Clone, Debug)]
struct Model {
    dry: bool,
    status: &'static str,
    steps: [&'static str; 4],
    /// Whether a step before the delivery has made the file.
    has_file: bool,
    deliveries: Vec<&'static str>,
}

impl Model {
    fn new(dry: bool) -> Self {
        Self { dry, status: "waiting", steps: ["pending"; 4], has_file: false, deliveries: Vec::new() }
    }

    fn next(&self, run: usize) -> Operation {
        match (self.status, self.steps.iter().position(|step| !Self::is_over(step))) {
            ("waiting", _) => Operation::Start(run),
            ("held", _) => Operation::Decide(run, true),
            (_, Some(step)) if self.steps[step] == "pending" => Operation::StartStep(run, step),
            (_, Some(3)) if self.deliveries.last() == Some(&"started") => Operation::End(run, "done"),
            (_, Some(3)) => Operation::Begin(run),
            (_, Some(step)) => Operation::Finish(run, step, "done"),
            (_, None) => Operation::EndRun(run, "succeeded"),
        }
    }

    fn is_over(step: &str) -> bool {
        matches!(step, "done" | "skipped")
    }

    fn finish(&mut self, status: &'static str) {
        self.status = status;
        for step in &mut self.steps {
            match *step {
                "pending" => *step = "skipped",
                "running" if status == "failed" => *step = "failed",
                _ => {}
            }
        }
    }

    /// Applies an operation if the rules allow it, and tells whether they do.
    fn apply(&mut self, operation: Operation) -> bool {
        let running = self.status == "running";
        let sending = self.deliveries.last() == Some(&"started");
        let may_have_arrived = self.deliveries.iter().any(|state| *state != "failed");
        // A delivery is done by its own end, and cannot be passed over.
        let cannot_finish = |step: usize, to: &str| {
            step == 3
                && (to == "done" || (to == "skipped" && may_have_arrived) || (to == "failed" && sending))
        };
        match operation {
            Operation::Start(_) if self.status == "waiting" => self.status = "running",
            Operation::StartStep(_, step)
                if running
                    && !(self.dry && step == 3)
                    && self.steps[..step].iter().all(|step| Self::is_over(step))
                    && matches!(self.steps[step], "pending" | "running") =>
            {
                self.steps[step] = "running";
            }
            Operation::Finish(_, step, to)
                if running
                    && !cannot_finish(step, to)
                    && (self.steps[step] == "running"
                        || (self.steps[step], to) == ("pending", "skipped")) =>
            {
                self.steps[step] = to;
                self.has_file |= to == "done" && step < 2;
            }
            Operation::Hold(_) if running && self.steps[2] == "running" => {
                (self.status, self.steps[2]) = ("held", "held");
            }
            Operation::Decide(_, approve) if self.status == "held" => {
                if approve {
                    (self.status, self.steps[2]) = ("waiting", "done");
                } else {
                    self.finish("discarded");
                }
            }
            Operation::Begin(_)
                if running && self.steps[3] == "running" && self.has_file && !may_have_arrived =>
            {
                self.deliveries.push("started");
            }
            Operation::End(_, state) if sending => {
                *self.deliveries.last_mut().unwrap() = state;
                if state == "done" {
                    (self.status, self.steps[3]) = ("succeeded", "done");
                }
            }
            Operation::EndRun(_, "succeeded")
                if running
                    && !sending
                    && self.steps[..3].iter().all(|step| Self::is_over(step))
                    && (Self::is_over(self.steps[3]) || (self.dry && self.steps[3] == "pending")) =>
            {
                self.finish("succeeded");
            }
            Operation::EndRun(_, "failed") if (running || self.status == "waiting") && !sending => {
                self.finish("failed");
            }
            Operation::EndRun(_, "discarded") if self.status == "waiting" => self.finish("discarded"),
            Operation::Requeue(_) if running && !may_have_arrived => {
                self.status = "waiting";
                for step in &mut self.steps {
                    if *step == "running" {
                        *step = "pending";
                    }
                }
            }
            _ => return false,
        }
        true
    }
}

/// Does an operation on the history; the file is the only one there is.
fn perform(
    history: &History,
    run: RunId,
    delivery: Option<DeliveryId>,
    file: FileId,
    operation: Operation,
) -> Result<Option<DeliveryId>, roster_history::Error> {
    match operation {
        Operation::Create { .. } | Operation::Advance(_) => Ok(()),
        Operation::Start(_) => history.start_run(run, NOW),
        Operation::StartStep(_, step) => history.start_step(run, StepKind::ALL[step], NOW),
        Operation::Finish(_, step, status) => {
            let result = match status {
                "done" if step < 2 => StepResult::done().with_output(file),
                "done" => StepResult::done(),
                "skipped" => StepResult::skipped(),
                _ => StepResult::failed(failure("odd")),
            };
            history.finish_step(run, StepKind::ALL[step], &result, NOW)
        }
        Operation::Hold(_) => history.hold(run, &[GuardReason::new("vanish", "too many")], NOW),
        Operation::Decide(_, true) => history.decide(run, &Decision::approve("office", "right"), NOW),
        Operation::Decide(_, false) => history.decide(run, &Decision::discard("office", ""), NOW),
        Operation::Begin(_) => {
            return history.begin_delivery(run, &NewDelivery::new("apple", file, "host"), NOW).map(Some);
        }
        Operation::End(_, state) => {
            let end = match state {
                "done" => DeliveryEnd::Done,
                "failed" => DeliveryEnd::Failed(failure("odd")),
                _ => DeliveryEnd::Unknown(failure("odd")),
            };
            // A run without a delivery has none to end.
            return match delivery {
                Some(delivery) => history.end_delivery(delivery, &end, NOW).map(|()| Some(delivery)),
                None => history.end_delivery("999".parse()?, &end, NOW).map(|()| None),
            };
        }
        Operation::EndRun(_, "succeeded") => history.finish_run(run, &RunEnd::Succeeded, NOW),
        Operation::EndRun(_, "failed") => history.finish_run(run, &RunEnd::Failed(failure("odd")), NOW),
        Operation::EndRun(..) => history.finish_run(run, &RunEnd::Discarded(failure("odd")), NOW),
        Operation::Requeue(_) => history.requeue_run(run, None),
    }?;
    Ok(delivery)
}

fn run_of(operation: Operation) -> usize {
    use Operation::*;
    match operation {
        Create { .. } => 0,
        Advance(run)
        | Start(run)
        | StartStep(run, _)
        | Finish(run, ..)
        | Hold(run)
        | Decide(run, _)
        | Begin(run)
        | End(run, _)
        | EndRun(run, _)
        | Requeue(run) => run,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_history_follows_the_rules_whatever_is_called(
        operations in proptest::collection::vec(operation(), 1..160)
    ) {
        let history = History::temporary().unwrap();
        let file = common::store(&history, "prepared");
        let mut runs: Vec<(RunId, Model, Option<DeliveryId>)> = Vec::new();
        for operation in operations {
            if let Operation::Create { dry } = operation {
                let mut new = NewRun::new("nightly", Trigger::Manual);
                if dry {
                    new = new.as_dry_run();
                }
                runs.push((history.create_run(&new, NOW).unwrap(), Model::new(dry), None));
                continue;
            }
            // The youngest runs are the ones in which something is going on.
            let Some(at) = runs.len().checked_sub(1 + run_of(operation)) else { continue };
            let (run, model, delivery) = &mut runs[at];
            let operation = match operation {
                Operation::Advance(number) => model.next(number),
                operation => operation,
            };
            let allowed = model.apply(operation);
            let done = perform(&history, *run, *delivery, file, operation);
            prop_assert_eq!(done.is_ok(), allowed, "{:?} on {:?}: {:?}", operation, model, done);
            if let Ok(begun) = done {
                *delivery = begun;
            }
        }
        for (run, model, _) in runs {
            let detail = history.run(run).unwrap();
            prop_assert_eq!(detail.run.status.as_str(), model.status);
            let steps: Vec<&str> = detail.steps.iter().map(|step| step.status.as_str()).collect();
            prop_assert_eq!(&steps, &model.steps);
            let deliveries: Vec<&str> = detail.deliveries.iter().map(|one| one.state.as_str()).collect();
            prop_assert_eq!(&deliveries, &model.deliveries);
            prop_assert!(deliveries.iter().filter(|state| **state == "done").count() <= 1);
            prop_assert_eq!(detail.run.ended.is_some(), detail.run.status.is_final());
        }
    }
}
