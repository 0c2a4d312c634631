//! Identifiers in few bytes.
//!
//! Most identifiers of large districts are UUIDs, 36 characters for 16 bytes. Rows that wait in a sorter
//! hold two of them; packed they take half of the memory and of the temporary file.

use std::fmt;

/// First byte of a packed UUID; no text is so long that its length were this.
const UUID: u8 = u8::MAX;
/// First byte of a text whose length follows in four bytes; up to here the first byte is the length itself.
const LONG: u8 = u8::MAX - 1;

/// Length of a UUID as text.
const UUID_TEXT: usize = 36;
/// Where a UUID has hyphens.
const HYPHENS: [usize; 4] = [8, 13, 18, 23];

const ONES: u64 = u64::from_ne_bytes([1; 8]);

/// An identifier as [`pack`] made it. Equal identifiers are equal in bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct PackedId<'a>(&'a [u8]);

/// Room for the text of a packed identifier.
pub(super) type TextBuffer = [u8; UUID_TEXT];
/// An empty [`TextBuffer`].
pub(super) const TEXT_BUFFER: TextBuffer = [0; UUID_TEXT];

/// Appends an identifier in few bytes.
pub(super) fn pack(id: &str, out: &mut Vec<u8>) {
    if let Some(bytes) = uuid_bytes(id) {
        out.push(UUID);
        out.extend_from_slice(&bytes);
        return;
    }
    match u8::try_from(id.len()) {
        Ok(length) if length < LONG => out.push(length),
        _ => {
            out.push(LONG);
            // Records have a limit far below four gigabytes.
            out.extend_from_slice(&(id.len() as u32).to_le_bytes());
        }
    }
    out.extend_from_slice(id.as_bytes());
}

impl<'a> PackedId<'a> {
    /// Takes an identifier from the beginning of `bytes`.
    pub(super) fn take(bytes: &mut &'a [u8]) -> Self {
        let length = match bytes {
            [UUID, ..] => 17,
            [LONG, a, b, c, d, ..] => 5 + u32::from_le_bytes([*a, *b, *c, *d]) as usize,
            [length, ..] => 1 + usize::from(*length),
            [] => 0,
        };
        let (id, rest) = bytes.split_at(length.min(bytes.len()));
        *bytes = rest;
        Self(id)
    }

    /// Returns the bytes that stand for the identifier.
    pub(super) fn bytes(self) -> &'a [u8] {
        self.0
    }

    /// Returns the text.
    pub(super) fn text<'t>(self, buffer: &'t mut TextBuffer) -> &'t str
    where
        'a: 't,
    {
        let text = match self.0 {
            [UUID, bytes @ ..] => {
                *buffer = bytes.first_chunk().map_or(TEXT_BUFFER, uuid_text);
                &*buffer
            }
            [LONG, _, _, _, _, text @ ..] | [_, text @ ..] => text,
            [] => &[],
        };
        std::str::from_utf8(text).unwrap_or_default()
    }
}

impl fmt::Debug for PackedId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text(&mut TEXT_BUFFER.clone()))
    }
}

/// Returns the bytes of a UUID in the usual form with small letters; `None` for every other text.
fn uuid_bytes(id: &str) -> Option<[u8; 16]> {
    let text: &TextBuffer = id.as_bytes().try_into().ok()?;
    let mut bytes = [0; 16];
    for (digits, bytes) in digits(text).into_iter().zip(bytes.as_chunks_mut::<4>().0) {
        *bytes = pack_digits(digits).to_le_bytes();
    }
    // Whatever was no digit or no hyphen does not come back.
    (uuid_text(&bytes) == *text).then_some(bytes)
}

fn uuid_text(bytes: &[u8; 16]) -> TextBuffer {
    let (words, _) = bytes.as_chunks::<4>();
    let [first, second, third, fourth] =
        [0, 1, 2, 3].map(|word| unpack_digits(u32::from_le_bytes(words[word])));
    let mut text = [b'-'; UUID_TEXT];
    text[..8].copy_from_slice(&first);
    text[9..13].copy_from_slice(&second[..4]);
    text[14..18].copy_from_slice(&second[4..]);
    text[19..23].copy_from_slice(&third[..4]);
    text[24..28].copy_from_slice(&third[4..]);
    text[28..].copy_from_slice(&fourth);
    text
}

/// Returns what stands between the hyphens, by eights.
fn digits(text: &TextBuffer) -> [[u8; 8]; 4] {
    let eight = |from: usize, skip: usize| -> [u8; 8] {
        let mut digits = [0; 8];
        digits[..4].copy_from_slice(&text[from..from + 4]);
        digits[4..].copy_from_slice(&text[from + 4 + skip..from + 8 + skip]);
        digits
    };
    [eight(0, 0), eight(HYPHENS[0] + 1, 1), eight(HYPHENS[2] + 1, 1), eight(28, 0)]
}

/// Makes four bytes of eight hexadecimal digits; anything of other characters.
fn pack_digits(digits: [u8; 8]) -> u32 {
    let digits = u64::from_le_bytes(digits);
    // Letters have bit 6, and their value is nine more than their lowest four bits.
    let values = (digits & (0x0f * ONES)) + 9 * (digits >> 6 & ONES);
    let pairs = (values << 4 | values >> 8) & 0x00ff_00ff_00ff_00ff;
    let quads = (pairs | pairs >> 8) & 0x0000_ffff_0000_ffff;
    (quads | quads >> 16) as u32
}

fn unpack_digits(bytes: u32) -> [u8; 8] {
    let quads = u64::from(bytes);
    let pairs = (quads | quads << 16) & 0x0000_ffff_0000_ffff;
    let bytes = (pairs | pairs << 8) & 0x00ff_00ff_00ff_00ff;
    let values = (bytes >> 4 | bytes << 8) & (0x0f * ONES);
    // 0x76 more sets the highest bit from ten on.
    let letters = (values + 0x76 * ONES) >> 7 & ONES;
    (values + u64::from(b'0') * ONES + u64::from(b'a' - b'0' - 10) * letters).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(ids: &[&str]) -> usize {
        let mut packed = Vec::new();
        for id in ids {
            pack(id, &mut packed);
        }
        let mut rest = packed.as_slice();
        for id in ids {
            assert_eq!(PackedId::take(&mut rest).text(&mut TEXT_BUFFER.clone()), *id);
        }
        assert!(rest.is_empty());
        packed.len()
    }

    #[test]
    fn uuids_take_seventeen_bytes_and_texts_their_length() {
        assert_eq!(check(&["00004934-5970-4054-8031-af32ee64fd14"]), 17);
        assert_eq!(
            check(&["ffffffff-ffff-ffff-ffff-ffffffffffff", "00000000-0000-0000-0000-000000000000"]),
            34
        );
        assert_eq!(check(&["", "17", "Zoë"]), 1 + 3 + 5);
        assert_eq!(check(&["x".repeat(253).as_str(), "x".repeat(254).as_str()]), 254 + 259);
    }

    #[test]
    fn what_only_looks_like_a_uuid_comes_back() {
        for id in [
            "00004934-5970-4054-8031-AF32EE64FD14",
            "00004934-5970-4054-8031-af32ee64fd1g",
            "00004934-5970-4054-8031-af32ee64fd1:",
            "00004934-5970-4054-8031-af32ee64fd1/",
            "00004934-5970-4054-8031-af32ee64fd1`",
            "0000493415970-4054-8031-af32ee64fd14",
            "é0004934-5970-4054-8031-af32ee64fd1",
        ] {
            assert!(check(&[id]) > 36, "{id}");
        }
    }

    #[test]
    fn broken_bytes_do_not_panic() {
        for mut bytes in [&[][..], &[UUID], &[UUID, 1], &[LONG], &[LONG, 9, 0, 0, 0], &[3, b'a']] {
            let _ = PackedId::take(&mut bytes).text(&mut TEXT_BUFFER.clone());
        }
    }

    proptest! {
        #[test]
        fn identifiers_come_back(
            ids in prop::collection::vec(
                prop_oneof!["[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "[0-9a-g-]{36}", ".{0,40}"], 0..8
            ),
        ) {
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            check(&ids);
        }
    }
}
