//! Which people are the same.

use std::collections::HashMap;

use oneroster_csv::intern::Interner;

use super::options::PersonField;
use crate::error::Error;
use crate::package::{AsmPackage, Discard};
use crate::read::Record;
use crate::table::AsmFile;

/// Separates values that are compared as one text.
const SEPARATOR: char = '\u{1f}';

/// The people of one file: their keys, and which of them are one person.
#[derive(Debug, Default)]
pub(super) struct People {
    keys: Interner,
    /// For every key, the key that its person has in the end.
    root: Vec<u32>,
    /// The locations of people with several rows, by the number of their final key.
    grouped: HashMap<u32, Vec<String>>,
    /// The most locations of a person.
    pub(super) width: usize,
}

/// What is to be done with the row of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate<'p> {
    /// Written as it is.
    Alone,
    /// Stands for several rows: written with these locations, once.
    Kept(&'p [String]),
    /// Went into the row with this key.
    MergedInto(&'p str),
}

impl People {
    /// Reads the people of a file and finds those who agree in all `fields`.
    pub(super) fn read(package: &AsmPackage, file: AsmFile, fields: &[PersonField]) -> Result<Self, Error> {
        let mut people = Self::default();
        let Some(mut reader) = package.read(file, &mut Discard)? else { return Ok(people) };
        let columns = columns_of(file, fields);
        let mut identities = Interner::default();
        // For every identity, the first person who has it.
        let mut first: Vec<u32> = Vec::new();
        let mut identity = String::new();
        let mut repeated = Vec::new();
        while let Some(record) = reader.next_record(&mut Discard)? {
            people.width = people.width.max(locations(&record).count());
            if record.key().is_empty() {
                continue;
            }
            let (person, new) = people.keys.insert(record.key());
            if new {
                people.root.push(person);
            } else {
                repeated.push(person);
            }
            let Some(columns) = &columns else { continue };
            if write_identity(&record, columns, &mut identity) {
                let (number, new) = identities.insert(&identity);
                if new {
                    first.push(person);
                } else if let Some(&first) = first.get(number as usize) {
                    people.join(first, person);
                }
            }
        }
        if columns.is_some() {
            people.group(&repeated);
            people.collect_locations(package, file)?;
        }
        Ok(people)
    }

    /// Tells whether the key belongs to somebody.
    pub(super) fn contains(&self, key: &str) -> bool {
        self.keys.get(key).is_some()
    }

    /// Returns the key that a person has in the end; for unknown people the same.
    pub(super) fn final_key<'k>(&'k self, key: &'k str) -> &'k str {
        self.keys.get(key).map_or(key, |person| self.keys.text(self.root_of(person)))
    }

    /// Tells whether a final key stands for several rows.
    pub(super) fn is_grouped(&self, key: &str) -> bool {
        self.keys.get(key).is_some_and(|person| self.grouped.contains_key(&person))
    }

    /// Tells what becomes of a row.
    pub(super) fn fate(&self, key: &str) -> Fate<'_> {
        let Some(person) = self.keys.get(key) else { return Fate::Alone };
        let root = self.root_of(person);
        match self.grouped.get(&root) {
            None => Fate::Alone,
            Some(locations) if root == person => Fate::Kept(locations),
            Some(_) => Fate::MergedInto(self.keys.text(root)),
        }
    }

    fn root_of(&self, mut person: u32) -> u32 {
        while let Some(&parent) = self.root.get(person as usize)
            && parent != person
        {
            person = parent;
        }
        person
    }

    /// Makes two keys one person; the key that sorts first stays.
    fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.root_of(one), self.root_of(other));
        let one_first = self.keys.text(one) <= self.keys.text(other);
        let (kept, merged) = if one_first { (one, other) } else { (other, one) };
        if let Some(root) = self.root.get_mut(merged as usize) {
            *root = kept;
        }
    }

    /// Notes who has several rows.
    fn group(&mut self, repeated: &[u32]) {
        for person in 0..self.root.len() as u32 {
            let root = self.root_of(person);
            if root != person {
                // Later look-ups take one step instead of many.
                self.root[person as usize] = root;
                self.grouped.entry(root).or_default();
            }
        }
        for &person in repeated {
            let root = self.root_of(person);
            self.grouped.entry(root).or_default();
        }
    }

    /// Reads the file again for the locations of people with several rows.
    ///
    /// Those of the row that is kept come first, then those of the others in the order of the file.
    fn collect_locations(&mut self, package: &AsmPackage, file: AsmFile) -> Result<(), Error> {
        if self.grouped.is_empty() {
            return Ok(());
        }
        for kept in [true, false] {
            let Some(mut reader) = package.read(file, &mut Discard)? else { return Ok(()) };
            while let Some(record) = reader.next_record(&mut Discard)? {
                let Some(person) = self.keys.get(record.key()) else { continue };
                let root = self.root_of(person);
                if (root == person) != kept {
                    continue;
                }
                let Some(all) = self.grouped.get_mut(&root) else { continue };
                for location in locations(&record) {
                    if !all.iter().any(|known| known == location) {
                        all.push(location.to_owned());
                    }
                }
                self.width = self.width.max(all.len());
            }
        }
        Ok(())
    }
}

fn locations<'r>(record: &Record<'r>) -> impl Iterator<Item = &'r str> + use<'r> {
    record.repeated().map(|(_, location)| location).filter(|location| !location.is_empty())
}

/// Positions of the columns to compare; `None` when there are none or the file lacks one of them.
fn columns_of(file: AsmFile, fields: &[PersonField]) -> Option<Vec<(usize, PersonField)>> {
    let position = |field: &PersonField| {
        let position = file.table().columns.iter().position(|column| column.name == field.column());
        position.map(|position| (position, *field))
    };
    let columns: Option<Vec<_>> = fields.iter().map(position).collect();
    columns.filter(|columns| !columns.is_empty())
}

/// Writes what a person is told by; `false` when one of the values is empty.
fn write_identity(record: &Record<'_>, columns: &[(usize, PersonField)], identity: &mut String) -> bool {
    identity.clear();
    for &(position, field) in columns {
        let value = record.cell(position);
        if value.is_empty() {
            return false;
        }
        match field {
            PersonField::EmailAddress => identity.extend(value.chars().flat_map(char::to_lowercase)),
            _ => identity.push_str(value),
        }
        identity.push(SEPARATOR);
    }
    true
}
