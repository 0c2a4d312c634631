//! Users who seem to be the same person.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use oneroster_csv::intern::Interner;
use oneroster_csv::tables::UserRow;
use oneroster_model::Severity;

use super::codes;
use super::people::PersonId;
use super::record::{Notes, Place, Subject};
use super::settings::MergeKey;

/// Collects what identifies people beyond their `sourcedId`.
///
/// Holds hashes, not addresses: twelve bytes a person, and nothing that could leak.
#[derive(Debug)]
pub(super) struct Lookalikes {
    merge_by: MergeKey,
    keys: Vec<(u64, PersonId)>,
}

impl Lookalikes {
    pub(super) fn new(merge_by: MergeKey) -> Self {
        Self { merge_by, keys: Vec::new() }
    }

    pub(super) fn push(&mut self, person: PersonId, row: &UserRow<&str>) {
        let key = match self.merge_by {
            MergeKey::Never | MergeKey::Email => row.email.trim().to_lowercase(),
            MergeKey::Identifier => row.identifier.trim().to_owned(),
            MergeKey::UserMasterIdentifier => row.user_master_identifier.trim().to_owned(),
        };
        if key.is_empty() || key.eq_ignore_ascii_case("null") {
            return;
        }
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        self.keys.push((hasher.finish(), person));
    }

    /// Reports people who look alike and, if the settings ask for it, merges them: the one with the
    /// smallest `sourcedId` stays. Families share addresses, so only people who may be exported count.
    pub(super) fn resolve(
        mut self,
        ids: &Interner,
        may_be_exported: impl Fn(PersonId) -> bool,
        notes: &mut Notes<'_>,
    ) -> HashMap<PersonId, PersonId> {
        self.keys.retain(|&(_, person)| may_be_exported(person));
        self.keys.sort_unstable();
        self.keys.dedup();
        let mut merged = HashMap::new();
        for group in self.keys.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
            let mut people: Vec<PersonId> = group.iter().map(|&(_, person)| person).collect();
            people.sort_unstable_by(|&a, &b| ids.text(a).cmp(ids.text(b)));
            for &person in &people[1..] {
                let subject = Subject { entity: "user", key: ids.text(person), place: Place::NONE };
                if self.merge_by == MergeKey::Never {
                    notes.kept(&codes::PEOPLE_LOOK_ALIKE, Severity::Warning, subject);
                } else {
                    merged.insert(person, people[0]);
                }
            }
        }
        merged
    }
}
