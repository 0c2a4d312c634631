//! Randomness without a state: every number is a function of seed, entity and topic.
//!
//! Nothing is drawn "next", so records can be computed in any order and more than once.

use oneroster_csv::File;

use super::identifier::Kind;

/// Source of the numbers of one entity.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Draw(u64);

/// What a number is drawn for. Two topics of one entity give independent numbers.
///
/// New ones go to the end: the position decides the numbers, and so the district of a seed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Topic {
    HighBits,
    LowBits,
    Border,
    Shuffle,
    Offset,
    Change,
    ChangeKind,
    Slot,
    Household,
    FamilyName,
    Sex,
    SecondOrg,
    SecondRole,
    Role,
    NameForm,
    GivenName,
    MiddleName,
    SecondMiddleName,
    Nickname,
    PreferredName,
    PreferredNameText,
    Suffix,
    Culture,
    SecondFamilyName,
    DoubleName,
    Enabled,
    UserIds,
    SecondGrade,
    Email,
    Phone,
    Sms,
    MasterIdentifier,
    MasterNumber,
    Pronouns,
    PronounsText,
    RoleDates,
    ProfileApplication,
    Profile,
    Demographics,
    Origin,
    Residence,
    ResidenceCode,
    BirthDate,
    SexToken,
    Race,
    TwoRaces,
    SecondRace,
    Ethnicity,
    Title,
    NoRoom,
    Room,
    Subjects,
    Periods,
    Course,
    LongElective,
    Term,
    CoTeacher,
    Proctor,
    Undated,
    Late,
    LateDays,
    Dirty,
    Defect,
    Column,
    Variant,
    AssignDate,
    Score,
    ScoreStatus,
    ScoreDate,
    Remark,
    RemarkText,
    LateWork,
    Resource,
    ResourceClass,
}

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// The finalizer of splitmix64: every bit of the input reaches every bit of the output.
const fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

impl Draw {
    /// The numbers of the entity `(first, second)` of a kind.
    pub(crate) const fn new(seed: u64, kind: Kind, first: u64, second: u64) -> Self {
        let kind = mix(seed.wrapping_add(GOLDEN.wrapping_mul(kind as u64 + 1)));
        Self(mix(mix(kind ^ first).wrapping_add(GOLDEN) ^ second))
    }

    /// The numbers that belong to a text in a file.
    pub(crate) fn of_text(seed: u64, kind: Kind, file: File, text: &str) -> Self {
        let hash = text.as_bytes().chunks(8).fold(text.len() as u64, |sum, chunk| {
            let word = chunk.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
            mix(sum ^ word).wrapping_add(GOLDEN)
        });
        Self::new(seed, kind, hash, file as u64)
    }

    /// 64 random bits.
    pub(crate) const fn bits(self, topic: Topic) -> u64 {
        mix(self.0 ^ GOLDEN.wrapping_mul(topic as u64 + 1))
    }

    /// A number below `limit`; 0 when the limit is 0.
    pub(crate) const fn below(self, topic: Topic, limit: u64) -> u64 {
        ((self.bits(topic) as u128 * limit as u128) >> 64) as u64
    }

    /// True for that many entities in a thousand.
    pub(crate) const fn chance(self, topic: Topic, per_mille: u64) -> bool {
        self.below(topic, 1000) < per_mille
    }

    /// One item of a table that is never empty.
    pub(crate) fn pick<T>(self, topic: Topic, items: &[T]) -> &T {
        &items[self.below(topic, items.len() as u64) as usize]
    }

    /// True for the given share of entities.
    pub(crate) const fn within(self, topic: Topic, share: Share) -> bool {
        (self.bits(topic) >> 32) < share.0
    }
}

/// A share between nothing and everything, in steps of 2⁻³².
///
/// Fixed point, because the same options must give the same district on every machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Share(u64);

impl Share {
    const ONE: u64 = 1 << 32;
    pub(crate) const NONE: Self = Self(0);

    /// Reads a share; what is not a number counts as nothing, what lies outside 0 to 1 as the nearer end.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "2^32 is exact, and the product lies between 0 and 2^32; NaN becomes 0"
    )]
    pub(crate) fn new(share: f64) -> Self {
        Self((share.clamp(0.0, 1.0) * Self::ONE as f64) as u64)
    }

    pub(crate) fn is_none(self) -> bool {
        self.0 == 0
    }

    /// The share that is reached after `times` rounds that each take this share of the rest.
    pub(crate) fn compounded(self, times: u32) -> Self {
        let (mut rest, mut factor, mut times) = (Self::ONE, Self::ONE - self.0, times);
        while times > 0 {
            if times & 1 == 1 {
                rest = fixed_product(rest, factor);
            }
            factor = fixed_product(factor, factor);
            times >>= 1;
        }
        Self(Self::ONE - rest)
    }
}

fn fixed_product(a: u64, b: u64) -> u64 {
    ((u128::from(a) * u128::from(b)) >> 32) as u64
}

/// A permutation of the numbers below `size`, computed forwards and backwards.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shuffle {
    size: u64,
    stride: u64,
    inverse: u64,
    offset: u64,
}

impl Shuffle {
    /// Leaves everything in its place.
    pub(crate) const fn identity(size: u64) -> Self {
        Self { size, stride: 1, inverse: 1, offset: 0 }
    }

    /// A permutation of up to 2³² numbers.
    pub(crate) fn new(size: u64, draw: Draw) -> Self {
        if size < 3 {
            return Self::identity(size);
        }
        // Strides near the golden ratio send neighbours far apart.
        let start = size * 618 / 1000 + draw.below(Topic::Shuffle, size / 8 + 1);
        let (stride, inverse) = (start..start + size)
            .find_map(|stride| Some((stride % size, inverse(stride % size, size)?)))
            .unwrap_or((1, 1));
        Self { size, stride, inverse, offset: draw.below(Topic::Offset, size) }
    }

    /// Where a number goes.
    pub(crate) const fn place(&self, number: u64) -> u64 {
        if self.size == 0 { number } else { (number * self.stride + self.offset) % self.size }
    }

    /// Which number went to a place.
    pub(crate) const fn at(&self, place: u64) -> u64 {
        if self.size == 0 {
            place
        } else {
            (place + self.size - self.offset) % self.size * self.inverse % self.size
        }
    }
}

/// The number that undoes a multiplication modulo `size`, where there is one.
fn inverse(number: u64, size: u64) -> Option<u64> {
    let (mut r, mut next_r) = (i128::from(size), i128::from(number));
    let (mut t, mut next_t) = (0_i128, 1_i128);
    while next_r != 0 {
        let quotient = r / next_r;
        (r, next_r) = (next_r, r - quotient * next_r);
        (t, next_t) = (next_t, t - quotient * next_t);
    }
    (r == 1).then(|| u64::try_from(t.rem_euclid(i128::from(size))).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shuffle_visits_every_place_once_and_finds_the_way_back() {
        for size in (0..40).chain([255, 256, 997]) {
            let shuffle = Shuffle::new(size, Draw::new(size, Kind::Class, 3, 1));
            let mut places: Vec<u64> = (0..size).map(|number| shuffle.place(number)).collect();
            for (number, place) in places.iter().enumerate() {
                assert_eq!(shuffle.at(*place), number as u64, "size {size}");
            }
            places.sort_unstable();
            assert!(places.into_iter().eq(0..size), "size {size}");
        }
    }

    #[test]
    fn large_shuffles_do_not_overflow() {
        let size = u64::from(u32::MAX);
        let shuffle = Shuffle::new(size, Draw::new(1, Kind::Family, 0, 0));
        for number in [0, 1, size / 2, size - 1] {
            assert_eq!(shuffle.at(shuffle.place(number)), number);
        }
    }

    #[test]
    fn shares_are_clamped_and_compound() {
        for (share, expected) in
            [(0.0, 0), (1.0, 1 << 32), (0.5, 1 << 31), (-3.0, 0), (7.0, 1 << 32), (f64::NAN, 0)]
        {
            assert_eq!(Share::new(share), Share(expected), "{share}");
        }
        for (share, times, expected) in
            [(0.5, 0, 0), (0.5, 1, 1 << 31), (0.5, 2, 3 << 30), (0.0, 9, 0), (1.0, 1, 1 << 32)]
        {
            assert_eq!(Share::new(share).compounded(times), Share(expected), "{share} {times}");
        }
    }

    #[test]
    fn a_share_of_entities_is_taken() {
        let taken = (0..100_000)
            .filter(|index| Draw::new(5, Kind::Student, *index, 0).within(Topic::Dirty, Share::new(0.02)))
            .count();
        assert!((1_850..2_150).contains(&taken), "{taken}");
    }
}
