use oneroster_model::assessment::{AssessmentLineItem, AssessmentResult};
use oneroster_model::gradebook::{Category, LineItem, Result as Score, ScoreScale, SourcedIdPair};

use super::object_path;
use crate::endpoint;
use crate::error::Error;
use crate::write::{Delete, Put, post};

/// Adds writing to a path whose object can be replaced and deleted.
macro_rules! writable {
    ($name:ident, $record:ident, $put:ident, $delete:ident, $what:literal) => {
        impl $name {
            #[doc = concat!("Creates or replaces the ", $what, ", whose `sourcedId` must be that of the path.")]
            pub fn put(&self, record: &$record) -> Put {
                Put::new(&self.client, &endpoint::$put, self.id(), record)
            }

            #[doc = concat!("Deletes the ", $what, ".")]
            pub fn delete(&self) -> Delete {
                Delete::new(&self.client, &endpoint::$delete, self.id())
            }

            fn id(&self) -> &str {
                self.ids.first().map_or("", String::as_str)
            }
        }
    };
}

object_path! {
    /// A category of line items.
    CategoryPath {
        /// Reads the category: `GET /categories/{id}`.
        get -> Single<Category> = GET_CATEGORY;
    }
}
writable!(CategoryPath, Category, PUT_CATEGORY, DELETE_CATEGORY, "category");

object_path! {
    /// A line item.
    LineItemPath {
        /// Reads the line item: `GET /lineItems/{id}`.
        get -> Single<LineItem> = GET_LINE_ITEM;
    }
}
writable!(LineItemPath, LineItem, PUT_LINE_ITEM, DELETE_LINE_ITEM, "line item");

impl LineItemPath {
    /// Creates results for the line item, under identifiers of the server:
    /// `POST /lineItems/{id}/results` (1.2).
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] with 1.1, [`Error::Rejected`] when the server does not take the records.
    pub async fn post_results(&self, results: &[Score]) -> Result<Vec<SourcedIdPair>, Error> {
        post(&self.client, &endpoint::POST_RESULTS_FOR_LINE_ITEM, &self.ids, results).await
    }
}

object_path! {
    /// A result.
    ResultPath {
        /// Reads the result: `GET /results/{id}`.
        get -> Single<Score> = GET_RESULT;
    }
}
writable!(ResultPath, Score, PUT_RESULT, DELETE_RESULT, "result");

object_path! {
    /// A score scale (1.2).
    ScoreScalePath {
        /// Reads the score scale: `GET /scoreScales/{id}`.
        get -> Single<ScoreScale> = GET_SCORE_SCALE;
    }
}
writable!(ScoreScalePath, ScoreScale, PUT_SCORE_SCALE, DELETE_SCORE_SCALE, "score scale");

object_path! {
    /// A line item of an assessment (1.2).
    AssessmentLineItemPath {
        /// Reads the line item: `GET /assessmentLineItems/{id}`.
        get -> Single<AssessmentLineItem> = GET_ASSESSMENT_LINE_ITEM;
    }
}
writable!(
    AssessmentLineItemPath,
    AssessmentLineItem,
    PUT_ASSESSMENT_LINE_ITEM,
    DELETE_ASSESSMENT_LINE_ITEM,
    "line item of the assessment"
);

object_path! {
    /// A result of an assessment (1.2).
    AssessmentResultPath {
        /// Reads the result: `GET /assessmentResults/{id}`.
        get -> Single<AssessmentResult> = GET_ASSESSMENT_RESULT;
    }
}
writable!(
    AssessmentResultPath,
    AssessmentResult,
    PUT_ASSESSMENT_RESULT,
    DELETE_ASSESSMENT_RESULT,
    "result of the assessment"
);

object_path! {
    /// A line item in its class.
    ClassLineItemPath {
        /// Reads its results: `GET /classes/{id}/lineItems/{id}/results`.
        results -> Collection<Score> = GET_RESULTS_FOR_LINE_ITEM_FOR_CLASS;
    }
}

object_path! {
    /// A student in a class.
    ClassStudentPath {
        /// Reads the student's results in the class: `GET /classes/{id}/students/{id}/results`.
        results -> Collection<Score> = GET_RESULTS_FOR_STUDENT_FOR_CLASS;
    }
}

object_path! {
    /// An academic session of a class (1.2).
    ClassSessionPath {}
}

impl ClassSessionPath {
    /// Creates results, under identifiers of the server:
    /// `POST /classes/{id}/academicSessions/{id}/results` (1.2).
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] with 1.1, [`Error::Rejected`] when the server does not take the records.
    pub async fn post_results(&self, results: &[Score]) -> Result<Vec<SourcedIdPair>, Error> {
        let endpoint = &endpoint::POST_RESULTS_FOR_ACADEMIC_SESSION_FOR_CLASS;
        post(&self.client, endpoint, &self.ids, results).await
    }
}
