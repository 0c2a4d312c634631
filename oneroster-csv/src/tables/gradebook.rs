//! Rows of the gradebook service.
//!
//! Each `table!` is the one definition of a file: row type, reader, writer, column checks and the page of
//! columns come from it. The brackets give the requirement in 1.1 and in 1.2; `-` means no such column.

use oneroster_model::vocabulary;

use super::table;

table! {
    /// A category of graded work, such as homework.
    CategoryRow, Categories {
        /// Identifier, unique in the file.
        sourced_id "sourcedId" Guid [yes yes];
        /// Blank in bulk mode, filled in delta mode.
        status "status" Enum(&vocabulary::STATUS) [delta delta];
        /// Blank in bulk mode, an instant in delta mode.
        date_last_modified "dateLastModified" DateTime [delta delta];
        /// Name of the grading category, such as homework.
        title "title" Text [yes yes];
        /// Weight as a percentage, a whole number without a percent sign.
        weight "weight" Integer [- no];
    }
}

table! {
    /// A piece of work that is graded.
    LineItemRow, LineItems {
        /// Identifier, unique in the file.
        sourced_id "sourcedId" Guid [yes yes];
        /// Blank in bulk mode, filled in delta mode.
        status "status" Enum(&vocabulary::STATUS) [delta delta];
        /// Blank in bulk mode, an instant in delta mode.
        date_last_modified "dateLastModified" DateTime [delta delta];
        /// Name.
        title "title" Text [yes yes];
        /// Free text.
        description "description" Text [no no];
        /// Day on which the work is set.
        assign_date "assignDate" Date [yes yes];
        /// Day on which the work is due.
        due_date "dueDate" Date [yes yes];
        /// The class.
        class_sourced_id "classSourcedId" Guid => Classes [yes yes];
        /// Grading category.
        category_sourced_id "categorySourcedId" Guid => Categories [yes yes];
        /// Session of type gradingPeriod; called academicSessionSourcedId in 1.2.
        grading_period_sourced_id "gradingPeriodSourcedId" Guid => AcademicSessions [yes -];
        /// Session that the line item counts for; called gradingPeriodSourcedId in 1.1.
        academic_session_sourced_id "academicSessionSourcedId" Guid => AcademicSessions [- yes];
        /// Lowest allowed score, inclusive.
        result_value_min "resultValueMin" Float [yes no];
        /// Highest allowed score, inclusive.
        result_value_max "resultValueMax" Float [yes no];
        /// The school.
        school_sourced_id "schoolSourcedId" Guid => Orgs [- yes];
    }
}

table! {
    /// What one student reached in one line item.
    ResultRow, Results {
        /// Identifier, unique in the file.
        sourced_id "sourcedId" Guid [yes yes];
        /// Blank in bulk mode, filled in delta mode.
        status "status" Enum(&vocabulary::STATUS) [delta delta];
        /// Blank in bulk mode, an instant in delta mode.
        date_last_modified "dateLastModified" DateTime [delta delta];
        /// The line item.
        line_item_sourced_id "lineItemSourcedId" Guid => LineItems [yes yes];
        /// A user who is a student.
        student_sourced_id "studentSourcedId" Guid => Users [yes yes];
        /// State of the result; the tokens contain blanks.
        score_status "scoreStatus" Enum(&vocabulary::SCORE_STATUS) [yes yes];
        /// Score within the limits of the line item.
        score "score" Float [yes no];
        /// Day of submission or of the last scoreStatus change.
        score_date "scoreDate" Date [yes yes];
        /// Free text about the score.
        comment "comment" Text [no no];
        /// Score as text; must fit the score scale when one is assigned.
        text_score "textScore" Text [- no];
        /// The class.
        class_sourced_id "classSourcedId" Guid => Classes [- no];
        /// Assigned, work not expected yet.
        in_progress "inProgress" Boolean [- no];
        /// Handed in but judged incomplete.
        incomplete "incomplete" Boolean [- no];
        /// Past due or handed in after the due date.
        late "late" Boolean [- no];
        /// Not handed in and judged missing.
        missing "missing" Boolean [- no];
    }
}

table! {
    /// A mapping between scores (1.2).
    ScoreScaleRow, ScoreScales {
        /// Identifier, unique in the file.
        sourced_id "sourcedId" Guid [- yes];
        /// Blank in bulk mode, filled in delta mode.
        status "status" Enum(&vocabulary::STATUS) [- delta];
        /// Blank in bulk mode, an instant in delta mode.
        date_last_modified "dateLastModified" DateTime [- delta];
        /// Name.
        title "title" Text [- yes];
        /// Free text, e.g. percent; not an enumeration.
        r#type "type" Text [- yes];
        /// The org.
        org_sourced_id "orgSourcedId" Guid => Orgs [- yes];
        /// The course.
        course_sourced_id "courseSourcedId" Guid => Courses [- yes];
        /// The class.
        class_sourced_id "classSourcedId" Guid => Classes [- yes];
        /// One or more pairs `{left:right}`; the left value is the reference.
        score_scale_value "scoreScaleValue" list Pair [- yes];
    }
}

table! {
    /// The score scale of a line item (1.2).
    LineItemScoreScaleRow, LineItemScoreScales {
        /// Identifier, unique in the file.
        sourced_id "sourcedId" Guid [- yes];
        /// Blank in bulk mode, filled in delta mode.
        status "status" Enum(&vocabulary::STATUS) [- delta];
        /// Blank in bulk mode, an instant in delta mode.
        date_last_modified "dateLastModified" DateTime [- delta];
        /// Name of the related score scale.
        title "title" Text [- no];
        /// The line item.
        line_item_sourced_id "lineItemSourcedId" Guid => LineItems [- yes];
        /// The score scale.
        score_scale_sourced_id "scoreScaleSourcedId" Guid => ScoreScales [- yes];
    }
}

table! {
    /// The score scale of a result (1.2).
    ResultScoreScaleRow, ResultScoreScales {
        /// Identifier, unique in the file.
        sourced_id "sourcedId" Guid [- yes];
        /// Blank in bulk mode, filled in delta mode.
        status "status" Enum(&vocabulary::STATUS) [- delta];
        /// Blank in bulk mode, an instant in delta mode.
        date_last_modified "dateLastModified" DateTime [- delta];
        /// Name of the related score scale.
        title "title" Text [- no];
        /// The result.
        result_sourced_id "resultSourcedId" Guid => Results [- yes];
        /// The score scale.
        score_scale_sourced_id "scoreScaleSourcedId" Guid => ScoreScales [- yes];
    }
}

table! {
    /// A learning objective of a line item (1.2).
    LineItemLearningObjectiveIdRow, LineItemLearningObjectiveIds {
        /// Identifier, unique in the file.
        sourced_id "sourcedId" Guid [- yes];
        /// Blank in bulk mode, filled in delta mode.
        status "status" Enum(&vocabulary::STATUS) [- delta];
        /// Blank in bulk mode, an instant in delta mode.
        date_last_modified "dateLastModified" DateTime [- delta];
        /// The line item.
        line_item_sourced_id "lineItemSourcedId" Guid => LineItems [- yes];
        /// Identifier scheme of the objective.
        source "source" Enum(&vocabulary::LEARNING_OBJECTIVE_SOURCE) [- yes];
        /// When source is case this has to be a valid UUID URN.
        learning_objective_id "learningObjectiveId" Text [- yes];
    }
}

table! {
    /// A learning objective of a result, with its score (1.2).
    ResultLearningObjectiveIdRow, ResultLearningObjectiveIds {
        /// Identifier, unique in the file.
        sourced_id "sourcedId" Guid [- yes];
        /// Blank in bulk mode, filled in delta mode.
        status "status" Enum(&vocabulary::STATUS) [- delta];
        /// Blank in bulk mode, an instant in delta mode.
        date_last_modified "dateLastModified" DateTime [- delta];
        /// The result.
        result_sourced_id "resultSourcedId" Guid => Results [- yes];
        /// Identifier scheme of the objective.
        source "source" Enum(&vocabulary::LEARNING_OBJECTIVE_SOURCE) [- yes];
        /// When source is case this has to be a valid UUID URN.
        learning_objective_id "learningObjectiveId" Text [- yes];
        /// Mastery score as a number.
        score "score" Float [- no];
        /// Mastery score as text.
        text_score "textScore" Text [- no];
    }
}
