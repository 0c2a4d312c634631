use time::Date;

use crate::json::Form::{Date as DateForm, Reference, References, Text, Token};
use crate::json::ReferenceTarget::AcademicSession as Session;
use crate::json::define::record;
use crate::{GuidRef, SessionType, vocabulary};

record! {
    /// A school year, semester, term or grading period.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneroster_model::rostering::AcademicSession;
    /// use time::macros::date;
    ///
    /// let mut year = AcademicSession::new("sy-2027");
    /// year.start_date = Some(date!(2026-08-17));
    /// year.school_year = Some("2027".into());
    /// ```
    AcademicSession("AcademicSession"), Rostering since V1_1,
    collection "academicSessions" ["terms", "gradingPeriods"],
    single "academicSession" ["term", "gradingPeriod"],
    legacy (), {
        /// Display name.
        title: Option<String> = "title", Text, Required, Required;
        /// First day, inclusive.
        start_date: Option<Date> = "startDate", DateForm, Required, Required;
        /// Day after the last day in 1.2; many 1.1 systems send the last day itself.
        end_date: Option<Date> = "endDate", DateForm, Required, Required;
        /// Kind of session.
        session_type: Option<SessionType> = "type", Token(&vocabulary::SESSION_TYPE), Required, Required;
        /// The session that this one is a part of.
        parent: Option<GuidRef> = "parent", Reference(Session), Optional, Optional, ["parentSourcedId"];
        /// The parts of this session.
        children: Vec<GuidRef> = "children", References(Session), Optional, Optional;
        /// Calendar year in which the school year ends, four digits.
        school_year: Option<String> = "schoolYear", Text, Required, Required;
    }
}
