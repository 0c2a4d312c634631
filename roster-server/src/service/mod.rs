//! The service: schedules, drops of the inbox, notifications and retention, in one process per data folder.

mod accounts;
mod actions;
mod conductor;
mod event;
mod handle;
mod health;
mod inbox;
mod lock;
mod runner;
mod server;
mod signals;
mod site;
mod state;
mod telling;

#[cfg(test)]
mod tests;

pub use event::ServiceEvent;
pub use handle::{Service, ServiceEvents};
pub use server::{Server, ServerOptions};
