//! From OneRoster to Apple School Manager.
//!
//! A [`Converter`] takes rows in dependency order and keeps only what later rows need; enrollments stream
//! through. Rows may come from a CSV package or from anywhere else: the converter does not know. Every
//! row that is changed or left out yields a finding.
//!
//! What decides where schools differ is in [`Settings`]; each field says what its default is.

mod case_twins;
mod classes;
mod closure;
pub mod codes;
mod conversion;
mod converter;
mod courses;
mod enrollments;
mod error;
mod filters;
mod identifiers;
mod instructors;
mod lookalikes;
mod naming;
mod newest;
mod orgs;
mod output;
mod package;
mod packed_id;
mod packed_row;
mod people;
mod person_row;
mod record;
mod repeated_ids;
mod roles;
mod rosters;
mod runs;
mod sessions;
mod settings;
mod sorter;
mod status;

pub use conversion::{Conversion, SchoolCount};
pub use converter::Converter;
pub use error::ConversionError;
pub use filters::{ActiveTerms, ActiveTermsWord, Filters};
pub use identifiers::derived_roster_id;
pub use package::convert_package;
pub use record::Place;
pub use settings::{
    CourseLocation, DualRole, EnrollmentWindow, GradeStyle, IdPolicy, MergeKey, Mode, NameSource, Passcode,
    PasswordPolicy, RosterId, Settings,
};
