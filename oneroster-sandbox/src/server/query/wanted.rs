use oneroster_model::query::{FieldName, Fields, Filter, FilterSyntax, OrderBy, QueryProblem, Sort};
use oneroster_model::status::{CodeMinor, StatusInfo};
use oneroster_model::{Record, Version};

use super::Parameters;
use crate::server::answer::Failure;
use crate::server::personality::{BadNumber, Limit, Paging, Query, Support};

/// What a request for a collection asks for.
#[derive(Debug)]
pub(crate) struct Wanted {
    pub(crate) limit: usize,
    pub(crate) offset: usize,
    pub(crate) filter: Option<Filter>,
    pub(crate) sort: Option<Sort>,
    pub(crate) fields: Option<Fields>,
    /// Parameters that were passed over, to be told in 1.1.
    pub(crate) warnings: Vec<StatusInfo>,
}

impl Wanted {
    /// Reads the parameters of a request for records of a kind.
    pub(crate) fn read<T: Record>(
        parameters: &Parameters,
        version: Version,
        paging: &Paging,
        query: &Query,
    ) -> Result<Self, Failure> {
        let mut warnings = Vec::new();
        let (limit, offset) = window(parameters, paging)?;
        Ok(Self {
            limit,
            offset,
            filter: filter::<T>(parameters, version, query)?,
            sort: sort::<T>(parameters, version, query, &mut warnings)?,
            fields: fields::<T>(parameters, version, query, &mut warnings)?,
            warnings,
        })
    }
}

/// Parameter of servers that tell pages apart by a token of their own.
pub(crate) const CONTINUATION: &str = "continuationToken";

fn window(parameters: &Parameters, paging: &Paging) -> Result<(usize, usize), Failure> {
    let number = |name: &str, least: usize, default: usize| match parameters.get(name) {
        None => Ok(default),
        Some(text) => match text.parse::<usize>() {
            Ok(number) if number >= least => Ok(number),
            _ if paging.bad_number == BadNumber::Ignored => Ok(default),
            _ => Err(Failure::new(400, CodeMinor::InvalidData).with_description(name.to_owned())),
        },
    };
    let [limit_name, offset_name] = &paging.parameter_names;
    let mut limit = number(limit_name, 1, paging.default_limit)?;
    let mut offset = number(offset_name, 0, 0)?;
    if paging.continuation_tokens && parameters.get(CONTINUATION).is_some() {
        let token = parameters.get(CONTINUATION).and_then(|token| token.strip_prefix("after-"));
        offset = token
            .and_then(|token| token.parse().ok())
            .ok_or_else(|| Failure::new(400, CodeMinor::InvalidData).with_description(CONTINUATION))?;
    }
    if let Some(most) = paging.max_limit.filter(|most| limit > *most) {
        if paging.above_max == Limit::Refused {
            return Err(Failure::new(400, CodeMinor::InvalidData).with_description("limit"));
        }
        limit = most;
    }
    Ok((limit, if paging.ignore_offset { 0 } else { offset }))
}

fn filter<T: Record>(
    parameters: &Parameters,
    version: Version,
    query: &Query,
) -> Result<Option<Filter>, Failure> {
    let Some(text) = parameters.get("filter").filter(|text| !text.is_empty()) else { return Ok(None) };
    let refused =
        |name: &str| Failure::new(400, CodeMinor::InvalidFilterField).with_description(name.to_owned());
    match query.filter {
        Support::Yes => {}
        Support::Ignored => return Ok(None),
        Support::Refused => return Err(refused("filter")),
    }
    let syntax = if query.lenient_filters { FilterSyntax::Lenient } else { FilterSyntax::Standard };
    let filter = Filter::parse(text, syntax).map_err(|error| refused(&error.to_string()))?;
    if filter.clauses().count() > query.most_clauses {
        return Err(refused("filter"));
    }
    for clause in filter.clauses() {
        let field = clause.field().as_str();
        if !query.dotted_fields && field.contains('.') {
            return Err(refused(field));
        }
        if !query.filterable.is_empty() && !query.filterable.iter().any(|known| known == field) {
            match query.unfilterable {
                Support::Yes => {}
                Support::Ignored => return Ok(None),
                Support::Refused => return Err(refused(field)),
            }
        }
    }
    // A record without members shows whether the fields are known, even if there are no records.
    match filter.matches_record(&T::default(), version) {
        Err(error) => Err(bad_filter(&error)),
        Ok(_) => Ok(Some(filter)),
    }
}

/// The answer to a filter that cannot be evaluated.
pub(crate) fn bad_filter(error: &oneroster_model::Error) -> Failure {
    let oneroster_model::Error::Query(query) = error else {
        return Failure::new(400, CodeMinor::InvalidFilterField);
    };
    match query.problem() {
        QueryProblem::UnknownField(field) => {
            Failure::new(400, CodeMinor::InvalidFilterField).with_description(field.as_str().to_owned())
        }
        QueryProblem::NotComparable(field) => {
            Failure::new(400, CodeMinor::InvalidData).with_description(field.as_str().to_owned())
        }
        problem => Failure::new(400, CodeMinor::InvalidFilterField).with_description(problem.to_string()),
    }
}

fn sort<T: Record>(
    parameters: &Parameters,
    version: Version,
    query: &Query,
    warnings: &mut Vec<StatusInfo>,
) -> Result<Option<Sort>, Failure> {
    let order_by = parameters.get("orderBy").filter(|text| !text.is_empty());
    let order_by: OrderBy = match order_by.map(str::parse) {
        None => OrderBy::Ascending,
        Some(Ok(order_by)) => order_by,
        Some(Err(_)) => return Err(Failure::new(400, CodeMinor::InvalidData).with_description("orderBy")),
    };
    let Some(field) = parameters.get("sort").filter(|text| !text.is_empty()) else { return Ok(None) };
    match query.sort {
        Support::Yes => {}
        Support::Ignored => return Ok(None),
        Support::Refused => {
            return Err(Failure::new(400, CodeMinor::InvalidSortField).with_description(field.to_owned()));
        }
    }
    let known: Option<FieldName> =
        field.parse().ok().filter(|_| T::default().field(field, version).is_some());
    let Some(field) = known else {
        warnings.push(StatusInfo::warning(CodeMinor::InvalidSortField).with_description(field));
        return Ok(None);
    };
    let mut sort = Sort::ascending(field);
    sort.order_by = order_by;
    Ok(Some(sort))
}

/// Reads the selection of fields, of collections and single records.
pub(crate) fn fields<T: Record>(
    parameters: &Parameters,
    version: Version,
    query: &Query,
    warnings: &mut Vec<StatusInfo>,
) -> Result<Option<Fields>, Failure> {
    let Some(text) = parameters.list("fields") else { return Ok(None) };
    match query.fields {
        Support::Yes => {}
        Support::Ignored => return Ok(None),
        Support::Refused => return Err(Failure::new(400, CodeMinor::InvalidSelectionField)),
    }
    let unknown = match text.parse::<Fields>() {
        Err(_) if text.split(',').all(|name| name.trim().is_empty()) => {
            let code = match version {
                Version::V1_1 => CodeMinor::InvalidBlankSelectionField,
                Version::V1_2 => CodeMinor::InvalidSelectionField,
            };
            return Err(Failure::new(400, code).with_description("fields"));
        }
        Err(_) => text,
        Ok(fields) => match fields.unknown_in::<T>(version) {
            None => return Ok(Some(fields)),
            Some(unknown) => unknown.as_str().to_owned(),
        },
    };
    match version {
        // All members come, with a warning.
        Version::V1_1 => {
            warnings.push(StatusInfo::warning(CodeMinor::InvalidSelectionField).with_description(unknown));
            Ok(None)
        }
        Version::V1_2 => Err(Failure::new(400, CodeMinor::InvalidSelectionField).with_description(unknown)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oneroster_model::rostering::User;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_query_stops_the_server(
            names in prop::collection::vec("limit|offset|sort|orderBy|filter|fields|x", 0..4),
            values in prop::collection::vec("\\PC{0,12}|role='student'|-?[0-9]{1,30}|roles\\.role", 0..4),
        ) {
            let pairs = names.iter().zip(&values).map(|(name, value)| format!("{name}={value}"));
            let query = pairs.collect::<Vec<_>>().join("&");
            let parameters = Parameters::read(&query, false);
            for version in Version::ALL {
                let wanted = Wanted::read::<User>(&parameters, version, &Paging::default(), &Query::default());
                if let Ok(wanted) = wanted {
                    prop_assert!(wanted.limit > 0);
                }
            }
        }
    }
}
