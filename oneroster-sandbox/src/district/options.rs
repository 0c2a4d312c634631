use oneroster_model::Version;

use super::District;
use super::calendar::Calendar;
use super::draw::Share;
use super::identifier::{IdStyle, Identifiers};
use super::layout::Layout;

/// Which files a district has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Content {
    /// The files of the rostering service.
    #[default]
    Rostering,
    /// Rostering, gradebook and resources: every file of the version.
    Full,
}

/// Describes a [`District`].
///
/// # Examples
///
/// ```
/// use oneroster_sandbox::{Content, District, IdStyle};
/// use oneroster_model::Version;
///
/// let district = District::builder(500)
///     .seed(42)
///     .version(Version::V1_1)
///     .ids(IdStyle::Short)
///     .content(Content::Full)
///     .dirty(0.02)
///     .school_year(2027)
///     .build();
/// assert_eq!(district.version(), Version::V1_1);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct DistrictBuilder {
    students: u32,
    seed: u64,
    version: Version,
    ids: IdStyle,
    content: Content,
    dirty: f64,
    school_year: u16,
}

impl DistrictBuilder {
    pub(crate) fn new(students: u32) -> Self {
        Self {
            students,
            seed: 1,
            version: Version::V1_1,
            ids: IdStyle::default(),
            content: Content::default(),
            dirty: 0.0,
            school_year: 2027,
        }
    }

    /// Chooses another district of the same kind. Default: 1.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets the version of OneRoster. Default: 1.1.
    pub fn version(mut self, version: Version) -> Self {
        self.version = version;
        self
    }

    /// Sets how `sourcedId`s are written. Default: [`IdStyle::Uuid`].
    pub fn ids(mut self, ids: IdStyle) -> Self {
        self.ids = ids;
        self
    }

    /// Sets which files there are. Default: [`Content::Rostering`].
    pub fn content(mut self, content: Content) -> Self {
        self.content = content;
        self
    }

    /// Sets the share of rows of each file that are spoiled, from 0 to 1. Default: 0.
    ///
    /// Each of them gets one of the [defects](super::Defect); rows of orgs, academic sessions and courses
    /// only such that the rest of the district can still be read. Values outside the range count as the
    /// nearer end.
    pub fn dirty(mut self, share: f64) -> Self {
        self.dirty = share;
        self
    }

    /// Sets the calendar year in which the school year ends, from 1900 to 9999. Default: 2027.
    ///
    /// Values outside that range count as the nearer end. The school year begins on 17 August of the year
    /// before and ends on 12 June.
    pub fn school_year(mut self, year: u16) -> Self {
        self.school_year = year;
        self
    }

    /// Returns the district. Takes no time: records are computed when they are asked for.
    pub fn build(self) -> District {
        District {
            version: self.version,
            content: self.content,
            identifiers: Identifiers { seed: self.seed, style: self.ids },
            layout: Layout::new(self.seed, self.students),
            calendar: Calendar { school_year: i32::from(self.school_year.clamp(1900, 9999)) },
            dirty: Share::new(self.dirty),
            changed: Share::NONE,
        }
    }
}
