//! Which hosts a line of a known-hosts file is about.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// The first field of a line: names and patterns, or one hashed name.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum HostPatterns {
    /// Names with `*` and `?`; a leading `!` excludes. Lower case.
    Plain(Vec<Pattern>),
    /// `|1|salt|hash`: HMAC-SHA1 of the name.
    Hashed { salt: Vec<u8>, hash: Vec<u8> },
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Pattern {
    excludes: bool,
    text: String,
}

impl HostPatterns {
    /// Reads the field; nothing when it has no meaning.
    pub(crate) fn read(field: &str) -> Option<Self> {
        if let Some(rest) = field.strip_prefix("|1|") {
            let (salt, hash) = rest.split_once('|')?;
            let salt = STANDARD.decode(salt).ok()?;
            let hash = STANDARD.decode(hash).ok()?;
            return (hash.len() == 20).then_some(Self::Hashed { salt, hash });
        }
        if field.starts_with('|') {
            return None;
        }
        let patterns: Vec<Pattern> = field
            .split(',')
            .filter(|part| !part.is_empty())
            .map(|part| match part.strip_prefix('!') {
                Some(text) => Pattern { excludes: true, text: text.to_lowercase() },
                None => Pattern { excludes: false, text: part.to_lowercase() },
            })
            .collect();
        (!patterns.is_empty()).then_some(Self::Plain(patterns))
    }

    /// Tells whether the line is about the name; `name` is lower case, `[host]:port` where OpenSSH writes it so.
    pub(crate) fn matches(&self, name: &str) -> bool {
        match self {
            Self::Plain(patterns) => {
                let excluded = patterns.iter().any(|it| it.excludes && wildcard(&it.text, name));
                !excluded && patterns.iter().any(|it| !it.excludes && wildcard(&it.text, name))
            }
            Self::Hashed { salt, hash } => Hmac::<Sha1>::new_from_slice(salt)
                .is_ok_and(|mac| mac.chain_update(name.as_bytes()).verify_slice(hash).is_ok()),
        }
    }
}

/// Matches `*` (any characters, also none) and `?` (one character). Linear: only the last star is revisited.
fn wildcard(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut at, mut in_name) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while in_name < name.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, in_name));
                at += 1;
            }
            Some(&wanted) if wanted == '?' || Some(&wanted) == name.get(in_name) => {
                at += 1;
                in_name += 1;
            }
            _ => match star {
                Some((star_at, covered)) => {
                    star = Some((star_at, covered + 1));
                    at = star_at + 1;
                    in_name = covered + 1;
                }
                None => return false,
            },
        }
    }
    pattern.get(at..).is_some_and(|rest| rest.iter().all(|&it| it == '*'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(field: &str, name: &str, expected: bool) {
        let patterns = HostPatterns::read(field);
        assert_eq!(patterns.is_some_and(|it| it.matches(name)), expected, "{field} for {name}");
    }

    #[test]
    fn names_wildcards_and_exclusions_match_as_sshd_8_says() {
        check("sftp.example", "sftp.example", true);
        check("SFTP.Example", "sftp.example", true);
        check("sftp.example", "sftp.example.org", false);
        check("a.example,sftp.example", "sftp.example", true);
        check("*.example", "sftp.example", true);
        check("*.example", "example", false);
        check("sftp?.example", "sftp1.example", true);
        check("sftp?.example", "sftp.example", false);
        check("*,!sftp.example", "sftp.example", false);
        check("!sftp.example,*", "sftp.example", false);
        check("*,!sftp.example", "other.example", true);
        check("!sftp.example", "other.example", false);
        check("[sftp.example]:2022", "[sftp.example]:2022", true);
        check("[*.example]:2022", "[sftp.example]:2022", true);
        check("sftp.example", "[sftp.example]:2022", false);
        check("*a*b*", "xxaxxbxx", true);
        check("*a*b*c", "xxaxxbxx", false);
        check("", "sftp.example", false);
    }

    #[test]
    fn hashed_name_matches_its_host_alone() {
        // Computed by `ssh-keygen -H` of OpenSSH 9.2 for `sftp.example` and `[sftp.example]:2022`.
        let field = "|1|jFG+RvLu2UMYQuKsMR830PYuGIQ=|puYtOtlk5dBoP3viyPWNxJrSogU=";
        let with_port = "|1|3ODGXIVmnARoZJJT/a0QBKv8jy4=|BvBoYWsMhRFIpsuhZyLDbbccBAk=";
        check(field, "sftp.example", true);
        check(field, "[sftp.example]:2022", false);
        check(with_port, "[sftp.example]:2022", true);
        check(with_port, "sftp.example", false);
        check(field, "other.example", false);
        check("|1|not base64|x", "sftp.example", false);
        check("|2|a|b", "sftp.example", false);
    }
}
