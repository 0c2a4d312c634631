//! Bits packed into bytes, least significant first (RFC 1951, section 3.1.1).

/// Appends bits to bytes.
///
/// Room is made beforehand with [`make_room`](Self::make_room); nothing grows while bits are written.
#[derive(Debug)]
pub(crate) struct BitWriter<'o> {
    out: &'o mut Vec<u8>,
    /// Where the next whole byte goes; `out` is longer by the room that was made.
    position: usize,
    /// Bits that fill no byte yet, in the lowest places.
    bits: u64,
    count: u32,
}

impl<'o> BitWriter<'o> {
    /// Most bits that [`put`](Self::put) takes at once.
    pub(crate) const MOST: u32 = 56;

    /// Begins at the end of `out`, on a byte boundary.
    pub(crate) fn new(out: &'o mut Vec<u8>) -> Self {
        let position = out.len();
        Self { out, position, bits: 0, count: 0 }
    }

    /// Makes room for so many bits beyond those written.
    pub(crate) fn make_room(&mut self, bits: u64) {
        // Each write stores eight bytes, whether they are needed or not.
        let bytes = (bits / 8) as usize + 1 + 8;
        self.out.resize(self.position + bytes, 0);
    }

    /// Appends the lowest `count` bits of `bits`, at most [`MOST`](Self::MOST); the others are zero.
    #[inline]
    pub(crate) fn put(&mut self, bits: u64, count: u32) {
        debug_assert!(count <= Self::MOST && bits >> count == 0, "{count} bits, but {bits:b}");
        self.bits |= bits << self.count;
        self.count += count;
        self.out[self.position..self.position + 8].copy_from_slice(&self.bits.to_le_bytes());
        self.position += (self.count / 8) as usize;
        self.bits >>= self.count & !7;
        self.count &= 7;
    }

    /// Returns how many bits are missing to the next byte boundary.
    pub(crate) fn to_boundary(&self) -> u32 {
        self.count.wrapping_neg() & 7
    }

    /// Appends whole bytes; only on a byte boundary.
    pub(crate) fn put_bytes(&mut self, bytes: &[u8]) {
        debug_assert_eq!(self.count, 0, "not on a byte boundary");
        self.out[self.position..self.position + bytes.len()].copy_from_slice(bytes);
        self.position += bytes.len();
    }

    /// Fills the last byte with zeros and cuts off what room is left.
    pub(crate) fn finish(mut self) {
        let missing = self.to_boundary();
        if missing > 0 {
            self.put(0, missing);
        }
        self.out.truncate(self.position);
    }
}
