use serde::{Deserialize, Serialize};

/// Filter, sort and field selection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Query {
    /// Whether `filter` works. Default: [`Support::Yes`].
    pub filter: Support,
    /// Fields that can be filtered; any if empty. Others are treated as `unfilterable` says.
    pub filterable: Vec<String>,
    /// What becomes of filters on other fields. Default: [`Support::Refused`].
    pub unfilterable: Support,
    /// Whether members of members can be named, such as `class.sourcedId`. Default: they can.
    pub dotted_fields: bool,
    /// Whether filters without quotes, with other quotes and with blanks are understood. Default: they are not.
    pub lenient_filters: bool,
    /// Most clauses of a filter; one with more is answered 400. Default: as many as the standard knows, two.
    pub most_clauses: usize,
    /// Whether `sort` works. Default: [`Support::Yes`].
    pub sort: Support,
    /// Whether `fields` works. Default: [`Support::Yes`].
    pub fields: Support,
    /// Whether names of parameters are understood in any case. Default: they are not.
    pub any_case: bool,
}

impl Default for Query {
    fn default() -> Self {
        Self {
            filter: Support::Yes,
            filterable: Vec::new(),
            unfilterable: Support::Refused,
            dotted_fields: true,
            lenient_filters: false,
            most_clauses: 2,
            sort: Support::Yes,
            fields: Support::Yes,
            any_case: false,
        }
    }
}

/// Whether a parameter works.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Support {
    /// It does what the standard says.
    #[default]
    Yes,
    /// It is passed over.
    Ignored,
    /// A request with it is answered 400.
    Refused,
}
