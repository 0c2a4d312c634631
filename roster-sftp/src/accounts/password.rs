//! Making, hashing and verifying passwords of accounts.

use argon2::{Argon2, PasswordHasher, PasswordVerifier};

use crate::error::{Error, Failure};
use crate::secret::Secret;

/// Letters and digits that are not mistaken for one another when read aloud or copied by hand.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// 24 characters of 5 bits: 120 bits.
const LENGTH: usize = 24;

/// Makes a random password.
pub(super) fn generate() -> Result<Secret, Error> {
    let mut bytes = [0_u8; LENGTH];
    getrandom::fill(&mut bytes).map_err(|_| no_random())?;
    // The alphabet has 32 characters, so every one is as likely as the other.
    let text: String = bytes
        .iter()
        .filter_map(|byte| ALPHABET.get(usize::from(byte % 32)))
        .map(|&it| char::from(it))
        .collect();
    Ok(Secret::new(text))
}

/// Hashes a password with argon2id and the parameters that OWASP recommends (19 MiB, two passes), as text
/// in the PHC format.
pub(super) fn hash(password: &Secret) -> Result<String, Error> {
    let mut salt = [0_u8; 16];
    getrandom::fill(&mut salt).map_err(|_| no_random())?;
    Argon2::default()
        .hash_password_with_salt(password.expose().as_bytes(), &salt)
        .map(|hash| hash.to_string())
        .map_err(|error| Error::Accounts(Box::new(Failure::new("no hash of the password").caused_by(error))))
}

/// Compares a password with a hash.
pub(super) fn matches(password: &Secret, hash: &str) -> bool {
    PasswordVerifier::<str>::verify_password(&Argon2::default(), password.expose().as_bytes(), hash).is_ok()
}

/// Takes the time of comparing a password, for accounts that do not exist: an answer that comes sooner
/// would tell so.
pub(super) fn pretend(password: &Secret) {
    let mut out = [0_u8; 32];
    let _ = Argon2::default().hash_password_into(password.expose().as_bytes(), b"no such account ", &mut out);
}

fn no_random() -> Error {
    Error::Accounts(Box::new(Failure::new("the system gives no random numbers")))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn hash_fits_its_password_alone() {
        let password = generate().unwrap();
        assert_eq!(password.expose().len(), LENGTH);
        let hash = hash(&password).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(matches(&password, &hash));
        assert!(!matches(&generate().unwrap(), &hash));
        assert!(!matches(&password, "not a hash"));
    }
}
