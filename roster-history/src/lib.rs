#![doc = include_str!("../README.md")]
#![deny(missing_docs)]
#![forbid(unsafe_code)]

mod delivery;
mod difference;
mod durability;
mod error;
mod exchange;
mod failure;
mod files;
mod finding;
mod guard;
mod history;
mod retention;
mod run;
mod schedule;
mod step;
mod store;
mod text_enum;
mod trend;
mod trigger;

pub use delivery::{Delivered, Delivery, DeliveryEnd, DeliveryId, DeliveryState, NewDelivery};
pub use difference::{ChangeKind, Difference, DifferenceSample};
pub use error::{Context, Error};
pub use exchange::{Body, BodyLimit, Exchange, ExchangeEntry, ExchangeId, Message, NewExchange};
pub use failure::FailureRecord;
pub use files::{FileId, NewFile};
pub use finding::{CodeFindings, FindingRecord};
pub use guard::{Decided, Decision, GuardDecision, GuardReason};
pub use history::History;
pub use retention::{Retained, RetentionRules};
pub use run::{Counts, Interrupted, NewRun, Run, RunDetail, RunEnd, RunFilter, RunId, RunStatus};
pub use schedule::ScheduleState;
pub use step::{Step, StepKind, StepResult, StepStatus};
pub use trend::TrendPoint;
pub use trigger::Trigger;
