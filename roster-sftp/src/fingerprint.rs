use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use sha2::{Digest, Sha256};

use crate::error::{Error, Failure};

/// The SHA-256 fingerprint of a public key, as OpenSSH prints it.
///
/// Written `SHA256:` and 43 characters of base64 without padding. The prefix may be missing and padding
/// may be there when it is read.
///
/// # Examples
///
/// ```
/// use roster_sftp::Fingerprint;
///
/// let text = "SHA256:Nh0Me49Zh9fDw/VYUfq43IJmI1T+XrjiYONPND8GzaM";
/// let fingerprint: Fingerprint = text.parse()?;
/// assert_eq!(fingerprint.to_string(), text);
/// assert!("SHA256:Nh0Me".parse::<Fingerprint>().is_err());
/// # Ok::<(), roster_sftp::Error>(())
/// ```
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// Computes the fingerprint of a key in the binary form of the SSH protocol.
    pub(crate) fn of_blob(blob: &[u8]) -> Self {
        Self(Sha256::digest(blob).into())
    }
}

impl FromStr for Fingerprint {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = |detail: &str| {
            Error::Configuration(Box::new(
                Failure::new(detail)
                    .advise("give the fingerprint as `ssh-keygen -l` prints it: SHA256: and 43 characters"),
            ))
        };
        let trimmed = text.trim();
        let encoded = match trimmed.split_once(':') {
            Some(("SHA256", encoded)) => encoded,
            Some(_) => return Err(wrong("the fingerprint is not of the kind SHA256")),
            None => trimmed,
        };
        let bytes = STANDARD_NO_PAD
            .decode(encoded.trim_end_matches('='))
            .map_err(|_| wrong("the fingerprint is not base64"))?;
        bytes.try_into().map(Self).map_err(|_| wrong("the fingerprint does not have 32 bytes"))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SHA256:{}", STANDARD_NO_PAD.encode(self.0))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
