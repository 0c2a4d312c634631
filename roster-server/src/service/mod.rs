//! The service: schedules, drops of the inbox, notifications and retention, in one process per data folder.

mod conductor;
mod event;
mod handle;
mod lock;
mod runner;
mod server;
mod state;
mod telling;

#[cfg(test)]
mod tests;

pub use event::ServiceEvent;
pub use handle::{Service, ServiceEvents};
pub use server::{Server, ServerOptions};
