use oneroster_csv::tables::{ClassResourceRow, CourseResourceRow, ResourceRow, UserResourceRow};
use oneroster_model::Importance;

use super::catalogue::CATALOGUE;
use super::draw::Topic;
use super::identifier::{Kind, push_number};
use super::people::{Membership, Person};
use super::{District, RowSink, orgs};

/// Titles and roles of the resources.
const RESOURCES: [(&str, &str); 12] = [
    ("Reader, volume 1", "student,teacher"),
    ("Reader, volume 2", "student,teacher"),
    ("Arithmetic Trainer", "student"),
    ("Algebra Workshop", "student,teacher"),
    ("Science Kit: \"Water & Air\"", "student,teacher"),
    ("Atlas of Examples", "student,teacher"),
    ("Cuentos para todos", "student,parent,guardian"),
    ("Dictionnaire scolaire", "student"),
    ("Music Room", "student,teacher"),
    ("Teacher Handbook", "teacher,aide"),
    ("Family Guide", "parent,guardian,relative"),
    ("Test Delivery", ""),
];

/// One class, course and person in this many has a resource.
const CLASSES: usize = 10;
const COURSES: usize = 2;
const PEOPLE: usize = 20;

impl District {
    pub(crate) fn visit_resources<S: RowSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        let mut row = ResourceRow::default();
        for (index, (title, roles)) in (0..).zip(RESOURCES) {
            row.clear();
            self.push_id(&mut row.sourced_id, Kind::Resource, index, 0);
            row.vendor_resource_id.push_str("example/");
            push_number(&mut row.vendor_resource_id, 9_780_000_000 + index, 10);
            row.title.push_str(title);
            row.roles.push_str(roles);
            let importance = if index % 3 == 0 { Importance::Primary } else { Importance::Secondary };
            row.importance.push_str(importance.as_str());
            row.vendor_id.push_str("example-press");
            if index % 2 == 0 {
                row.application_id.push_str("reader-app");
            }
            sink.row(&row)?;
        }
        Ok(())
    }

    pub(crate) fn visit_class_resources<S: RowSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        let mut row = ClassResourceRow::default();
        for class in (0..self.layout.classes()).step_by(CLASSES) {
            row.clear();
            self.push_id(&mut row.sourced_id, Kind::ClassResource, class, 0);
            row.title.push_str("Material of the class");
            self.push_id(&mut row.class_sourced_id, Kind::Class, class, 0);
            self.push_resource_id(&mut row.resource_sourced_id, Kind::Class, class);
            sink.row(&row)?;
        }
        Ok(())
    }

    pub(crate) fn visit_course_resources<S: RowSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        let mut row = CourseResourceRow::default();
        for course in (0..CATALOGUE.courses.len() as u64).step_by(COURSES) {
            row.clear();
            self.push_id(&mut row.sourced_id, Kind::CourseResource, course, 0);
            self.push_id(&mut row.course_sourced_id, Kind::Course, course, 0);
            self.push_resource_id(&mut row.resource_sourced_id, Kind::Course, course);
            sink.row(&row)?;
        }
        Ok(())
    }

    pub(crate) fn visit_user_resources<S: RowSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        let mut row = UserResourceRow::default();
        for resident in self.people().step_by(PEOPLE).filter_map(|person| self.resident(person)) {
            row.clear();
            self.push_id(&mut row.sourced_id, Kind::UserResource, resident.number, resident.generation);
            self.push_user_id(&mut row.user_sourced_id, &resident);
            self.memberships(&resident, |Membership { org, .. }| {
                if row.org_sourced_id.is_empty() {
                    orgs::push_org_id(self, &mut row.org_sourced_id, org);
                }
            });
            if let Person::Student(student) = resident.person
                && resident.draw.chance(Topic::ResourceClass, 500)
                && let Some(class) = self.classes_of_student(student).first()
            {
                self.push_id(&mut row.class_sourced_id, Kind::Class, *class, 0);
            }
            self.push_resource_id(&mut row.resource_sourced_id, resident.kind, resident.index);
            sink.row(&row)?;
        }
        Ok(())
    }

    /// Appends the resource that an entity uses.
    fn push_resource_id(&self, out: &mut String, kind: Kind, index: u64) {
        let resource = self.draw(kind, index, 0).below(Topic::Resource, RESOURCES.len() as u64);
        self.push_id(out, Kind::Resource, resource, 0);
    }
}
