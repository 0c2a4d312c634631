//! Processes that run flows are killed at random moments, and others go on where they were: each run is delivered
//! once or has failed, and nothing half arrives anywhere.
//!
//! `ROSTER_KILLS` sets how often, `ROSTER_KILLS_SEED` where the draws begin.

mod arrivals;
mod campaign;
mod draw;
mod verdict;
mod worker;
