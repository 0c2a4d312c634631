//! Evaluates filters, as a server does.

use std::cmp::Ordering;

use super::field_name::FieldName;
use super::field_value::FieldValue;
use super::filter::{Clause, Filter, Operator, Predicate, QueryError, QueryProblem};
use crate::date::{parse_date, parse_instant};
use crate::{Error, Number, Record, Version};

impl Filter {
    /// Tells whether a record fulfils the filter; `look_up` gives its fields, `None` for unknown ones.
    ///
    /// The field decides how values are compared: as dates, instants, numbers, flags or texts. Texts
    /// are equal with case; `~` ignores case, which the standard leaves open. Of a list, `=` wants all
    /// of the comma-separated values, `~` wants one of them. An absent field differs from every value
    /// and is equal to the empty one.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneroster_model::query::{FieldValue, Filter};
    ///
    /// let filter: Filter = "grade>='9' AND name~'math'".parse()?;
    /// let matches = filter.matches(|field| match field.as_str() {
    ///     "grade" => Some(FieldValue::Number(10.into())),
    ///     "name" => Some("Mathematics".into()),
    ///     _ => None,
    /// });
    /// assert!(matches?);
    /// # Ok::<(), oneroster_model::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Query`] with [`QueryProblem::UnknownField`] for a field that `look_up` does not know,
    /// and with [`QueryProblem::NotComparable`] for a value that is not of the field's type.
    pub fn matches<'r>(
        &self,
        mut look_up: impl FnMut(&FieldName) -> Option<FieldValue<'r>>,
    ) -> Result<bool, Error> {
        // Both clauses are evaluated, so that a wrong one is reported whatever the data.
        let first = clause_matches(self.first(), look_up(self.first().field()))?;
        Ok(match self.second() {
            None => first,
            Some((operator, clause)) => {
                let second = clause_matches(clause, look_up(clause.field()))?;
                match operator {
                    Operator::And => first && second,
                    Operator::Or => first || second,
                }
            }
        })
    }

    /// Tells whether a record in the shape of a version fulfils the filter.
    ///
    /// # Errors
    ///
    /// See [`matches`](Self::matches).
    pub fn matches_record<T: Record>(&self, record: &T, version: Version) -> Result<bool, Error> {
        self.matches(|field| record.field(field.as_str(), version))
    }
}

fn clause_matches(clause: &Clause, field: Option<FieldValue<'_>>) -> Result<bool, QueryError> {
    let Some(field) = field else {
        return Err(QueryError::new(QueryProblem::UnknownField(clause.field().clone()), 0));
    };
    let matches = match &field {
        FieldValue::List(values) => list_matches(values, clause.predicate(), clause.value()),
        field => value_matches(field, clause.predicate(), clause.value()),
    };
    matches.ok_or_else(|| QueryError::new(QueryProblem::NotComparable(clause.field().clone()), 0))
}

/// Compares all of a list; `None` if the predicate does not apply.
fn list_matches(values: &[FieldValue<'_>], predicate: Predicate, text: &str) -> Option<bool> {
    let any = |predicate, wanted: &str| {
        let mut found = false;
        for value in values {
            found |= value_matches(value, predicate, wanted)?;
        }
        Some(found)
    };
    let mut wanted = text.split(',').map(str::trim);
    match predicate {
        Predicate::Equal => wanted.try_fold(true, |all, wanted| Some(all && any(Predicate::Equal, wanted)?)),
        Predicate::NotEqual => list_matches(values, Predicate::Equal, text).map(|equal| !equal),
        Predicate::Contains => wanted.try_fold(false, |some, wanted| Some(some || any(predicate, wanted)?)),
        _ => any(predicate, text),
    }
}

/// Compares one value; `None` if the text is not of its type or the predicate does not apply.
fn value_matches(field: &FieldValue<'_>, predicate: Predicate, text: &str) -> Option<bool> {
    if predicate == Predicate::Contains {
        return match field {
            FieldValue::Text(value) => Some(value.to_lowercase().contains(&text.to_lowercase())),
            FieldValue::Absent => Some(false),
            _ => None,
        };
    }
    let order = match field {
        FieldValue::Absent => {
            return match predicate {
                Predicate::Equal => Some(text.is_empty()),
                Predicate::NotEqual => Some(!text.is_empty()),
                _ => Some(false),
            };
        }
        FieldValue::Text(value) => value.as_ref().cmp(text),
        FieldValue::Boolean(value) => {
            if !matches!(predicate, Predicate::Equal | Predicate::NotEqual) {
                return None;
            }
            value.cmp(&text.parse().ok()?)
        }
        FieldValue::Number(value) => value.partial_cmp(&text.parse::<Number>().ok()?)?,
        FieldValue::Date(value) => value.cmp(&parse_date(text).value()?),
        FieldValue::Instant(value) => value.cmp(&parse_instant(text).value()?),
        FieldValue::Object => return None,
        FieldValue::List(values) => return list_matches(values, predicate, text),
    };
    Some(fulfils(order, predicate))
}

fn fulfils(order: Ordering, predicate: Predicate) -> bool {
    match predicate {
        Predicate::Equal => order.is_eq(),
        Predicate::NotEqual => order.is_ne(),
        Predicate::Greater => order.is_gt(),
        Predicate::GreaterOrEqual => order.is_ge(),
        Predicate::Less => order.is_lt(),
        Predicate::LessOrEqual => order.is_le(),
        // Answered before values are ordered.
        Predicate::Contains => false,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;
    use time::macros::{date, datetime};

    fn field(name: &FieldName) -> Option<FieldValue<'static>> {
        Some(match name.as_str() {
            "title" => "Algebra II".into(),
            "location" => FieldValue::Absent,
            "primary" => FieldValue::Boolean(true),
            "score" => FieldValue::Number(9.into()),
            "beginDate" => FieldValue::Date(date!(2026 - 08 - 18)),
            "dateLastModified" => FieldValue::Instant(datetime!(2026-08-18 06:00 UTC)),
            "grades" => FieldValue::List(vec!["09".into(), "10".into()]),
            _ => return None,
        })
    }

    fn check(text: &str, expected: &Result<bool, QueryProblem>) {
        let filter: Filter = text.parse().unwrap();
        let result = filter.matches(field).map_err(|error| match error {
            Error::Query(error) => error.problem().clone(),
            other => panic!("{text}: {other}"),
        });
        assert_eq!(&result, expected, "{text}");
    }

    #[test]
    fn the_field_decides_how_values_are_compared() {
        for (text, expected) in [
            ("title='Algebra II'", true),
            ("title='algebra ii'", false),
            ("title!='Algebra I'", true),
            ("title~'GEBRA'", true),
            ("title>'Algebra'", true),
            ("score<'87.5'", true),
            ("score='9.0'", true),
            ("score<='8'", false),
            ("primary='true'", true),
            ("primary!='true'", false),
            ("beginDate>'2026-08-17'", true),
            ("beginDate<'2026-08-18T06:00:00.000Z'", false),
            ("dateLastModified>='2026-08-18T08:00:00+02:00'", true),
            ("dateLastModified>'2026-08-18'", true),
            ("dateLastModified>'2026-08-18T06:00:00.000Z'", false),
            ("location=''", true),
            ("location='x'", false),
            ("location!='x'", true),
            ("location>'x'", false),
            ("grades='09'", true),
            ("grades='09,10'", true),
            ("grades='09,11'", false),
            ("grades~'09,11'", true),
            ("grades!='11'", true),
            ("grades~'11'", false),
            ("title='x' OR score='9'", true),
            ("title='x' AND score='9'", false),
        ] {
            check(text, &Ok(expected));
        }
    }

    #[test]
    fn a_wrong_clause_is_an_error_whatever_the_data() {
        let name = |text: &'static str| FieldName::from(text);
        for (text, expected) in [
            ("junk='1'", QueryProblem::UnknownField(name("junk"))),
            ("title='x' AND junk='1'", QueryProblem::UnknownField(name("junk"))),
            ("primary>'true'", QueryProblem::NotComparable(name("primary"))),
            ("primary='maybe'", QueryProblem::NotComparable(name("primary"))),
            ("score>'high'", QueryProblem::NotComparable(name("score"))),
            ("beginDate>'tomorrow'", QueryProblem::NotComparable(name("beginDate"))),
            ("score~'9'", QueryProblem::NotComparable(name("score"))),
        ] {
            check(text, &Err(expected));
        }
    }
}
