//! The records of a sandbox, in memory.

mod collection;
mod load;
mod stored;
mod views;

pub(crate) use collection::{Collection, Put};
pub use stored::StoredRecord;
pub(crate) use stored::{Relation, Stored};

use oneroster_model::assessment::{AssessmentLineItem, AssessmentResult};
use oneroster_model::gradebook::{Category, LineItem, Result as WorkResult, ScoreScale};
use oneroster_model::resources::Resource;
use oneroster_model::rostering::{AcademicSession, Class, Course, Demographics, Enrollment, Org, User};

/// Every record, by kind.
pub(crate) struct Store {
    pub(crate) academic_sessions: Collection<AcademicSession>,
    pub(crate) orgs: Collection<Org>,
    pub(crate) courses: Collection<Course>,
    pub(crate) classes: Collection<Class>,
    pub(crate) users: Collection<User>,
    pub(crate) demographics: Collection<Demographics>,
    pub(crate) enrollments: Collection<Enrollment>,
    pub(crate) categories: Collection<Category>,
    pub(crate) score_scales: Collection<ScoreScale>,
    pub(crate) line_items: Collection<LineItem>,
    pub(crate) results: Collection<WorkResult>,
    pub(crate) resources: Collection<Resource>,
    pub(crate) assessment_line_items: Collection<AssessmentLineItem>,
    pub(crate) assessment_results: Collection<AssessmentResult>,
    /// Counts changes, so that what was worked out before one is not used after it.
    generation: u64,
}

impl Store {
    /// The records of a kind.
    pub(crate) fn collection<T: Stored>(&self) -> &Collection<T> {
        T::of(self)
    }

    /// The records of a kind, to be changed.
    pub(crate) fn collection_mut<T: Stored>(&mut self) -> &mut Collection<T> {
        self.generation += 1;
        T::of_mut(self)
    }

    /// Tells how often the records were changed.
    pub(crate) fn generation(&self) -> u64 {
        self.generation
    }
}

/// The records that a view shows, as slots of their collection.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Slots {
    /// Every record, in the order in which the collection serves them.
    Everything,
    /// These, in this order.
    These(Vec<u32>),
}
