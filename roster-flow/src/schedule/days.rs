use std::fmt;

use jiff::civil::Weekday;
use serde::{Deserialize, Deserializer};

/// Days of the week; at least one.
///
/// Read from a list of names of which the first three letters count: `["mon", "Tuesday"]`.
///
/// # Examples
///
/// ```
/// use roster_flow::schedule::Days;
///
/// let days = Days::of(&["sun", "Tuesday", "mon"]).unwrap();
/// assert_eq!(days.to_string(), "Monday, Tuesday, Sunday");
/// assert_eq!(Days::WORKING.to_string(), "Monday to Friday");
/// assert_eq!(Days::of(&["someday"]), None);
/// assert_eq!(Days::of(&[]), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days(u8);

/// Names in the order of the bits.
const NAMES: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

impl Days {
    /// All seven.
    pub const EVERY: Self = Self(0b111_1111);
    /// Monday to Friday.
    pub const WORKING: Self = Self(0b001_1111);

    /// Reads names; `None` when there are none or one is not known.
    pub fn of(names: &[&str]) -> Option<Self> {
        let bits = names.iter().try_fold(0, |bits, name| Some(bits | bit_of(name)?))?;
        (bits != 0).then_some(Self(bits))
    }

    /// Returns the names in the order of the week, in full.
    pub fn names(self) -> Vec<&'static str> {
        NAMES.iter().enumerate().filter(|(day, _)| self.0 & (1 << day) != 0).map(|(_, name)| *name).collect()
    }

    pub(super) fn contains(self, day: Weekday) -> bool {
        self.0 & (1 << day.to_monday_zero_offset()) != 0
    }
}

fn bit_of(name: &str) -> Option<u8> {
    let name = name.trim().to_ascii_lowercase();
    let fits = |full: &str| full.to_ascii_lowercase().starts_with(&name);
    let day = NAMES.iter().position(|full| name.len() >= 3 && fits(full))?;
    Some(1 << day)
}

impl Default for Days {
    fn default() -> Self {
        Self::EVERY
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::EVERY => f.write_str("every day"),
            Self::WORKING => f.write_str("Monday to Friday"),
            days => f.write_str(&days.names().join(", ")),
        }
    }
}

impl<'de> Deserialize<'de> for Days {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;

        let names = Vec::<String>::deserialize(deserializer)?;
        if let Some(unknown) = names.iter().find(|name| bit_of(name).is_none()) {
            return Err(D::Error::custom(format!(
                "unknown day \"{}\", expected mon, tue, wed, thu, fri, sat or sun",
                unknown.escape_debug()
            )));
        }
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        Self::of(&names).ok_or_else(|| D::Error::custom("no day is listed, so nothing would ever run"))
    }
}
