use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Failure};

/// The name of a file account, which is also the name of its folder.
///
/// 1 to 64 characters of `a-z`, `0-9`, `-`, `_` and `.`, beginning with a letter or digit: safe as a name
/// of a folder everywhere, and never two names for one folder where letter case does not count.
///
/// # Examples
///
/// ```
/// use roster_sftp::AccountName;
///
/// let name: AccountName = "springfield-usd".parse()?;
/// assert_eq!(name.as_str(), "springfield-usd");
/// assert!("../springfield".parse::<AccountName>().is_err());
/// # Ok::<(), roster_sftp::Error>(())
/// ```
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct AccountName(String);

impl AccountName {
    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AccountName {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let begins_well = text.starts_with(|it: char| it.is_ascii_lowercase() || it.is_ascii_digit());
        let allowed = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || "-_.".contains(it);
        if begins_well && text.len() <= 64 && !text.ends_with('.') && text.chars().all(allowed) {
            return Ok(Self(text.to_owned()));
        }
        Err(Error::Configuration(Box::new(
            Failure::new("the name of the account is not allowed")
                .advise("use 1 to 64 of a-z, 0-9, - _ and ., beginning with a letter or digit"),
        )))
    }
}

impl fmt::Display for AccountName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_as_folders() {
        for good in ["a", "7", "springfield", "springfield.usd_1-x"] {
            assert!(good.parse::<AccountName>().is_ok(), "{good}");
        }
        let long = "a".repeat(65);
        for bad in ["", ".", "..", ".a", "a.", "-a", "a/b", "a\\b", "A", "a b", "ä", "a\0", "con:", &long] {
            assert!(bad.parse::<AccountName>().is_err(), "{bad}");
        }
    }
}
