//! Flows as a whole: runs, holds, decisions, repetitions, and what a killed process leaves.

mod decisions;
mod dropping;
mod failures;
mod fetching;
mod packages;
mod place;
mod recovery;
mod replays;
mod runs;
mod schedules;
mod sending;
mod telling;
