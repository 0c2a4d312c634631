use std::fmt;
use std::str::FromStr;

use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer};
use time::{OffsetDateTime, UtcOffset};

use super::near_names::near_names;
use crate::error::{ConfigurationProblem, Error};

/// A time zone of the IANA database, by its name.
///
/// Case does not matter. Old names such as `US/Pacific` work; abbreviations such as `EST` do not, because they mean
/// something else than people expect (that one has no summer time).
///
/// # Examples
///
/// ```
/// use roster_flow::schedule::Zone;
/// use time::OffsetDateTime;
///
/// let zone: Zone = "america/los_angeles".parse()?;
/// assert_eq!(zone.name(), "America/Los_Angeles");
/// let midnight = OffsetDateTime::from_unix_timestamp(1_767_225_600)?;
/// assert_eq!(zone.to_local(midnight).hour(), 16);
/// assert_eq!(zone.describe(midnight), "2025-12-31 16:00 PST");
///
/// let error = "America/Los Angles".parse::<Zone>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "unknown time zone \"America/Los Angles\", did you mean America/Los_Angeles?"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Zone {
    name: String,
    rules: TimeZone,
}

/// Names without a slash that mean what they say.
const WITHOUT_SLASH: [&str; 3] = ["UTC", "GMT", "Zulu"];

impl Zone {
    /// Returns the zone that this machine is set to, if that has a name.
    pub fn of_this_machine() -> Option<Self> {
        TimeZone::try_system().ok()?.iana_name()?.parse().ok()
    }

    /// Returns all names, sorted; around 600.
    pub fn names() -> Vec<String> {
        let mut names: Vec<String> = [jiff::tz::db(), &TimeZoneDatabase::bundled()]
            .into_iter()
            .flat_map(|database| {
                database.available().map(|name| name.as_str().to_owned()).collect::<Vec<_>>()
            })
            .filter(|name| is_offered(name))
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Returns the name as the database writes it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the same moment with the offset of this zone.
    pub fn to_local(&self, at: OffsetDateTime) -> OffsetDateTime {
        let offset = to_timestamp(at).map_or(0, |at| self.rules.to_offset(at).seconds());
        UtcOffset::from_whole_seconds(offset).map_or(at, |offset| at.to_offset(offset))
    }

    /// Returns a moment as people of this zone write it: `2025-12-31 16:00 PST`.
    pub fn describe(&self, at: OffsetDateTime) -> String {
        let Some(timestamp) = to_timestamp(at) else { return at.to_string() };
        timestamp.to_zoned_datetime(self.rules.clone()).strftime("%Y-%m-%d %H:%M %Z").to_string()
    }

    pub(super) const fn rules(&self) -> &TimeZone {
        &self.rules
    }
}

/// Tells whether a name is offered in lists: those with a place, and UTC.
fn is_offered(name: &str) -> bool {
    name.contains('/') || name == "UTC"
}

fn find(name: &str) -> Option<TimeZone> {
    jiff::tz::db().get(name).or_else(|_| TimeZoneDatabase::bundled().get(name)).ok()
}

pub(super) fn to_timestamp(at: OffsetDateTime) -> Option<Timestamp> {
    Timestamp::from_second(at.unix_timestamp())
        .and_then(|timestamp| timestamp.checked_add(SignedDuration::from_nanos(i64::from(at.nanosecond()))))
        .ok()
}

pub(super) fn from_timestamp(at: Timestamp) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp_nanos(at.as_nanosecond()).ok()
}

impl Default for Zone {
    /// Returns UTC.
    fn default() -> Self {
        Self { name: "UTC".to_owned(), rules: TimeZone::UTC }
    }
}

impl FromStr for Zone {
    type Err = Error;

    /// Looks a name up.
    fn from_str(name: &str) -> Result<Self, Error> {
        let plain = WITHOUT_SLASH.iter().any(|known| known.eq_ignore_ascii_case(name));
        let found = if plain || name.contains('/') { find(name) } else { None };
        match found.as_ref().and_then(|rules| Some((rules.clone(), rules.iana_name()?.to_owned()))) {
            Some((rules, name)) => Ok(Self { name, rules }),
            None => Err(unknown(name).into_error()),
        }
    }
}

fn unknown(name: &str) -> ConfigurationProblem {
    let near = near_names(name, &Zone::names());
    let hint = match near.as_slice() {
        [] => " (zones are named like America/Los_Angeles or Europe/London)".to_owned(),
        [one] => format!(", did you mean {one}?"),
        [first @ .., last] => format!(", did you mean {} or {last}?", first.join(", ")),
    };
    ConfigurationProblem::new(format!("unknown time zone \"{}\"{hint}", name.escape_debug()))
        .advise("use a name of the IANA time zone database")
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Zone").field(&self.name).finish()
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn names_are_looked_up_or_corrected() {
        let check = |name: &str, expected: &str| match name.parse::<Zone>() {
            Ok(zone) => assert_eq!(zone.to_string(), expected, "{name}"),
            Err(error) => assert_eq!(error.to_string(), format!("unknown time zone {expected}"), "{name}"),
        };
        check("America/Los_Angeles", "America/Los_Angeles");
        check("US/Pacific", "US/Pacific");
        check("us/eastern", "US/Eastern");
        check("utc", "UTC");
        assert_eq!(Zone::default(), "UTC".parse().unwrap());
        check("Europe/Londn", "\"Europe/Londn\", did you mean Europe/London?");
        check("London", "\"London\", did you mean Europe/London?");
        check("los angeles", "\"los angeles\", did you mean America/Los_Angeles?");
        check("US/Pacifik", "\"US/Pacifik\", did you mean US/Pacific?");
        check("PST", "\"PST\", did you mean America/Los_Angeles?");
        check("EST", "\"EST\", did you mean America/New_York?");
        check("Eastern Standard Time", "\"Eastern Standard Time\", did you mean America/New_York?");
        check("CET", "\"CET\", did you mean Europe/Berlin?");
        check("Japan", "\"Japan\", did you mean Asia/Tokyo?");
        check("", "\"\" (zones are named like America/Los_Angeles or Europe/London)");
        check(
            "../etc/passwd",
            "\"../etc/passwd\" (zones are named like America/Los_Angeles or Europe/London)",
        );
        check("x\ny", "\"x\\ny\" (zones are named like America/Los_Angeles or Europe/London)");
    }

    #[test]
    fn lists_of_names_have_places_only() {
        let names = Zone::names();
        assert!(names.len() > 400, "{}", names.len());
        for known in ["America/Los_Angeles", "US/Pacific", "Europe/London", "Australia/Lord_Howe", "UTC"] {
            assert!(names.iter().any(|name| name == known), "{known}");
        }
        for name in &names {
            assert_eq!(name.parse::<Zone>().unwrap().name(), name);
        }
        assert!(!names.iter().any(|name| name == "EST5EDT"), "{names:?}");
    }

    #[test]
    fn zones_of_containers_without_a_database_are_the_same() {
        for name in ["America/Los_Angeles", "US/Pacific", "Europe/London", "Australia/Lord_Howe"] {
            let compiled = TimeZoneDatabase::bundled().get(name).unwrap();
            let zone: Zone = name.parse().unwrap();
            // The past only: the machine may know of laws that the compiled one does not.
            for second in (1_600_000_000..1_780_000_000).step_by(3_600_000) {
                let at = Timestamp::from_second(second).unwrap();
                assert_eq!(zone.rules().to_offset(at), compiled.to_offset(at), "{name} {at}");
            }
        }
    }
}
