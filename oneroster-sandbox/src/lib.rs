//! A synthetic district generator and a OneRoster server to develop against.
#![deny(missing_docs)]
#![forbid(unsafe_code)]

mod district;

pub use district::{
    Content, Defect, District, DistrictBuilder, IdStyle, People, Person, RowSink, SpoiledRecord,
};
