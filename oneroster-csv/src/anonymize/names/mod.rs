//! Invented names by script.
//!
//! Common first and last names put together at random; who has both is a coincidence.

mod latin;
mod scripts;

/// A kind of writing that names are kept in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    /// Latin letters without marks.
    Latin,
    /// Latin letters with marks.
    LatinMarked,
    Cyrillic,
    Greek,
    Armenian,
    Hebrew,
    Arabic,
    Devanagari,
    Bengali,
    Tamil,
    Thai,
    Georgian,
    Ethiopic,
    Hangul,
    Kana,
    Han,
}

/// Which part of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Given,
    Family,
}

impl Script {
    /// Finds the script of a word by its letters; scripts without names here count as marked Latin.
    pub(super) fn of(word: &str) -> Self {
        let mut scripts = word.chars().filter(|letter| letter.is_alphabetic()).map(script_of);
        match scripts.next() {
            Some(Self::Latin) if scripts.any(|script| script == Self::LatinMarked) => Self::LatinMarked,
            Some(script) => script,
            None => Self::Latin,
        }
    }

    /// Returns names of about the length of a word, in characters; never an empty list.
    pub(super) fn names(self, part: Part, length: usize) -> &'static [&'static str] {
        match self {
            Self::Latin => latin::plain(part, length),
            Self::LatinMarked => latin::marked(part),
            _ => scripts::names(self, part),
        }
    }
}

const RANGES: &[(char, char, Script)] = &[
    ('\u{0370}', '\u{03FF}', Script::Greek),
    ('\u{0400}', '\u{052F}', Script::Cyrillic),
    ('\u{0530}', '\u{058F}', Script::Armenian),
    ('\u{0590}', '\u{05FF}', Script::Hebrew),
    ('\u{0600}', '\u{077F}', Script::Arabic),
    ('\u{0900}', '\u{097F}', Script::Devanagari),
    ('\u{0980}', '\u{09FF}', Script::Bengali),
    ('\u{0B80}', '\u{0BFF}', Script::Tamil),
    ('\u{0E00}', '\u{0E7F}', Script::Thai),
    ('\u{10A0}', '\u{10FF}', Script::Georgian),
    ('\u{1100}', '\u{11FF}', Script::Hangul),
    ('\u{1200}', '\u{139F}', Script::Ethiopic),
    ('\u{1F00}', '\u{1FFF}', Script::Greek),
    ('\u{3040}', '\u{30FF}', Script::Kana),
    ('\u{3400}', '\u{9FFF}', Script::Han),
    ('\u{AC00}', '\u{D7AF}', Script::Hangul),
    ('\u{20000}', '\u{3FFFF}', Script::Han),
];

fn script_of(letter: char) -> Script {
    if letter.is_ascii() {
        return Script::Latin;
    }
    let range = RANGES.iter().find(|(first, last, _)| (*first..=*last).contains(&letter));
    range.map_or(Script::LatinMarked, |(_, _, script)| *script)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_told_by_their_letters() {
        for (word, expected) in [
            ("Smith", Script::Latin),
            ("O'Brien", Script::Latin),
            ("Müller", Script::LatinMarked),
            ("Éva", Script::LatinMarked),
            ("Шевченко", Script::Cyrillic),
            ("Ελένη", Script::Greek),
            ("محمد", Script::Arabic),
            ("王", Script::Han),
            ("さくら", Script::Kana),
            ("김", Script::Hangul),
            ("ស", Script::LatinMarked),
            ("123", Script::Latin),
        ] {
            assert_eq!(Script::of(word), expected, "{word}");
        }
    }

    #[test]
    fn names_are_written_in_the_script_they_stand_for() {
        let scripts = RANGES.iter().map(|(_, _, script)| *script);
        for script in scripts.chain([Script::Latin, Script::LatinMarked]) {
            for part in [Part::Given, Part::Family] {
                for length in [1, 4, 6, 9, 30] {
                    let names = script.names(part, length);
                    assert!(names.len() >= 4, "{script:?} {part:?}");
                    for name in names {
                        assert_eq!(Script::of(name), script, "{name}");
                    }
                }
            }
        }
    }
}
