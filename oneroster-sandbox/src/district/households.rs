//! Who is whose guardian.
//!
//! Students form blocks of eight, far apart in the district, so that siblings are in different grades and
//! schools. Each block has two guardians, for some of its first four students.

use super::District;
use super::draw::{Draw, Topic};
use super::identifier::Kind;

/// For each of the first students of a block: which of the two guardians are theirs.
type Household = [&'static [u64]; 4];

/// Siblings with two guardians; two families of one and one; three siblings and another child.
const HOUSEHOLDS: [Household; 4] = [
    [&[0, 1], &[0, 1], &[], &[]],
    [&[0, 1], &[0, 1], &[], &[]],
    [&[0], &[1], &[], &[]],
    [&[0], &[0], &[0], &[1]],
];

impl District {
    fn household(&self, block: u64) -> &'static Household {
        self.draw(Kind::Family, block, 0).pick(Topic::Household, &HOUSEHOLDS)
    }

    /// The guardians of a student who was there from the first day.
    pub(crate) fn guardians_of(&self, student: u64) -> impl Iterator<Item = u64> + use<> {
        let (block, position) = self.layout.family_position(student);
        let guardians: &[u64] = match self.household(block).get(position as usize) {
            Some(guardians) if block < self.layout.family_blocks() => guardians,
            _ => &[],
        };
        guardians.iter().map(move |guardian| block * 2 + guardian)
    }

    /// The students of a guardian on the first day.
    pub(crate) fn children_of(&self, guardian: u64) -> impl Iterator<Item = u64> + use<> {
        let (block, guardian, layout) = (guardian / 2, guardian % 2, self.layout);
        self.household(block)
            .iter()
            .zip(0..)
            .filter(move |(guardians, _)| guardians.contains(&guardian))
            .map(move |(_, position)| layout.student_at(block, position))
    }

    /// What the family name of a guardian and of their children is drawn from.
    pub(crate) fn family_of_guardian(&self, guardian: u64) -> Draw {
        let (block, number) = (guardian / 2, guardian % 2);
        // Two guardians of the same children share a name more often than not.
        let shared = self.household(block)[0].len() == 2
            && !self.draw(Kind::Guardian, guardian, 0).chance(Topic::FamilyName, 250);
        self.draw(Kind::Family, block, if shared { 0 } else { number })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guardians_and_children_know_each_other() {
        for students in [0, 7, 8, 100, 1_000] {
            let district = District::builder(students).build();
            let mut links = 0;
            for student in 0..u64::from(students) {
                for guardian in district.guardians_of(student) {
                    assert!(guardian < district.layout.guardians());
                    assert!(district.children_of(guardian).any(|child| child == student));
                    links += 1;
                }
            }
            let other_way: usize =
                (0..district.layout.guardians()).map(|guardian| district.children_of(guardian).count()).sum();
            assert_eq!(links, other_way, "{students}");
        }
    }

    #[test]
    fn every_guardian_has_a_child() {
        let district = District::builder(1_000).build();
        assert!((0..district.layout.guardians()).all(|guardian| district.children_of(guardian).count() > 0));
    }
}
