//! Statements that read.

mod details;
mod runs;

pub(crate) use details::{differences, exchange, exchanges, findings, guard, last_delivered, schedule_state};
pub(crate) use runs::{deliveries, interrupted, prepared, ready, run, run_detail, runs, steps, trends};
