//! Places in a text at which repetitions begin.
//!
//! Rosters consist of identifiers and names. What repeats in an identifier repeats from its beginning or
//! from the beginning of one of its parts, so that only the place behind a comma, hyphen or other
//! separator is worth a search; what is found there grows to both sides. All digits and the letters
//! A to F are taken for parts of identifiers. Everything else may be a name or a word, where
//! repetitions begin anywhere.

/// Bytes that are looked at together.
pub(crate) const CHUNK: usize = 64;

const HIGH_BITS: u64 = u64::from_ne_bytes([0x80; 8]);
const ONES: u64 = u64::from_ne_bytes([1; 8]);

/// Finds anchors chunk by chunk.
#[derive(Debug)]
pub(crate) struct Anchors {
    /// Whether the chunk before ended with a separator; the first place of all is an anchor.
    behind_separator: bool,
}

impl Anchors {
    pub(crate) fn new() -> Self {
        Self { behind_separator: true }
    }

    /// Returns the anchors of the next chunk, the first place in the lowest bit.
    ///
    /// A chunk without any separator is not what rosters are made of; there every place is one.
    #[inline]
    pub(crate) fn next(&mut self, chunk: &[u8; CHUNK]) -> u64 {
        let separators = separators(chunk);
        let before = u64::from(self.behind_separator);
        self.behind_separator = separators >> (CHUNK - 1) != 0;
        if separators == 0 { u64::MAX } else { separators << 1 | before }
    }
}

/// Returns one bit for each byte, set where it is no hexadecimal digit.
#[inline]
fn separators(chunk: &[u8; CHUNK]) -> u64 {
    let (words, _) = chunk.as_chunks::<8>();
    let mut mask = 0;
    for (position, word) in words.iter().enumerate() {
        let high_bits = not_hexadecimal(u64::from_le_bytes(*word));
        // The product brings the lowest bits of the eight bytes together in its highest byte.
        let bits = (high_bits >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        mask |= bits << (8 * position);
    }
    mask
}

/// Returns the highest bit of each of eight bytes, set where it is no hexadecimal digit.
#[inline]
fn not_hexadecimal(word: u64) -> u64 {
    // Setting the bit that letters of both cases differ in keeps digits digits; it makes digits of
    // sixteen control characters, which costs a match at most.
    let folded = word | (0x20 * ONES);
    let digits = at_least(folded, b'0') & !at_least(folded, b'9' + 1);
    let letters = at_least(folded, b'a') & !at_least(folded, b'f' + 1);
    (word | !(digits | letters)) & HIGH_BITS
}

/// Returns the highest bit of each byte, set where its lower seven bits are no less than `least`.
#[inline]
fn at_least(word: u64, least: u8) -> u64 {
    // The highest bits are set, so no byte borrows from the next one.
    ((word | HIGH_BITS) - u64::from(least) * ONES) & HIGH_BITS
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Puts the text into a chunk that is otherwise zeros, and returns its anchors as a picture.
    fn picture(text: &str) -> String {
        let mut chunk = [b'0'; CHUNK];
        chunk[..text.len()].copy_from_slice(text.as_bytes());
        let anchors = Anchors::new().next(&chunk);
        (0..=text.len()).map(|position| if anchors >> position & 1 == 1 { '^' } else { ' ' }).collect()
    }

    #[test]
    fn anchors_are_behind_separators_and_in_words() {
        for (text, expected) in [
            ("4b71c4e6-75d3-4310-8a5c-7311a031405c,", "^        ^    ^    ^    ^            ^"),
            ("4B71C4E6-75D3,12345,", "^        ^    ^     ^"),
            ("k10,Liam,x@b.example", "^^  ^^^ ^^^^ ^ ^ ^^^ "),
            ("Zoë,", "^^^^^^"),
        ] {
            assert_eq!(picture(text), expected, "{text}");
        }
    }

    #[test]
    fn every_byte_is_taken_for_what_it_is() {
        for byte in 0x20..=u8::MAX {
            let mut chunk = [b'0'; CHUNK];
            chunk[5] = byte;
            let expected = if byte.is_ascii_hexdigit() { 0 } else { 1 << 5 };
            assert_eq!(separators(&chunk), expected, "{byte:#x}");
        }
    }

    #[test]
    fn chunks_without_separators_are_searched_everywhere() {
        let mut anchors = Anchors::new();
        assert_eq!(anchors.next(&[b'7'; CHUNK]), u64::MAX);
        let mut chunk = [b'7'; CHUNK];
        chunk[CHUNK - 1] = b',';
        assert_eq!(anchors.next(&chunk), 0);
        chunk[3] = b',';
        assert_eq!(anchors.next(&chunk), 1 << 4 | 1, "the chunk before ended with a separator");
    }
}
