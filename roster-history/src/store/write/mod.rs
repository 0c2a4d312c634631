//! Statements that write. Each checks what the state of the run allows before it changes anything; the transaction holds
//! the write lock, so nobody can change it in between.

mod create;
mod deliveries;
mod details;
mod guards;
mod retain;
mod runs;
mod steps;

pub(crate) use create::create_run;
pub(crate) use deliveries::{begin_delivery, end_delivery};
pub(crate) use details::{add_exchanges, add_findings, set_differences, set_schedule_state, set_summary};
pub(crate) use guards::{decide, hold};
pub(crate) use retain::{delete_runs, is_referenced};
pub(crate) use runs::{finish_run, requeue_run, start_run};
pub(crate) use steps::{finish_step, start_step};
