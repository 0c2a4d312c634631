//! Reads fault specifications.

use std::str::FromStr;
use std::time::Duration;

use super::{Fault, Faults, Retry, When};
use crate::Error;

impl FromStr for Faults {
    type Err = Error;

    /// Reads a list with commas; blanks around its items and empty items are passed over.
    fn from_str(text: &str) -> Result<Self, Error> {
        text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::parse).collect()
    }
}

impl FromStr for Fault {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        fault(text).ok_or_else(|| {
            Error::faults(format!(
                "{text:?} is no fault; faults look like 503:3, 500@17, reset:2, slow:200ms or random:7:0.05"
            ))
        })
    }
}

fn fault(text: &str) -> Option<Fault> {
    if let Some((code, place)) = text.split_once('@') {
        let (resource, record) = match place.rsplit_once('/') {
            Some((resource, record)) => (Some(resource.to_owned()), record),
            None => (None, place),
        };
        return Some(Fault::Record { status: status(code)?, resource, record: record.parse().ok()? });
    }
    let (name, value) = text.split_once(':')?;
    if let Some(status) = status(name) {
        return Some(Fault::Status(status, when(value)?));
    }
    let simple: fn(When) -> Fault = match name {
        "reset" => Fault::Reset,
        "truncate" => Fault::Truncate,
        "no-total" => Fault::NoTotal,
        "no-link" => Fault::NoLink,
        "cross-origin" => Fault::CrossOrigin,
        "loop" => Fault::Loop,
        "change" => Fault::Change,
        "move" => Fault::Move,
        "duplicate" => Fault::Duplicate,
        "omit" => Fault::Omit,
        "empty" => Fault::Empty,
        "html" => Fault::Html,
        "no-key" => Fault::NoKey,
        "revision" => Fault::Revision,
        _ => return valued(name, value),
    };
    when(value).map(simple)
}

/// Faults with values of their own.
fn valued(name: &str, value: &str) -> Option<Fault> {
    match name {
        "slow" => {
            let (delay, hits) = value.split_once(':').unwrap_or((value, "*"));
            Some(Fault::Slow(duration(delay)?, when(hits)?))
        }
        "deep" => Some(Fault::Deep(duration(value)?)),
        "expire" => Some(Fault::Expire(value.parse().ok()?)),
        "total" => Some(Fault::Total(value.parse().ok()?)),
        "token" => {
            let (code, hits) = value.split_once(':')?;
            Some(Fault::Token(status(code)?, when(hits)?))
        }
        "retry-after" => Some(Fault::RetryAfter(match value {
            "date" => Retry::Date,
            "none" => Retry::Absent,
            _ => Retry::Seconds(value.strip_suffix('s')?.parse().ok()?),
        })),
        "random" => {
            let (seed, rate) = value.split_once(':')?;
            let rate: f64 = rate.parse().ok()?;
            (0.0..=1.0).contains(&rate).then_some(Fault::Random { seed: seed.parse().ok()?, rate })
        }
        _ => None,
    }
}

fn status(text: &str) -> Option<u16> {
    text.parse().ok().filter(|status| (400..600).contains(status))
}

fn duration(text: &str) -> Option<Duration> {
    if let Some(milliseconds) = text.strip_suffix("ms") {
        return milliseconds.parse().ok().map(Duration::from_millis);
    }
    text.strip_suffix('s')?.parse().ok().map(Duration::from_secs)
}

fn when(text: &str) -> Option<When> {
    let number = |text: &str| text.parse().ok().filter(|number| *number > 0);
    match text.split_once('-') {
        _ if text == "*" => Some(When::always()),
        Some((first, "")) => Some(When::between(number(first)?, u64::MAX)),
        Some((first, last)) => {
            let (first, last) = (number(first)?, number(last)?);
            (first <= last).then_some(When::between(first, last))
        }
        None => number(text).map(When::at),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_read_is_written_the_same() {
        for text in [
            "",
            "503:3",
            "500@17",
            "500@users/17",
            "reset:2",
            "truncate:1-4",
            "slow:200ms",
            "slow:2000ms:4",
            "deep:5ms",
            "expire:5",
            "total:-3",
            "no-total:2-",
            "no-link:*",
            "cross-origin:1,loop:2,change:7,move:7,duplicate:2,omit:2,empty:2",
            "html:1,no-key:1,revision:4,token:503:1",
            "retry-after:2s,retry-after:date,retry-after:none",
            "random:7:0.05",
            "500@17,429:3,reset:2,truncate:1,slow:200ms,expire:5,total:-3,change:7,cross-origin:1",
        ] {
            assert_eq!(text.parse::<Faults>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn other_ways_to_write_the_same_are_read() {
        for (text, written) in [
            (" reset:2 , ,truncate:1", "reset:2,truncate:1"),
            ("slow:2s", "slow:2000ms"),
            ("reset:1-", "reset:*"),
            ("total:+4", "total:4"),
        ] {
            assert_eq!(text.parse::<Faults>().unwrap().to_string(), written, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[a-z0-9:@/,.*-]{0,24}|\\PC{0,12}") {
            if let Ok(faults) = text.parse::<Faults>() {
                prop_assert_eq!(faults.to_string().parse::<Faults>().ok(), Some(faults));
            }
        }
    }

    #[test]
    fn what_means_nothing_is_refused() {
        for text in [
            "reset",
            "reset:0",
            "reset:5-3",
            "reset:x",
            "200:1",
            "600:1",
            "500@",
            "500@x",
            "slow:2",
            "slow:ms",
            "random:1:2",
            "random:1",
            "token:503",
            "retry-after:2",
            "teapot:1",
            "503:soon",
        ] {
            let error = text.parse::<Faults>().unwrap_err();
            assert_eq!(error.code(), "sandbox_faults", "{text}");
            assert!(error.to_string().contains(text), "{error}");
        }
    }
}
