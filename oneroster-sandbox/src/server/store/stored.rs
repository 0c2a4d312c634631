use oneroster_model::assessment::{AssessmentLineItem, AssessmentResult};
use oneroster_model::gradebook::{Category, LineItem, Result as WorkResult, ScoreScale};
use oneroster_model::resources::Resource;
use oneroster_model::rostering::{AcademicSession, Class, Course, Demographics, Enrollment, Org, User};
use oneroster_model::{GuidRef, Record, SourcedId, Status};
use time::OffsetDateTime;

use super::{Collection, Slots, Store};
use crate::server::endpoint::View;

/// A kind of record that a sandbox serves.
///
/// Implemented for every record of the standard; see [`Sandbox::records`](crate::Sandbox::records).
#[expect(private_bounds, reason = "sealed: the store has one collection per kind")]
pub trait StoredRecord: Stored {}

impl<T: Stored> StoredRecord for T {}

/// What a record refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Relation {
    Class,
    Course,
    LineItem,
    Org,
    Parent,
    School,
    Student,
    Term,
    User,
}

/// Calls back with what a record refers to.
pub(crate) type Targets<T> = fn(&T, &mut dyn FnMut(&SourcedId));

/// How records of a kind are stored, and which of them an endpoint shows.
pub(crate) trait Stored: Record {
    /// The references by which records are looked up.
    const RELATIONS: &'static [(Relation, Targets<Self>)];

    fn of(store: &Store) -> &Collection<Self>;
    fn of_mut(store: &mut Store) -> &mut Collection<Self>;
    fn status_mut(&mut self) -> &mut Option<Status>;
    fn date_mut(&mut self) -> &mut Option<OffsetDateTime>;
    fn id_mut(&mut self) -> &mut SourcedId;

    /// The records that a view shows; `None` where it is the view of something that does not exist.
    fn view(store: &Store, view: View, _ids: &[&str]) -> Option<Slots> {
        Some(match view {
            View::All => Slots::Everything,
            view => super::views::shown(Self::of(store), view),
        })
    }
}

macro_rules! stored {
    ($($record:ty, $field:ident $(with $view:ident)?, [$($relation:ident: $targets:expr),*];)+) => { $(
        impl Stored for $record {
            const RELATIONS: &'static [(Relation, Targets<Self>)] = &[$((Relation::$relation, $targets)),*];

            fn of(store: &Store) -> &Collection<Self> {
                &store.$field
            }

            fn of_mut(store: &mut Store) -> &mut Collection<Self> {
                &mut store.$field
            }

            fn status_mut(&mut self) -> &mut Option<Status> {
                &mut self.status
            }

            fn date_mut(&mut self) -> &mut Option<OffsetDateTime> {
                &mut self.date_last_modified
            }

            fn id_mut(&mut self) -> &mut SourcedId {
                &mut self.sourced_id
            }

            $(fn view(store: &Store, view: View, ids: &[&str]) -> Option<Slots> {
                super::views::$view(store, view, ids)
            })?
        }
    )+ };
}

stored! {
    AcademicSession, academic_sessions with academic_sessions, [Parent: |session, found| each(&session.parent, found)];
    Org, orgs, [Parent: |org, found| each(&org.parent, found)];
    Course, courses with courses, [Org: |course, found| each(&course.org, found)];
    Class, classes with classes, [
        School: |class, found| each(&class.school, found),
        Course: |class, found| each(&class.course, found),
        Term: |class, found| each(&class.terms, found)
    ];
    User, users with users, [Org: |user, found| user.org_ids().for_each(found)];
    Demographics, demographics, [];
    Enrollment, enrollments with enrollments, [
        Class: |enrollment, found| each(&enrollment.class, found),
        User: |enrollment, found| each(&enrollment.user, found),
        School: |enrollment, found| each(&enrollment.school, found)
    ];
    Category, categories with categories, [];
    ScoreScale, score_scales with score_scales, [
        Class: |scale, found| each(&scale.class, found),
        Course: |scale, found| each(&scale.course, found)
    ];
    LineItem, line_items with line_items, [Class: |item, found| each(&item.class, found)];
    WorkResult, results with results, [
        LineItem: |result, found| each(&result.line_item, found),
        Student: |result, found| each(&result.student, found),
        Class: |result, found| each(&result.class, found)
    ];
    Resource, resources with resources, [];
    AssessmentLineItem, assessment_line_items, [];
    AssessmentResult, assessment_results, [];
}

fn each<'r>(references: impl IntoIterator<Item = &'r GuidRef>, found: &mut dyn FnMut(&SourcedId)) {
    references.into_iter().for_each(|reference| found(&reference.sourced_id));
}
