//! Which other ways to a token are worth trying after one was refused.
//!
//! Wrong grants in a row can lock an account, so that only few are tried, and only where the answer says
//! that another way may help.

use crate::diagnose::{Symptom, SymptomKind};
use crate::profile::{Profile, ScopeUse, TokenAlternative};

/// Most ways that are tried after the usual one.
const MOST: usize = 4;

/// Returns the alternatives that may help after a failure, in order.
pub(super) fn worth_trying(profile: &Profile, failure: &Symptom) -> Vec<TokenAlternative> {
    let helps = |alternative: &&TokenAlternative| match (failure.kind, failure.status) {
        (SymptomKind::Status, Some(400 | 401 | 403)) => true,
        (SymptomKind::Status, Some(404 | 410)) | (SymptomKind::WebPage | SymptomKind::Redirect, _) => {
            alternative.path.is_some()
        }
        (SymptomKind::Status, Some(405)) => alternative.method.is_some(),
        (SymptomKind::Status, Some(415)) => alternative.parameters.is_some() || alternative.method.is_some(),
        _ => false,
    };
    let mut all: Vec<TokenAlternative> = profile.token.alternatives.iter().filter(helps).cloned().collect();
    if failure.text.contains("invalid_scope") && profile.scopes.usage.is_sent() {
        all.insert(0, without_scopes());
    }
    all.truncate(MOST);
    all
}

fn without_scopes() -> TokenAlternative {
    TokenAlternative {
        name: "without scopes".to_owned(),
        scopes: Some(ScopeUse::Never),
        ..TokenAlternative::default()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;
    use crate::diagnose::Stage;
    use crate::profiles::Profiles;

    #[test]
    fn only_what_may_help_is_tried() {
        let profiles = Profiles::builtin();
        for (key, kind, status, text, expected) in [
            ("aeries", SymptomKind::Status, 401, "", &["id and secret in the form", "second generation"][..]),
            ("aeries", SymptomKind::Status, 404, "", &["second generation"]),
            (
                "aeries",
                SymptomKind::Status,
                400,
                "invalid_scope",
                &["without scopes", "id and secret in the form", "second generation"],
            ),
            ("aeries", SymptomKind::Status, 503, "", &[]),
            ("aeries", SymptomKind::Timeout, 0, "", &[]),
            (
                "skyward_qmlativ",
                SymptomKind::Status,
                405,
                "",
                &["integration access: POST with id and secret in the form", "POST with HTTP Basic"],
            ),
            ("eschooldata", SymptomKind::Status, 401, "", &[]),
        ] {
            let symptom = Symptom::new(Stage::Token, kind).with_status(status).with_text(text);
            let found = worth_trying(profiles.get(key).unwrap(), &symptom);
            let names: Vec<&str> = found.iter().map(|alternative| alternative.name.as_str()).collect();
            assert_eq!(names, expected, "{key} {status} {text}");
        }
        let many = worth_trying(
            profiles.get("other").unwrap(),
            &Symptom::new(Stage::Token, SymptomKind::Status).with_status(401),
        );
        assert!(many.len() <= MOST);
    }
}
