//! Running flows: from a source over conversion and guards to a destination, every step on record.
//!
//! [`Flows`] is configuration, history and data folder together. A run is [created](Flows::start), and then
//! [run](Flows::run) by whoever holds the process: the command, or the loop of `roster serve`.
//!
//! # A run
//!
//! | step | does | leaves |
//! |---|---|---|
//! | source | fetches the district, or copies the drop or the file | the package as it came |
//! | convert | makes the archive for Apple School Manager, or validates | the prepared file |
//! | guard | compares with what was delivered last | differences; holds the run if too much would vanish |
//! | deliver | sends the prepared file | an acknowledged delivery |
//!
//! The output of each step is kept, so that a run can be [replayed](Flows::replay) from any step with the same
//! data. A held run waits until somebody [approves](Flows::approve) or [discards](Flows::discard) it; what is
//! delivered then is exactly the prepared file.
//!
//! # Exactly once
//!
//! A process may be killed at any moment. The history says before a file gets its final name that a delivery
//! begins, and afterwards that it was acknowledged. What lies between is found out by [`Flows::recover`]:
//!
//! - Files, and servers that rename: the file is complete under a temporary name of its own before the delivery
//!   begins, and the delivery is the rename alone. If the temporary name is still there, the rename was not done
//!   and the run goes on; if not, it was delivered.
//! - Servers that are written to directly, as Apple's: nobody can tell, so the run ends as failed with
//!   the code `delivery_unknown` and is never repeated by itself.
//!
//! Everything before a delivery is simply done anew. A run that dead processes left three times, or more than a
//! day ago, ends as failed.
//!
//! # Data folder
//!
//! | | |
//! |---|---|
//! | `history.sqlite`, `files/` | [`History`](roster_history::History) |
//! | `locks/FLOW.lock` | held while a flow runs, whichever process runs it |
//! | `work/FLOW/` | temporary files; emptied when the next run of the flow begins |
//! | `known_hosts` | keys of servers that were trusted at first use |
//! | `inbox/drops/ACCOUNT/` | what was dropped |

mod blocking;
pub mod codes;
mod convert;
mod decide;
mod deliver;
mod drops;
mod exchanges;
mod flows;
mod guard;
mod info;
mod lock;
mod observer;
mod record;
mod recover;
mod request;
mod retry;
mod route;
mod run;
mod scheduling;
mod settings;
mod source;
mod stop;
mod stoppable;
mod take;
mod tell;

pub use decide::Approval;
pub use flows::Flows;
pub use info::FlowInfo;
pub use observer::{Event, Observer};
pub use recover::{Recovered, RecoveredAs};
pub use request::Request;
pub use scheduling::{Followed, Missed};
pub use stop::{Stop, StopKind, StopSignal};
