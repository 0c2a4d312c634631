use std::io::{self, Seek, Write};

use oneroster_csv::{Error, File, Mode, PackageWriter, Row, TableWriter};

use super::calendar::{SESSIONS, YEARS};
use super::catalogue::CATALOGUE;
use super::gradebook::{GRADED_CLASS, WORK};
use super::layout::SLOTS;
use super::{District, RowSink, SpoiledRecord, orgs};

/// Progress is told after this many rows.
const STEP: u64 = 10_000;

impl District {
    /// Writes every file of the district into a package, in bulk mode, and returns the number of rows.
    ///
    /// `progress` is called with the file and its number of rows so far: every 10,000 rows and at the end
    /// of each file. An error that it returns stops the work; so can a user who does not want to wait.
    /// The package has to be finished by the caller.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::io::Cursor;
    ///
    /// use oneroster_csv::{PackageWriter, WriteOptions};
    /// use oneroster_sandbox::District;
    ///
    /// let district = District::builder(40).build();
    /// let mut package =
    ///     PackageWriter::new(Cursor::new(Vec::new()), district.version(), WriteOptions::default());
    /// let rows = district.write_package(&mut package, |_, _| Ok(()))?;
    /// let zip = package.finish()?.into_inner();
    /// assert!(rows > 8 * 40 && zip.starts_with(b"PK"));
    /// # Ok::<(), oneroster_csv::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of the package, [`Error::Io`] with the error of `progress` inside, and [`Error::NotWritable`]
    /// where the package has an older version than the district.
    pub fn write_package<W: Write + Seek>(
        &self,
        package: &mut PackageWriter<W>,
        mut progress: impl FnMut(File, u64) -> io::Result<()>,
    ) -> Result<u64, Error> {
        let mut sum = 0;
        for file in self.files() {
            let mut reporter =
                Reporter { table: package.table(file, Mode::Bulk, &[])?, progress: &mut progress };
            let written = self.visit(file, &mut reporter).and_then(|()| reporter.report());
            written.map_err(|error| Error::writing(file, error))?;
            sum += reporter.table.finish()?;
        }
        Ok(sum)
    }

    /// Returns about how many rows a file will have, for a progress bar.
    pub fn expected_rows(&self, file: File) -> u64 {
        let layout = &self.layout;
        let people = layout.students + layout.teachers + layout.guardians() + layout.staff();
        let graded = layout.classes() / GRADED_CLASS;
        let graded_seats = layout.students * SLOTS / GRADED_CLASS;
        let work = WORK.len() as u64;
        match file {
            File::AcademicSessions => YEARS * SESSIONS.len() as u64,
            File::Orgs => orgs::school(layout.schools),
            File::Courses => CATALOGUE.courses.len() as u64,
            File::CourseResources => CATALOGUE.courses.len() as u64 / 2,
            File::Classes => layout.classes(),
            File::Users => people,
            File::Roles => people + people / 10,
            File::UserProfiles => layout.students / 5 + layout.teachers + layout.staff(),
            File::Demographics => layout.students,
            File::Enrollments => layout.students * SLOTS + layout.classes() * 23 / 20,
            File::Categories | File::Resources => 10,
            File::LineItems => graded * work,
            File::LineItemLearningObjectiveIds => graded * 2,
            File::Results => graded_seats * work,
            File::ResultScoreScales | File::ResultLearningObjectiveIds => graded_seats,
            File::ScoreScales | File::LineItemScoreScales => graded,
            File::ClassResources => layout.classes() / 10,
            File::UserResources => people / 20,
        }
    }
}

/// Writes rows and tells how many.
struct Reporter<'a, W: Write, P> {
    table: TableWriter<W>,
    progress: &'a mut P,
}

impl<W: Write, P: FnMut(File, u64) -> io::Result<()>> Reporter<'_, W, P> {
    fn report(&mut self) -> io::Result<()> {
        (self.progress)(self.table.file(), self.table.rows())
    }

    fn report_step(&mut self) -> io::Result<()> {
        if self.table.rows().is_multiple_of(STEP) { self.report() } else { Ok(()) }
    }
}

impl<W: Write, P: FnMut(File, u64) -> io::Result<()>> RowSink for Reporter<'_, W, P> {
    type Error = io::Error;

    fn row<R: Row>(&mut self, row: &R) -> io::Result<()> {
        self.table.write(row)?;
        self.report_step()
    }

    fn spoiled(&mut self, record: &SpoiledRecord<'_>) -> io::Result<()> {
        self.table.write_verbatim(record.cells)?;
        self.report_step()
    }
}
