//! The fast ways to cut a line into cells, without copying.

use memchr::{memchr, memchr_iter, memchr2};

use super::record::Span;

/// Cuts a line that holds no quote.
///
/// Cells are short: comparing eight bytes at once costs less than a call of `memchr` for each cell.
pub(super) fn split_plain(line: &[u8], separator: u8, cells: &mut Vec<Span>) {
    const LOW_BITS: u64 = 0x7F7F_7F7F_7F7F_7F7F;
    let pattern = u64::from_ne_bytes([separator; 8]);
    let (words, rest) = line.as_chunks::<8>();
    let (mut start, mut base) = (0, 0);
    for word in words {
        let difference = u64::from_le_bytes(*word) ^ pattern;
        // The high bit of each byte that equals the separator; no carry passes from byte to byte.
        let mut matches = !(((difference & LOW_BITS) + LOW_BITS) | difference | LOW_BITS);
        while matches != 0 {
            let end = base + matches.trailing_zeros() / 8;
            cells.push(Span { start, end });
            start = end + 1;
            matches &= matches - 1;
        }
        base += 8;
    }
    for position in memchr_iter(separator, rest) {
        let end = base + position as u32;
        cells.push(Span { start, end });
        start = end + 1;
    }
    cells.push(Span { start, end: line.len() as u32 });
}

/// Cuts a line in which every quote is the first or last byte of a cell.
///
/// Returns false, with an unspecified part of the cells pushed, for everything else: doubled and stray
/// quotes, cells with line breaks, NUL.
pub(super) fn split_quoted(line: &[u8], separator: u8, cells: &mut Vec<Span>) -> bool {
    if memchr2(b'\r', 0, line).is_some() {
        return false;
    }
    let mut at = 0;
    loop {
        let rest = &line[at..];
        let next = if rest.first() == Some(&b'"') {
            let Some(length) = memchr(b'"', &rest[1..]) else { return false };
            cells.push(Span { start: at as u32 + 1, end: (at + 1 + length) as u32 });
            length + 2
        } else {
            let length = match memchr2(separator, b'"', rest) {
                Some(position) if rest[position] == b'"' => return false,
                Some(position) => position,
                None => rest.len(),
            };
            cells.push(Span { start: at as u32, end: (at + length) as u32 });
            length
        };
        match rest.get(next) {
            None => return true,
            Some(&byte) if byte == separator => at += next + 1,
            Some(_) => return false,
        }
    }
}
