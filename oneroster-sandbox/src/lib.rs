#![doc = include_str!("../README.md")]
#![deny(missing_docs)]
#![forbid(unsafe_code)]

mod district;

pub use district::{
    Content, Defect, District, DistrictBuilder, IdStyle, People, Person, RowSink, SpoiledRecord,
};
