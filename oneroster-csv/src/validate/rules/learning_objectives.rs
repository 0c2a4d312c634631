use super::{Row, Rule, position};
use crate::validate::reporter::Reporter;
use crate::{File, codes};

/// SR-16: the identifier of a learning objective is a UUID URN when its source is CASE.
pub(super) struct LearningObjectives;

impl Rule for LearningObjectives {
    fn files(&self) -> &'static [File] {
        &[File::LineItemLearningObjectiveIds, File::ResultLearningObjectiveIds]
    }

    fn check(&mut self, row: &Row<'_, '_>, reporter: &mut Reporter<'_>) {
        let objective = position(row.file, "learningObjectiveId");
        let id = row.cell(objective);
        let is_case = row.cell(position(row.file, "source")).trim().eq_ignore_ascii_case("case");
        if is_case && !id.is_empty() && !is_uuid_urn(id) {
            let message = "not a UUID URN such as urn:uuid:123e4567-e89b-12d3-a456-426614174000";
            reporter.rule(&codes::LEARNING_OBJECTIVE_FORM, row.place(objective), message);
        }
    }
}

/// RFC 4122: the prefix is compared without case.
fn is_uuid_urn(text: &str) -> bool {
    const PREFIX: &str = "urn:uuid:";
    let Some((prefix, uuid)) = text.split_at_checked(PREFIX.len()) else { return false };
    let mut groups = uuid.split('-');
    let has_groups = [8, 4, 4, 4, 12].into_iter().all(|length| {
        groups
            .next()
            .is_some_and(|group| group.len() == length && group.bytes().all(|byte| byte.is_ascii_hexdigit()))
    });
    prefix.eq_ignore_ascii_case(PREFIX) && has_groups && groups.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_uuid_urns_pass() {
        assert!(is_uuid_urn("urn:uuid:123e4567-e89b-12d3-a456-426614174000"));
        assert!(is_uuid_urn("URN:UUID:123E4567-E89B-12D3-A456-426614174000"));
        for text in [
            "123e4567-e89b-12d3-a456-426614174000",
            "urn:uuid:123e4567e89b12d3a456426614174000",
            "urn:uuid:123e4567-e89b-12d3-a456-42661417400g",
            "urn:uuid:123e4567-e89b-12d3-a456-426614174000-1",
            "urn:uuid:",
            "é",
            "",
        ] {
            assert!(!is_uuid_urn(text), "{text}");
        }
    }
}
