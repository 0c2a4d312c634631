//! Names of people, word by word.

use super::key::{AnonymizationKey, Purpose};
use super::names::{Part, Script};

/// From this length on a word is replaced by one of exactly the same length, for tests of limits.
const VERY_LONG: usize = 20;

/// Replaces a given or middle name; equal words of one person stay equal.
pub(super) fn given_name(key: &AnonymizationKey, person: &str, text: &str) -> String {
    replace_words(text, |word| invented(key, Purpose::GivenName, &[person, word], Part::Given, word))
}

/// Replaces a family name; equal words stay equal everywhere.
pub(super) fn family_name(key: &AnonymizationKey, text: &str) -> String {
    replace_words(text, |word| family_word(key, word))
}

/// Replaces one word of a family name, without regard to its case.
pub(super) fn family_word(key: &AnonymizationKey, word: &str) -> String {
    invented(key, Purpose::FamilyName, &[&word.to_lowercase()], Part::Family, word)
}

/// Calls `replace` for each word with a letter; separators stay, digits become zeros.
fn replace_words(text: &str, replace: impl Fn(&str) -> String) -> String {
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let is_separator = |letter: char| letter.is_whitespace() || "-‐‑–·・,/&()".contains(letter);
        let word_end = rest.find(is_separator).unwrap_or(rest.len());
        let (word, after) = rest.split_at(word_end);
        if word.chars().any(char::is_alphabetic) {
            replaced.push_str(&replace(word));
        } else {
            replaced.extend(word.chars().map(neutral));
        }
        let separators_end = after.find(|letter| !is_separator(letter)).unwrap_or(after.len());
        replaced.push_str(&after[..separators_end]);
        rest = &after[separators_end..];
    }
    replaced
}

/// What stands for a character of a word without letters.
fn neutral(character: char) -> char {
    match character {
        _ if character.is_ascii_punctuation() => character,
        _ if character.is_numeric() => '0',
        _ => '*',
    }
}

fn invented(key: &AnonymizationKey, purpose: Purpose, texts: &[&str], part: Part, word: &str) -> String {
    let length = word.chars().count();
    let names = Script::of(word).names(part, length);
    let number = key.number(purpose, texts);
    let pick = |round: u32| {
        let first = (number.rotate_right(round * 16) % names.len() as u128) as usize;
        let candidates = names.iter().cycle().skip(first);
        candidates.take(names.len()).find(|name| name.to_lowercase() != word.to_lowercase())
    };
    let mut name = String::new();
    if length >= VERY_LONG {
        let mut left = length;
        for letter in (0..).filter_map(|round| pick(round % 8)).flat_map(|name| name.chars()) {
            if left == 0 {
                break;
            }
            left -= 1;
            name.push(letter);
        }
    } else {
        name.push_str(pick(0).copied().unwrap_or_default());
    }
    with_case_of(word, name)
}

/// Writes a name in capitals or small letters where the word is.
fn with_case_of(word: &str, name: String) -> String {
    let letters = || word.chars().filter(|letter| letter.is_alphabetic());
    if letters().count() > 1 && letters().all(char::is_uppercase) {
        name.to_uppercase()
    } else if letters().all(char::is_lowercase) {
        name.to_lowercase()
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    fn key() -> AnonymizationKey {
        AnonymizationKey::new([3; 16]).unwrap()
    }

    #[test]
    fn names_keep_their_shape() {
        let long = "Wolfeschlegelsteinhausenbergerdorff";
        for text in [
            "Ada",
            "ada",
            "GARCIA-LOPEZ",
            "Mary Ann",
            "O'Neill",
            "Müller",
            "王",
            "Ольга",
            "-",
            "",
            long,
            "Jr.",
        ] {
            let name = given_name(&key(), "u1", text);
            assert_eq!(name.is_empty(), text.is_empty());
            let separators = |text: &str| text.chars().filter(|c| " -".contains(*c)).collect::<String>();
            assert_eq!(separators(&name), separators(text), "{text}: {name}");
            assert_eq!(Script::of(&name), Script::of(text), "{text}: {name}");
            if !text.is_empty() && text != "-" {
                assert_eq!(text == text.to_uppercase(), name == name.to_uppercase(), "{text}: {name}");
                assert_eq!(text == text.to_lowercase(), name == name.to_lowercase(), "{text}: {name}");
            }
        }
        assert_eq!(given_name(&key(), "u1", long).chars().count(), long.len());
        assert_eq!(given_name(&key(), "u1", "4711"), "0000");
        assert_eq!(given_name(&key(), "u1", "."), ".");
    }

    #[test]
    fn families_stay_families() {
        assert_eq!(family_name(&key(), "Garcia").to_uppercase(), family_name(&key(), "GARCIA"));
        for name in Script::Latin.names(Part::Family, 6) {
            assert_ne!(family_name(&key(), name), *name, "nobody keeps their name");
        }
        let double = family_name(&key(), "Garcia-Okoro");
        assert_eq!(double.split('-').next(), Some(family_name(&key(), "Garcia").as_str()));
        let (one, other) = (given_name(&key(), "u1", "Ada"), given_name(&key(), "u2", "Ada"));
        assert_eq!(one, given_name(&key(), "u1", "Ada"));
        let people = (0..50).map(|number| given_name(&key(), &number.to_string(), "Ada"));
        assert!(people.collect::<std::collections::BTreeSet<_>>().len() > 10, "{one} {other}");
    }
}
