//! What goes wrong at a sandbox, on demand or at random from a seed.

mod fault;
mod parse;
mod plan;
mod random;

pub use fault::{Fault, Faults, Retry, When};
pub(crate) use plan::{BodyFault, FaultState, LinkFault, Plan};
