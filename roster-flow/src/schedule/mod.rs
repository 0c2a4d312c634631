//! When a flow runs: times of day in a time zone, and what happens when clocks change.
//!
//! ```toml
//! [flows.nightly.schedule]
//! time = "02:30"                    # or ["06:00", "12:30"]
//! zone = "America/Los_Angeles"      # a name of the IANA database; US/Pacific works as well
//! days = ["mon", "tue", "wed"]      # or weekend = false; default: every day
//! jitter_minutes = 10               # up to so much later, the same for all runs of a day; default 0
//! catch_up_hours = 12               # how late a missed run is still worth it; default 12
//! ```
//!
//! # Summer and winter time
//!
//! | | |
//! |---|---|
//! | the hour that does not exist | a run in it starts once, as much later as the clock was put forward: 02:30 becomes 03:30 |
//! | the hour that comes twice | a run in it starts once, the first time |
//! | a day that a zone left out | its run falls together with that of the next day |
//! | two times that become one | one run |
//!
//! # Downtime and clocks that jump
//!
//! What a schedule remembers is the last due time that was handled ([`Schedule::due`]). Of all due times since, the newest
//! one runs if it is not older than `catch_up_hours`; the others are reported as missed. A clock that is put back
//! never makes a due time run twice, and one that is put forward is the same as downtime. Only when the last handled
//! due time lies more than 36 hours ahead, the clock must have been wrong, and the schedule starts anew from now.
//!
//! Names of zones are looked up in the database of the machine, which its updates keep current, and then in the one
//! that is compiled in, so a small container needs none.

mod clock;
mod days;
mod due;
mod jitter;
mod manual_clock;
mod near_names;
mod occurrences;
mod plan;
mod settings;
mod time_of_day;
mod zone;

#[cfg(test)]
mod tests;

pub use clock::{Clock, SystemClock};
pub use days::Days;
pub use due::Due;
pub use manual_clock::ManualClock;
pub use plan::Schedule;
pub use zone::Zone;
