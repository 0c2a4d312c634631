//! Names and grade levels: what stands in the columns of a person.

use super::settings::{GradeStyle, NameSource, Settings};

/// First, middle and last name for Apple.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Name<'a> {
    pub(super) first: &'a str,
    pub(super) middle: &'a str,
    pub(super) last: &'a str,
}

/// The name columns of a user.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct NameCells<'a> {
    pub(super) given: &'a str,
    pub(super) middle: &'a str,
    pub(super) family: &'a str,
    pub(super) preferred_given: &'a str,
    pub(super) preferred_middle: &'a str,
    pub(super) preferred_family: &'a str,
}

/// Chooses the names of a person; `None` when there is none at all.
///
/// Apple demands a first and a last name. A person with one name gets it twice, so that no invented word
/// enters an account name. The second value tells whether a name was filled in that way.
pub(super) fn choose<'a>(cells: &NameCells<'a>, source: NameSource) -> Option<(Name<'a>, bool)> {
    let (given, middle, family) = match source {
        NameSource::Legal => (cells.given, cells.middle, cells.family),
        NameSource::Preferred => (
            first_filled([cells.preferred_given, cells.given]),
            first_filled([cells.preferred_middle, cells.middle]),
            first_filled([cells.preferred_family, cells.family]),
        ),
    };
    let first = first_filled([given, cells.preferred_given, family, cells.preferred_family]);
    let last = first_filled([family, cells.preferred_family, given, cells.preferred_given]);
    if first.is_empty() {
        return None;
    }
    let repaired = given.trim().is_empty() || family.trim().is_empty();
    Some((Name { first, middle: middle.trim(), last }, repaired))
}

fn first_filled<const N: usize>(texts: [&str; N]) -> &str {
    texts.into_iter().map(str::trim).find(|text| !text.is_empty()).unwrap_or_default()
}

/// Grade levels as words, for schools that show them.
const WORDS: [(&str, &str); 8] = [
    ("IT", "Infant/toddler"),
    ("PR", "Preschool"),
    ("PK", "Prekindergarten"),
    ("TK", "Transitional Kindergarten"),
    ("KG", "Kindergarten"),
    ("PS", "Postsecondary"),
    ("UG", "Ungraded"),
    ("Other", "Other"),
];

/// Writes a grade level as the settings ask.
pub(super) fn grade_level<'a>(grade: &'a str, settings: &'a Settings) -> &'a str {
    if let Some(text) = settings.grade_map.get(grade) {
        return text;
    }
    match settings.grade_style {
        GradeStyle::AsIs => grade,
        GradeStyle::Plain => plain(grade),
        GradeStyle::Words => {
            WORDS.iter().find(|(code, _)| *code == grade).map_or_else(|| plain(grade), |(_, word)| word)
        }
    }
}

/// `01` to `09` lose the zero; everything else stays.
fn plain(grade: &str) -> &str {
    match grade.as_bytes() {
        [b'0', b'1'..=b'9'] => &grade[1..],
        _ => grade,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(cells: &NameCells<'_>, source: NameSource) -> Option<(String, String, bool)> {
        choose(cells, source).map(|(name, repaired)| (name.first.into(), name.last.into(), repaired))
    }

    #[test]
    fn a_single_name_stands_twice_and_no_name_is_no_person() {
        let cells = |given, family| NameCells { given, family, ..NameCells::default() };
        assert_eq!(name(&cells("Ada", "Vu"), NameSource::Legal), Some(("Ada".into(), "Vu".into(), false)));
        assert_eq!(
            name(&cells("Suharto", " "), NameSource::Legal),
            Some(("Suharto".into(), "Suharto".into(), true))
        );
        assert_eq!(
            name(&cells("", "Suharto"), NameSource::Legal),
            Some(("Suharto".into(), "Suharto".into(), true))
        );
        assert_eq!(name(&cells(" ", ""), NameSource::Legal), None);
    }

    #[test]
    fn preferred_names_fill_gaps_or_come_first() {
        let cells =
            NameCells { given: "Robert", family: "Li", preferred_given: "Bob", ..NameCells::default() };
        assert_eq!(name(&cells, NameSource::Legal), Some(("Robert".into(), "Li".into(), false)));
        assert_eq!(name(&cells, NameSource::Preferred), Some(("Bob".into(), "Li".into(), false)));
        let cells = NameCells { family: "Li", preferred_given: "Bob", ..NameCells::default() };
        assert_eq!(name(&cells, NameSource::Legal), Some(("Bob".into(), "Li".into(), true)));
    }

    #[test]
    fn grade_levels_follow_the_table() {
        let mut settings = Settings::default();
        for (grade, expected) in [
            ("IT", "IT"),
            ("PR", "PR"),
            ("PK", "PK"),
            ("TK", "TK"),
            ("KG", "KG"),
            ("01", "1"),
            ("09", "9"),
            ("10", "10"),
            ("13", "13"),
            ("PS", "PS"),
            ("UG", "UG"),
            ("Other", "Other"),
            ("7b", "7b"),
            ("", ""),
        ] {
            assert_eq!(grade_level(grade, &settings), expected);
        }
        settings.grade_style = GradeStyle::AsIs;
        assert_eq!(grade_level("01", &settings), "01");
        settings.grade_style = GradeStyle::Words;
        assert_eq!(grade_level("KG", &settings), "Kindergarten");
        assert_eq!(grade_level("02", &settings), "2");
        settings.grade_map.insert("02".into(), "Second".into());
        assert_eq!(grade_level("02", &settings), "Second");
    }
}
