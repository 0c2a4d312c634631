use oneroster_model::Version;

macro_rules! accesses {
    ($($(#[$doc:meta])* $access:ident = $name:literal, v1_1 $in_1_1:literal, writes $writes:literal;)+) => {
        /// What a client must be allowed to do, named by the scopes of the standard.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Access {
            $($(#[$doc])* $access,)+
        }

        impl Access {
            /// Every kind of access.
            pub const ALL: &'static [Self] = &[$(Self::$access),+];

            /// Returns the last part of the scope, such as `roster.readonly`.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$access => $name,)+
                }
            }

            const fn is_in_1_1(self) -> bool {
                match self {
                    $(Self::$access => $in_1_1,)+
                }
            }

            /// Tells whether something is changed.
            pub const fn is_writing(self) -> bool {
                match self {
                    $(Self::$access => $writes,)+
                }
            }
        }
    };
}

accesses! {
    /// Reads whole collections and single records of the rostering service.
    RosterCore = "roster-core.readonly", v1_1 true, writes false;
    /// Reads everything of the rostering service but demographics.
    Roster = "roster.readonly", v1_1 true, writes false;
    /// Reads demographics.
    Demographics = "roster-demographics.readonly", v1_1 true, writes false;
    /// Reads whole collections and single records of the gradebook service.
    GradebookCore = "gradebook-core.readonly", v1_1 false, writes false;
    /// Reads everything of the gradebook service.
    Gradebook = "gradebook.readonly", v1_1 true, writes false;
    /// Creates and replaces in the gradebook service under identifiers of the client.
    GradebookReplace = "gradebook.createput", v1_1 true, writes true;
    /// Creates in the gradebook service under identifiers of the server.
    GradebookCreate = "gradebook.createpost", v1_1 false, writes true;
    /// Deletes in the gradebook service.
    GradebookDelete = "gradebook.delete", v1_1 true, writes true;
    /// Reads assessment line items and results.
    Assessment = "assessment.readonly", v1_1 false, writes false;
    /// Creates and replaces assessment line items and results.
    AssessmentReplace = "assessment.createput", v1_1 false, writes true;
    /// Deletes assessment line items and results.
    AssessmentDelete = "assessment.delete", v1_1 false, writes true;
    /// Reads all resources and single ones.
    ResourceCore = "resource-core.readonly", v1_1 false, writes false;
    /// Reads everything of the resources service.
    Resource = "resource.readonly", v1_1 true, writes false;
}

impl Access {
    /// Returns the scope of a version; none when the version does not have it.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneroster_client::endpoint::Access;
    /// use oneroster_model::Version;
    ///
    /// assert_eq!(
    ///     Access::GradebookDelete.scope(Version::V1_2).as_deref(),
    ///     Some("https://purl.imsglobal.org/spec/or/v1p2/scope/gradebook.delete"),
    /// );
    /// assert_eq!(Access::GradebookCreate.scope(Version::V1_1), None);
    /// ```
    pub fn scope(self, version: Version) -> Option<String> {
        let segment = match version {
            Version::V1_1 if !self.is_in_1_1() => return None,
            Version::V1_1 => "v1p1",
            Version::V1_2 => "v1p2",
        };
        Some(format!("https://purl.imsglobal.org/spec/or/{segment}/scope/{}", self.name()))
    }
}
