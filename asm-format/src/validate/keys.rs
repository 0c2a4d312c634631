//! The keys that references are checked against.

use oneroster_csv::intern::Interner;

use crate::table::AsmFile;

/// Keys of all files but rosters, as numbers.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    locations: Interner,
    courses: Interner,
    classes: Interner,
    /// The class that was asked for last: rosters mostly come class by class.
    recent_class: Option<u32>,
    /// Students and staff, which share their keys.
    people: Interner,
    /// For every person, in which of the two files it stands.
    people_in: Vec<PersonIn>,
    /// Files that were read; references into others are not judged.
    known: [bool; 6],
}

#[derive(Clone, Copy, Debug, Default)]
struct PersonIn {
    students: bool,
    staff: bool,
}

/// What is known about a key that is added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Added {
    New,
    /// The file holds the key already.
    Again,
    /// The other file of people holds the key.
    InOtherFile(AsmFile),
}

/// What is known about a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Resolved {
    /// The row exists; its number counts within the file, people together.
    To(u32),
    Dangling,
    /// The file that it points to was not read.
    Unknown,
}

impl Keys {
    /// Says that the rows of a file follow.
    pub(crate) fn begin(&mut self, file: AsmFile) {
        self.known[file.index()] = true;
    }

    /// Adds the key of a row. Keys of rosters are not kept.
    pub(crate) fn add(&mut self, file: AsmFile, key: &str) -> Added {
        let interner = match file {
            AsmFile::Locations => &mut self.locations,
            AsmFile::Courses => &mut self.courses,
            AsmFile::Classes => &mut self.classes,
            AsmFile::Students | AsmFile::Staff => return self.add_person(file, key),
            AsmFile::Rosters => return Added::New,
        };
        if interner.insert(key).1 { Added::New } else { Added::Again }
    }

    fn add_person(&mut self, file: AsmFile, key: &str) -> Added {
        let (number, new) = self.people.insert(key);
        if new {
            self.people_in.push(PersonIn::default());
        }
        let Some(person) = self.people_in.get_mut(number as usize) else { return Added::New };
        let (here, other, other_file) = match file {
            AsmFile::Students => (&mut person.students, person.staff, AsmFile::Staff),
            _ => (&mut person.staff, person.students, AsmFile::Students),
        };
        let again = std::mem::replace(here, true);
        match (again, other) {
            (true, _) => Added::Again,
            (false, true) => Added::InOtherFile(other_file),
            (false, false) => Added::New,
        }
    }

    /// Looks a reference up in the file that it points to.
    pub(crate) fn resolve(&mut self, target: AsmFile, key: &str) -> Resolved {
        if !self.known[target.index()] {
            return Resolved::Unknown;
        }
        let number = match target {
            AsmFile::Locations => self.locations.get(key),
            AsmFile::Courses => self.courses.get(key),
            AsmFile::Classes => self.class(key),
            AsmFile::Students => {
                self.person(key).filter(|(_, person)| person.students).map(|(number, _)| number)
            }
            AsmFile::Staff => self.person(key).filter(|(_, person)| person.staff).map(|(number, _)| number),
            AsmFile::Rosters => None,
        };
        number.map_or(Resolved::Dangling, Resolved::To)
    }

    fn class(&mut self, key: &str) -> Option<u32> {
        if self.recent_class.is_none_or(|recent| self.classes.text(recent) != key) {
            self.recent_class = self.classes.get(key);
        }
        self.recent_class
    }

    fn person(&self, key: &str) -> Option<(u32, PersonIn)> {
        let number = self.people.get(key)?;
        Some((number, self.people_in.get(number as usize).copied()?))
    }
}
