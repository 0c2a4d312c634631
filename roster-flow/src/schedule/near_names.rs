/// What people write instead, in lower case, and the zone they mostly mean.
const MEANT: [(&str, &str); 24] = [
    ("pst", "America/Los_Angeles"),
    ("pdt", "America/Los_Angeles"),
    ("pst8pdt", "America/Los_Angeles"),
    ("pacific", "America/Los_Angeles"),
    ("mst", "America/Denver"),
    ("mdt", "America/Denver"),
    ("mst7mdt", "America/Denver"),
    ("mountain", "America/Denver"),
    ("cst", "America/Chicago"),
    ("cdt", "America/Chicago"),
    ("cst6cdt", "America/Chicago"),
    ("central", "America/Chicago"),
    ("est", "America/New_York"),
    ("edt", "America/New_York"),
    ("est5edt", "America/New_York"),
    ("eastern", "America/New_York"),
    ("alaskan", "America/Anchorage"),
    ("hst", "Pacific/Honolulu"),
    ("hawaiian", "Pacific/Honolulu"),
    ("bst", "Europe/London"),
    ("cet", "Europe/Berlin"),
    ("cest", "Europe/Berlin"),
    ("japan", "Asia/Tokyo"),
    ("jst", "Asia/Tokyo"),
];

/// How many suggestions help more than they confuse.
const MOST: usize = 3;

/// Returns the names that were probably meant, best first.
pub(super) fn near_names(written: &str, names: &[String]) -> Vec<String> {
    let wanted = plain(written);
    // "Eastern Standard Time" and "Pacific Time (US & Canada)" are named so elsewhere.
    let first_word = wanted.split('_').next().unwrap_or_default();
    let is_time = wanted.ends_with("_time") || wanted.contains("_time_");
    let meant = MEANT.iter().find(|(name, _)| *name == wanted || (is_time && *name == first_word));
    if let Some((_, zone)) = meant {
        return vec![(*zone).to_owned()];
    }
    // A city alone.
    let of_city = |name: &&String| plain(name).rsplit('/').next() == Some(&wanted);
    let cities: Vec<String> = names.iter().filter(of_city).take(MOST).cloned().collect();
    if !cities.is_empty() {
        return cities;
    }
    let most_changes = (wanted.chars().count() / 5).min(3);
    let mut near: Vec<(usize, &String)> = names
        .iter()
        .map(|name| (changes(&wanted, &plain(name)), name))
        .filter(|(changes, _)| *changes <= most_changes)
        .collect();
    near.sort();
    let best = near.first().map_or(0, |(changes, _)| *changes);
    near.into_iter()
        .take_while(|(changes, _)| *changes == best)
        .take(MOST)
        .map(|(_, name)| name.clone())
        .collect()
}

fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace([' ', '-'], "_")
}

/// Counts the letters to insert, remove or replace (Levenshtein).
fn changes(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (line, letter) in from.chars().enumerate() {
        let mut diagonal = line;
        let mut left = line + 1;
        for (above, other) in row.iter_mut().skip(1).zip(&to) {
            let best = (diagonal + usize::from(letter != *other)).min(left + 1).min(*above + 1);
            diagonal = *above;
            *above = best;
            left = best;
        }
        if let Some(first) = row.first_mut() {
            *first = line + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::changes;

    #[test]
    fn changes_are_counted_letter_by_letter() {
        for (from, to, expected) in [
            ("", "", 0),
            ("", "abc", 3),
            ("abc", "", 3),
            ("kitten", "sitting", 3),
            ("flaw", "lawn", 2),
            ("a", "a", 0),
        ] {
            assert_eq!(changes(from, to), expected, "{from} {to}");
        }
    }
}
