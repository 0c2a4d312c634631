//! Memberships of students in classes, however many: sorted outside of memory, read several times.

use super::classes::ClassId;
use super::packed_id::{PackedId, TEXT_BUFFER, pack};
use super::people::PersonId;
use super::repeated_ids::RepeatedIds;
use super::sorter::{Sorted, Sorter};
use crate::Error;

/// Collects memberships by the positions of class and student in the output.
#[derive(Debug, Default)]
pub(super) struct RosterIntake {
    rows: Sorter,
    repeated_ids: RepeatedIds,
    buffer: Vec<u8>,
}

/// One enrollment of a student in a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Membership<'a> {
    pub(super) class: ClassId,
    pub(super) student: PersonId,
    pub(super) is_active: bool,
    /// Whether its dates hold today.
    pub(super) is_current: bool,
    /// Day number of the begin date, the smallest number when there is none.
    pub(super) begin: i32,
    pub(super) line: u32,
    pub(super) id: PackedId<'a>,
    /// The identifier of the student: at the end, looking up each in a table larger than the caches would
    /// cost more than carrying it along.
    pub(super) student_id: PackedId<'a>,
}

/// What is kept of an enrollment before its identifiers.
const FIXED_BYTES: usize = 17;

impl<'a> Membership<'a> {
    /// Tells whether this one represents the pair of class and student better than another: active
    /// before other status, then valid today, then the latest begin, then the smallest identifier.
    pub(super) fn is_better_than(&self, other: &Self) -> bool {
        let rank = |m: &Self| (m.is_active, m.is_current, m.begin);
        let ids = || other.id.text(&mut TEXT_BUFFER.clone()).cmp(self.id.text(&mut TEXT_BUFFER.clone()));
        rank(self).cmp(&rank(other)).then_with(ids).is_gt()
    }

    fn decode(payload: &'a [u8]) -> Self {
        let (fixed, mut ids) = payload.split_at(payload.len().min(FIXED_BYTES));
        let mut numbers = [0; 4];
        let (words, flags) = fixed.as_chunks::<4>();
        for (number, word) in numbers.iter_mut().zip(words) {
            *number = u32::from_le_bytes(*word);
        }
        let [class, student, begin, line] = numbers;
        let flags = flags.first().copied().unwrap_or_default();
        Self {
            class,
            student,
            begin: begin.cast_signed(),
            line,
            is_active: flags & 1 != 0,
            is_current: flags & 2 != 0,
            id: PackedId::take(&mut ids),
            student_id: PackedId::take(&mut ids),
        }
    }
}

/// An enrollment on its way in: what [`Membership`] will tell, with its identifiers as texts.
#[derive(Clone, Copy, Debug)]
pub(super) struct NewMembership<'a> {
    pub(super) class: ClassId,
    /// Position of the class in the output.
    pub(super) class_rank: u32,
    pub(super) student: PersonId,
    /// Position of the student in the output.
    pub(super) student_rank: u32,
    pub(super) is_active: bool,
    pub(super) is_current: bool,
    pub(super) begin: i32,
    pub(super) line: u32,
    pub(super) id: &'a str,
    pub(super) student_id: &'a str,
}

impl RosterIntake {
    pub(super) fn push(&mut self, new: &NewMembership<'_>) -> Result<(), Error> {
        let mut key = [0; 8];
        key[..4].copy_from_slice(&new.class_rank.to_be_bytes());
        key[4..].copy_from_slice(&new.student_rank.to_be_bytes());
        let numbers = [new.class, new.student, new.begin.cast_unsigned(), new.line];
        let mut fixed = [0; FIXED_BYTES];
        for (word, number) in fixed.as_chunks_mut::<4>().0.iter_mut().zip(numbers) {
            *word = number.to_le_bytes();
        }
        fixed[FIXED_BYTES - 1] = u8::from(new.is_active) | u8::from(new.is_current) << 1;
        let buffer = &mut self.buffer;
        buffer.clear();
        buffer.extend_from_slice(&fixed);
        pack(new.id, buffer);
        self.repeated_ids.see(PackedId::take(&mut &buffer[FIXED_BYTES..]));
        pack(new.student_id, buffer);
        self.rows.push(&key, buffer)
    }

    pub(super) fn finish(self) -> Result<(Rosters, RepeatedIds), Error> {
        Ok((Rosters { rows: self.rows.finish()? }, self.repeated_ids))
    }
}

/// All memberships, in the order of the output.
#[derive(Debug)]
pub(super) struct Rosters {
    rows: Sorted,
}

impl Rosters {
    /// Calls `visit` with every membership, best first among those of one pair; the flag tells whether
    /// it is the best.
    pub(super) fn for_each(
        &mut self,
        mut visit: impl FnMut(&Membership<'_>, bool) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut group = Group::default();
        self.rows.for_each(|key, payload| {
            if group.key != key {
                group.flush(&mut visit)?;
                group.key.clear();
                group.key.extend_from_slice(key);
            }
            group.push(payload);
            Ok(())
        })?;
        group.flush(&mut visit)
    }
}

/// The memberships of one pair; the memory is used again for the next pair.
#[derive(Default)]
struct Group {
    key: Vec<u8>,
    payloads: Vec<u8>,
    /// Where each payload ends.
    ends: Vec<usize>,
}

impl Group {
    fn push(&mut self, payload: &[u8]) {
        self.payloads.extend_from_slice(payload);
        self.ends.push(self.payloads.len());
    }

    fn memberships(&self) -> impl Iterator<Item = Membership<'_>> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| Membership::decode(&self.payloads[start..end]))
    }

    /// Gives the memberships out, the best one first, and forgets them.
    fn flush(
        &mut self,
        visit: &mut impl FnMut(&Membership<'_>, bool) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut best: Option<(usize, Membership<'_>)> = None;
        for (position, membership) in self.memberships().enumerate() {
            if best.as_ref().is_none_or(|(_, best)| membership.is_better_than(best)) {
                best = Some((position, membership));
            }
        }
        if let Some((best, membership)) = best {
            visit(&membership, true)?;
            for (position, membership) in self.memberships().enumerate() {
                if position != best {
                    visit(&membership, false)?;
                }
            }
        }
        self.payloads.clear();
        self.ends.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_enrollment_of_a_pair_is_chosen_in_the_order_of_the_rule() {
        let packed = |id: &str| {
            let mut packed = Vec::new();
            pack(id, &mut packed);
            packed
        };
        let (a, b, c) = (packed("a"), packed("b"), packed("cc"));
        let [a, b, c] = [&a, &b, &c].map(|packed| PackedId::take(&mut packed.as_slice()));
        let base = Membership {
            class: 1,
            student: 2,
            is_active: true,
            is_current: true,
            begin: 10,
            line: 1,
            id: b,
            student_id: a,
        };
        for worse in [
            Membership { is_active: false, begin: 99, id: a, ..base },
            Membership { is_current: false, begin: 99, id: a, ..base },
            Membership { begin: 9, id: a, ..base },
            Membership { id: c, ..base },
        ] {
            assert!(base.is_better_than(&worse), "{worse:?}");
            assert!(!worse.is_better_than(&base), "{worse:?}");
        }
    }
}
