//! What a block consists of.

/// Literals, and the match behind them.
///
/// Literals behind the last match of a block are not listed: they are what is left of its data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sequence {
    pub(crate) literals: u32,
    /// Bytes of the match, 3 to 258.
    pub(crate) length: u16,
    /// How far back the match is, 1 to 32,768.
    pub(crate) distance: u16,
}
