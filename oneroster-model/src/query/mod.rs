//! Query parameters of the REST binding: filter, sort and field selection.
//!
//! The types write the wire text with [`Display`](std::fmt::Display) and read it with
//! [`FromStr`](std::str::FromStr); [`percent_encode`] makes a parameter value of it. Servers evaluate
//! them over [`FieldValue`]s, which every [`Record`](crate::Record) hands out.

mod evaluate;
mod field_name;
mod field_value;
mod fields;
mod filter;
mod parse;
mod percent;
mod sort;

pub use field_name::FieldName;
pub(crate) use field_name::split_first;
pub use field_value::FieldValue;
pub use fields::Fields;
pub use filter::{Clause, Filter, FilterSyntax, FilterValue, Operator, Predicate, QueryError, QueryProblem};
pub(crate) use percent::is_unreserved;
pub use percent::percent_encode;
pub use sort::{OrderBy, Sort};
