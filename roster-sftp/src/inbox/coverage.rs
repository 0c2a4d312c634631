//! Which bytes of a file have been written.

/// Ranges a client may leave apart at one time; clients write in order, or a few parts ahead.
const MOST_RANGES: usize = 4096;

/// The written ranges of a file: sorted, not touching one another.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Coverage {
    ranges: Vec<(u64, u64)>,
}

impl Coverage {
    /// A file that has its first bytes already.
    pub(super) fn up_to(end: u64) -> Self {
        Self { ranges: if end == 0 { Vec::new() } else { vec![(0, end)] } }
    }

    /// Adds a range. False when there would be too many.
    pub(super) fn add(&mut self, start: u64, end: u64) -> bool {
        if start >= end {
            return true;
        }
        let first = self.ranges.partition_point(|&(_, other_end)| other_end < start);
        let last = self.ranges.partition_point(|&(other_start, _)| other_start <= end);
        let touching = self.ranges.get(first..last).unwrap_or_default();
        let merged = (
            touching.first().map_or(start, |&(other, _)| other.min(start)),
            touching.last().map_or(end, |&(_, other)| other.max(end)),
        );
        self.ranges.splice(first..last, [merged]);
        self.ranges.len() <= MOST_RANGES
    }

    /// Forgets what lies behind a new end of the file.
    pub(super) fn cut(&mut self, end: u64) {
        self.ranges.retain(|&(start, _)| start < end);
        if let Some((_, last)) = self.ranges.last_mut() {
            *last = (*last).min(end);
        }
    }

    /// Returns up to where everything from the beginning has been written.
    pub(super) fn beginning(&self) -> u64 {
        self.ranges.first().filter(|&&(start, _)| start == 0).map_or(0, |&(_, end)| end)
    }

    /// Tells whether all bytes up to the length have been written.
    pub(super) fn is_complete(&self, length: u64) -> bool {
        self.beginning() >= length
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn holes_are_seen_until_they_are_filled() {
        let mut covered = Coverage::up_to(10);
        assert!(covered.is_complete(10) && !covered.is_complete(11));
        covered.add(20, 30);
        assert!(!covered.is_complete(30));
        covered.add(10, 20);
        assert!(covered.is_complete(30));
        covered.cut(5);
        assert!(covered.is_complete(5) && !covered.is_complete(30));
    }

    proptest! {
        #[test]
        fn ranges_agree_with_counting_bytes(writes in prop::collection::vec((0_u64..64, 0_u64..16), 0..24)) {
            let mut covered = Coverage::default();
            let mut bytes = [false; 96];
            for (start, length) in writes {
                covered.add(start, start + length);
                for byte in bytes.iter_mut().skip(start as usize).take(length as usize) {
                    *byte = true;
                }
            }
            for length in 0..96 {
                let all = bytes.iter().take(length).all(|&it| it);
                prop_assert_eq!(covered.is_complete(length as u64), all, "{}", length);
            }
        }
    }
}
