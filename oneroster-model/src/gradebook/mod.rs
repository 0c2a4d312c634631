//! The gradebook service: line items and results, with their categories and score scales.

mod category;
mod learning_objective;
mod line_item;
mod result;
mod score_scale;
mod sourced_id_pair;

pub use category::Category;
pub use learning_objective::{LearningObjectiveResult, LearningObjectiveScoreSet, LearningObjectiveSet};
pub use line_item::LineItem;
pub use result::Result;
pub use score_scale::{ScoreScale, ScoreScaleValue};
pub use sourced_id_pair::SourcedIdPair;
