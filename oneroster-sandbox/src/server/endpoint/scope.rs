use oneroster_model::Version;

/// Start of the scopes of a version.
pub(crate) const fn scope_root(version: Version) -> &'static str {
    match version {
        Version::V1_1 => "https://purl.imsglobal.org/spec/or/v1p1/scope/",
        Version::V1_2 => "https://purl.imsglobal.org/spec/or/v1p2/scope/",
    }
}

/// Which scopes open an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ScopeGroup {
    /// Top level and single reads of rostering.
    RosterCore,
    /// Nested reads of rostering.
    Roster,
    Demographics,
    /// Top level and single reads of the gradebook.
    GradebookCore,
    /// Nested reads of the gradebook.
    Gradebook,
    GradebookPut,
    GradebookPost,
    GradebookDelete,
    Assessment,
    AssessmentPut,
    AssessmentDelete,
    /// Top level and single reads of resources.
    ResourceCore,
    /// Nested reads of resources.
    Resource,
}

impl ScopeGroup {
    /// Names the scopes of which one is enough, without their root.
    ///
    /// 1.1 knows `-core` scopes for rostering only, and none for assessments.
    pub(crate) const fn names(self, version: Version) -> &'static [&'static str] {
        match (self, version) {
            (Self::RosterCore, _) => &["roster-core.readonly", "roster.readonly"],
            (Self::Roster, _) => &["roster.readonly"],
            (Self::Demographics, _) => &["roster-demographics.readonly"],
            (Self::GradebookCore, Version::V1_2) => &["gradebook-core.readonly", "gradebook.readonly"],
            (Self::GradebookCore | Self::Gradebook, _) => &["gradebook.readonly"],
            (Self::GradebookPut, _) => &["gradebook.createput"],
            (Self::GradebookPost, _) => &["gradebook.createpost"],
            (Self::GradebookDelete, _) => &["gradebook.delete"],
            (Self::Assessment, _) => &["assessment.readonly"],
            (Self::AssessmentPut, _) => &["assessment.createput"],
            (Self::AssessmentDelete, _) => &["assessment.delete"],
            (Self::ResourceCore, Version::V1_2) => &["resource-core.readonly", "resource.readonly"],
            (Self::ResourceCore | Self::Resource, _) => &["resource.readonly"],
        }
    }
}

/// The scopes of a version: 7 in 1.1, 13 in 1.2.
pub(crate) fn scopes(version: Version) -> impl Iterator<Item = String> {
    let mut names: Vec<&str> =
        super::Endpoint::of(version).flat_map(|endpoint| endpoint.scope.names(version)).copied().collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().map(move |name| format!("{}{name}", scope_root(version)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_version_has_its_scopes() {
        assert_eq!(scopes(Version::V1_1).count(), 7);
        assert_eq!(scopes(Version::V1_2).count(), 13);
    }
}
