#![doc = include_str!("../README.md")]
#![deny(missing_docs)]
#![forbid(unsafe_code)]

mod anchors;
mod bits;
mod block;
mod encoder;
mod header;
mod huffman;
mod matcher;
mod sequence;
mod symbols;
mod tally;

pub use encoder::{Encoder, Flush};
