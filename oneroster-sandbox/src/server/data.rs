//! What a sandbox serves: districts, packages, objects.

use std::collections::HashSet;
use std::convert::Infallible;

use oneroster_csv::objects::{Objects, ObjectsBuilder};
use oneroster_csv::table::Column;
use oneroster_csv::{Cells, File, Package, Row};
use oneroster_model::{Finding, FindingSink, SourcedId, Version};

use super::endpoint::View;
use super::personality::Values;
use crate::{Content, District, Error, RowSink, SpoiledRecord};

/// Where records come from.
#[derive(Debug, Default)]
pub(super) enum Data {
    /// A small district with everything in it.
    #[default]
    Usual,
    District(Box<District>),
    Package(Box<Package>),
    Objects(Box<Objects>),
}

/// What is noticed while loading is no business of the sandbox.
struct Unheard;

impl FindingSink for Unheard {
    fn push(&mut self, _: Finding) {}
}

impl Data {
    /// Version of the data, if they have one.
    pub(super) fn version(&self) -> Option<Version> {
        match self {
            Self::District(district) => Some(district.version()),
            Self::Package(package) => Some(package.version()),
            Self::Usual | Self::Objects(_) => None,
        }
    }

    /// Reads the data.
    pub(super) fn load(self, version: Version) -> Result<Objects, Error> {
        match self {
            Self::Usual => {
                let district = District::builder(120).version(version).content(Content::Full).build();
                Ok(district_objects(&district))
            }
            Self::District(district) => Ok(district_objects(&district)),
            Self::Package(package) => Objects::read(&package, &mut Unheard).map_err(Error::package),
            Self::Objects(objects) => Ok(*objects),
        }
    }
}

/// The objects of a district.
fn district_objects(district: &District) -> Objects {
    let mut sink = Unheard;
    let mut rows = DistrictRows {
        builder: ObjectsBuilder::new(district.version(), &mut sink),
        version: district.version(),
        file: File::Orgs,
    };
    for file in district.files() {
        rows.file = file;
        match district.visit(file, &mut rows) {
            Ok(()) => {}
            Err(impossible) => match impossible {},
        }
    }
    rows.builder.finish()
}

/// Takes the rows of a district.
struct DistrictRows<'s> {
    builder: ObjectsBuilder<'s>,
    version: Version,
    file: File,
}

impl RowSink for DistrictRows<'_> {
    type Error = Infallible;

    fn row<R: Row>(&mut self, row: &R) -> Result<(), Infallible> {
        self.builder.add(row);
        Ok(())
    }

    /// Serves what is wrong as it is, as far as it fits into a record.
    fn spoiled(&mut self, record: &SpoiledRecord<'_>) -> Result<(), Infallible> {
        self.builder.add_cells(
            self.file,
            &SpoiledCells { file: self.file, version: self.version, cells: record.cells },
        );
        Ok(())
    }
}

/// Cells in the order of the columns of a version.
struct SpoiledCells<'a> {
    file: File,
    version: Version,
    cells: &'a [String],
}

impl<'a> Cells<'a> for SpoiledCells<'a> {
    fn cell(&self, position: usize) -> &'a str {
        let columns = &self.file.table().columns;
        let is_in_version = |column: &Column| column.requirement(self.version).is_some();
        if !columns.get(position).is_some_and(is_in_version) {
            return "";
        }
        let before = columns.iter().take(position).filter(|column| is_in_version(column)).count();
        self.cells.get(before).map(String::as_str).unwrap_or_default()
    }
}

/// Puts the texts of a personality in front of the identifiers of users.
pub(super) fn prefix_users(objects: &mut Objects, values: &Values) {
    if values.user_prefix.is_empty() && values.teacher_prefix.is_empty() {
        return;
    }
    let teachers = objects.users.iter().filter(|user| View::Teachers.shows(*user));
    let teachers: HashSet<SourcedId> = teachers.map(|user| user.sourced_id.clone()).collect();
    let prefix = |id: &mut SourcedId| {
        let teacher_prefix = if teachers.contains(id.as_str()) { values.teacher_prefix.as_str() } else { "" };
        *id = format!("{}{teacher_prefix}{id}", values.user_prefix).into();
    };
    for user in &mut objects.users {
        prefix(&mut user.sourced_id);
        user.agents.iter_mut().for_each(|agent| prefix(&mut agent.sourced_id));
    }
    objects.demographics.iter_mut().for_each(|person| prefix(&mut person.sourced_id));
    let members = objects.enrollments.iter_mut().filter_map(|enrollment| enrollment.user.as_mut());
    let students = objects.results.iter_mut().filter_map(|result| result.student.as_mut());
    members.chain(students).for_each(|user| prefix(&mut user.sourced_id));
}
