use serde::{Deserialize, Serialize};

use crate::SourcedId;

/// What a provider made of an identifier that came with a POST: the `GUIDPair` of 1.2.
///
/// The answer to a POST holds them as `{"sourcedIdPairs": [...]}`.
///
/// # Examples
///
/// ```
/// use oneroster_model::gradebook::SourcedIdPair;
///
/// let pair: SourcedIdPair =
///     serde_json::from_str(r#"{"suppliedSourcedId": "tmp-1", "allocatedSourcedId": "li-77"}"#)?;
/// assert_eq!(pair.allocated_sourced_id.as_str(), "li-77");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SourcedIdPair {
    /// The temporary identifier that the client made up.
    pub supplied_sourced_id: SourcedId,
    /// The identifier that the provider gave.
    pub allocated_sourced_id: SourcedId,
}

impl SourcedIdPair {
    /// Member of the answer that holds the pairs.
    pub const COLLECTION: &'static str = "sourcedIdPairs";
}
