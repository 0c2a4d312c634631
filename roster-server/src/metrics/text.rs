use std::fmt::Write;

use time::OffsetDateTime;

use super::{FlowGauges, Tally};

/// Writes everything in the text format of Prometheus, version 0.0.4.
pub(crate) fn render(tally: &Tally, flows: &[FlowGauges]) -> String {
    let counts = tally.counts();
    let mut page = Page::default();

    page.family("roster_build_info", "gauge", "Version of the server");
    page.sample(&[("version", env!("CARGO_PKG_VERSION"))], 1.0);

    page.family("roster_runs_total", "counter", "Runs that ended since the start of the server");
    for ((flow, status), count) in &counts.runs {
        page.sample(&[("flow", flow), ("status", status.as_str())], whole(*count));
    }
    page.family("roster_run_seconds_total", "counter", "Time that these runs took together");
    for (flow, seconds) in &counts.seconds {
        page.sample(&[("flow", flow)], *seconds);
    }
    page.family("roster_missed_runs_total", "counter", "Due times that passed without a run");
    for (flow, count) in &counts.missed {
        page.sample(&[("flow", flow)], whole(*count));
    }
    page.family("roster_notifications_total", "counter", "Messages about runs");
    page.sample(&[("result", "arrived")], whole(counts.arrived));
    page.sample(&[("result", "failed")], whole(counts.failed));

    let mut gauge = |name, help, value: fn(&FlowGauges) -> Option<f64>| {
        page.family(name, "gauge", help);
        for flow in flows {
            if let Some(value) = value(flow) {
                page.sample(&[("flow", &flow.flow)], value);
            }
        }
    };
    gauge("roster_running", "1 while a run is under way", |flow| Some(f64::from(flow.is_running)));
    gauge("roster_runs_held", "Runs that wait for a decision", |flow| Some(whole(flow.held)));
    gauge("roster_next_due_timestamp_seconds", "When it starts next by itself", |flow| {
        flow.next_due.map(seconds)
    });
    gauge("roster_last_run_timestamp_seconds", "When its last run ended", |flow| flow.last_run.map(seconds));
    gauge("roster_last_success_timestamp_seconds", "When it delivered last", |flow| {
        flow.last_success.map(seconds)
    });
    gauge("roster_last_run_seconds", "How long its last delivery took", |flow| flow.last_seconds);

    page.family("roster_last_success_records", "gauge", "What it delivered");
    for flow in flows {
        for (kind, count) in &flow.records {
            page.sample(&[("flow", &flow.flow), ("kind", kind)], whole(*count));
        }
    }
    page.family("roster_last_run_findings", "gauge", "What was noticed in its last run");
    for flow in flows {
        for (severity, count) in &flow.findings {
            page.sample(&[("flow", &flow.flow), ("severity", severity)], whole(*count));
        }
    }
    page.text
}

#[expect(clippy::cast_precision_loss, reason = "Prometheus has no other numbers")]
fn whole(count: u64) -> f64 {
    count as f64
}

#[expect(clippy::cast_precision_loss, reason = "Prometheus has no other numbers")]
fn seconds(at: OffsetDateTime) -> f64 {
    at.unix_timestamp() as f64
}

#[derive(Default)]
struct Page {
    text: String,
    name: &'static str,
}

impl Page {
    fn family(&mut self, name: &'static str, kind: &str, help: &str) {
        self.name = name;
        let _ = write!(self.text, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
    }

    fn sample(&mut self, labels: &[(&str, &str)], value: f64) {
        self.text += self.name;
        for (position, (name, text)) in labels.iter().enumerate() {
            let before = if position == 0 { '{' } else { ',' };
            let _ = write!(self.text, "{before}{name}=\"{}\"", escape(text));
        }
        let end = if labels.is_empty() { "" } else { "}" };
        let _ = writeln!(self.text, "{end} {value}");
    }
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use oneroster_model::{Finding, FindingSink as _, Findings, Severity};
    use roster_flow::codes::COLLECTION_REFUSED;
    use roster_history::{CodeFindings, FailureRecord, History, NewRun, RunEnd, StepKind, Trigger};
    use time::macros::datetime;

    use super::super::gauges;
    use super::*;

    #[test]
    fn page_holds_what_the_history_knows() {
        let history = History::temporary().unwrap();
        let now = datetime!(2026-11-25 10:00 UTC);
        let run = history.create_run(&NewRun::new("ni\"ght", Trigger::Manual), now).unwrap();
        history.start_run(run, now).unwrap();
        history.start_step(run, StepKind::Source, now).unwrap();
        let mut findings = Findings::default();
        for _ in 0..3 {
            findings.push(Finding::new(&COLLECTION_REFUSED, Severity::Warning, "refused"));
        }
        let findings = CodeFindings::from_findings(&findings);
        history.add_findings(run, StepKind::Source, &findings).unwrap();
        let end = RunEnd::Failed(FailureRecord::new("connect", "no connection"));
        history.finish_run(run, &end, now + time::Duration::seconds(90)).unwrap();

        let tally = Tally::default();
        tally.ended(&history.run(run).unwrap().run);
        tally.missed("ni\"ght", 2);
        tally.told(false);
        let mut flow = gauges(&history, "ni\"ght").unwrap();
        flow.next_due = Some(datetime!(2026-11-26 10:00 UTC));
        let text = render(&tally, &[flow]);
        for line in [
            "# TYPE roster_runs_total counter",
            "roster_runs_total{flow=\"ni\\\"ght\",status=\"failed\"} 1",
            "roster_run_seconds_total{flow=\"ni\\\"ght\"} 90",
            "roster_missed_runs_total{flow=\"ni\\\"ght\"} 2",
            "roster_notifications_total{result=\"failed\"} 1",
            "roster_running{flow=\"ni\\\"ght\"} 0",
            "roster_runs_held{flow=\"ni\\\"ght\"} 0",
            "roster_next_due_timestamp_seconds{flow=\"ni\\\"ght\"} 1795687200",
            "roster_last_run_timestamp_seconds{flow=\"ni\\\"ght\"} 1795600890",
            "roster_last_run_findings{flow=\"ni\\\"ght\",severity=\"warning\"} 3",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} is not in\n{text}");
        }
        assert!(!text.contains("roster_last_success_timestamp_seconds{"), "{text}");
        assert!(text.ends_with('\n'));
    }
}
