//! Rows and objects: the CSV binding and the REST binding of the same facts.
//!
//! One mapping, used in both directions. [`FromRow`] makes an object of `oneroster_model` of a row,
//! [`ToRow`] fills a row from an object. Where the bindings cut facts differently, an object takes several
//! rows: the roles of a user are rows of `roles.csv`. [`ToRows`] lends all rows of an object, file by file;
//! [`ObjectsBuilder`] joins rows of all files to [`Objects`].
//!
//! What one binding has no place for:
//!
//! | fact | what becomes of it |
//! |---|---|
//! | `sourcedId` of roles, credentials, links to resources and score scales, learning objectives | made up of the owner's: `u1-role-1` |
//! | `title` of links, org and class of a resource of a user | lost on the way to objects |
//! | org of a score scale | kept as extension `orgSourcedId` of the object |
//! | time of day of `assignDate` and `dueDate` | lost on the way to rows |
//! | second and later credentials of a profile | a profile of their own |
//! | members of `metadata` that are no texts | written as JSON text |
//! | commas, and braces of pairs, inside items of lists | left out on the way to rows; there is no escape for them |
//! | assessment line items and results | have no file |
//!
//! # Examples
//!
//! ```
//! use oneroster_csv::objects::{FromRow, RowOptions, ToRow};
//! use oneroster_csv::tables::OrgRow;
//! use oneroster_model::rostering::Org;
//! use oneroster_model::{OrgType, Version};
//!
//! let row = OrgRow { sourced_id: "o1", name: "North High", r#type: "school", ..OrgRow::default() };
//! let mut findings = Vec::new();
//! let org = Org::from_row(&row, &mut findings);
//! assert_eq!(org.org_type, Some(OrgType::School));
//! assert!(findings.is_empty());
//!
//! let mut back = OrgRow::<String>::default();
//! org.fill_row(RowOptions::new(Version::V1_2), &mut back);
//! assert_eq!(back.borrowed(), row);
//! ```

mod assemble;
mod cell;
mod gradebook;
mod lend;
mod list;
mod mapping;
mod resources;
mod rostering;

pub use assemble::{Objects, ObjectsBuilder};
pub use lend::{RowSink, ToRows};
pub use mapping::{FromRow, RowOptions, ToRow};
