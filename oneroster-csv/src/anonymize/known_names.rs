//! Finding names of people in titles.

use hashbrown::HashSet;

use super::key::AnonymizationKey;
use super::person_names::family_word;
use crate::package_table::{PackageTable, Unheard};
use crate::tables::UserRow;
use crate::{Error, File, Package, Progress};

/// The family names of all users, in words.
#[derive(Debug, Default)]
pub(super) struct KnownNames {
    /// In small letters, from four letters on.
    words: HashSet<String>,
    /// As they are written, up to three letters: `Li` is a name, `LI` may be anything.
    short_words: HashSet<String>,
}

/// Words after which a name comes.
const FORMS_OF_ADDRESS: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "prof",
    "professor",
    "coach",
    "señor",
    "señora",
    "senor",
    "senora",
    "herr",
    "frau",
    "monsieur",
    "madame",
    "mme",
    "mlle",
];

/// Words of titles that are family names too, and stay.
const WORDS_OF_TITLES: &[&str] = &[
    "algebra",
    "arabic",
    "arts",
    "band",
    "biology",
    "chemistry",
    "chinese",
    "choir",
    "computer",
    "dance",
    "drama",
    "early",
    "english",
    "fall",
    "french",
    "geography",
    "geometry",
    "german",
    "grade",
    "health",
    "history",
    "homeroom",
    "italian",
    "japanese",
    "korean",
    "language",
    "latin",
    "math",
    "mathematics",
    "music",
    "orchestra",
    "period",
    "physics",
    "reading",
    "russian",
    "school",
    "science",
    "spanish",
    "speech",
    "spring",
    "study",
    "summer",
    "theater",
    "winter",
    "writing",
];

impl KnownNames {
    pub(super) fn read(package: &Package, progress: &dyn Progress) -> Result<Self, Error> {
        let mut known = Self::default();
        if let Some(mut users) = PackageTable::open(package, File::Users, progress, &mut Unheard)? {
            while let Some(record) = users.next_record(&mut Unheard)? {
                let user: UserRow<&str> = record.row();
                known.insert(user.family_name);
                known.insert(user.preferred_family_name);
                // People with one name have it in either column.
                if user.family_name.is_empty() {
                    known.insert(user.given_name);
                }
            }
        }
        Ok(known)
    }

    pub(super) fn insert(&mut self, name: &str) {
        for word in words(name).map(|(_, word)| word) {
            match word.chars().count() {
                0 | 1 => {}
                2 | 3 => drop(self.short_words.get_or_insert_with(word, str::to_owned)),
                _ => drop(self.words.insert(word.to_lowercase())),
            }
        }
    }

    fn contains(&self, word: &str) -> bool {
        let small = word.to_lowercase();
        let is_known = self.short_words.contains(word) || self.words.contains(&small);
        is_known && !WORDS_OF_TITLES.contains(&small.as_str())
    }

    /// Returns the title with other names in place of known ones, and of whatever follows a form of
    /// address; `None` when it holds none.
    pub(super) fn replace(&self, key: &AnonymizationKey, title: &str) -> Option<String> {
        let mut replaced: Option<String> = None;
        let mut copied = 0;
        let mut is_addressed = false;
        for (start, word) in words(title) {
            let is_form = FORMS_OF_ADDRESS.contains(&word.to_lowercase().as_str());
            let word = without_possessive(word);
            if (is_addressed && !is_form) || self.contains(word) {
                let text = replaced.get_or_insert_default();
                text.push_str(title.get(copied..start).unwrap_or_default());
                text.push_str(&family_word(key, word));
                copied = start + word.len();
            }
            is_addressed = is_form;
        }
        let mut text = replaced?;
        text.push_str(title.get(copied..).unwrap_or_default());
        Some(text)
    }
}

/// Words of letters with their places; apostrophes belong to a word.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_part = |letter: char| letter.is_alphabetic() || letter == '\'' || letter == '’' || is_mark(letter);
    let mut position = 0;
    std::iter::from_fn(move || {
        let rest = text.get(position..)?;
        let start = position + rest.find(is_part)?;
        let rest = text.get(start..)?;
        let length = rest.find(|letter| !is_part(letter)).unwrap_or(rest.len());
        position = start + length;
        Some((start, rest.get(..length)?))
    })
}

/// `Lee` of `Lee's`.
fn without_possessive(word: &str) -> &str {
    let endings = ["'s", "’s", "'S", "'"];
    endings.iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word)
}

/// Combining marks, which belong to the letter before them.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{0300}'..='\u{036F}' | '\u{0900}'..='\u{0DFF}' | '\u{0E31}'..='\u{0E4E}')
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn names_in_titles_are_replaced_and_subjects_stay() {
        let key = AnonymizationKey::new([5; 16]).unwrap();
        let mut known = KnownNames::default();
        for name in ["Okonkwo", "O'Brien", "García-López", "Li", "English", "Шевченко"] {
            known.insert(name);
        }
        let check = |title: &str, kept: &[&str], gone: &[&str]| {
            let replaced = known.replace(&key, title).unwrap_or_else(|| title.to_owned());
            assert!(kept.iter().all(|part| replaced.contains(part)), "{title}: {replaced}");
            assert!(!gone.iter().any(|part| replaced.to_lowercase().contains(part)), "{title}: {replaced}");
        };
        check("Algebra 1 - Okonkwo P3", &["Algebra 1 - ", " P3"], &["okonkwo"]);
        check("ALG1-OKONKWO-3", &["ALG1-", "-3"], &["okonkwo"]);
        check("O'Brien, English 9", &[", English 9"], &["brien"]);
        check("Lopez/GARCÍA", &["Lopez/"], &["garcía"]);
        check("Ms. Ng Art", &["Ms. ", " Art"], &["ng "]);
        check("Homeroom Dr. Mrs. Unknown", &["Homeroom Dr. Mrs. "], &["unknown"]);
        check("Okonkwo's class", &["'s class"], &["okonkwo"]);
        check("Li 4", &[" 4"], &["li "]);
        check("Математика Шевченко", &["Математика "], &["шевченко"]);
        for title in ["English 9", "LI 4", "Algebra", "", "P.E."] {
            assert_eq!(known.replace(&key, title), None, "{title}");
        }
    }
}
