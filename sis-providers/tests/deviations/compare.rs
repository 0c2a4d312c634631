//! Compares what was read with what is served.

use std::collections::BTreeMap;

use oneroster_model::json::{Encoder, References, UnknownMembers};
use oneroster_model::{Record, Version};
use serde_json::{Map, Value};

/// What is compared of records.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    /// Members that are not.
    pub(crate) except: Vec<String>,
    /// Members that are read like this.
    pub(crate) read: BTreeMap<String, Value>,
    /// Members that are there alone, if that was asked for.
    pub(crate) fields: Option<Vec<String>>,
}

impl Rules {
    /// Compares records by what they mean: references by identifier, without members that nobody knows.
    pub(crate) fn compare<T: Record>(
        &self,
        version: Version,
        read: &[T],
        served: &[T],
    ) -> Result<(), String> {
        let model = T::NAME;
        if read.len() != served.len() {
            return Err(format!("{} records of {model} are read, {} are served", read.len(), served.len()));
        }
        if self.except.iter().any(|except| except == "sourcedId") {
            return Ok(());
        }
        let [read, served] = [written(version, read), written(version, served)];
        if read.len() != served.len() {
            return Err(format!("{} records of {model} are read, {} are served", read.len(), served.len()));
        }
        for (id, record) in &read {
            let Some(expected) = served.get(id) else {
                return Err(format!("{model} {id} is read and not served"));
            };
            for name in record.keys().chain(expected.keys()) {
                if self.skips(model, name) {
                    continue;
                }
                let [read, expected] = [record.get(name), expected.get(name)];
                if read != expected {
                    return Err(format!("{model} {id}: {name} is {read:?} and not {expected:?}"));
                }
            }
            for (name, expected) in self.of(model) {
                if record.get(name).unwrap_or(&Value::Null) != expected {
                    return Err(format!("{model} {id}: {name} is {:?} and not {expected}", record.get(name)));
                }
            }
        }
        Ok(())
    }

    /// Members that are read in a certain way, for one model.
    fn of<'r>(&'r self, model: &str) -> impl Iterator<Item = (&'r str, &'r Value)> {
        self.read.iter().filter_map(move |(name, value)| {
            let (of, name) = name.split_once('.')?;
            (of == model).then_some((name, value))
        })
    }

    fn skips(&self, model: &str, name: &str) -> bool {
        let full = format!("{model}.{name}");
        let is_selected = |fields: &Vec<String>| fields.iter().any(|field| field == name);
        self.except.iter().any(|except| *except == full || except == name)
            || self.read.contains_key(&full)
            || self.fields.as_ref().is_some_and(|fields| !is_selected(fields))
    }
}

/// Members of records by identifier.
fn written<T: Record>(version: Version, records: &[T]) -> BTreeMap<String, Map<String, Value>> {
    let encoder = Encoder::new(version)
        .with_references(References::SourcedIdOnly)
        .with_unknown_members(UnknownMembers::Drop);
    let members = |record: &T| match serde_json::to_value(encoder.record(record)).unwrap() {
        Value::Object(members) => members,
        other => panic!("{other} is no record"),
    };
    records.iter().map(|record| (record.sourced_id().to_string(), members(record))).collect()
}
