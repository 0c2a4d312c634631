//! Which records of a kind an endpoint shows.

use std::collections::BTreeSet;

use oneroster_model::{EnrollmentRole, GuidRef, Record};

use super::{Collection, Relation, Slots, Store, Stored};
use crate::server::endpoint::View;

/// The identifier at a position of the path; an empty one is nobody's.
fn id<'i>(ids: &[&'i str], position: usize) -> &'i str {
    ids.get(position).copied().unwrap_or_default()
}

/// The served records that a view of the whole collection shows.
pub(super) fn shown<T: Stored>(collection: &Collection<T>, view: View) -> Slots {
    let order = collection.order().iter().copied();
    Slots::These(order.filter(|slot| is_shown(collection, *slot, view)).collect())
}

fn is_shown<T: Stored>(collection: &Collection<T>, slot: u32, view: View) -> bool {
    collection.at(slot).is_some_and(|record| view.shows(record))
}

/// The records that references lead to, each once, in the order of their slots.
fn targets<'r, T: Stored>(
    collection: &Collection<T>,
    references: impl IntoIterator<Item = &'r GuidRef>,
) -> Slots {
    let slots = references.into_iter().filter_map(|to| collection.slot_of(to.sourced_id.as_str()));
    let slots: BTreeSet<u32> = slots.collect();
    Slots::These(slots.into_iter().collect())
}

/// Makes sure that there is such a school.
fn school(store: &Store, ids: &[&str]) -> Option<()> {
    store.orgs.get(id(ids, 0)).filter(|org| View::Schools.shows(*org)).map(|_| ())
}

pub(super) fn academic_sessions(store: &Store, view: View, ids: &[&str]) -> Option<Slots> {
    let sessions = &store.academic_sessions;
    Some(match view {
        View::Terms | View::GradingPeriods => shown(sessions, view),
        View::OfSchool => {
            school(store, ids)?;
            let classes = store.classes.related_records(Relation::School, id(ids, 0));
            let Slots::These(mut slots) = targets(sessions, classes.flat_map(|class| &class.terms)) else {
                return None;
            };
            slots.retain(|slot| is_shown(sessions, *slot, View::Terms));
            Slots::These(slots)
        }
        View::OfTerm => {
            sessions.get(id(ids, 0))?;
            let parts = sessions.related(Relation::Parent, id(ids, 0));
            Slots::These(parts.filter(|slot| is_shown(sessions, *slot, View::GradingPeriods)).collect())
        }
        _ => Slots::Everything,
    })
}

pub(super) fn courses(store: &Store, view: View, ids: &[&str]) -> Option<Slots> {
    Some(match view {
        // Courses belong to the district as a rule: those that the school teaches count too.
        View::OfSchool => {
            school(store, ids)?;
            let taught = store.classes.related_records(Relation::School, id(ids, 0));
            let Slots::These(mut slots) =
                targets(&store.courses, taught.filter_map(|class| class.course.as_ref()))
            else {
                return None;
            };
            slots.extend(store.courses.related(Relation::Org, id(ids, 0)));
            slots.sort_unstable();
            slots.dedup();
            Slots::These(slots)
        }
        _ => Slots::Everything,
    })
}

pub(super) fn classes(store: &Store, view: View, ids: &[&str]) -> Option<Slots> {
    let id = id(ids, 0);
    let of_user = |role: Option<EnrollmentRole>| {
        let enrollments = store.enrollments.related_records(Relation::User, id);
        let wanted = enrollments.filter(|enrollment| role.is_none() || enrollment.role == role);
        targets(&store.classes, wanted.filter_map(|enrollment| enrollment.class.as_ref()))
    };
    Some(match view {
        View::OfSchool => {
            school(store, ids)?;
            Slots::These(store.classes.related(Relation::School, id).collect())
        }
        View::OfTerm => {
            store.academic_sessions.get(id)?;
            Slots::These(store.classes.related(Relation::Term, id).collect())
        }
        View::OfCourse => {
            store.courses.get(id)?;
            Slots::These(store.classes.related(Relation::Course, id).collect())
        }
        View::OfStudent => {
            store.users.get(id).filter(|user| View::Students.shows(*user))?;
            of_user(Some(EnrollmentRole::Student))
        }
        View::OfTeacher => {
            store.users.get(id).filter(|user| View::Teachers.shows(*user))?;
            of_user(Some(EnrollmentRole::Teacher))
        }
        View::OfUser => {
            store.users.get(id)?;
            of_user(None)
        }
        _ => Slots::Everything,
    })
}

pub(super) fn users(store: &Store, view: View, ids: &[&str]) -> Option<Slots> {
    let of_school = |view: View| {
        school(store, ids)?;
        let users = store.users.related(Relation::Org, id(ids, 0));
        Some(Slots::These(users.filter(|slot| is_shown(&store.users, *slot, view)).collect()))
    };
    let of_class = |class: &str, role: EnrollmentRole| {
        let enrollments = store.enrollments.related_records(Relation::Class, class);
        let wanted = enrollments.filter(|enrollment| enrollment.role.as_ref() == Some(&role));
        targets(&store.users, wanted.filter_map(|enrollment| enrollment.user.as_ref()))
    };
    Some(match view {
        View::Students | View::StudentsAndTeachers | View::Teachers => shown(&store.users, view),
        View::StudentsOfSchool => of_school(View::Students)?,
        View::TeachersOfSchool => of_school(View::Teachers)?,
        View::StudentsOfClass => {
            store.classes.get(id(ids, 0))?;
            of_class(id(ids, 0), EnrollmentRole::Student)
        }
        View::TeachersOfClass => {
            store.classes.get(id(ids, 0))?;
            of_class(id(ids, 0), EnrollmentRole::Teacher)
        }
        View::StudentsOfClassInSchool => {
            class_in_school(store, ids)?;
            of_class(id(ids, 1), EnrollmentRole::Student)
        }
        View::TeachersOfClassInSchool => {
            class_in_school(store, ids)?;
            of_class(id(ids, 1), EnrollmentRole::Teacher)
        }
        _ => Slots::Everything,
    })
}

/// Makes sure that a class is one of the school.
fn class_in_school(store: &Store, ids: &[&str]) -> Option<()> {
    let class = store.classes.get(id(ids, 1))?;
    let school = class.school.as_ref()?;
    (school.sourced_id.as_str() == id(ids, 0)).then_some(())
}

pub(super) fn enrollments(store: &Store, view: View, ids: &[&str]) -> Option<Slots> {
    Some(match view {
        View::OfSchool => {
            school(store, ids)?;
            Slots::These(store.enrollments.related(Relation::School, id(ids, 0)).collect())
        }
        View::OfClassInSchool => {
            class_in_school(store, ids)?;
            Slots::These(store.enrollments.related(Relation::Class, id(ids, 1)).collect())
        }
        _ => Slots::Everything,
    })
}

pub(super) fn categories(store: &Store, view: View, ids: &[&str]) -> Option<Slots> {
    Some(match view {
        // Categories know no class: those that its line items use.
        View::OfClass => {
            store.classes.get(id(ids, 0))?;
            let line_items = store.line_items.related_records(Relation::Class, id(ids, 0));
            targets(&store.categories, line_items.filter_map(|item| item.category.as_ref()))
        }
        _ => Slots::Everything,
    })
}

pub(super) fn score_scales(store: &Store, view: View, ids: &[&str]) -> Option<Slots> {
    Some(match view {
        View::OfClass => {
            store.classes.get(id(ids, 0))?;
            Slots::These(store.score_scales.related(Relation::Class, id(ids, 0)).collect())
        }
        View::OfSchool => {
            school(store, ids)?;
            let classes = store.classes.related_records(Relation::School, id(ids, 0));
            let slots = classes
                .flat_map(|class| store.score_scales.related(Relation::Class, class.sourced_id().as_str()));
            let slots: BTreeSet<u32> = slots.collect();
            Slots::These(slots.into_iter().collect())
        }
        _ => Slots::Everything,
    })
}

pub(super) fn line_items(store: &Store, view: View, ids: &[&str]) -> Option<Slots> {
    Some(match view {
        View::OfClass => {
            store.classes.get(id(ids, 0))?;
            Slots::These(store.line_items.related(Relation::Class, id(ids, 0)).collect())
        }
        _ => Slots::Everything,
    })
}

pub(super) fn results(store: &Store, view: View, ids: &[&str]) -> Option<Slots> {
    if view == View::All {
        return Some(Slots::Everything);
    }
    let class = id(ids, 0);
    store.classes.get(class)?;
    let mut slots: Vec<u32> = if view == View::OfLineItemInClass {
        let line_item = store.line_items.get(id(ids, 1))?;
        line_item.class.as_ref().filter(|of| of.sourced_id.as_str() == class)?;
        store.results.related(Relation::LineItem, id(ids, 1)).collect()
    } else {
        // Results of 1.1 know no class; their line items do.
        let line_items = store.line_items.related_records(Relation::Class, class);
        let of_line_items =
            line_items.flat_map(|item| store.results.related(Relation::LineItem, item.sourced_id.as_str()));
        of_line_items.chain(store.results.related(Relation::Class, class)).collect()
    };
    if view == View::OfStudentInClass {
        store.users.get(id(ids, 1))?;
        let student = id(ids, 1);
        slots.retain(|slot| {
            let result = store.results.at(*slot).and_then(|result| result.student.as_ref());
            result.is_some_and(|of| of.sourced_id.as_str() == student)
        });
    }
    slots.sort_unstable();
    slots.dedup();
    Some(Slots::These(slots))
}

pub(super) fn resources(store: &Store, view: View, ids: &[&str]) -> Option<Slots> {
    let id = id(ids, 0);
    let references = match view {
        View::OfClass => &store.classes.get(id)?.resources,
        View::OfCourse => &store.courses.get(id)?.resources,
        View::OfUser => &store.users.get(id)?.resources,
        _ => return Some(Slots::Everything),
    };
    Some(targets(&store.resources, references))
}
