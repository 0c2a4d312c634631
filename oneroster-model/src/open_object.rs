use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

/// A JSON object with free member names: `metadata`, and members the standard does not know.
///
/// Empty most of the time, so it takes one pointer and no allocation then. Members are kept in the
/// order of their names. `Debug` tells the number of members only, because extensions hold people's
/// data too.
///
/// # Examples
///
/// ```
/// use oneroster_model::OpenObject;
///
/// let mut metadata = OpenObject::default();
/// assert!(metadata.is_empty());
/// metadata.insert("http://example.org/boarding", true);
/// assert_eq!(metadata.get("http://example.org/boarding"), Some(&true.into()));
/// assert_eq!(format!("{metadata:?}"), "OpenObject(1 member)");
/// ```
#[derive(Clone, Default, PartialEq)]
#[expect(clippy::box_collection, reason = "one pointer in records that are held by the million")]
pub struct OpenObject(Option<Box<BTreeMap<String, Value>>>);

impl OpenObject {
    /// Tells whether there are no members.
    pub fn is_empty(&self) -> bool {
        self.0.as_ref().is_none_or(|members| members.is_empty())
    }

    /// Returns the number of members.
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |members| members.len())
    }

    /// Returns the value of a member.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.as_ref()?.get(name)
    }

    /// Sets a member and returns the value it had before.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<Value>) -> Option<Value> {
        self.0.get_or_insert_default().insert(name.into(), value.into())
    }

    /// Removes a member and returns its value.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        self.0.as_mut()?.remove(name)
    }

    /// Walks over the members in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().flat_map(|members| members.iter()).map(|(name, value)| (name.as_str(), value))
    }
}

impl<N: Into<String>, V: Into<Value>> FromIterator<(N, V)> for OpenObject {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(members: I) -> Self {
        let mut object = Self::default();
        for (name, value) in members {
            object.insert(name, value);
        }
        object
    }
}

impl fmt::Debug for OpenObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.len() {
            1 => f.write_str("OpenObject(1 member)"),
            count => write!(f, "OpenObject({count} members)"),
        }
    }
}
