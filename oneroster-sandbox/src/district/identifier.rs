use super::draw::{Draw, Topic};

/// How a district writes its `sourcedId`s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdStyle {
    /// Random UUIDs of version 4, as most systems write them.
    #[default]
    Uuid,
    /// A letter and a number, such as `s1001`; easy to read and to compress.
    Short,
}

/// Kinds of entities; each has identifiers and random numbers of its own.
///
/// New ones go to the end: the position decides the numbers, and so the district of a seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Org,
    AcademicSession,
    Course,
    Class,
    Student,
    Teacher,
    Guardian,
    Staff,
    Family,
    Enrollment,
    TeacherEnrollment,
    Role,
    UserProfile,
    Category,
    LineItem,
    Result,
    ScoreScale,
    LineItemScoreScale,
    ResultScoreScale,
    LineItemLearningObjective,
    ResultLearningObjective,
    LearningObjective,
    Resource,
    ClassResource,
    CourseResource,
    UserResource,
    /// Borders between schools, as opposed to the schools.
    SchoolBorder,
    /// Borders between groups.
    GroupBorder,
    /// Records that may be spoiled.
    Record,
}

impl Kind {
    const fn prefix(self) -> &'static str {
        match self {
            Self::Org => "o",
            Self::AcademicSession => "y",
            Self::Course => "c",
            Self::Class => "k",
            Self::Student => "s",
            Self::Teacher => "t",
            Self::Guardian => "g",
            Self::Staff => "a",
            Self::Enrollment => "e",
            Self::TeacherEnrollment => "et",
            Self::Role => "r",
            Self::UserProfile => "p",
            Self::Category => "gc",
            Self::LineItem => "li",
            Self::Result => "re",
            Self::ScoreScale => "ss",
            Self::LineItemScoreScale => "ls",
            Self::ResultScoreScale => "rs",
            Self::LineItemLearningObjective => "lo",
            Self::ResultLearningObjective => "ro",
            Self::Resource => "m",
            Self::ClassResource => "mk",
            Self::CourseResource => "mc",
            Self::UserResource => "mu",
            Self::Family
            | Self::LearningObjective
            | Self::SchoolBorder
            | Self::GroupBorder
            | Self::Record => "x",
        }
    }
}

/// Short identifiers begin here, so that they look like those of a running system.
const FIRST_NUMBER: u64 = 1001;

/// Writes identifiers in the style of a district.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Identifiers {
    pub(crate) seed: u64,
    pub(crate) style: IdStyle,
}

impl Identifiers {
    /// Appends the identifier of the entity `(first, second)`; `second` is 0 where one number is enough.
    pub(crate) fn push(&self, out: &mut String, kind: Kind, first: u64, second: u64) {
        match self.style {
            IdStyle::Uuid => push_uuid(out, Draw::new(self.seed, kind, first, second)),
            IdStyle::Short => {
                out.push_str(kind.prefix());
                push_number(out, FIRST_NUMBER + first, 1);
                if second > 0 {
                    out.push('-');
                    push_number(out, second, 1);
                }
            }
        }
    }
}

/// Appends a UUID of version 4 and variant 1 (RFC 9562) made of the numbers of an entity.
pub(crate) fn push_uuid(out: &mut String, draw: Draw) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let high = draw.bits(Topic::HighBits) & !0xf000 | 0x4000;
    let low = draw.bits(Topic::LowBits) & (u64::MAX >> 2) | 1 << 63;
    let bytes = (u128::from(high) << 64 | u128::from(low)).to_be_bytes();
    let mut text = [b'-'; 36];
    let mut position = 0;
    for (index, byte) in bytes.into_iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            position += 1;
        }
        text[position] = HEX[usize::from(byte >> 4)];
        text[position + 1] = HEX[usize::from(byte & 0xf)];
        position += 2;
    }
    out.push_str(str::from_utf8(&text).unwrap_or_default());
}

/// Appends a number with at least `width` digits.
pub(crate) fn push_number(out: &mut String, mut number: u64, width: usize) {
    let mut digits = [b'0'; 20];
    let mut start = digits.len();
    while number > 0 || digits.len() - start < width.min(digits.len()) {
        start -= 1;
        digits[start] = b'0' + (number % 10) as u8;
        number /= 10;
    }
    out.push_str(str::from_utf8(&digits[start..]).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_are_of_version_4() {
        let identifiers = Identifiers { seed: 1, style: IdStyle::Uuid };
        let mut text = String::new();
        for index in 0..200 {
            text.clear();
            identifiers.push(&mut text, Kind::Student, index, 0);
            assert_eq!(text.len(), 36);
            for (position, byte) in text.bytes().enumerate() {
                let expected = match position {
                    8 | 13 | 18 | 23 => byte == b'-',
                    14 => byte == b'4',
                    19 => matches!(byte, b'8' | b'9' | b'a' | b'b'),
                    _ => byte.is_ascii_digit() || matches!(byte, b'a'..=b'f'),
                };
                assert!(expected, "{text} at {position}");
            }
        }
    }

    #[test]
    fn short_identifiers_are_letter_and_number() {
        let identifiers = Identifiers { seed: 1, style: IdStyle::Short };
        let mut text = String::new();
        identifiers.push(&mut text, Kind::Enrollment, 4, 12);
        assert_eq!(text, "e1005-12");
    }

    #[test]
    fn numbers_are_padded() {
        for (number, width, expected) in
            [(0, 1, "0"), (7, 3, "007"), (1234, 2, "1234"), (u64::MAX, 1, "18446744073709551615")]
        {
            let mut text = String::new();
            push_number(&mut text, number, width);
            assert_eq!(text, expected);
        }
    }
}
