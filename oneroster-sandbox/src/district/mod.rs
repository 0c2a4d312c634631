//! The synthetic district.

mod calendar;
mod catalogue;
mod change;
mod classes;
mod defect;
mod demographics;
mod draw;
mod enrollments;
mod gradebook;
mod households;
mod identifier;
mod layout;
mod names;
mod options;
mod orgs;
mod package;
mod people;
mod resources;
mod results;
mod roles;
mod sessions;
mod sink;
mod spoil;
mod users;

pub use defect::Defect;
pub use identifier::IdStyle;
pub use options::{Content, DistrictBuilder};
pub use people::{People, Person};
pub use sink::RowSink;
pub use spoil::SpoiledRecord;

use oneroster_model::Version;

use self::calendar::Calendar;
use self::draw::{Draw, Share};
use self::identifier::{Identifiers, Kind};
use self::layout::Layout;

/// A school district that does not exist.
///
/// A district is a handful of numbers: every record is computed from seed, kind and position, in any
/// order and as often as asked for, and nothing is stored. A district of a million students takes as much
/// memory as one of ten. The same options give the same records on every machine.
///
/// What it is like: a school for about 600 students, a teacher for 15, classes of about 26, eight
/// enrollments per student, some classes with co-teachers or proctors, guardians for nearly a third of the
/// students, some people in two schools, names out of twenty-six languages in sixteen scripts, commas and quotes
/// where people write them, one course catalogue for all schools, and a school year of semesters, terms
/// and grading periods.
///
/// Records follow the standard in every point. Files can be given a share of dirty rows
/// ([`DistrictBuilder::dirty`]); records that are asked for one by one are always clean.
///
/// # Examples
///
/// ```
/// use oneroster_sandbox::{District, Person};
/// use oneroster_model::Version;
///
/// let district = District::builder(1_200).seed(7).version(Version::V1_2).build();
/// let student = district.user(Person::Student(41)).expect("there are 1200 students");
/// assert_eq!(district.user(Person::Student(41)), Some(student));
/// assert_eq!(district.user(Person::Student(1_200)), None);
/// assert_eq!(district.people().count(), 1_200 + 80 + 300 + 16);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct District {
    version: Version,
    content: Content,
    identifiers: Identifiers,
    layout: Layout,
    calendar: Calendar,
    dirty: Share,
    changed: Share,
}

impl District {
    /// Starts the description of a district with that many students.
    pub fn builder(students: u32) -> DistrictBuilder {
        DistrictBuilder::new(students)
    }

    /// The version of OneRoster that the rows are meant for.
    pub fn version(&self) -> Version {
        self.version
    }

    fn draw(&self, kind: Kind, first: u64, second: u64) -> Draw {
        Draw::new(self.layout.seed, kind, first, second)
    }

    fn push_id(&self, out: &mut String, kind: Kind, first: u64, second: u64) {
        self.identifiers.push(out, kind, first, second);
    }
}

/// Appends an item to a list cell.
fn push_item(out: &mut String, item: impl FnOnce(&mut String)) {
    if !out.is_empty() {
        out.push(',');
    }
    item(out);
}
