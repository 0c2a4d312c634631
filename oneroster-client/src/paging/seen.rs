use std::hash::BuildHasher;

use foldhash::quality::RandomState;
use hashbrown::HashSet;

/// The identifiers of a collection that were met so far, as 128-bit fingerprints.
///
/// Fingerprints are seeded per collection and need 16 bytes each, whatever the identifiers look like; the
/// chance that any two of a hundred million identifiers share one is below 10⁻²².
#[derive(Debug)]
pub(super) struct Seen {
    seeds: [RandomState; 2],
    ever: HashSet<[u64; 2], RandomState>,
    /// Those of the current pass, once there is more than one.
    pass: Option<HashSet<[u64; 2], RandomState>>,
}

/// Whether an identifier was met before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Novelty {
    /// Not in any pass.
    pub(super) ever: bool,
    /// Not in this pass.
    pub(super) in_pass: bool,
}

impl Seen {
    pub(super) fn new() -> Self {
        Self { seeds: [RandomState::default(), RandomState::default()], ever: HashSet::default(), pass: None }
    }

    /// Starts over; identifiers of earlier passes stay known.
    pub(super) fn start_pass(&mut self) {
        self.pass = Some(HashSet::default());
    }

    /// Notes an identifier. An empty one is always new: there is nothing to tell it by.
    pub(super) fn insert(&mut self, id: &str) -> Novelty {
        if id.is_empty() {
            return Novelty { ever: true, in_pass: true };
        }
        let [first, second] = &self.seeds;
        let fingerprint = [first.hash_one(id), second.hash_one(id)];
        let ever = self.ever.insert(fingerprint);
        let in_pass = self.pass.as_mut().map_or(ever, |pass| pass.insert(fingerprint));
        Novelty { ever, in_pass }
    }

    /// Returns a value that tells identifiers apart, for comparing pages.
    pub(super) fn mark(&self, id: &str) -> u64 {
        self.seeds[0].hash_one(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_new_once_per_pass() {
        let mut seen = Seen::new();
        let check = |seen: &mut Seen, id, ever, in_pass| {
            assert_eq!(seen.insert(id), Novelty { ever, in_pass }, "{id}");
        };
        check(&mut seen, "a", true, true);
        check(&mut seen, "a", false, false);
        check(&mut seen, "", true, true);
        check(&mut seen, "", true, true);
        seen.start_pass();
        check(&mut seen, "a", false, true);
        check(&mut seen, "a", false, false);
        check(&mut seen, "b", true, true);
    }
}
