//! Rows as a sorter holds them: lengths, key and payload in one piece.

/// Bytes before the key: its length in two, that of the payload in four.
const HEADER: usize = 6;

/// A row in one piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PackedRow<'a> {
    pub(super) key: &'a [u8],
    pub(super) payload: &'a [u8],
}

impl<'a> PackedRow<'a> {
    /// Appends the row.
    ///
    /// Keys longer than 65,535 bytes do not occur: records are limited to 1 MiB and keys are identifiers,
    /// whose excess is cut here without changing the payload.
    pub(super) fn pack(self, out: &mut Vec<u8>) {
        let key = &self.key[..self.key.len().min(usize::from(u16::MAX))];
        let mut header = [0; HEADER];
        header[..2].copy_from_slice(&(key.len() as u16).to_le_bytes());
        header[2..].copy_from_slice(&(self.payload.len() as u32).to_le_bytes());
        out.extend_from_slice(&header);
        out.extend_from_slice(key);
        out.extend_from_slice(self.payload);
    }

    /// Returns the row at the beginning of `bytes`; empty where the bytes are not all there.
    pub(super) fn unpack(bytes: &'a [u8]) -> Self {
        let row = lengths(bytes).and_then(|(key, payload)| {
            let rest = &bytes[HEADER..];
            Some(Self { key: rest.get(..key)?, payload: rest.get(key..key + payload)? })
        });
        row.unwrap_or(Self { key: &[], payload: &[] })
    }
}

/// Returns how many bytes the row at the beginning of `bytes` takes, if its lengths are there.
pub(super) fn length(bytes: &[u8]) -> Option<usize> {
    lengths(bytes).map(|(key, payload)| HEADER + key + payload)
}

fn lengths(bytes: &[u8]) -> Option<(usize, usize)> {
    let (key, rest) = bytes.split_first_chunk()?;
    let payload = rest.first_chunk()?;
    Some((usize::from(u16::from_le_bytes(*key)), u32::from_le_bytes(*payload) as usize))
}

/// Returns the first eight bytes of a key as a number, which decides most comparisons.
pub(super) fn prefix(key: &[u8]) -> u64 {
    let Some(first) = key.first_chunk() else {
        let mut first = [0; 8];
        first[..key.len()].copy_from_slice(key);
        return u64::from_be_bytes(first);
    };
    u64::from_be_bytes(*first)
}
