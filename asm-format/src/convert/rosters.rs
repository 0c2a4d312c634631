//! Memberships of students in classes, however many: sorted outside of memory, read several times.

use super::classes::ClassId;
use super::people::PersonId;
use super::sorter::{Sorted, Sorter};
use crate::Error;

/// Collects memberships by the positions of class and student in the output.
#[derive(Debug, Default)]
pub(super) struct RosterIntake {
    rows: Sorter,
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
    pub(super) id: &'a str,
}

impl<'a> Membership<'a> {
    /// Tells whether this one represents the pair of class and student better than another: active
    /// before other status, then valid today, then the latest begin, then the smallest identifier.
    pub(super) fn is_better_than(&self, other: &Self) -> bool {
        let rank = |m: &Self| (m.is_active, m.is_current, m.begin);
        rank(self).cmp(&rank(other)).then_with(|| other.id.cmp(self.id)).is_gt()
    }

    fn decode(payload: &'a [u8]) -> Self {
        let number = |at: usize| {
            let mut bytes = [0; 4];
            if let Some(slice) = payload.get(at..at + 4) {
                bytes.copy_from_slice(slice);
            }
            u32::from_le_bytes(bytes)
        };
        let flags = payload.get(16).copied().unwrap_or_default();
        Self {
            class: number(0),
            student: number(4),
            begin: number(8).cast_signed(),
            line: number(12),
            is_active: flags & 1 != 0,
            is_current: flags & 2 != 0,
            id: payload.get(17..).and_then(|id| std::str::from_utf8(id).ok()).unwrap_or_default(),
        }
    }
}

impl RosterIntake {
    pub(super) fn push(
        &mut self,
        class_rank: u32,
        student_rank: u32,
        membership: &Membership<'_>,
    ) -> Result<(), Error> {
        let mut key = [0; 8];
        key[..4].copy_from_slice(&class_rank.to_be_bytes());
        key[4..].copy_from_slice(&student_rank.to_be_bytes());
        let buffer = &mut self.buffer;
        buffer.clear();
        buffer.extend_from_slice(&membership.class.to_le_bytes());
        buffer.extend_from_slice(&membership.student.to_le_bytes());
        buffer.extend_from_slice(&membership.begin.to_le_bytes());
        buffer.extend_from_slice(&membership.line.to_le_bytes());
        buffer.push(u8::from(membership.is_active) | u8::from(membership.is_current) << 1);
        buffer.extend_from_slice(membership.id.as_bytes());
        self.rows.push(&key, buffer)
    }

    pub(super) fn finish(self) -> Result<Rosters, Error> {
        Ok(Rosters { rows: self.rows.finish()? })
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
        let mut group_key: Vec<u8> = Vec::new();
        let mut group = Group::default();
        self.rows.for_each(|key, payload| {
            if group_key != key {
                flush(&mut group, &mut visit)?;
                group_key.clear();
                group_key.extend_from_slice(key);
            }
            group.push(payload);
            Ok(())
        })?;
        flush(&mut group, &mut visit)
    }
}

/// The memberships of one pair; the buffers are used again for the next pair.
#[derive(Default)]
struct Group {
    payloads: Vec<Vec<u8>>,
    len: usize,
}

impl Group {
    fn push(&mut self, payload: &[u8]) {
        if self.len == self.payloads.len() {
            self.payloads.push(Vec::new());
        }
        let buffer = &mut self.payloads[self.len];
        buffer.clear();
        buffer.extend_from_slice(payload);
        self.len += 1;
    }
}

fn flush(
    group: &mut Group,
    visit: &mut impl FnMut(&Membership<'_>, bool) -> Result<(), Error>,
) -> Result<(), Error> {
    let payloads = &group.payloads[..group.len];
    let mut best: Option<(usize, Membership<'_>)> = None;
    for (position, payload) in payloads.iter().enumerate() {
        let membership = Membership::decode(payload);
        if best.as_ref().is_none_or(|(_, best)| membership.is_better_than(best)) {
            best = Some((position, membership));
        }
    }
    if let Some((best, membership)) = best {
        visit(&membership, true)?;
        for (position, payload) in payloads.iter().enumerate() {
            if position != best {
                visit(&Membership::decode(payload), false)?;
            }
        }
    }
    group.len = 0;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_enrollment_of_a_pair_is_chosen_in_the_order_of_the_rule() {
        let base = Membership {
            class: 1,
            student: 2,
            is_active: true,
            is_current: true,
            begin: 10,
            line: 1,
            id: "b",
        };
        for worse in [
            Membership { is_active: false, begin: 99, id: "a", ..base },
            Membership { is_current: false, begin: 99, id: "a", ..base },
            Membership { begin: 9, id: "a", ..base },
            Membership { id: "c", ..base },
        ] {
            assert!(base.is_better_than(&worse), "{worse:?}");
            assert!(!worse.is_better_than(&base), "{worse:?}");
        }
    }
}
