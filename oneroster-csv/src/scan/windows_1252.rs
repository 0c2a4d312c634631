//! Windows-1252, the encoding of Western Windows programs, for records that are not UTF-8.

use super::record::Span;

/// Characters of the bytes 0x80 to 0x9F; the five bytes without a character stay control characters, as
/// browsers read them. The bytes above equal ISO 8859-1.
const UPPER: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

/// Decodes a record and moves the cells to where their text is afterwards.
pub(super) fn decode(bytes: &[u8], cells: &mut [Span], text: &mut String) {
    text.clear();
    let mut copied = 0;
    let mut copy_until = |position: u32, text: &mut String| {
        let position = position as usize;
        let piece = bytes.get(copied..position).unwrap_or_default();
        text.extend(piece.iter().map(|&byte| character(byte)));
        copied = position;
        text.len() as u32
    };
    for cell in cells {
        cell.start = copy_until(cell.start, text);
        cell.end = copy_until(cell.end, text);
    }
}

fn character(byte: u8) -> char {
    match byte {
        0x80..=0x9F => UPPER[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_keep_their_text_although_it_grows() {
        let mut cells = [Span { start: 0, end: 3 }, Span { start: 5, end: 8 }, Span { start: 9, end: 9 }];
        let mut text = String::new();
        decode(b"Zo\xEB,\"\x80 5\"", &mut cells, &mut text);
        let read: Vec<&str> =
            cells.iter().map(|cell| &text[cell.start as usize..cell.end as usize]).collect();
        assert_eq!(read, ["Zoë", "€ 5", ""]);
    }
}
