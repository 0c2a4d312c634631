use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What goes wrong at a sandbox, and when.
///
/// Written as a list with commas; [`FromStr`](std::str::FromStr) reads it, [`Display`](fmt::Display) writes
/// it.
///
/// | text | what happens |
/// |---|---|
/// | `503:3` | the third request is answered 503; any status from 400 to 599 |
/// | `500@17` | every page that holds the 17th record is answered 500, counted from 0 |
/// | `500@users/17` | the same, for paths that end in `/users` |
/// | `reset:2` | the connection is reset instead of the second answer |
/// | `truncate:1` | the body of the first answer ends in the middle |
/// | `slow:200ms` | every answer takes 200 ms longer; `slow:2s:4` the fourth alone |
/// | `deep:5ms` | a page takes 5 ms longer per 1,000 records before it |
/// | `expire:5` | every token expires after five requests |
/// | `total:-3` | totals are three less than they should be |
/// | `no-total:2`, `no-link:2` | the second answer tells no total, has no links |
/// | `cross-origin:1` | the `next` link of the first answer leads to another origin |
/// | `loop:2` | the `next` link of the second answer leads to the same page again |
/// | `change:7` | before the seventh request the first record goes away, all others move up |
/// | `move:7` | before the seventh request the last record becomes the first, all others move down |
/// | `duplicate:2`, `omit:2` | the last record of the page is there twice, is not there |
/// | `empty:2` | the page has no records, though more follow |
/// | `html:1` | the answer is a web page with status 200 |
/// | `no-key:1` | the answer is a JSON object without the records |
/// | `revision:4` | the header that tells of changed permissions changes with the fourth request |
/// | `token:503:1` | the first request for a token is answered 503 |
/// | `retry-after:2s` | what `Retry-After` says with 429 and 503: seconds, `date` or `none`; `1s` unless given |
/// | `random:7:0.05` | one request in twenty fails in a way that a good client survives; 7 is the seed |
///
/// Where one number stands, `3-5`, `3-` and `*` may too: the third to the fifth request, all from the third
/// on, all. Requests for data are counted from 1, those for tokens apart. `slow` and `deep` take `ms` and `s`.
///
/// # Examples
///
/// ```
/// use oneroster_sandbox::Faults;
/// use oneroster_sandbox::faults::{Fault, When};
///
/// let faults: Faults = "500@17,429:3-4,slow:200ms,random:7:0.05".parse()?;
/// assert_eq!(faults.to_string(), "500@17,429:3-4,slow:200ms,random:7:0.05");
/// let faults = Faults::none().with(Fault::Reset(When::at(2))).with(Fault::Truncate(When::always()));
/// assert_eq!(faults.to_string(), "reset:2,truncate:*");
/// assert!("503:soon".parse::<Faults>().is_err());
/// # Ok::<(), oneroster_sandbox::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Faults(pub(super) Vec<Fault>);

/// One thing that goes wrong; see [`Faults`] for what each does.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Fault {
    /// `503:3`: requests are answered with a status from 400 to 599.
    Status(u16, When),
    /// `500@17`: pages that hold a record, counted from 0, are answered with a status.
    Record {
        /// Status of the answer.
        status: u16,
        /// Last resource of the path, such as `users`; any if absent.
        resource: Option<String>,
        /// Position of the record in the collection.
        record: u64,
    },
    /// `reset:2`: the connection is reset.
    Reset(When),
    /// `truncate:1`: the body ends in the middle.
    Truncate(When),
    /// `slow:200ms`: the answer takes longer.
    Slow(Duration, When),
    /// `deep:5ms`: longer per 1,000 records before the page.
    Deep(Duration),
    /// `expire:5`: tokens expire after that many requests.
    Expire(u64),
    /// `total:-3`: totals are wrong by that much.
    Total(i64),
    /// `no-total:2`: no total is told.
    NoTotal(When),
    /// `no-link:2`: there are no links.
    NoLink(When),
    /// `cross-origin:1`: the `next` link leads to another origin.
    CrossOrigin(When),
    /// `loop:2`: the `next` link leads to the same page.
    Loop(When),
    /// `change:7`: the first record goes away before the request.
    Change(When),
    /// `move:7`: the last record becomes the first before the request.
    Move(When),
    /// `duplicate:2`: the last record of the page is there twice.
    Duplicate(When),
    /// `omit:2`: the last record of the page is not there.
    Omit(When),
    /// `empty:2`: the page has no records.
    Empty(When),
    /// `html:1`: the answer is a web page.
    Html(When),
    /// `no-key:1`: the answer has no member with records.
    NoKey(When),
    /// `revision:4`: permissions seem to change.
    Revision(When),
    /// `token:503:1`: requests for tokens are answered with a status.
    Token(u16, When),
    /// `retry-after:2s`: what `Retry-After` says.
    RetryAfter(Retry),
    /// `random:7:0.05`: a share of the requests, from 0 to 1, fails at random.
    Random {
        /// Chooses the requests and their faults.
        seed: u64,
        /// Share of the requests.
        rate: f64,
    },
}

/// What the header `Retry-After` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Retry {
    /// A number of seconds.
    Seconds(u64),
    /// The HTTP date of one second later.
    Date,
    /// There is no such header.
    Absent,
}

/// Which requests a fault hits, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    first: u64,
    last: u64,
}

impl When {
    /// One request.
    pub const fn at(number: u64) -> Self {
        Self { first: number, last: number }
    }

    /// Requests from one to another, both included.
    pub const fn between(first: u64, last: u64) -> Self {
        Self { first, last }
    }

    /// Every request.
    pub const fn always() -> Self {
        Self { first: 1, last: u64::MAX }
    }

    /// Tells whether a request is hit.
    pub const fn includes(self, number: u64) -> bool {
        self.first <= number && number <= self.last
    }
}

impl Faults {
    /// Nothing goes wrong.
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// Lets a share of the requests, from 0 to 1, fail at random.
    ///
    /// Which requests fail, and how, depends on the seed, the URL and how often that URL was asked for, so
    /// that it is the same in every run, whatever the order of parallel requests. A URL fails at most twice in
    /// a row. Each fault is one that a good client survives: 429, 502, 503, 504, a reset, a truncated body, an
    /// expired token, a short delay.
    pub fn random(seed: u64, rate: f64) -> Self {
        Self(vec![Fault::Random { seed, rate: rate.clamp(0.0, 1.0) }])
    }

    /// Adds a fault.
    #[must_use]
    pub fn with(mut self, fault: Fault) -> Self {
        self.0.push(fault);
        self
    }

    /// Iterates over the faults.
    pub fn iter(&self) -> impl Iterator<Item = &Fault> {
        self.0.iter()
    }
}

impl FromIterator<Fault> for Faults {
    fn from_iter<I: IntoIterator<Item = Fault>>(faults: I) -> Self {
        Self(faults.into_iter().collect())
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, fault) in self.0.iter().enumerate() {
            if position > 0 {
                f.write_str(",")?;
            }
            fault.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status, when) => write!(f, "{status}:{when}"),
            Self::Record { status, resource: Some(resource), record } => {
                write!(f, "{status}@{resource}/{record}")
            }
            Self::Record { status, resource: None, record } => write!(f, "{status}@{record}"),
            Self::Reset(when) => write!(f, "reset:{when}"),
            Self::Truncate(when) => write!(f, "truncate:{when}"),
            Self::Slow(delay, when) if *when == When::always() => write!(f, "slow:{}ms", delay.as_millis()),
            Self::Slow(delay, when) => write!(f, "slow:{}ms:{when}", delay.as_millis()),
            Self::Deep(delay) => write!(f, "deep:{}ms", delay.as_millis()),
            Self::Expire(requests) => write!(f, "expire:{requests}"),
            Self::Total(difference) => write!(f, "total:{difference}"),
            Self::NoTotal(when) => write!(f, "no-total:{when}"),
            Self::NoLink(when) => write!(f, "no-link:{when}"),
            Self::CrossOrigin(when) => write!(f, "cross-origin:{when}"),
            Self::Loop(when) => write!(f, "loop:{when}"),
            Self::Change(when) => write!(f, "change:{when}"),
            Self::Move(when) => write!(f, "move:{when}"),
            Self::Duplicate(when) => write!(f, "duplicate:{when}"),
            Self::Omit(when) => write!(f, "omit:{when}"),
            Self::Empty(when) => write!(f, "empty:{when}"),
            Self::Html(when) => write!(f, "html:{when}"),
            Self::NoKey(when) => write!(f, "no-key:{when}"),
            Self::Revision(when) => write!(f, "revision:{when}"),
            Self::Token(status, when) => write!(f, "token:{status}:{when}"),
            Self::RetryAfter(Retry::Seconds(seconds)) => write!(f, "retry-after:{seconds}s"),
            Self::RetryAfter(Retry::Date) => f.write_str("retry-after:date"),
            Self::RetryAfter(Retry::Absent) => f.write_str("retry-after:none"),
            Self::Random { seed, rate } => write!(f, "random:{seed}:{rate}"),
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.first, self.last) {
            (1, u64::MAX) => f.write_str("*"),
            (first, u64::MAX) => write!(f, "{first}-"),
            (first, last) if first == last => write!(f, "{first}"),
            (first, last) => write!(f, "{first}-{last}"),
        }
    }
}

impl Serialize for Faults {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Faults {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
