//! Numbers for Prometheus.
//!
//! | name | |
//! |---|---|
//! | `roster_runs_total{flow,status}` | runs that ended since the start of the server |
//! | `roster_run_seconds_total{flow}` | time that they took together |
//! | `roster_missed_runs_total{flow}` | due times that passed without a run |
//! | `roster_notifications_total{result}` | `arrived` or `failed` |
//! | `roster_running{flow}` | 1 while a run is under way |
//! | `roster_runs_held{flow}` | runs that wait for a decision |
//! | `roster_next_due_timestamp_seconds{flow}` | when it starts next by itself |
//! | `roster_last_run_timestamp_seconds{flow}` | when its last run ended, however |
//! | `roster_last_success_timestamp_seconds{flow}` | when it delivered last; the one to watch |
//! | `roster_last_run_seconds{flow}` | how long its last delivery took, from the first step |
//! | `roster_last_success_records{flow,kind}` | what it delivered: `students`, `classes` and so on |
//! | `roster_last_run_findings{flow,severity}` | what was noticed in its last run |
//! | `roster_build_info{version}` | 1 |
//!
//! Times are seconds since 1970. An alert on `time() - roster_last_success_timestamp_seconds > 129600` says that a nightly
//! flow has not delivered for one and a half days, whatever the reason.

mod gauges;
mod tally;
mod text;

pub(crate) use gauges::{FlowGauges, gauges};
pub(crate) use tally::Tally;
pub(crate) use text::render;
