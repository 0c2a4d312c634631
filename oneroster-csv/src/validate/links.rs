//! What is known about all files: their identifiers, and whether a reference has to lead somewhere.

use super::options::{DeltaReferences, ValidateOptions};
use super::registry::{Defined, Ids, NONE, Registry};
use crate::{File, Mode, Package};

/// Identifiers of every file that was read up to now.
pub(super) struct Links {
    files: [Known; File::ALL.len()],
    delta_references: DeltaReferences,
}

struct Known {
    mode: Mode,
    /// Whether the profile looks at the file, and reading did not fail.
    is_complete: bool,
    ids: Ids,
}

/// Where a reference leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Resolved {
    /// To a record; its number is [`NONE`] in files whose records are not numbered.
    Record(u32),
    /// To a record of the same file that did not come yet.
    Later(u32),
    /// Nowhere.
    Dangling,
    /// Into a file that the package does not hold.
    FileAbsent,
    /// Cannot be told, or need not lead anywhere.
    Unknown,
}

impl Links {
    pub(super) fn new(package: &Package, options: ValidateOptions) -> Self {
        let known = |file: File| Known {
            mode: package.mode(file),
            is_complete: options.profile().includes(file),
            ids: Ids::of(file),
        };
        Self { files: File::ALL.map(known), delta_references: options.delta_references() }
    }

    pub(super) fn mode(&self, file: File) -> Mode {
        self.known(file).mode
    }

    /// Tells whether every record of a file is known: it is there, in bulk mode, and was read to its end.
    pub(super) fn is_whole(&self, file: File) -> bool {
        let known = self.known(file);
        known.is_complete && known.mode == Mode::Bulk
    }

    /// Notes that a file could not be read to its end: references into it cannot be judged.
    pub(super) fn give_up(&mut self, file: File) {
        self.known_mut(file).is_complete = false;
    }

    /// Adds the `sourcedId` of a row; returns its number, and the line of an earlier row with the same
    /// (0 where it is not known).
    pub(super) fn define(&mut self, file: File, id: &str, line: u64) -> (u32, Option<u32>) {
        match &mut self.known_mut(file).ids {
            Ids::Registered(registry) => match registry.define(id, line) {
                Defined::New(index) => (index, None),
                Defined::Repeated(index, first) => (index, Some(first)),
            },
            Ids::Hashed(ids) => (NONE, (!ids.insert(id)).then_some(0)),
        }
    }

    /// Follows a reference from a row of `from` into `target`.
    pub(super) fn resolve(&mut self, from: File, target: File, id: &str) -> Resolved {
        let is_demanded = self.demands(from, target);
        let known = self.known_mut(target);
        if !known.is_complete {
            return Resolved::Unknown;
        }
        if known.mode == Mode::Absent {
            return if is_demanded { Resolved::FileAbsent } else { Resolved::Unknown };
        }
        let found = match &mut known.ids {
            Ids::Registered(registry) if from == target => {
                let index = registry.refer(id);
                return if registry.is_defined(index) {
                    Resolved::Record(index)
                } else {
                    Resolved::Later(index)
                };
            }
            Ids::Registered(registry) => registry.find(id),
            Ids::Hashed(ids) => ids.contains(id).then_some(NONE),
        };
        match found {
            Some(index) => Resolved::Record(index),
            None if is_demanded => Resolved::Dangling,
            None => Resolved::Unknown,
        }
    }

    /// Tells whether a reference must lead to a record of the package.
    pub(super) fn demands(&self, from: File, target: File) -> bool {
        let is_delta = self.mode(from) == Mode::Delta || self.mode(target) == Mode::Delta;
        !is_delta || self.delta_references == DeltaReferences::Checked
    }

    /// Returns the numbered records of a file; empty for files whose records are not numbered.
    pub(super) fn registry(&self, file: File) -> Option<&Registry> {
        match &self.known(file).ids {
            Ids::Registered(registry) => Some(registry),
            Ids::Hashed(_) => None,
        }
    }

    fn known(&self, file: File) -> &Known {
        &self.files[file as usize]
    }

    fn known_mut(&mut self, file: File) -> &mut Known {
        &mut self.files[file as usize]
    }
}
