//! Reads filters: `field predicate 'value' [ AND|OR field predicate 'value' ]`.

use super::field_name::FieldName;
use super::filter::{
    Clause, Filter, FilterSyntax, FilterValue, Operator, Predicate, QueryError, QueryProblem,
};
use crate::Error;

pub(super) fn filter(text: &str, syntax: FilterSyntax) -> Result<Filter, Error> {
    let mut parser = Parser { text, rest: text, lenient: syntax == FilterSyntax::Lenient };
    Ok(parser.filter()?)
}

struct Parser<'t> {
    text: &'t str,
    rest: &'t str,
    lenient: bool,
}

impl Parser<'_> {
    fn filter(&mut self) -> Result<Filter, QueryError> {
        let first = self.clause()?;
        self.skip_blanks();
        if self.rest.is_empty() {
            return Ok(first.into());
        }
        let operator = self.operator()?;
        let second = self.clause()?;
        self.skip_blanks();
        if !self.rest.is_empty() {
            let problem = self.operator().map_or(QueryProblem::Operator, |_| QueryProblem::TooManyOperators);
            return Err(self.error(problem));
        }
        Ok(match operator {
            Operator::And => first.and(second),
            Operator::Or => first.or(second),
        })
    }

    fn clause(&mut self) -> Result<Clause, QueryError> {
        self.skip_blanks();
        let end = self.rest.find(|c: char| !is_name_character(c)).unwrap_or(self.rest.len());
        let field: FieldName = self.rest[..end].parse().map_err(|_| self.error(QueryProblem::FieldName))?;
        self.rest = &self.rest[end..];
        self.skip_blanks();
        let predicate = (Predicate::ALL.into_iter())
            .find(|predicate| self.rest.starts_with(predicate.as_str()))
            .ok_or_else(|| self.error(QueryProblem::Predicate))?;
        self.rest = &self.rest[predicate.as_str().len()..];
        self.skip_blanks();
        let value = self.value()?;
        Ok(Clause::new(field, predicate, value))
    }

    fn value(&mut self) -> Result<FilterValue, QueryError> {
        let Some(opening) = self.rest.chars().next() else { return Err(self.error(QueryProblem::Quote)) };
        let closing: &[char] = match opening {
            '\'' => &['\''],
            '‘' | '’' | '‚' | '′' if self.lenient => &['’', '‘', '′'],
            '"' if self.lenient => &['"'],
            '“' | '”' | '„' if self.lenient => &['”', '“'],
            _ if self.lenient => return self.bare_value(),
            _ => return Err(self.error(QueryProblem::Quote)),
        };
        let mut value = String::new();
        let mut characters = self.rest.char_indices().skip(1).peekable();
        while let Some((position, character)) = characters.next() {
            if !closing.contains(&character) {
                value.push(character);
                continue;
            }
            let doubled = characters.next_if(|(_, next)| *next == '\'' && character == '\'');
            if doubled.is_none() {
                self.rest = &self.rest[position + character.len_utf8()..];
                return Ok(value.into());
            }
            value.push('\'');
        }
        Err(self.error(QueryProblem::Quote))
    }

    /// A value without quotes reaches to the next blank.
    fn bare_value(&mut self) -> Result<FilterValue, QueryError> {
        let end = self.rest.find(' ').unwrap_or(self.rest.len());
        let (value, rest) = self.rest.split_at(end);
        if value.is_empty() {
            return Err(self.error(QueryProblem::Quote));
        }
        self.rest = rest;
        Ok(value.into())
    }

    fn operator(&mut self) -> Result<Operator, QueryError> {
        let rest = if self.lenient { self.rest } else { self.rest.strip_prefix(' ').unwrap_or("") };
        for operator in [Operator::And, Operator::Or] {
            let word = operator.as_str();
            let found = rest.get(..word.len()).is_some_and(|found| {
                if self.lenient { found.eq_ignore_ascii_case(word) } else { found == word }
            });
            if found && let Some(rest) = rest[word.len()..].strip_prefix(' ') {
                self.rest = rest;
                return Ok(operator);
            }
        }
        Err(self.error(QueryProblem::Operator))
    }

    fn skip_blanks(&mut self) {
        if self.lenient {
            self.rest = self.rest.trim_start_matches(' ');
        }
    }

    fn error(&self, problem: QueryProblem) -> QueryError {
        let parsed = &self.text[..self.text.len() - self.rest.len()];
        QueryError::new(problem, parsed.chars().count())
    }
}

fn is_name_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, syntax: FilterSyntax, expected: &Result<&str, QueryProblem>) {
        let problem = |error| match error {
            Error::Query(error) => error.problem().clone(),
            other => panic!("{text}: {other}"),
        };
        let result = Filter::parse(text, syntax).map(|filter| filter.to_string()).map_err(problem);
        assert_eq!(&result.as_deref().map_err(Clone::clone), expected, "{text}");
    }

    #[test]
    fn the_grammar_of_the_standard() {
        for (text, expected) in [
            ("role='student'", Ok("role='student'")),
            ("score>='87.5'", Ok("score>='87.5'")),
            ("a!='1' AND b~'2'", Ok("a!='1' AND b~'2'")),
            ("a<'1' OR b<='2'", Ok("a<'1' OR b<='2'")),
            ("roles.org.sourcedId='s1'", Ok("roles.org.sourcedId='s1'")),
            ("familyName='O''Example'", Ok("familyName='O''Example'")),
            ("comment=''", Ok("comment=''")),
            ("comment='' AND a='1'", Ok("comment='' AND a='1'")),
            ("title='x AND y=z'", Ok("title='x AND y=z'")),
            ("title='é OR ü'", Ok("title='é OR ü'")),
            ("a='1' AND b='2' OR c='3'", Err(QueryProblem::TooManyOperators)),
            ("a='1' and b='2'", Err(QueryProblem::Operator)),
            ("a='1'  AND b='2'", Err(QueryProblem::Operator)),
            ("a='1'x", Err(QueryProblem::Operator)),
            ("a='1' AND b='2' x", Err(QueryProblem::Operator)),
            ("a='1' AND ", Err(QueryProblem::FieldName)),
            ("a = '1'", Err(QueryProblem::Predicate)),
            ("a=1", Err(QueryProblem::Quote)),
            ("a='1", Err(QueryProblem::Quote)),
            ("a=‘1’", Err(QueryProblem::Quote)),
            ("='1'", Err(QueryProblem::FieldName)),
            ("a..b='1'", Err(QueryProblem::FieldName)),
            ("a", Err(QueryProblem::Predicate)),
            ("", Err(QueryProblem::FieldName)),
        ] {
            check(text, FilterSyntax::Standard, &expected);
        }
    }

    #[test]
    fn what_clients_send_besides() {
        for (text, expected) in [
            ("role = 'student'", Ok("role='student'")),
            ("a=‘1’", Ok("a='1'")),
            ("a=’1’", Ok("a='1'")),
            ("a=“1” or b=2", Ok("a='1' OR b='2'")),
            ("a=\"it's\"", Ok("a='it''s'")),
            ("username=x", Ok("username='x'")),
            ("a='1'  and  b='2'", Ok("a='1' AND b='2'")),
            ("a='1' xor b='2'", Err(QueryProblem::Operator)),
            ("a=", Err(QueryProblem::Quote)),
            ("a='1' AND b='2' AND c='3'", Err(QueryProblem::TooManyOperators)),
        ] {
            check(text, FilterSyntax::Lenient, &expected);
        }
    }

    #[test]
    fn positions_count_characters() {
        let Err(Error::Query(error)) = "title='é' AND x".parse::<Filter>() else { panic!("parsed") };
        assert_eq!(error.position(), 15);
    }
}
