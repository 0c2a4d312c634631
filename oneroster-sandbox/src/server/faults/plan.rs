use std::collections::HashMap;
use std::time::Duration;

use super::random::{RandomFault, draw};
use super::{Fault, Faults, Retry};

/// Most faults in a row that one URL gets at random.
const MOST_IN_A_ROW: u64 = 2;

/// The delay of a random fault.
const RANDOM_DELAY: Duration = Duration::from_millis(5);

/// What goes wrong with one request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    pub(crate) status: Option<u16>,
    pub(crate) reset: bool,
    pub(crate) truncate: bool,
    pub(crate) delay: Duration,
    /// Delay per 1,000 records before the page.
    pub(crate) deep_delay: Duration,
    pub(crate) expired_token: bool,
    pub(crate) total: i64,
    pub(crate) no_total: bool,
    pub(crate) link: LinkFault,
    pub(crate) change: bool,
    pub(crate) move_last: bool,
    pub(crate) body: BodyFault,
    pub(crate) duplicate: bool,
    pub(crate) omit: bool,
    pub(crate) retry: Option<Retry>,
    /// Records that cannot be served: status, resource, position.
    pub(crate) bad_records: Vec<(u16, Option<String>, u64)>,
}

/// What is wrong with the links of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum LinkFault {
    #[default]
    None,
    Absent,
    CrossOrigin,
    Loop,
}

/// What is wrong with the body of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum BodyFault {
    #[default]
    None,
    Empty,
    Html,
    NoKey,
}

/// Faults together with what happened so far.
#[derive(Debug, Default)]
pub(crate) struct FaultState {
    faults: Faults,
    requests: u64,
    token_requests: u64,
    /// How often permissions changed.
    revision: u64,
    /// By URL: requests so far, and faults in a row.
    attempts: HashMap<String, (u64, u64)>,
}

impl FaultState {
    /// Starts counting anew with other faults.
    pub(crate) fn new(faults: Faults) -> Self {
        Self { faults, ..Self::default() }
    }

    /// Requests after which a token expires.
    pub(crate) fn token_requests(&self) -> Option<u64> {
        self.faults.iter().find_map(|fault| match fault {
            Fault::Expire(requests) => Some(*requests),
            _ => None,
        })
    }

    pub(crate) fn revision(&self) -> u64 {
        self.revision
    }

    /// Counts a request for a token; gives the status that it fails with.
    pub(crate) fn token_request(&mut self) -> Option<u16> {
        self.token_requests += 1;
        let number = self.token_requests;
        self.faults.iter().find_map(|fault| match fault {
            Fault::Token(status, when) if when.includes(number) => Some(*status),
            _ => None,
        })
    }

    /// Counts a request for data, and says what goes wrong with it.
    pub(crate) fn request(&mut self, target: &str) -> Plan {
        self.requests += 1;
        let number = self.requests;
        let mut plan = Plan::default();
        for fault in &self.faults.0 {
            match fault {
                Fault::Status(status, when) if when.includes(number) => plan.status = Some(*status),
                Fault::Record { status, resource, record } => {
                    plan.bad_records.push((*status, resource.clone(), *record));
                }
                Fault::Reset(when) if when.includes(number) => plan.reset = true,
                Fault::Truncate(when) if when.includes(number) => plan.truncate = true,
                Fault::Slow(delay, when) if when.includes(number) => {
                    plan.delay = plan.delay.saturating_add(*delay);
                }
                Fault::Deep(delay) => plan.deep_delay = *delay,
                Fault::Total(difference) => plan.total = *difference,
                Fault::NoTotal(when) if when.includes(number) => plan.no_total = true,
                Fault::NoLink(when) if when.includes(number) => plan.link = LinkFault::Absent,
                Fault::CrossOrigin(when) if when.includes(number) => plan.link = LinkFault::CrossOrigin,
                Fault::Loop(when) if when.includes(number) => plan.link = LinkFault::Loop,
                Fault::Change(when) if when.includes(number) => plan.change = true,
                Fault::Move(when) if when.includes(number) => plan.move_last = true,
                Fault::Duplicate(when) if when.includes(number) => plan.duplicate = true,
                Fault::Omit(when) if when.includes(number) => plan.omit = true,
                Fault::Empty(when) if when.includes(number) => plan.body = BodyFault::Empty,
                Fault::Html(when) if when.includes(number) => plan.body = BodyFault::Html,
                Fault::NoKey(when) if when.includes(number) => plan.body = BodyFault::NoKey,
                Fault::Revision(when) if when.includes(number) => self.revision += 1,
                Fault::RetryAfter(retry) => plan.retry = Some(*retry),
                Fault::Random { seed, rate } => {
                    let (attempts, in_a_row) = self.attempts.entry(target.to_owned()).or_default();
                    *attempts += 1;
                    let drawn = draw(*seed, *rate, target, *attempts).filter(|_| *in_a_row < MOST_IN_A_ROW);
                    *in_a_row = if drawn.is_some() { *in_a_row + 1 } else { 0 };
                    match drawn {
                        Some(RandomFault::Status(status)) => plan.status = Some(status),
                        Some(RandomFault::Reset) => plan.reset = true,
                        Some(RandomFault::Truncate) => plan.truncate = true,
                        Some(RandomFault::ExpiredToken) => plan.expired_token = true,
                        Some(RandomFault::Delay) => plan.delay = plan.delay.saturating_add(RANDOM_DELAY),
                        None => {}
                    }
                }
                _ => {}
            }
        }
        plan
    }
}
