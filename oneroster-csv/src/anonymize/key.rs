use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::Error;
use crate::error::ErrorContext;

/// The secret that pseudonyms depend on.
///
/// Keep it as long as packages of different days must fit together, and apart from the packages. `Debug`
/// does not show it.
///
/// # Examples
///
/// ```
/// use oneroster_csv::anonymize::AnonymizationKey;
///
/// let key = AnonymizationKey::new("an example, not a secret")?;
/// assert_eq!(format!("{key:?}"), "AnonymizationKey(..)");
/// assert_eq!(AnonymizationKey::new("short").unwrap_err().code(), "weak_secret");
/// # Ok::<(), oneroster_csv::Error>(())
/// ```
#[derive(Clone)]
pub struct AnonymizationKey(Hmac<Sha256>);

/// What a pseudonym is for, so that one text gives unrelated choices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Pseudonym,
    GivenName,
    FamilyName,
    Domain,
    Phone,
    BirthDate,
    City,
    Org,
    Title,
}

/// Letters and digits of pseudonyms: what no font and no reader mixes up (RFC 4648, base 32).
const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

impl AnonymizationKey {
    /// Fewest bytes of a secret.
    pub const MIN_BYTES: usize = 16;

    /// Takes a secret of at least [`MIN_BYTES`](Self::MIN_BYTES); random bytes are best.
    ///
    /// # Errors
    ///
    /// [`Error::WeakSecret`] when it is shorter.
    pub fn new(secret: impl AsRef<[u8]>) -> Result<Self, Error> {
        let weak = || {
            let message = format!("the secret has less than {} bytes", Self::MIN_BYTES);
            Error::WeakSecret(Box::new(ErrorContext::new(message)))
        };
        let secret = secret.as_ref();
        if secret.len() < Self::MIN_BYTES {
            return Err(weak());
        }
        Hmac::new_from_slice(secret).map(Self).map_err(|_| weak())
    }

    /// 128 bits that depend on the secret and the texts.
    pub(super) fn number(&self, purpose: Purpose, texts: &[&str]) -> u128 {
        let mut mac = self.0.clone();
        mac.update(&[purpose as u8]);
        for text in texts {
            // The lengths keep the texts apart.
            mac.update(&(text.len() as u64).to_be_bytes());
            mac.update(text.as_bytes());
        }
        let bytes = mac.finalize().into_bytes();
        bytes.iter().take(16).fold(0, |number, byte| (number << 8) | u128::from(*byte))
    }

    /// A choice below a bound.
    pub(super) fn below(&self, purpose: Purpose, texts: &[&str], bound: usize) -> usize {
        (self.number(purpose, texts) % (bound.max(1) as u128)) as usize
    }

    /// A pseudonym: a UUID for a UUID, 16 letters and digits for other texts, blank for blank.
    pub(super) fn pseudonym(&self, text: &str) -> String {
        if text.is_empty() {
            return String::new();
        }
        let number = self.number(Purpose::Pseudonym, &[text]);
        match UuidForm::of(text) {
            Some(form) => form.write(number),
            None => letters(number, 16),
        }
    }

    /// Letters and digits for a text, the same ones for upper and lower case.
    pub(super) fn label(&self, purpose: Purpose, text: &str, length: usize) -> String {
        letters(self.number(purpose, &[&text.to_lowercase()]), length)
    }
}

impl fmt::Debug for AnonymizationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AnonymizationKey(..)")
    }
}

/// Up to 25 letters and digits out of a number; the first one is a letter.
fn letters(number: u128, length: usize) -> String {
    let letter = |position: usize| {
        let bits = (number >> (position * 5)) as usize;
        let range = if position == 0 { 16 } else { 32 };
        LETTERS.get(bits % range).copied().map_or('a', char::from)
    };
    (0..length).map(letter).collect()
}

/// How a UUID is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct UuidForm {
    has_hyphens: bool,
    is_upper: bool,
}

impl UuidForm {
    fn of(text: &str) -> Option<Self> {
        let has_hyphens = text.len() == 36;
        let is_hyphen = |position: usize| has_hyphens && matches!(position, 8 | 13 | 18 | 23);
        let fits = |(position, byte): (usize, u8)| {
            if is_hyphen(position) { byte == b'-' } else { byte.is_ascii_hexdigit() }
        };
        let is_uuid = matches!(text.len(), 32 | 36) && text.bytes().enumerate().all(fits);
        // Thirty-two digits alone are a number, not a UUID.
        let has_letter = text.bytes().any(|byte| byte.is_ascii_alphabetic());
        let is_upper = text.bytes().all(|byte| !byte.is_ascii_lowercase());
        (is_uuid && (has_hyphens || has_letter)).then_some(Self { has_hyphens, is_upper })
    }

    fn write(self, number: u128) -> String {
        // Version 8 and variant 1 of RFC 9562.
        let number = (number & !(0xF << 76) & !(0x3 << 62)) | (0x8 << 76) | (0x2 << 62);
        let digits = if self.is_upper { format!("{number:032X}") } else { format!("{number:032x}") };
        if !self.has_hyphens {
            return digits;
        }
        let mut text = String::with_capacity(36);
        for (position, digit) in digits.chars().enumerate() {
            if matches!(position, 8 | 12 | 16 | 20) {
                text.push('-');
            }
            text.push(digit);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn pseudonyms_keep_the_form_of_uuids() {
        let key = AnonymizationKey::new([7; 16]).unwrap();
        for (text, length) in [
            ("6f1c9a52-0d2e-4f0b-9a57-2f1f6d1b8a11", 36),
            ("6F1C9A52-0D2E-4F0B-9A57-2F1F6D1B8A11", 36),
            ("6f1c9a520d2e4f0b9a572f1f6d1b8a11", 32),
            ("12345678901234567890123456789012", 16),
            ("6f1c9a52-0d2e-4f0b-9a57_2f1f6d1b8a11", 16),
            ("42", 16),
            ("", 0),
        ] {
            let pseudonym = key.pseudonym(text);
            assert_eq!(pseudonym.len(), length, "{text}");
            assert_eq!(pseudonym, key.pseudonym(text));
            let is_upper = !text.is_empty() && text == text.to_uppercase() && length == 36;
            assert_eq!(is_upper, length == 36 && pseudonym == pseudonym.to_uppercase());
        }
        assert_eq!(key.pseudonym("6f1c9a52-0d2e-4f0b-9a57-2f1f6d1b8a11").as_bytes()[14], b'8');
    }

    #[test]
    fn pseudonyms_depend_on_secret_purpose_and_every_text() {
        let (one, other) = (AnonymizationKey::new([7; 16]).unwrap(), AnonymizationKey::new([8; 16]).unwrap());
        assert_ne!(one.pseudonym("42"), other.pseudonym("42"));
        let number = one.number(Purpose::City, &["a", "bc"]);
        assert_ne!(number, one.number(Purpose::Org, &["a", "bc"]));
        assert_ne!(number, one.number(Purpose::City, &["ab", "c"]));
    }

    #[test]
    fn the_mac_is_that_of_rfc_4231() {
        // Test case 6: a key longer than a block.
        let mut mac = AnonymizationKey::new([0xAA; 131]).unwrap().0;
        mac.update(b"Test Using Larger Than Block-Size Key - Hash Key First");
        let bytes = mac.finalize().into_bytes();
        assert_eq!(bytes[..8], [0x60, 0xE4, 0x31, 0x59, 0x1E, 0xE0, 0xB6, 0x7F]);
    }
}
