use std::sync::{Arc, Mutex, PoisonError};

use oneroster_model::Version;
use oneroster_model::query::{FieldValue, OrderBy};

use super::wanted::{Wanted, bad_filter};
use crate::server::answer::Failure;
use crate::server::endpoint::{Kind, View};
use crate::server::store::{Slots, Store, Stored};

/// Selections that are remembered, so that the pages of one collection cost no more than one pass over it.
const REMEMBERED: usize = 32;

/// The records that a request selects, before pages are cut, as slots of their collection.
#[derive(Clone, Debug)]
pub(crate) enum Selected {
    Everything,
    These(Arc<Vec<u32>>),
}

/// Remembers what recent requests selected.
#[derive(Debug, Default)]
pub(crate) struct Selections(Mutex<Vec<(Key, Arc<Vec<u32>>)>>);

/// What a selection depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Key {
    generation: u64,
    kind: Kind,
    view: View,
    ids: Vec<String>,
    filter: String,
    sort: String,
}

impl Selections {
    /// Selects the records of a view that fulfil the filter, in the order that is wanted; `None` where the
    /// view is one of something that does not exist.
    pub(crate) fn select<T: Stored>(
        &self,
        store: &Store,
        source: Source<'_>,
        wanted: &Wanted,
        version: Version,
    ) -> Result<Option<Selected>, Failure> {
        let key = Key {
            generation: store.generation(),
            kind: source.kind,
            view: source.view,
            ids: source.ids.iter().map(|id| (*id).to_owned()).collect(),
            filter: wanted.filter.as_ref().map(ToString::to_string).unwrap_or_default(),
            sort: wanted
                .sort
                .as_ref()
                .map(|sort| format!("{} {}", sort.field, sort.order_by))
                .unwrap_or_default(),
        };
        if let Some(slots) = self.recall(&key) {
            return Ok(Some(Selected::These(slots)));
        }
        let Some(slots) = T::view(store, source.view, source.ids) else { return Ok(None) };
        let slots = match slots {
            Slots::Everything if wanted.filter.is_none() && wanted.sort.is_none() => {
                return Ok(Some(Selected::Everything));
            }
            Slots::Everything => store.collection::<T>().order().to_vec(),
            Slots::These(slots) => slots,
        };
        let slots =
            Arc::new(sorted::<T>(store, filtered::<T>(store, slots, wanted, version)?, wanted, version));
        self.remember(key, &slots);
        Ok(Some(Selected::These(slots)))
    }

    fn recall(&self, key: &Key) -> Option<Arc<Vec<u32>>> {
        let remembered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        remembered.iter().find(|(known, _)| known == key).map(|(_, slots)| Arc::clone(slots))
    }

    fn remember(&self, key: Key, slots: &Arc<Vec<u32>>) {
        let mut remembered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        remembered.retain(|(known, _)| known.generation == key.generation);
        if remembered.len() == REMEMBERED {
            remembered.remove(0);
        }
        remembered.push((key, Arc::clone(slots)));
    }
}

/// Where records come from: the view of a kind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source<'s> {
    pub(crate) kind: Kind,
    pub(crate) view: View,
    pub(crate) ids: &'s [&'s str],
}

impl Selected {
    /// Number of records.
    pub(crate) fn len<T: Stored>(&self, store: &Store) -> usize {
        self.slots::<T>(store).len()
    }

    /// The records of a page.
    pub(crate) fn page<'s, T: Stored>(
        &'s self,
        store: &'s Store,
        offset: usize,
        limit: usize,
    ) -> impl Iterator<Item = &'s T> {
        let collection = store.collection::<T>();
        let slots = self.slots::<T>(store).iter().skip(offset).take(limit);
        slots.filter_map(|slot| collection.at(*slot))
    }

    fn slots<'s, T: Stored>(&'s self, store: &'s Store) -> &'s [u32] {
        match self {
            Self::Everything => store.collection::<T>().order(),
            Self::These(slots) => slots,
        }
    }
}

fn filtered<T: Stored>(
    store: &Store,
    mut slots: Vec<u32>,
    wanted: &Wanted,
    version: Version,
) -> Result<Vec<u32>, Failure> {
    let Some(filter) = &wanted.filter else { return Ok(slots) };
    let collection = store.collection::<T>();
    let mut failure = None;
    slots.retain(|slot| {
        let Some(record) = collection.at(*slot) else { return false };
        filter.matches_record(record, version).unwrap_or_else(|error| {
            failure.get_or_insert_with(|| bad_filter(&error));
            false
        })
    });
    failure.map_or(Ok(slots), Err)
}

/// Sorts; records that are equal keep their order.
fn sorted<T: Stored>(store: &Store, slots: Vec<u32>, wanted: &Wanted, version: Version) -> Vec<u32> {
    let Some(sort) = &wanted.sort else { return slots };
    let collection = store.collection::<T>();
    let value = |slot: u32| {
        let record = collection.at(slot);
        record.and_then(|record| record.field(sort.field.as_str(), version)).unwrap_or(FieldValue::Absent)
    };
    let keyed = |slot: u32| {
        let value = value(slot);
        (first_bytes(&value), value, slot)
    };
    let mut keyed: Vec<(u64, FieldValue<'_>, u32)> = slots.into_iter().map(keyed).collect();
    let compare = |a: &(u64, FieldValue<'_>, u32), b: &(u64, FieldValue<'_>, u32)| {
        a.0.cmp(&b.0).then_with(|| a.1.compare(&b.1))
    };
    match sort.order_by {
        OrderBy::Ascending => keyed.sort_by(compare),
        OrderBy::Descending => keyed.sort_by(|a, b| compare(b, a)),
    }
    keyed.into_iter().map(|(_, _, slot)| slot).collect()
}

/// The beginning of a text as a number of the same order: it settles most comparisons of identifiers.
///
/// Zero for other values, which are compared themselves; texts come before absent ones as they should.
fn first_bytes(value: &FieldValue<'_>) -> u64 {
    match value {
        FieldValue::Text(text) => {
            let mut first = [0; 8];
            for (byte, place) in text.bytes().zip(&mut first) {
                *place = byte;
            }
            u64::from_be_bytes(first)
        }
        FieldValue::Absent => u64::MAX,
        _ => 0,
    }
}
