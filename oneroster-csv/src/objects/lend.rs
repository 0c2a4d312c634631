use oneroster_model::gradebook::{Category, LineItem, Result as WorkResult, ScoreScale};
use oneroster_model::resources::Resource;
use oneroster_model::rostering::{AcademicSession, Class, Course, Demographics, Enrollment, Org, User};
use oneroster_model::{GuidRef, Record};

use super::cell::Cell;
use super::{RowOptions, ToRow};
use crate::tables::{
    AcademicSessionRow, CategoryRow, ClassResourceRow, ClassRow, CourseResourceRow, CourseRow,
    DemographicsRow, EnrollmentRow, LineItemLearningObjectiveIdRow, LineItemRow, LineItemScoreScaleRow,
    OrgRow, ResourceRow, ResultLearningObjectiveIdRow, ResultRow, ResultScoreScaleRow, RoleRow,
    ScoreScaleRow, UserProfileRow, UserResourceRow, UserRow,
};
use crate::{File, Mode, Row};

/// Receives the rows of objects.
///
/// Implemented by [`TableWriter`](crate::TableWriter) and [`ObjectsBuilder`](super::ObjectsBuilder).
pub trait RowSink {
    /// What can go wrong; it ends the visit.
    type Error;

    /// Takes a row. It is filled anew for the next one, so keep a copy of what is needed.
    ///
    /// # Errors
    ///
    /// Whatever the sink fails with.
    fn row<R: Row>(&mut self, row: &R) -> Result<(), Self::Error>;
}

impl<W: std::io::Write> RowSink for crate::TableWriter<W> {
    type Error = std::io::Error;

    fn row<R: Row>(&mut self, row: &R) -> Result<(), Self::Error> {
        self.write(row)
    }
}

/// An object that lends its rows, file by file.
///
/// # Examples
///
/// A user of 1.2 is a row of `users.csv` and one row of `roles.csv` per role.
///
/// ```
/// use oneroster_csv::objects::{RowOptions, ToRows};
/// use oneroster_csv::{File, TableWriter};
/// use oneroster_model::{RoleName, Version, rostering::{Role, User}};
///
/// let mut user = User::new("u1");
/// user.roles = vec![Role::new(RoleName::Teacher, "s1"), Role::new(RoleName::Aide, "s2")];
///
/// let options = RowOptions::new(Version::V1_2);
/// let mut roles = TableWriter::new(Vec::new(), File::Roles, Version::V1_2, &[])?;
/// user.rows(File::Roles, options, &mut roles)?;
/// let text = String::from_utf8(roles.into_inner()?)?;
/// assert!(text.ends_with("u1-role-1,,,u1,primary,teacher,,,s1,\r\nu1-role-2,,,u1,primary,aide,,,s2,\r\n"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait ToRows: Record {
    /// Files that such objects have rows in, the one with their members first.
    const FILES: &'static [File];

    /// Hands the rows of the object in one file to a sink, in an order that is always the same.
    ///
    /// There are none if the object has nothing to say in that file, if the version does not have the file,
    /// or if the object is to be deleted and the mode is bulk. Rows of parts carry the status and the date of
    /// the object.
    ///
    /// # Errors
    ///
    /// The error of the sink.
    fn rows<S: RowSink>(&self, file: File, options: RowOptions, sink: &mut S) -> Result<(), S::Error>;
}

/// Fills a fresh row and hands it on.
fn lend<T, R, S>(object: &T, options: RowOptions, sink: &mut S) -> Result<(), S::Error>
where
    T: ToRow<R>,
    R: Row + Default,
    S: RowSink,
{
    let mut row = R::default();
    object.fill_row(options, &mut row);
    sink.row(&row)
}

/// Tells whether an object has rows in files of that version and mode.
fn lends(object: &impl Record, file: File, options: RowOptions) -> bool {
    file.since() <= options.version() && (options.mode() == Mode::Delta || object.is_live())
}

macro_rules! one_row {
    ($($record:ty, $file:ident, $row:ident;)+) => { $(
        impl ToRows for $record {
            const FILES: &'static [File] = &[File::$file];

            fn rows<S: RowSink>(&self, file: File, options: RowOptions, sink: &mut S) -> Result<(), S::Error> {
                if file != File::$file || !lends(self, file, options) {
                    return Ok(());
                }
                lend::<_, $row, _>(self, options, sink)
            }
        }
    )+ };
}

one_row! {
    AcademicSession, AcademicSessions, AcademicSessionRow;
    Category, Categories, CategoryRow;
    Demographics, Demographics, DemographicsRow;
    Enrollment, Enrollments, EnrollmentRow;
    Org, Orgs, OrgRow;
    Resource, Resources, ResourceRow;
    ScoreScale, ScoreScales, ScoreScaleRow;
}

/// Fills identifier, status and date of the row of a part.
macro_rules! owned {
    ($row:ident, $owner:expr, $options:expr, $what:literal, $number:expr) => {{
        let owner = $owner;
        $row.sourced_id = format!(concat!("{}-", $what, "-{}"), owner.sourced_id.as_str(), $number);
        owned!($row, owner, $options);
    }};
    ($row:ident, $owner:expr, $options:expr) => {
        super::cell::write_state(
            $options,
            super::cell::State { status: $owner.status.as_ref(), date: $owner.date_last_modified },
            &mut $row.status,
            &mut $row.date_last_modified,
        );
    };
}

/// Rows of links from an owner to something else.
macro_rules! links {
    ($row:ident { $owner_column:ident, $target_column:ident }, $what:literal, $owner:expr, $targets:expr, $options:expr, $sink:expr) => {{
        for (number, target) in (1..).zip($targets) {
            let target: &GuidRef = target;
            let mut row = $row::<String>::default();
            owned!(row, $owner, $options, $what, number);
            row.$owner_column.push_str($owner.sourced_id.as_str());
            row.$target_column.push_str(target.sourced_id.as_str());
            $sink.row(&row)?;
        }
        Ok(())
    }};
}

impl ToRows for User {
    const FILES: &'static [File] = &[File::Users, File::Roles, File::UserProfiles, File::UserResources];

    fn rows<S: RowSink>(&self, file: File, options: RowOptions, sink: &mut S) -> Result<(), S::Error> {
        if !lends(self, file, options) {
            return Ok(());
        }
        match file {
            File::Users => lend::<_, UserRow, _>(self, options, sink),
            File::Roles => role_rows(self, options, sink),
            File::UserProfiles => profile_rows(self, options, sink),
            File::UserResources => links!(
                UserResourceRow { user_sourced_id, resource_sourced_id },
                "resource",
                self,
                &self.resources,
                options,
                sink
            ),
            _ => Ok(()),
        }
    }
}

fn role_rows<S: RowSink>(user: &User, options: RowOptions, sink: &mut S) -> Result<(), S::Error> {
    let mut row = RoleRow::default();
    for (number, role) in (1..).zip(&user.roles) {
        role.fill_row(options, &mut row);
        owned!(row, user, options, "role", number);
        row.user_sourced_id.push_str(user.sourced_id.as_str());
        sink.row(&row)?;
    }
    Ok(())
}

fn profile_rows<S: RowSink>(user: &User, options: RowOptions, sink: &mut S) -> Result<(), S::Error> {
    let mut row = UserProfileRow::default();
    for (number, profile) in (1..).zip(&user.user_profiles) {
        profile.fill_row(options, &mut row);
        owned!(row, user, options);
        row.user_sourced_id.push_str(user.sourced_id.as_str());
        if row.sourced_id.is_empty() {
            row.sourced_id = format!("{}-profile-{number}", user.sourced_id);
        }
        sink.row(&row)?;
        let profile_id = row.sourced_id.clone();
        for (number, credential) in (2..).zip(profile.credentials.iter().skip(1)) {
            row.sourced_id = format!("{profile_id}-credential-{number}");
            for (value, cell) in [
                (&credential.credential_type, &mut row.credential_type),
                (&credential.username, &mut row.username),
                (&credential.password, &mut row.password),
            ] {
                cell.clear();
                value.write(options, cell);
            }
            sink.row(&row)?;
        }
    }
    Ok(())
}

impl ToRows for Class {
    const FILES: &'static [File] = &[File::Classes, File::ClassResources];

    fn rows<S: RowSink>(&self, file: File, options: RowOptions, sink: &mut S) -> Result<(), S::Error> {
        if !lends(self, file, options) {
            return Ok(());
        }
        match file {
            File::Classes => lend::<_, ClassRow, _>(self, options, sink),
            File::ClassResources => links!(
                ClassResourceRow { class_sourced_id, resource_sourced_id },
                "resource",
                self,
                &self.resources,
                options,
                sink
            ),
            _ => Ok(()),
        }
    }
}

impl ToRows for Course {
    const FILES: &'static [File] = &[File::Courses, File::CourseResources];

    fn rows<S: RowSink>(&self, file: File, options: RowOptions, sink: &mut S) -> Result<(), S::Error> {
        if !lends(self, file, options) {
            return Ok(());
        }
        match file {
            File::Courses => lend::<_, CourseRow, _>(self, options, sink),
            File::CourseResources => links!(
                CourseResourceRow { course_sourced_id, resource_sourced_id },
                "resource",
                self,
                &self.resources,
                options,
                sink
            ),
            _ => Ok(()),
        }
    }
}

impl ToRows for LineItem {
    const FILES: &'static [File] =
        &[File::LineItems, File::LineItemScoreScales, File::LineItemLearningObjectiveIds];

    fn rows<S: RowSink>(&self, file: File, options: RowOptions, sink: &mut S) -> Result<(), S::Error> {
        if !lends(self, file, options) {
            return Ok(());
        }
        match file {
            File::LineItems => lend::<_, LineItemRow, _>(self, options, sink),
            File::LineItemScoreScales => links!(
                LineItemScoreScaleRow { line_item_sourced_id, score_scale_sourced_id },
                "scale",
                self,
                &self.score_scale,
                options,
                sink
            ),
            File::LineItemLearningObjectiveIds => {
                let objectives = self.learning_objective_set.iter();
                let objectives = objectives
                    .flat_map(|set| set.learning_objective_ids.iter().map(move |id| (&set.source, id)));
                for (number, (source, id)) in (1..).zip(objectives) {
                    let mut row = LineItemLearningObjectiveIdRow::<String>::default();
                    owned!(row, self, options, "objective", number);
                    row.line_item_sourced_id.push_str(self.sourced_id.as_str());
                    source.write(options, &mut row.source);
                    row.learning_objective_id.push_str(id);
                    sink.row(&row)?;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

impl ToRows for WorkResult {
    const FILES: &'static [File] =
        &[File::Results, File::ResultScoreScales, File::ResultLearningObjectiveIds];

    fn rows<S: RowSink>(&self, file: File, options: RowOptions, sink: &mut S) -> Result<(), S::Error> {
        if !lends(self, file, options) {
            return Ok(());
        }
        match file {
            File::Results => lend::<_, ResultRow, _>(self, options, sink),
            File::ResultScoreScales => links!(
                ResultScoreScaleRow { result_sourced_id, score_scale_sourced_id },
                "scale",
                self,
                &self.score_scale,
                options,
                sink
            ),
            File::ResultLearningObjectiveIds => {
                let scores = self.learning_objective_set.iter();
                let scores = scores.flat_map(|set| {
                    set.learning_objective_results.iter().map(move |score| (&set.source, score))
                });
                for (number, (source, score)) in (1..).zip(scores) {
                    let mut row = ResultLearningObjectiveIdRow::<String>::default();
                    owned!(row, self, options, "objective", number);
                    row.result_sourced_id.push_str(self.sourced_id.as_str());
                    source.write(options, &mut row.source);
                    score.learning_objective_id.write(options, &mut row.learning_objective_id);
                    score.score.write(options, &mut row.score);
                    score.text_score.write(options, &mut row.text_score);
                    sink.row(&row)?;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }
}
