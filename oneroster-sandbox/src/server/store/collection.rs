use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;
use oneroster_model::SourcedId;

use super::{Relation, Stored};

/// The records of one kind: in the order in which they are served, by identifier, and by what they refer to.
///
/// A record keeps its slot for good; a removed one is no longer served.
pub(crate) struct Collection<T> {
    slots: Vec<T>,
    served: Vec<bool>,
    order: Vec<u32>,
    by_id: HashTable<u32>,
    hasher: RandomState,
    relations: HashMap<Relation, HashMap<SourcedId, Vec<u32>>>,
}

impl<T: Stored> Collection<T> {
    /// Takes records in the order in which they will be served.
    ///
    /// Of records with the same identifier all are served, and the last one is found by it.
    pub(crate) fn new(records: Vec<T>) -> Self {
        let mut collection = Self {
            served: Vec::with_capacity(records.len()),
            order: Vec::with_capacity(records.len()),
            by_id: HashTable::with_capacity(records.len()),
            slots: Vec::with_capacity(records.len()),
            hasher: RandomState::new(),
            relations: T::RELATIONS.iter().map(|(relation, _)| (*relation, HashMap::new())).collect(),
        };
        for record in records {
            collection.push(record);
        }
        collection
    }

    /// The slots of the records, in the order in which they are served.
    pub(crate) fn order(&self) -> &[u32] {
        &self.order
    }

    /// The record in a slot.
    pub(crate) fn at(&self, slot: u32) -> Option<&T> {
        self.slots.get(slot as usize)
    }

    /// Finds a record by its identifier.
    pub(crate) fn get(&self, sourced_id: &str) -> Option<&T> {
        self.at(self.slot_of(sourced_id)?)
    }

    /// Finds the slot of a record that is served.
    pub(crate) fn slot_of(&self, sourced_id: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(sourced_id);
        let slots = &self.slots;
        let is_it = |slot: &u32| {
            slots.get(*slot as usize).is_some_and(|record| record.sourced_id().as_str() == sourced_id)
        };
        self.by_id.find(hash, is_it).copied()
    }

    /// The slots of the served records that refer to something, in the order of their slots.
    pub(crate) fn related(&self, relation: Relation, to: &str) -> impl Iterator<Item = u32> + '_ {
        let slots = self.relations.get(&relation).and_then(|related| related.get(to));
        slots.into_iter().flatten().copied().filter(|slot| self.is_served(*slot))
    }

    /// The records behind [`related`](Self::related).
    pub(crate) fn related_records(&self, relation: Relation, to: &str) -> impl Iterator<Item = &T> {
        self.related(relation, to).filter_map(|slot| self.at(slot))
    }

    /// Replaces the record with the same identifier, or serves a new one after all others.
    pub(crate) fn put(&mut self, record: T) -> Put {
        let Some(slot) = self.slot_of(record.sourced_id().as_str()) else {
            self.push(record);
            return Put::Created;
        };
        self.unrelate(slot);
        if let Some(old) = self.slots.get_mut(slot as usize) {
            *old = record;
        }
        self.relate(slot);
        Put::Replaced
    }

    /// Stops serving a record.
    pub(crate) fn remove(&mut self, sourced_id: &str) -> Option<T> {
        let slot = self.slot_of(sourced_id)?;
        let hash = self.hasher.hash_one(sourced_id);
        if let Ok(entry) = self.by_id.find_entry(hash, |found| *found == slot) {
            entry.remove();
        }
        self.order.retain(|served| *served != slot);
        if let Some(served) = self.served.get_mut(slot as usize) {
            *served = false;
        }
        self.at(slot).cloned()
    }

    /// Serves a record at another place, counted from 0; the last place if there are fewer.
    pub(crate) fn move_to(&mut self, from: usize, to: usize) {
        if from < self.order.len() {
            let slot = self.order.remove(from);
            self.order.insert(to.min(self.order.len()), slot);
        }
    }

    fn is_served(&self, slot: u32) -> bool {
        self.served.get(slot as usize).copied().unwrap_or(false)
    }

    fn push(&mut self, record: T) {
        let slot = self.slots.len() as u32;
        let id = record.sourced_id().as_str();
        let hash = self.hasher.hash_one(id);
        let slots = &self.slots;
        let is_it =
            |slot: &u32| slots.get(*slot as usize).is_some_and(|record| record.sourced_id().as_str() == id);
        match self.by_id.find_mut(hash, is_it) {
            Some(known) => *known = slot,
            None => {
                self.by_id.insert_unique(hash, slot, |slot| {
                    slots
                        .get(*slot as usize)
                        .map_or(0, |record| self.hasher.hash_one(record.sourced_id().as_str()))
                });
            }
        }
        self.slots.push(record);
        self.served.push(true);
        self.order.push(slot);
        self.relate(slot);
    }

    fn relate(&mut self, slot: u32) {
        let Some(record) = self.slots.get(slot as usize) else { return };
        for (relation, targets) in T::RELATIONS {
            let Some(related) = self.relations.get_mut(relation) else { continue };
            targets(record, &mut |target: &SourcedId| match related.get_mut(target.as_str()) {
                Some(slots) => {
                    if slots.last() != Some(&slot) {
                        slots.push(slot);
                    }
                }
                None => {
                    related.insert(target.clone(), vec![slot]);
                }
            });
        }
    }

    fn unrelate(&mut self, slot: u32) {
        let Some(record) = self.slots.get(slot as usize) else { return };
        for (relation, targets) in T::RELATIONS {
            let Some(related) = self.relations.get_mut(relation) else { continue };
            targets(record, &mut |target: &SourcedId| {
                if let Some(slots) = related.get_mut(target.as_str()) {
                    slots.retain(|known| *known != slot);
                }
            });
        }
    }
}

/// What putting a record did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Put {
    /// There was none with that identifier.
    Created,
    /// There was one.
    Replaced,
}
