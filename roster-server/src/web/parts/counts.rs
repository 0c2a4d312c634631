//! What was counted, in words.

use roster_history::{Counts, Difference};

use super::number::{counted, grouped, listed};

/// Names of counts and what one and several of them are called, in the order in which they are shown.
const NAMES: [(&str, &str, &str); 8] = [
    ("students", "student", "students"),
    ("staff", "member of staff", "staff"),
    ("users", "user", "users"),
    ("classes", "class", "classes"),
    ("rosters", "roster row", "roster rows"),
    ("enrollments", "enrollment", "enrollments"),
    ("courses", "course", "courses"),
    ("locations", "location", "locations"),
];

/// What a sentence names; the rest is left to tables.
const IN_SENTENCES: [&str; 4] = ["students", "staff", "classes", "rosters"];

fn place(name: &str) -> usize {
    NAMES.iter().position(|(known, ..)| *known == name).unwrap_or(NAMES.len())
}

/// Returns a count with its noun: `1 class`, `2 roster rows`.
fn named(name: &str, count: u64) -> String {
    match NAMES.get(place(name)) {
        Some((_, one, several)) => counted(count, one, several),
        None => format!("{} {}", grouped(count), spaced(name)),
    }
}

/// Takes `rows_read` and `academicSessions` apart into words.
fn spaced(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(if letter == '_' { ' ' } else { letter.to_ascii_lowercase() });
    }
    words
}

/// Returns the heading of a count: `Students`.
pub(crate) fn heading(name: &str) -> String {
    let name = NAMES.get(place(name)).map_or_else(|| spaced(name), |(_, _, several)| (*several).to_owned());
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Returns the counts in the order in which they are shown: what is known first.
pub(crate) fn in_order(counts: &Counts) -> Vec<(&str, u64)> {
    let mut counts: Vec<(&str, u64)> = counts.iter().map(|(name, count)| (name.as_str(), *count)).collect();
    counts.sort_by_key(|(name, _)| place(name));
    counts
}

/// Says what was counted: `5,000 students, 334 staff and 1,632 classes`; nothing if nobody was counted.
pub(crate) fn sentence(counts: &Counts) -> String {
    let parts: Vec<String> = in_order(counts)
        .into_iter()
        .filter(|(name, _)| IN_SENTENCES.contains(name))
        .map(|(name, count)| named(name, count))
        .collect();
    listed(&parts)
}

/// The name of a file without its ending: `students` of `students.csv`.
pub(crate) fn stem(file: &str) -> &str {
    file.strip_suffix(".csv").unwrap_or(file)
}

/// Says what would vanish: `9,120 roster rows, 412 classes and 12 students`; none if nothing would.
pub(crate) fn losses(differences: &[Difference]) -> Option<String> {
    let mut losses: Vec<&Difference> = differences.iter().filter(|file| file.removed > 0).collect();
    losses.sort_by_key(|file| place(stem(&file.file)));
    let parts: Vec<String> = losses.iter().map(|file| named(stem(&file.file), file.removed)).collect();
    (!parts.is_empty()).then(|| listed(&parts))
}

/// Says how much differs from the last delivery: `12 rows appear, 40 change, 3 vanish`.
pub(crate) fn changes(differences: &[Difference]) -> Option<String> {
    let sum = |count: fn(&Difference) -> u64| differences.iter().map(count).fold(0_u64, u64::saturating_add);
    let (added, changed, removed) =
        (sum(|file| file.added), sum(|file| file.changed), sum(|file| file.removed));
    match (differences.is_empty(), added.saturating_add(changed).saturating_add(removed)) {
        (true, _) => None,
        (false, 0) => Some("Nothing differs from the delivery before.".to_owned()),
        (false, _) => Some(format!(
            "Compared with the delivery before, {} new, {} changed and {} gone.",
            counted(added, "row is", "rows are"),
            grouped(changed),
            grouped(removed)
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(pairs: &[(&str, u64)]) -> Counts {
        pairs.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
    }

    #[test]
    fn people_come_first_and_the_rest_is_left_to_the_tables() {
        let all =
            counts(&[("classes", 1), ("courses", 9), ("rosters", 0), ("staff", 334), ("students", 5_000)]);
        assert_eq!(sentence(&all), "5,000 students, 334 staff, 1 class and 0 roster rows");
        assert_eq!(in_order(&all).first(), Some(&("students", 5_000)));
        assert_eq!(sentence(&Counts::new()), "");
    }

    #[test]
    fn headings_are_made_of_names() {
        for (name, expected) in [
            ("rosters", "Roster rows"),
            ("rows_read", "Rows read"),
            ("academicSessions", "Academic sessions"),
            ("", ""),
        ] {
            assert_eq!(heading(name), expected);
        }
    }

    #[test]
    fn losses_name_people_before_rows_and_nothing_that_stays() {
        let differences = [
            Difference::new("rosters.csv", 0, 0, 9_120),
            Difference::new("courses.csv", 5, 1, 0),
            Difference::new("students.csv", 0, 0, 1),
            Difference::new("notes.csv", 0, 0, 2),
        ];
        assert_eq!(losses(&differences).as_deref(), Some("1 student, 9,120 roster rows and 2 notes"));
        assert_eq!(losses(&differences[1..2]), None);
    }

    #[test]
    fn changes_are_sums_over_files() {
        for (differences, expected) in [
            (vec![], None),
            (vec![Difference::new("a.csv", 0, 0, 0)], Some("Nothing differs from the delivery before.")),
            (
                vec![Difference::new("a.csv", 1, 2, 3), Difference::new("b.csv", 0, 1_000, 0)],
                Some("Compared with the delivery before, 1 row is new, 1,002 changed and 3 gone."),
            ),
        ] {
            assert_eq!(changes(&differences).as_deref(), expected);
        }
    }
}
