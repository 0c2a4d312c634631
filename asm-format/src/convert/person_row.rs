//! A user between intake and output: the cells that may be exported, packed into bytes.
//!
//! Passwords, telephone numbers, demographics and relatives are not among them: what Apple has no column
//! for never leaves the intake.

use oneroster_csv::tables::UserRow;

use super::naming::NameCells;
use super::people::PersonId;
use crate::bytes::trim;

/// The exported cells of one row of `users.csv`.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct PersonRow<'a> {
    pub(super) person: PersonId,
    pub(super) line: u32,
    pub(super) modified: i64,
    pub(super) is_enabled: bool,
    pub(super) status: &'a str,
    pub(super) name: NameCells<'a>,
    pub(super) number: &'a str,
    pub(super) grades: &'a str,
    pub(super) email: &'a str,
    pub(super) username: &'a str,
}

/// Number of texts in a row.
const TEXTS: usize = 11;
/// Bytes of the length of a text: records have less than 16 MiB.
const LENGTH_BYTES: usize = 3;

impl<'a> PersonRow<'a> {
    pub(super) fn new(
        person: PersonId,
        line: u32,
        row: &UserRow<&'a str>,
        user_id_type: Option<&str>,
    ) -> Self {
        let identifier = trim(row.identifier);
        let number = if identifier.is_empty() {
            user_id_type.and_then(|wanted| user_id(row.user_ids, wanted)).unwrap_or_default()
        } else {
            identifier
        };
        Self {
            person,
            line,
            modified: super::newest::modified(row.date_last_modified),
            is_enabled: !trim(row.enabled_user).eq_ignore_ascii_case("false"),
            status: trim(row.status),
            name: NameCells {
                given: trim(row.given_name),
                middle: trim(row.middle_name),
                family: trim(row.family_name),
                preferred_given: trim(row.preferred_given_name),
                preferred_middle: trim(row.preferred_middle_name),
                preferred_family: trim(row.preferred_family_name),
            },
            number: without_null(number),
            grades: trim(row.grades),
            email: without_null(trim(row.email)),
            username: without_null(trim(row.username)),
        }
    }

    fn texts(&self) -> [&'a str; TEXTS] {
        let name = &self.name;
        [
            self.status,
            name.given,
            name.middle,
            name.family,
            name.preferred_given,
            name.preferred_middle,
            name.preferred_family,
            self.number,
            self.grades,
            self.email,
            self.username,
        ]
    }

    /// Packs the row; the inverse of [`decode`](Self::decode).
    pub(super) fn encode(&self, out: &mut Vec<u8>) {
        out.clear();
        out.extend_from_slice(&self.person.to_le_bytes());
        out.extend_from_slice(&self.line.to_le_bytes());
        out.extend_from_slice(&self.modified.to_le_bytes());
        out.push(u8::from(self.is_enabled));
        for text in self.texts() {
            out.extend_from_slice(&(text.len() as u32).to_le_bytes()[..LENGTH_BYTES]);
        }
        for text in self.texts() {
            out.extend_from_slice(text.as_bytes());
        }
    }

    /// Unpacks a row that [`encode`](Self::encode) made.
    pub(super) fn decode(mut bytes: &'a [u8]) -> Self {
        let person = u32::from_le_bytes(take(&mut bytes));
        let line = u32::from_le_bytes(take(&mut bytes));
        let modified = i64::from_le_bytes(take(&mut bytes));
        let [is_enabled] = take(&mut bytes);
        let (mut lengths, texts) = bytes.split_at(bytes.len().min(TEXTS * LENGTH_BYTES));
        // All texts together are checked once, instead of each by itself.
        let mut texts = std::str::from_utf8(texts).unwrap_or_default();
        let mut text = || {
            let [a, b, c] = take(&mut lengths);
            let length = u32::from_le_bytes([a, b, c, 0]) as usize;
            let (text, rest) = texts.split_at_checked(length).unwrap_or_default();
            texts = rest;
            text
        };
        Self {
            person,
            line,
            modified,
            is_enabled: is_enabled == 1,
            status: text(),
            name: NameCells {
                given: text(),
                middle: text(),
                family: text(),
                preferred_given: text(),
                preferred_middle: text(),
                preferred_family: text(),
            },
            number: text(),
            grades: text(),
            email: text(),
            username: text(),
        }
    }
}

fn take<const N: usize>(bytes: &mut &[u8]) -> [u8; N] {
    let mut taken = [0; N];
    let (head, rest) = bytes.split_at(N.min(bytes.len()));
    taken[..head.len()].copy_from_slice(head);
    *bytes = rest;
    taken
}

/// The literal `NULL`, which some systems write for no value.
fn without_null(text: &str) -> &str {
    if text.eq_ignore_ascii_case("null") { "" } else { text }
}

/// Finds the first `{type:id}` of a type in `userIds`.
fn user_id<'a>(user_ids: &'a str, wanted: &str) -> Option<&'a str> {
    user_ids.split(',').find_map(|item| {
        let item = item.trim();
        let item = item.strip_prefix('{').and_then(|item| item.strip_suffix('}')).unwrap_or(item);
        let (kind, id) = item.split_once(':')?;
        kind.trim().eq_ignore_ascii_case(wanted.trim()).then(|| id.trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_row_comes_back() {
        let row = UserRow {
            sourced_id: "u1",
            identifier: "",
            user_ids: "{LDAP:x},{badge: 77 }",
            given_name: " Zoë ",
            email: "NULL",
            username: "zoe",
            enabled_user: "FALSE",
            date_last_modified: "1970-01-01T00:00:00.001Z",
            ..UserRow::default()
        };
        let mut bytes = Vec::new();
        PersonRow::new(9, 12, &row, Some("Badge")).encode(&mut bytes);
        let back = PersonRow::decode(&bytes);
        assert_eq!((back.person, back.line, back.modified, back.is_enabled), (9, 12, 1, false));
        assert_eq!((back.name.given, back.number, back.email, back.username), ("Zoë", "77", "", "zoe"));
    }
}
