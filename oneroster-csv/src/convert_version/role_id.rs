use std::fmt::Write;

use sha2::{Digest, Sha256};

/// Makes the identifier of a user's role in an org: a UUID of version 8 (RFC 9562) out of a hash, so that
/// every conversion gives the same one.
pub(super) fn role_id(user: &str, org: &str) -> String {
    let mut hash = Sha256::new();
    // The lengths keep user and org apart.
    for text in ["role", user, org] {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    }
    let mut bytes = hash.finalize();
    bytes[6] = (bytes[6] & 0x0F) | 0x80;
    bytes[8] = (bytes[8] & 0x3F) | 0x80;
    let mut id = String::with_capacity(36);
    for (position, byte) in bytes.iter().take(16).enumerate() {
        if matches!(position, 4 | 6 | 8 | 10) {
            id.push('-');
        }
        // Writing to a string cannot fail.
        let _ = write!(id, "{byte:02x}");
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifier_depends_on_both_parts() {
        let id = role_id("u1", "o1");
        assert_eq!(id.len(), 36);
        assert_eq!((&id[14..15], id.as_bytes()[8]), ("8", b'-'));
        assert_eq!(id, role_id("u1", "o1"));
        assert_ne!(role_id("u1o", "1"), role_id("u1", "o1"));
    }
}
