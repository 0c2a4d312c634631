use serde::{Deserialize, Serialize};

/// What is left out of a conversion on purpose. Empty filters keep everything.
///
/// The first ten have the names and the meaning of the filters of Claris Connect; conditions of
/// different filters are joined by *and*, values of one filter by *or*. Order: statuses, schools, active
/// terms, exclusions; then references are closed; then active students and teachers.
///
/// # Examples
///
/// ```
/// use asm_format::convert::Filters;
///
/// let filters: Filters = toml::from_str("grades = [\"09\", \"10\"]\nactive_terms = \"today\"")?;
/// assert!(!filters.active_students);
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Filters {
    /// `sourcedId`s of the schools to export.
    pub schools: Vec<String>,
    /// Statuses of classes to keep, such as `active` or a word of the SIS.
    pub class_status: Vec<String>,
    /// Statuses of courses to keep; classes of other courses fall.
    pub course_status: Vec<String>,
    /// Statuses of enrollments to keep, of students and teachers alike.
    pub enrollment_status: Vec<String>,
    /// Statuses of orgs to keep.
    pub org_status: Vec<String>,
    /// Statuses of users to keep who are not students.
    pub instructor_status: Vec<String>,
    /// Statuses of students to keep.
    pub student_status: Vec<String>,
    /// Keeps students who are enabled and in a class today.
    pub active_students: bool,
    /// Keeps staff who are enabled and teach an exported class.
    pub active_teachers: bool,
    /// Keeps classes of sessions that are active.
    pub active_terms: ActiveTerms,

    /// Grade levels of students to keep, as the SIS writes them.
    pub grades: Vec<String>,
    /// Class types to keep, `homeroom` or `scheduled`.
    pub class_types: Vec<String>,
    /// Codes of courses to keep; patterns with `*` and `?`, without case.
    pub course_codes: Vec<String>,
    /// Names of people to leave out, as `given family`; patterns with `*` and `?`, without case.
    pub exclude_names: Vec<String>,
    /// `sourcedId`s of users to leave out.
    pub exclude_users: Vec<String>,
    /// `sourcedId`s of classes to leave out.
    pub exclude_classes: Vec<String>,
    /// Smallest number of students of a class.
    pub minimum_enrollment: u32,
}

/// Which sessions count as active.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ActiveTerms {
    /// `off`, the default, or `today`.
    Named(ActiveTermsWord),
    /// These sessions, by `sourcedId`.
    Sessions(Vec<String>),
}

/// The words that [`ActiveTerms`] understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActiveTermsWord {
    /// Sessions do not matter.
    Off,
    /// Sessions that hold today.
    Today,
}

impl Default for ActiveTerms {
    fn default() -> Self {
        Self::Named(ActiveTermsWord::Off)
    }
}

impl ActiveTerms {
    /// Tells whether classes are left out by their sessions.
    pub fn is_on(&self) -> bool {
        !matches!(self, Self::Named(ActiveTermsWord::Off))
    }
}

/// Compares text with a pattern of `*` (any text) and `?` (one character), without case.
pub(super) fn matches_pattern(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.to_lowercase().chars().collect();
    let text: Vec<char> = text.to_lowercase().chars().collect();
    let (mut p, mut t) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                retry = Some((p, t));
                p += 1;
            }
            Some(&c) if c == '?' || c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match retry {
                Some((star, from)) => {
                    retry = Some((star, from + 1));
                    p = star + 1;
                    t = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|&c| c == '*')
}

#[cfg(test)]
mod tests {
    use super::matches_pattern;

    #[test]
    fn patterns_match_whole_texts_without_case() {
        for (pattern, text, expected) in [
            ("test *", "Test Student", true),
            ("*test*", "my TEST account", true),
            ("test", "tester", false),
            ("t?st", "tEst", true),
            ("*a*b*c", "xxaxxbxxc", true),
            ("*a*b*c", "xxaxxcxxb", false),
            ("", "", true),
            ("*", "", true),
            ("?", "", false),
        ] {
            assert_eq!(matches_pattern(pattern, text), expected, "{pattern} {text}");
        }
    }
}
