use std::fmt;
use std::fmt::Write as _;
use std::str::FromStr;

use serde::Serialize;

use crate::Error;

/// The SHA-256 of a file, which is also its name: 64 hexadecimal digits, lower case.
///
/// # Examples
///
/// ```
/// use roster_history::FileId;
///
/// let text = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/// let id: FileId = text.parse()?;
/// assert_eq!(id.to_string(), text);
/// assert_eq!(id.short(), "e3b0c44298fc");
/// assert!("e3b0".parse::<FileId>().is_err());
/// # Ok::<(), roster_history::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId([u8; 32]);

impl FileId {
    /// Takes a SHA-256 over.
    pub const fn from_bytes(sha256: [u8; 32]) -> Self {
        Self(sha256)
    }

    /// Returns the SHA-256.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Returns the first twelve digits, enough for people.
    pub fn short(&self) -> String {
        let mut text = self.to_string();
        text.truncate(12);
        text
    }
}

impl fmt::Display for FileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity(64);
        for byte in self.0 {
            write!(text, "{byte:02x}")?;
        }
        f.pad(&text)
    }
}

impl fmt::Debug for FileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileId({self})")
    }
}

impl FromStr for FileId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let mut sha256 = [0; 32];
        if text.len() != 64 {
            return Err(Error::invalid("a file is named by 64 hexadecimal digits"));
        }
        for (byte, digits) in sha256.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            *byte = std::str::from_utf8(digits)
                .ok()
                // A sign would be taken by the parser of numbers.
                .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
                .and_then(|digits| u8::from_str_radix(digits, 16).ok())
                .ok_or_else(|| Error::invalid("a file is named by 64 hexadecimal digits"))?;
        }
        Ok(Self(sha256))
    }
}

impl Serialize for FileId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
