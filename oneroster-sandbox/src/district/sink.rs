use std::io::{self, Write};

use oneroster_csv::{File, Row, Service, TableWriter};

use super::District;
use super::options::Content;
use super::spoil::{SpoiledRecord, Spoiler};

/// Receives the rows of a file.
///
/// Implemented by [`TableWriter`]; implement it to count rows or to keep them.
pub trait RowSink {
    /// What can go wrong; it ends the visit.
    type Error;

    /// Takes a row. It is filled anew for the next one, so keep a copy of what is needed.
    ///
    /// # Errors
    ///
    /// Whatever the sink fails with.
    fn row<R: Row>(&mut self, row: &R) -> Result<(), Self::Error>;

    /// Takes the cells of a row that has a defect.
    ///
    /// # Errors
    ///
    /// Whatever the sink fails with.
    fn spoiled(&mut self, record: &SpoiledRecord<'_>) -> Result<(), Self::Error>;
}

impl<W: Write> RowSink for TableWriter<W> {
    type Error = io::Error;

    fn row<R: Row>(&mut self, row: &R) -> io::Result<()> {
        self.write(row)
    }

    fn spoiled(&mut self, record: &SpoiledRecord<'_>) -> io::Result<()> {
        self.write_verbatim(record.cells)
    }
}

impl District {
    /// Hands the rows of a file to a sink, in the order of the file.
    ///
    /// Files that the district does not have give no rows.
    ///
    /// # Errors
    ///
    /// The error of the sink.
    pub fn visit<S: RowSink>(&self, file: File, sink: &mut S) -> Result<(), S::Error> {
        if file.since() > self.version
            || (file.service() != Service::Rostering && self.content == Content::Rostering)
        {
            return Ok(());
        }
        if self.dirty.is_none() {
            self.visit_clean(file, sink)
        } else {
            self.visit_clean(file, &mut Spoiler::new(self, sink))
        }
    }

    fn visit_clean<S: RowSink>(&self, file: File, sink: &mut S) -> Result<(), S::Error> {
        match file {
            File::AcademicSessions => self.visit_academic_sessions(sink),
            File::Orgs => self.visit_orgs(sink),
            File::Courses => self.visit_courses(sink),
            File::Classes => self.visit_classes(sink),
            File::Users => self.visit_users(sink),
            File::Roles => self.visit_roles(sink),
            File::UserProfiles => self.visit_user_profiles(sink),
            File::Demographics => self.visit_demographics(sink),
            File::Enrollments => self.visit_enrollments(sink),
            File::Categories => self.visit_categories(sink),
            File::LineItems => self.visit_line_items(sink),
            File::Results => self.visit_results(sink),
            File::ScoreScales => self.visit_score_scales(sink),
            File::LineItemScoreScales => self.visit_line_item_score_scales(sink),
            File::ResultScoreScales => self.visit_result_score_scales(sink),
            File::LineItemLearningObjectiveIds => self.visit_line_item_learning_objective_ids(sink),
            File::ResultLearningObjectiveIds => self.visit_result_learning_objective_ids(sink),
            File::Resources => self.visit_resources(sink),
            File::ClassResources => self.visit_class_resources(sink),
            File::CourseResources => self.visit_course_resources(sink),
            File::UserResources => self.visit_user_resources(sink),
        }
    }

    /// Iterates over the files of the district that have rows.
    pub fn files(&self) -> impl Iterator<Item = File> + use<> {
        let district = *self;
        File::of(self.version).filter(move |file| district.visit(*file, &mut FirstRow).is_err())
    }
}

/// Fails at the first row: a file that cannot fail it is empty.
struct FirstRow;

impl RowSink for FirstRow {
    type Error = ();

    fn row<R: Row>(&mut self, _: &R) -> Result<(), ()> {
        Err(())
    }

    fn spoiled(&mut self, _: &SpoiledRecord<'_>) -> Result<(), ()> {
        Err(())
    }
}
