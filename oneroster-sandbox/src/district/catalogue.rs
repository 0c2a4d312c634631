//! The course catalogue of the district, used by all its schools.

use std::ops::Range;
use std::sync::LazyLock;

use super::layout::{GRADES, SLOTS};

/// Courses that differ in nothing but the grade.
#[derive(Debug)]
struct Template {
    slot: u64,
    /// Positions in [`GRADES`].
    grades: Range<u64>,
    title: &'static str,
    code: &'static str,
    /// Names and SCED codes.
    subjects: &'static [(&'static str, &'static str)],
    spread: Spread,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spread {
    /// A course of its own for every grade.
    PerGrade,
    /// One course for all the grades.
    Shared,
}

/// A course of the catalogue.
#[derive(Debug)]
pub(crate) struct Course {
    pub(crate) title: &'static str,
    pub(crate) code: &'static str,
    pub(crate) subjects: &'static [(&'static str, &'static str)],
    /// Positions in [`GRADES`].
    pub(crate) grades: Range<u64>,
    /// The grade that belongs to the title.
    pub(crate) title_grade: Option<u64>,
}

/// All courses, and which ones a grade can have in a slot.
#[derive(Debug)]
pub(crate) struct Catalogue {
    pub(crate) courses: Vec<Course>,
    choices: Vec<Vec<u64>>,
}

impl Catalogue {
    fn new() -> Self {
        let mut courses = Vec::new();
        let mut choices = vec![Vec::new(); GRADES.len() * SLOTS as usize];
        for template in TEMPLATES {
            let mut add = |grades: Range<u64>, title_grade| {
                for grade in grades.clone() {
                    choices[(grade * SLOTS + template.slot) as usize].push(courses.len() as u64);
                }
                let Template { title, code, subjects, .. } = *template;
                courses.push(Course { title, code, subjects, grades, title_grade });
            };
            match template.spread {
                Spread::PerGrade => {
                    for grade in template.grades.clone() {
                        add(grade..grade + 1, Some(grade));
                    }
                }
                Spread::Shared => add(template.grades.clone(), None),
            }
        }
        Self { courses, choices }
    }

    /// The courses that a grade can have in a slot; never empty.
    pub(crate) fn choices(&self, grade: u64, slot: u64) -> &[u64] {
        &self.choices[(grade * SLOTS + slot) as usize]
    }
}

/// The catalogue of every district: what is taught does not depend on how many learn it.
pub(crate) static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::new);

const fn graded(
    slot: u64,
    grades: Range<u64>,
    title: &'static str,
    code: &'static str,
    subjects: &'static [(&'static str, &'static str)],
) -> Template {
    Template { slot, grades, title, code, subjects, spread: Spread::PerGrade }
}

const fn shared(
    slot: u64,
    grades: Range<u64>,
    title: &'static str,
    code: &'static str,
    subjects: &'static [(&'static str, &'static str)],
) -> Template {
    Template { slot, grades, title, code, subjects, spread: Spread::Shared }
}

const TEMPLATES: &[Template] = &[
    graded(0, 0..14, "Homeroom", "HR", &[]),
    // Pre-kindergarten to grade 5.
    graded(1, 0..7, "Reading, Writing & Phonics", "ELA", &[("Reading", "01028"), ("Writing", "01102")]),
    graded(2, 0..7, "Mathematics", "MAT", &[("Mathematics", "02030")]),
    graded(3, 0..7, "Science", "SCI", &[("Science", "03230")]),
    graded(4, 0..7, "Social Studies", "SOC", &[("Social Studies", "04430")]),
    graded(5, 0..7, "Library & Media", "LIB", &[("Library", "22006")]),
    shared(5, 0..7, "Español para todos", "ESP", &[("Español", "24050")]),
    shared(6, 0..7, "Music", "MUS", &[("Music", "05130")]),
    shared(6, 0..7, "Arts, Crafts and Design", "ART", &[("Visual Arts", "05180")]),
    graded(7, 0..7, "Physical Education", "PE", &[("Physical Education", "08030")]),
    // Grades 6 to 8.
    graded(1, 7..10, "English Language Arts", "ELA", &[("English", "01035")]),
    graded(2, 7..10, "Mathematics", "MAT", &[("Mathematics", "02036")]),
    shared(2, 9..10, "Algebra I, Accelerated", "MAT8A", &[("Algebra", "02052")]),
    graded(3, 7..10, "Integrated Science", "SCI", &[("Science", "03236")]),
    shared(4, 7..8, "World Cultures", "SOC6", &[("Social Studies", "04436")]),
    shared(4, 8..9, "Geography", "SOC7", &[("Geography", "04001")]),
    shared(4, 9..10, "U.S. History to 1877", "SOC8", &[("History", "04103")]),
    shared(5, 7..10, "Español: Introducción", "ESP0", &[("Español", "24051")]),
    shared(5, 7..10, "Français débutant", "FRA0", &[("Français", "24101")]),
    shared(5, 7..10, "English as a New Language", "ENL0", &[("ENL", "01008")]),
    shared(6, 7..10, "Band", "BND", &[("Music", "05102")]),
    shared(6, 7..10, "Chorus", "CHO", &[("Music", "05110")]),
    shared(6, 7..10, "Studio Art: \"Make & Mend\"", "ART7", &[("Visual Arts", "05154")]),
    graded(
        7,
        7..10,
        "Physical Education and Health",
        "PEH",
        &[("Physical Education", "08036"), ("Health", "08051")],
    ),
    // Grades 9 to 12.
    shared(1, 10..11, "English I", "ENG1", &[("English", "01001")]),
    shared(1, 11..12, "English II", "ENG2", &[("English", "01002")]),
    shared(1, 12..13, "English III", "ENG3", &[("English", "01003")]),
    shared(1, 12..13, "AP English Language & Composition", "ENGAP", &[("English", "01005")]),
    shared(1, 13..14, "English IV", "ENG4", &[("English", "01004")]),
    shared(
        1,
        13..14,
        "Journalism: \"Truth, Lies and Statistics\"",
        "JRN",
        &[("English", "11101"), ("Journalism", "11104")],
    ),
    shared(2, 10..11, "Algebra I", "ALG1", &[("Mathematics", "02052")]),
    shared(2, 10..12, "Geometry", "GEO", &[("Mathematics", "02072")]),
    shared(2, 11..13, "Algebra II", "ALG2", &[("Mathematics", "02056")]),
    shared(2, 12..14, "Pre-Calculus", "PCAL", &[("Mathematics", "02110")]),
    shared(2, 13..14, "AP Calculus AB", "CALAB", &[("Mathematics", "02124")]),
    shared(3, 10..11, "Biology", "BIO", &[("Science", "03051")]),
    shared(3, 11..12, "Chemistry", "CHEM", &[("Science", "03101")]),
    shared(3, 12..14, "Physics", "PHY", &[("Science", "03151")]),
    shared(3, 12..14, "Environmental Science", "ENV", &[("Science", "03003")]),
    shared(4, 10..11, "World History", "WHIS", &[("Social Studies", "04051")]),
    shared(4, 11..12, "World History – Modern Era", "WHIS2", &[("Social Studies", "04053")]),
    shared(4, 12..13, "U.S. History", "USH", &[("Social Studies", "04101")]),
    shared(
        4,
        13..14,
        "Government, Civics and Economics",
        "GOV",
        &[("Civics", "04161"), ("Economics", "04201")],
    ),
    shared(5, 10..14, "Español I", "ESP1", &[("World Languages", "24052")]),
    shared(5, 10..14, "Español II", "ESP2", &[("World Languages", "24053")]),
    shared(5, 10..14, "Français I", "FRA1", &[("World Languages", "24102")]),
    shared(5, 10..14, "中文一 (Chinese I)", "CHI1", &[("World Languages", "24402")]),
    shared(5, 10..14, "American Sign Language", "ASL1", &[("World Languages", "24852")]),
    shared(6, 10..14, "Orchestra", "ORC", &[("Music", "05104")]),
    shared(6, 10..14, "Theatre", "THE", &[("Drama", "05052")]),
    shared(6, 10..14, "Ceramics", "CER", &[("Visual Arts", "05159")]),
    shared(6, 10..14, "Computer Science Principles", "CSP", &[("Computer Science", "10019")]),
    shared(7, 10..14, "Physical Education", "PE9", &[("Physical Education", "08001")]),
    shared(7, 10..14, "Health", "HEA", &[("Health", "08051")]),
    shared(7, 11..14, "Weight Training", "WT", &[("Physical Education", "08009")]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_grade_has_a_course_in_every_slot() {
        for (grade, name) in GRADES.iter().enumerate() {
            for slot in 0..SLOTS {
                let choices = CATALOGUE.choices(grade as u64, slot);
                assert!(!choices.is_empty(), "grade {name}, slot {slot}");
                for course in choices {
                    assert!(CATALOGUE.courses[*course as usize].grades.contains(&(grade as u64)));
                }
            }
        }
    }

    #[test]
    fn lists_hold_no_commas() {
        for course in &CATALOGUE.courses {
            for (name, code) in course.subjects {
                assert!(!name.contains(',') && !code.contains(','), "{}", course.title);
            }
        }
    }
}
