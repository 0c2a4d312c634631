//! Names of orgs.

use super::key::{AnonymizationKey, Purpose};

const PLACES: &[&str] = &[
    "Alder", "Amber", "Aspen", "Birch", "Bluff", "Brook", "Canyon", "Cedar", "Clover", "Coral", "Crystal",
    "Dover", "Eagle", "Elm", "Fairview", "Falcon", "Fern", "Forest", "Garnet", "Glen", "Harbor", "Hazel",
    "Heron", "Hickory", "Juniper", "Laurel", "Maple", "Meadow", "Mesa", "Mill", "Oak", "Orchard", "Pine",
    "Prairie", "Quarry", "Raven", "Ridge", "River", "Rowan", "Sage", "Sierra", "Spruce", "Summit", "Thicket",
    "Valley", "Violet", "Willow", "Wren",
];
const ENDINGS: &[&str] =
    &["", " Creek", " Field", " Grove", " Hill", " Lake", " Park", " Point", " Springs", " View"];

/// Words that say what an org is, and not which one.
const KINDS: &[&str] = &[
    "academy",
    "area",
    "board",
    "campus",
    "center",
    "central",
    "charter",
    "college",
    "community",
    "consolidated",
    "county",
    "department",
    "district",
    "early",
    "education",
    "elementary",
    "high",
    "independent",
    "intermediate",
    "isd",
    "junior",
    "kindergarten",
    "magnet",
    "middle",
    "office",
    "prep",
    "preparatory",
    "preschool",
    "primary",
    "public",
    "regional",
    "school",
    "schools",
    "senior",
    "special",
    "state",
    "unified",
    "university",
    "upper",
    "usd",
    "virtual",
];

/// An invented name that keeps the words for the kind of org.
pub(super) fn org_name(key: &AnonymizationKey, id: &str, text: &str) -> String {
    if text.trim().is_empty() {
        return String::new();
    }
    let number = key.number(Purpose::Org, &[id, text]);
    let pick = |list: &'static [&'static str], shift: u32| {
        list.get(((number >> shift) % list.len() as u128) as usize).copied().unwrap_or_default()
    };
    let mut name = format!("{}{}", pick(PLACES, 0), pick(ENDINGS, 64));
    let words = text.split(|letter: char| !letter.is_alphabetic());
    let mut kinds: Vec<&str> = words.filter(|word| KINDS.contains(&word.to_lowercase().as_str())).collect();
    kinds.dedup();
    for kind in kinds {
        name.push(' ');
        name.push_str(kind);
    }
    name
}

/// An invented city.
pub(super) fn city(key: &AnonymizationKey, text: &str) -> String {
    if text.trim().is_empty() {
        return String::new();
    }
    let number = key.number(Purpose::City, &[&text.trim().to_lowercase()]);
    let place = PLACES.get((number % PLACES.len() as u128) as usize).copied().unwrap_or_default();
    format!("{place}ville")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn the_kind_of_an_org_stays_and_its_name_goes() {
        let key = AnonymizationKey::new([5; 16]).unwrap();
        let name = org_name(&key, "o1", "P.S. 118 Harriet Tubman Elementary School");
        assert!(name.ends_with(" Elementary School"), "{name}");
        assert!(!name.contains("118") && !name.contains("Tubman"));
        assert_ne!(org_name(&key, "o2", "x"), "x");
        assert_eq!(org_name(&key, "o1", ""), "");
        assert!(city(&key, "Paris").ends_with("ville"));
        assert_eq!(city(&key, "Paris"), city(&key, "PARIS "));
    }
}
