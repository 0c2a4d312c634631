use url::Url;

use super::super::links::NextLink;

/// One page to ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PageRequest {
    pub(crate) url: Url,
    /// Position of its first record in the collection.
    pub(crate) offset: u64,
    /// How many records it may have.
    pub(crate) limit: u64,
    pub(super) role: Role,
}

impl PageRequest {
    /// Tells whether it is a part of a page that could not be read.
    pub(crate) fn is_part(&self) -> bool {
        self.role == Role::Part
    }
}

/// Why a page is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It follows what was received.
    Regular,
    /// It is asked for ahead of time, since the total says that it exists.
    Ahead,
    /// A link led to it.
    Link,
    /// It closes the gap behind a page that was shorter than expected.
    Gap,
    /// It is half of a page that could not be read.
    Part,
    /// It should be empty, and shows whether the total can be believed.
    Probe,
}

/// Where the answer belongs among those that are waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Before all others.
    Front,
    /// After all others.
    Back,
}

/// What matters of a page that arrived.
#[derive(Clone, Debug, Default)]
pub(crate) struct PageFacts {
    /// Records on the page, readable or not.
    pub(crate) received: u64,
    /// Records whose identifier was not met before in this pass.
    pub(crate) fresh: u64,
    /// Records that cannot be read.
    pub(crate) bad: u64,
    /// Something that tells pages with other records apart.
    pub(crate) mark: u64,
    pub(crate) next: Option<NextLink>,
    pub(crate) total: Option<u64>,
    /// Value of the header that changes when the data change.
    pub(crate) marker: Option<String>,
}

/// How a walk ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Everything was read.
    Complete,
    /// Fewer distinct records were received than the server counts.
    Short {
        missing: u64,
        /// As many records came twice as are missing.
        explained: bool,
    },
    /// The data changed in a way that may have moved records past the reader.
    Changed,
    /// The server sends the same page whatever is asked for.
    Repeats,
    /// More records cannot be read than is bearable.
    TooManyBad,
    /// A limit was exceeded.
    Endless(&'static str),
}

/// Something about the server worth reporting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Note {
    /// A link leads to another origin and was not followed.
    ForeignLink,
    /// The total is smaller than the number of records, or there is more after it.
    WrongTotal,
    /// The total differs from what was received, and was not to be believed.
    DoubtedTotal,
    /// The server sends everything at once, or the last page again, whatever offset is asked for.
    OffsetIgnored,
    /// Large pages fail, smaller ones do not.
    SmallerPages,
}

/// What becomes of a page that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Narrowing {
    /// Its halves are asked for.
    Halved,
    /// It was a single record, at this offset, which is left out.
    Isolated(u64),
    /// Nothing more can be done.
    GiveUp,
    /// It does not matter.
    Ignored,
}

/// Why a page failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PageFailure {
    /// A record in it breaks the server or the page.
    BadRecord,
    /// It is too large.
    TooHeavy,
    /// It takes too long.
    TooSlow,
}
