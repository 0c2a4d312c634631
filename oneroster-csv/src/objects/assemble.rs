use std::collections::HashMap;
use std::convert::Infallible;

use oneroster_model::gradebook::{
    Category, LearningObjectiveScoreSet, LearningObjectiveSet, LineItem, Result as WorkResult, ScoreScale,
};
use oneroster_model::resources::Resource;
use oneroster_model::rostering::{
    AcademicSession, Class, Course, Demographics, Enrollment, Org, Role, User, UserProfile,
};
use oneroster_model::{Action, Finding, FindingSink, GuidRef, Record, Severity, SourcedId, Version};

use super::{FromRow, RowSink};
use crate::package::Package;
use crate::tables::{
    AcademicSessionRow, CategoryRow, ClassResourceRow, ClassRow, CourseResourceRow, CourseRow,
    DemographicsRow, EnrollmentRow, LineItemLearningObjectiveIdRow, LineItemRow, LineItemScoreScaleRow,
    OrgRow, ResourceRow, ResultLearningObjectiveIdRow, ResultRow, ResultScoreScaleRow, RoleRow,
    ScoreScaleRow, UserProfileRow, UserResourceRow, UserRow,
};
use crate::{Cells, Error, File, Metadata, ReadRow, Row, codes};

/// The objects of a package, all in memory.
///
/// # Examples
///
/// ```
/// use oneroster_csv::objects::ObjectsBuilder;
/// use oneroster_csv::tables::{RoleRow, UserRow};
/// use oneroster_model::{RoleName, Version};
///
/// let mut findings = Vec::new();
/// let mut builder = ObjectsBuilder::new(Version::V1_2, &mut findings);
/// builder.add(&RoleRow { sourced_id: "r1", user_sourced_id: "u1", role: "aide", ..RoleRow::default() });
/// builder.add(&UserRow { sourced_id: "u1", given_name: "Ada", ..UserRow::default() });
/// let objects = builder.finish();
/// assert_eq!(objects.users[0].roles[0].role, Some(RoleName::Aide));
/// assert!(findings.is_empty());
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Objects {
    /// Orgs; parents know their children.
    pub orgs: Vec<Org>,
    /// Academic sessions; parents know their children.
    pub academic_sessions: Vec<AcademicSession>,
    /// Courses with their resources.
    pub courses: Vec<Course>,
    /// Classes with their resources.
    pub classes: Vec<Class>,
    /// Users with roles, profiles and resources.
    pub users: Vec<User>,
    /// Demographics.
    pub demographics: Vec<Demographics>,
    /// Enrollments.
    pub enrollments: Vec<Enrollment>,
    /// Categories.
    pub categories: Vec<Category>,
    /// Score scales.
    pub score_scales: Vec<ScoreScale>,
    /// Line items with score scale and learning objectives.
    pub line_items: Vec<LineItem>,
    /// Results with score scale and learning objectives.
    pub results: Vec<WorkResult>,
    /// Resources.
    pub resources: Vec<Resource>,
}

impl Objects {
    /// Reads every file of a package.
    ///
    /// # Errors
    ///
    /// Those of [`Package::table`] and [`TableReader::next_record`](crate::TableReader::next_record).
    pub fn read(package: &Package, sink: &mut dyn FindingSink) -> Result<Self, Error> {
        let mut builder = ObjectsBuilder::new(package.version(), sink);
        for file in File::ALL {
            let Some(mut table) = package.table(file, builder.sink)? else { continue };
            while let Some(record) = table.next_record(builder.sink)? {
                builder.add_cells(file, &record);
            }
        }
        Ok(builder.finish())
    }
}

/// Makes objects of rows, whatever the order of files and rows.
pub struct ObjectsBuilder<'s> {
    version: Version,
    sink: &'s mut dyn FindingSink,
    objects: Objects,
    parts: Vec<Part>,
    cells: Vec<String>,
}

/// A part of an object whose owner may come later.
struct Part {
    file: File,
    sourced_id: SourcedId,
    owner: SourcedId,
    what: What,
}

enum What {
    Role(Role),
    Profile(Box<UserProfile>),
    Link(GuidRef),
    Objectives(LearningObjectiveSet),
    Scores(LearningObjectiveScoreSet),
}

impl<'s> ObjectsBuilder<'s> {
    /// Starts without rows.
    pub fn new(version: Version, sink: &'s mut dyn FindingSink) -> Self {
        Self { version, sink, objects: Objects::default(), parts: Vec::new(), cells: Vec::new() }
    }

    /// Takes a row of any file.
    pub fn add<R: Row>(&mut self, row: &R) {
        let mut cells = std::mem::take(&mut self.cells);
        row.visit_cells(|position, cell| {
            if position == cells.len() {
                cells.push(String::new());
            }
            if let Some(copy) = cells.get_mut(position) {
                cell.clone_into(copy);
            }
        });
        cells.iter_mut().skip(R::table().columns.len()).for_each(String::clear);
        let mut extensions = Vec::new();
        row.visit_metadata(|name, value| extensions.push((name.to_owned(), value.to_owned())));
        self.add_cells(R::FILE, &Copied { cells: &cells, extensions: &extensions });
        self.cells = cells;
    }

    /// Takes the cells of a row of a file, such as a [`TableRecord`](crate::TableRecord).
    pub fn add_cells<'a, C: Cells<'a>>(&mut self, file: File, cells: &C) {
        match file {
            File::AcademicSessions => {
                let row = AcademicSessionRow::from_cells(cells);
                self.objects.academic_sessions.push(FromRow::from_row(&row, self.sink));
            }
            File::Categories => {
                self.objects.categories.push(FromRow::from_row(&CategoryRow::from_cells(cells), self.sink));
            }
            File::Classes => {
                self.objects.classes.push(FromRow::from_row(&ClassRow::from_cells(cells), self.sink));
            }
            File::Courses => {
                self.objects.courses.push(FromRow::from_row(&CourseRow::from_cells(cells), self.sink));
            }
            File::Demographics => {
                let row = DemographicsRow::from_cells(cells);
                self.objects.demographics.push(FromRow::from_row(&row, self.sink));
            }
            File::Enrollments => {
                let row = EnrollmentRow::from_cells(cells);
                self.objects.enrollments.push(FromRow::from_row(&row, self.sink));
            }
            File::LineItems => {
                self.objects.line_items.push(FromRow::from_row(&LineItemRow::from_cells(cells), self.sink));
            }
            File::Orgs => self.objects.orgs.push(FromRow::from_row(&OrgRow::from_cells(cells), self.sink)),
            File::Resources => {
                self.objects.resources.push(FromRow::from_row(&ResourceRow::from_cells(cells), self.sink));
            }
            File::Results => {
                self.objects.results.push(FromRow::from_row(&ResultRow::from_cells(cells), self.sink));
            }
            File::ScoreScales => {
                let row = ScoreScaleRow::from_cells(cells);
                self.objects.score_scales.push(FromRow::from_row(&row, self.sink));
            }
            File::Users => {
                self.objects.users.push(FromRow::from_row(&UserRow::from_cells(cells), self.sink));
            }
            _ => self.add_part(file, cells),
        }
    }

    fn add_part<'a, C: Cells<'a>>(&mut self, file: File, cells: &C) {
        let (owner, what) = match file {
            File::Roles => {
                let row = RoleRow::from_cells(cells);
                (row.user_sourced_id, What::Role(FromRow::from_row(&row, self.sink)))
            }
            File::UserProfiles => {
                let row = UserProfileRow::from_cells(cells);
                (row.user_sourced_id, What::Profile(Box::new(FromRow::from_row(&row, self.sink))))
            }
            File::UserResources => {
                let row = UserResourceRow::from_cells(cells);
                (row.user_sourced_id, What::Link(row.resource_sourced_id.into()))
            }
            File::ClassResources => {
                let row = ClassResourceRow::from_cells(cells);
                (row.class_sourced_id, What::Link(row.resource_sourced_id.into()))
            }
            File::CourseResources => {
                let row = CourseResourceRow::from_cells(cells);
                (row.course_sourced_id, What::Link(row.resource_sourced_id.into()))
            }
            File::LineItemScoreScales => {
                let row = LineItemScoreScaleRow::from_cells(cells);
                (row.line_item_sourced_id, What::Link(row.score_scale_sourced_id.into()))
            }
            File::ResultScoreScales => {
                let row = ResultScoreScaleRow::from_cells(cells);
                (row.result_sourced_id, What::Link(row.score_scale_sourced_id.into()))
            }
            File::LineItemLearningObjectiveIds => {
                let row = LineItemLearningObjectiveIdRow::from_cells(cells);
                (row.line_item_sourced_id, What::Objectives(FromRow::from_row(&row, self.sink)))
            }
            File::ResultLearningObjectiveIds => {
                let row = ResultLearningObjectiveIdRow::from_cells(cells);
                (row.result_sourced_id, What::Scores(FromRow::from_row(&row, self.sink)))
            }
            // The other files hold objects.
            _ => return,
        };
        let sourced_id = cells.cell(0).into();
        self.parts.push(Part { file, sourced_id, owner: owner.into(), what });
    }

    /// Joins the parts to their owners and returns the objects, in the order of their rows.
    ///
    /// A part whose owner is missing is left out with the finding
    /// [`ROW_WITHOUT_OWNER`](crate::codes::ROW_WITHOUT_OWNER).
    pub fn finish(self) -> Objects {
        let Self { version, sink, mut objects, mut parts, .. } = self;
        // Files in the order of their enumeration, rows in their own.
        parts.sort_by_key(|part| part.file);
        let parts = parts.chunk_by_mut(|a, b| a.file == b.file);
        for parts in parts {
            let Some(file) = parts.first().map(|part| part.file) else { continue };
            match file {
                File::ClassResources => join(parts, &mut objects.classes, sink, |class, what| {
                    link(&mut class.resources, what);
                }),
                File::CourseResources => join(parts, &mut objects.courses, sink, |course, what| {
                    link(&mut course.resources, what);
                }),
                File::LineItemScoreScales | File::LineItemLearningObjectiveIds => {
                    join(parts, &mut objects.line_items, sink, join_line_item);
                }
                File::ResultScoreScales | File::ResultLearningObjectiveIds => {
                    join(parts, &mut objects.results, sink, join_result);
                }
                _ => join(parts, &mut objects.users, sink, |user, what| join_user(user, what, version)),
            }
        }
        objects.link_children();
        objects
    }
}

impl std::fmt::Debug for ObjectsBuilder<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ObjectsBuilder").field("version", &self.version).finish_non_exhaustive()
    }
}

impl RowSink for ObjectsBuilder<'_> {
    type Error = Infallible;

    fn row<R: Row>(&mut self, row: &R) -> Result<(), Infallible> {
        self.add(row);
        Ok(())
    }
}

/// A row that was copied cell by cell.
struct Copied<'a> {
    cells: &'a [String],
    extensions: &'a [(String, String)],
}

impl<'a> Cells<'a> for Copied<'a> {
    fn cell(&self, position: usize) -> &'a str {
        self.cells.get(position).map(String::as_str).unwrap_or_default()
    }

    fn metadata(&self) -> Metadata<&'a str> {
        let mut metadata = Metadata::default();
        for (name, value) in self.extensions {
            metadata.insert(name.as_str(), value.as_str());
        }
        metadata
    }
}

fn join<T: Record>(
    parts: &mut [Part],
    owners: &mut [T],
    sink: &mut dyn FindingSink,
    mut attach: impl FnMut(&mut T, What),
) {
    let positions: HashMap<SourcedId, usize> =
        owners.iter().enumerate().map(|(position, owner)| (owner.sourced_id().clone(), position)).collect();
    for part in parts {
        let what = std::mem::replace(&mut part.what, What::Link(GuidRef::default()));
        match positions.get(&part.owner).and_then(|position| owners.get_mut(*position)) {
            Some(owner) => attach(owner, what),
            None => sink.push(
                Finding::new(&codes::ROW_WITHOUT_OWNER, Severity::Error, "the row belongs to no object")
                    .in_file(part.file.name())
                    .with_record(part.file.entity(), part.sourced_id.as_str())
                    .with_action(Action::Dropped),
            ),
        }
    }
}

fn link(links: &mut Vec<GuidRef>, what: What) {
    if let What::Link(target) = what
        && !links.contains(&target)
    {
        links.push(target);
    }
}

fn join_user(user: &mut User, what: What, version: Version) {
    match what {
        What::Role(role) if version == Version::V1_2 => user.roles.push(role),
        // A 1.1 user has its role in the row of the user.
        What::Role(_) => {}
        What::Profile(profile) => user.user_profiles.push(*profile),
        what => link(&mut user.resources, what),
    }
}

fn join_line_item(line_item: &mut LineItem, what: What) {
    match what {
        What::Link(scale) => line_item.score_scale = Some(scale),
        What::Objectives(set) => {
            let sets = &mut line_item.learning_objective_set;
            match sets.last_mut().filter(|known| known.source == set.source) {
                Some(known) => known.learning_objective_ids.extend(set.learning_objective_ids),
                None => sets.push(set),
            }
        }
        _ => {}
    }
}

fn join_result(result: &mut WorkResult, what: What) {
    match what {
        What::Link(scale) => result.score_scale = Some(scale),
        What::Scores(set) => {
            let sets = &mut result.learning_objective_set;
            match sets.last_mut().filter(|known| known.source == set.source) {
                Some(known) => known.learning_objective_results.extend(set.learning_objective_results),
                None => sets.push(set),
            }
        }
        _ => {}
    }
}

impl Objects {
    /// Tells parents about their children; rows know the other direction only.
    fn link_children(&mut self) {
        link_children(&mut self.orgs, |org| org.parent.as_ref(), |org| &mut org.children);
        link_children(
            &mut self.academic_sessions,
            |session| session.parent.as_ref(),
            |session| &mut session.children,
        );
    }
}

fn link_children<T: Record>(
    objects: &mut [T],
    parent: impl Fn(&T) -> Option<&GuidRef>,
    children: impl Fn(&mut T) -> &mut Vec<GuidRef>,
) {
    let mut families: HashMap<SourcedId, Vec<GuidRef>> = HashMap::new();
    for object in objects.iter() {
        if let Some(parent) = parent(object) {
            let child = GuidRef::from(object.sourced_id().clone());
            families.entry(parent.sourced_id.clone()).or_default().push(child);
        }
    }
    for object in objects {
        if let Some(family) = families.remove(object.sourced_id()) {
            *children(object) = family;
        }
    }
}
