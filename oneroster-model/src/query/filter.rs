use std::fmt;

use time::{Date, OffsetDateTime};

use super::field_name::FieldName;
use crate::Number;
use crate::date::{format_date, format_instant};

/// A filter expression: one clause, or two joined by `AND` or `OR`.
///
/// More operators cannot be built, because the interoperable subset of the standard has no more and
/// servers refuse them. [`Display`](fmt::Display) gives the wire text, to be percent-encoded as a
/// whole. `Debug` leaves out the values, which may be names or addresses of people.
///
/// # Examples
///
/// ```
/// use oneroster_model::query::Filter;
/// use time::macros::datetime;
///
/// let changed = Filter::gt("dateLastModified", datetime!(2026-08-18 06:00 UTC));
/// let filter = Filter::eq("status", "active").and(changed);
/// assert_eq!(filter.to_string(), "status='active' AND dateLastModified>'2026-08-18T06:00:00.000Z'");
/// assert_eq!(filter.to_string().parse::<Filter>()?, filter);
/// # Ok::<(), oneroster_model::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    first: Clause,
    second: Option<(Operator, Clause)>,
}

/// One comparison of a [`Filter`]: field, predicate and value.
#[derive(Clone, PartialEq, Eq)]
pub struct Clause {
    field: FieldName,
    predicate: Predicate,
    value: FilterValue,
}

/// What joins the two clauses of a [`Filter`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// Both clauses hold.
    And,
    /// At least one clause holds.
    Or,
}

/// How a [`Clause`] compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Predicate {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `~`: the field contains the value.
    Contains,
}

/// The value of a [`Clause`], as text without quotes.
///
/// Made of texts, numbers, flags, dates and instants; the latter take the forms of the standard.
#[derive(Clone, PartialEq, Eq)]
pub struct FilterValue(String);

/// Which texts are read as a filter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FilterSyntax {
    /// The grammar of the standard: no blanks around predicates, straight single quotes, operators in
    /// upper case.
    #[default]
    Standard,
    /// What clients send besides: typographic and double quotes, values without quotes, blanks around
    /// predicates, operators in lower case.
    Lenient,
}

macro_rules! clauses {
    ($($(#[$doc:meta])* $name:ident = $predicate:ident;)+) => {
        impl Filter {
            $($(#[$doc])*
            pub fn $name(field: impl Into<FieldName>, value: impl Into<FilterValue>) -> Clause {
                Clause { field: field.into(), predicate: Predicate::$predicate, value: value.into() }
            })+
        }
    };
}

clauses! {
    /// The field equals the value: `=`.
    eq = Equal;
    /// The field differs from the value: `!=`.
    ne = NotEqual;
    /// The field is greater: `>`.
    gt = Greater;
    /// The field is greater or equal: `>=`.
    ge = GreaterOrEqual;
    /// The field is less: `<`.
    lt = Less;
    /// The field is less or equal: `<=`.
    le = LessOrEqual;
    /// The field contains the value: `~`. Whether case matters is up to the server.
    contains = Contains;
}

impl Filter {
    /// Reads a filter.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneroster_model::query::{Filter, FilterSyntax};
    ///
    /// let filter = Filter::parse("familyName = ‘Example’", FilterSyntax::Lenient)?;
    /// assert_eq!(filter.to_string(), "familyName='Example'");
    /// assert!("familyName = ‘Example’".parse::<Filter>().is_err());
    /// # Ok::<(), oneroster_model::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Query`](crate::Error::Query) with the problem and its position.
    pub fn parse(text: &str, syntax: FilterSyntax) -> Result<Self, crate::Error> {
        super::parse::filter(text, syntax)
    }

    /// Returns the first clause.
    pub const fn first(&self) -> &Clause {
        &self.first
    }

    /// Returns the operator and the second clause.
    pub const fn second(&self) -> Option<&(Operator, Clause)> {
        self.second.as_ref()
    }

    /// Walks over the one or two clauses.
    pub fn clauses(&self) -> impl Iterator<Item = &Clause> {
        std::iter::once(&self.first).chain(self.second.as_ref().map(|(_, clause)| clause))
    }

    /// Tells whether every server is expected to read the filter as it is meant.
    ///
    /// An apostrophe in a value is written twice, which some servers take for the end of the value;
    /// dotted field names are optional in practice.
    pub fn is_interoperable(&self) -> bool {
        self.clauses().all(|clause| !clause.value.0.contains('\'') && !clause.field.as_str().contains('.'))
    }
}

impl Clause {
    /// Makes a clause of its parts.
    pub fn new(field: impl Into<FieldName>, predicate: Predicate, value: impl Into<FilterValue>) -> Self {
        Self { field: field.into(), predicate, value: value.into() }
    }

    /// Joins two clauses that must both hold.
    #[must_use]
    pub fn and(self, other: Self) -> Filter {
        Filter { first: self, second: Some((Operator::And, other)) }
    }

    /// Joins two clauses of which one must hold.
    #[must_use]
    pub fn or(self, other: Self) -> Filter {
        Filter { first: self, second: Some((Operator::Or, other)) }
    }

    /// Returns the field.
    pub const fn field(&self) -> &FieldName {
        &self.field
    }

    /// Returns the predicate.
    pub const fn predicate(&self) -> Predicate {
        self.predicate
    }

    /// Returns the value without quotes.
    pub fn value(&self) -> &str {
        &self.value.0
    }
}

impl From<Clause> for Filter {
    fn from(clause: Clause) -> Self {
        Self { first: clause, second: None }
    }
}

impl std::str::FromStr for Filter {
    type Err = crate::Error;

    fn from_str(text: &str) -> Result<Self, crate::Error> {
        Self::parse(text, FilterSyntax::Standard)
    }
}

impl Predicate {
    /// Every predicate, longer signs first.
    pub const ALL: [Self; 7] = [
        Self::NotEqual,
        Self::GreaterOrEqual,
        Self::LessOrEqual,
        Self::Equal,
        Self::Greater,
        Self::Less,
        Self::Contains,
    ];

    /// Returns the sign, such as `>=`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Contains => "~",
        }
    }
}

impl Operator {
    /// Returns `AND` or `OR`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::And => "AND",
            Self::Or => "OR",
        }
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.first.fmt(f)?;
        match &self.second {
            Some((operator, clause)) => write!(f, " {} {clause}", operator.as_str()),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}'", self.field, self.predicate.as_str())?;
        for (position, piece) in self.value.0.split('\'').enumerate() {
            if position > 0 {
                f.write_str("''")?;
            }
            f.write_str(piece)?;
        }
        f.write_str("'")
    }
}

impl fmt::Debug for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}'…'", self.field, self.predicate.as_str())
    }
}

impl fmt::Debug for FilterValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FilterValue('…')")
    }
}

impl From<&str> for FilterValue {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for FilterValue {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&crate::SourcedId> for FilterValue {
    fn from(sourced_id: &crate::SourcedId) -> Self {
        Self(sourced_id.as_str().to_owned())
    }
}

impl From<bool> for FilterValue {
    fn from(value: bool) -> Self {
        Self(value.to_string())
    }
}

impl From<Number> for FilterValue {
    fn from(number: Number) -> Self {
        Self(number.to_string())
    }
}

impl From<Date> for FilterValue {
    fn from(date: Date) -> Self {
        Self(format_date(date))
    }
}

impl From<OffsetDateTime> for FilterValue {
    fn from(instant: OffsetDateTime) -> Self {
        Self(format_instant(instant))
    }
}

/// Why a query parameter cannot be read or evaluated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem} (at character {position})")]
pub struct QueryError {
    problem: QueryProblem,
    position: usize,
}

/// What is wrong with a query parameter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QueryProblem {
    /// A field name is missing or holds other characters than letters, digits, `_`, `-` and dots.
    #[error("a field name is expected")]
    FieldName,
    /// No predicate follows the field.
    #[error("one of = != > >= < <= ~ is expected")]
    Predicate,
    /// The value does not start or end with a quote.
    #[error("a value in single quotes is expected")]
    Quote,
    /// Neither `AND` nor `OR` with single blanks follows the first clause.
    #[error("AND, OR or the end is expected")]
    Operator,
    /// A second logical operator.
    #[error("more than one logical operator, only one is supported")]
    TooManyOperators,
    /// The order is neither `asc` nor `desc`.
    #[error("asc or desc is expected")]
    OrderBy,
    /// A field selection without names.
    #[error("the list of fields is blank")]
    BlankSelection,
    /// The record type has no such field.
    #[error("unknown field {0}")]
    UnknownField(FieldName),
    /// The value is not of the type of the field, or the predicate does not apply to that type.
    #[error("field {0} cannot be compared that way")]
    NotComparable(FieldName),
}

impl QueryError {
    pub(super) const fn new(problem: QueryProblem, position: usize) -> Self {
        Self { problem, position }
    }

    /// Returns what is wrong.
    pub const fn problem(&self) -> &QueryProblem {
        &self.problem
    }

    /// Returns the position in the text in characters, 0-based; 0 for problems of evaluation.
    pub const fn position(&self) -> usize {
        self.position
    }
}

impl From<QueryError> for crate::Error {
    fn from(error: QueryError) -> Self {
        Self::Query(Box::new(error))
    }
}
