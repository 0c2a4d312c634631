//! The JSON binding: tolerant reading, strict writing.
//!
//! [`Decoder`] reads records of either version into the types of this crate, whose shape is that of
//! OneRoster 1.2. It accepts what systems really send and says in [`Deviations`] how that differed
//! from the standard; strict decoding turns the same list into an error. [`Encoder`] writes either
//! version.
//!
//! What 1.1 has and 1.2 has not (`role` and `orgs` of a user) is lifted when read and lowered when
//! written, without loss: reading 1.1 and writing 1.1 gives the same members back. Members that the
//! standard does not know survive too.
//!
//! Envelopes (`{"users": [...]}`), pages and status information are the client's business; see
//! [`Record::COLLECTION`](crate::Record::COLLECTION) and [`StatusInfo`](crate::StatusInfo).

mod decoder;
pub(crate) mod define;
mod deviation;
mod encoder;
mod member;
pub(crate) mod object;
mod read;
mod reference;
mod scalar;
#[cfg(test)]
mod walk;
mod write;

pub use decoder::{DecodeSession, Decoded, Decoder, RecordSeed, RecordsSeed, Strictness};
pub use deviation::{Deviation, DeviationKind, Deviations, codes};
pub use encoder::{BooleanForm, Encoder, HrefRoots, References, UnknownMembers, Written};
pub use member::{Form, Member, Need, ReferenceTarget, Service};
