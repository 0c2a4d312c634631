use oneroster_model::Version;

use crate::{File, Service, Strictness};

/// What a package is measured against.
///
/// # Examples
///
/// ```
/// use oneroster_csv::{Strictness, validate::{DeltaReferences, Profile, ValidateOptions}};
///
/// let options = ValidateOptions::default()
///     .with_strictness(Strictness::Strict)
///     .with_profile(Profile::Rostering)
///     .with_delta_references(DeltaReferences::Checked);
/// assert_eq!(options.profile(), Profile::Rostering);
/// assert_eq!(ValidateOptions::default().strictness(), Strictness::Tolerant);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ValidateOptions {
    strictness: Strictness,
    profile: Profile,
    delta_references: DeltaReferences,
}

impl ValidateOptions {
    /// Returns how departures from the standard are judged.
    pub const fn strictness(&self) -> Strictness {
        self.strictness
    }

    /// Sets how departures from the standard are judged. Default: [`Strictness::Tolerant`].
    #[must_use]
    pub const fn with_strictness(mut self, strictness: Strictness) -> Self {
        self.strictness = strictness;
        self
    }

    /// Returns which files are looked at.
    pub const fn profile(&self) -> Profile {
        self.profile
    }

    /// Sets which files are looked at. Default: [`Profile::Full`].
    #[must_use]
    pub const fn with_profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// Returns whether delta files must hold what they refer to.
    pub const fn delta_references(&self) -> DeltaReferences {
        self.delta_references
    }

    /// Sets whether delta files must hold what they refer to. Default: [`DeltaReferences::Ignored`].
    #[must_use]
    pub const fn with_delta_references(mut self, delta_references: DeltaReferences) -> Self {
        self.delta_references = delta_references;
        self
    }
}

/// Whether references from and into delta files must lead to a record of the package.
///
/// The text demands complete packages in bulk mode only; what a delta refers to may have come before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum DeltaReferences {
    /// Records that a delta does not hold are taken to be known to the receiver.
    #[default]
    Ignored,
    /// A delta has to be complete, too.
    Checked,
}

/// The part of the standard that a package is to serve, and so the files that are looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Profile {
    /// Every file; none is expected.
    #[default]
    Full,
    /// The files of the rostering service.
    Rostering,
    /// Rostering and gradebook.
    Gradebook,
    /// Rostering and resources.
    Resources,
}

impl Profile {
    /// Every profile.
    pub const ALL: [Self; 4] = [Self::Full, Self::Rostering, Self::Gradebook, Self::Resources];

    /// Returns `full`, `rostering`, `gradebook` or `resources`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Rostering => "rostering",
            Self::Gradebook => "gradebook",
            Self::Resources => "resources",
        }
    }

    /// Finds a profile by its exact name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.as_str() == name)
    }

    /// Tells whether a file is looked at.
    pub fn includes(self, file: File) -> bool {
        match file.service() {
            Service::Rostering => true,
            Service::Gradebook => matches!(self, Self::Full | Self::Gradebook),
            Service::Resources => matches!(self, Self::Full | Self::Resources),
        }
    }

    /// Returns the files without which a bulk package does not serve its purpose.
    ///
    /// Source for rostering: CSV binding 1.2, minimum set for rostering; for the other services our
    /// choice. No file is required by the standard, so that a missing one does not refuse a package.
    pub fn expected_files(self, version: Version) -> impl Iterator<Item = File> {
        let (rostering, own): (&[File], &[File]) = match self {
            Self::Full => (&[], &[]),
            Self::Rostering => (&File::ROSTERING, &[]),
            Self::Gradebook => (&File::ROSTERING, &[File::Categories, File::LineItems, File::Results]),
            Self::Resources => (&File::ROSTERING, &[File::Resources]),
        };
        rostering.iter().chain(own).copied().filter(move |file| file.since() <= version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_expected_from_1_2_on() {
        let expects = |version| Profile::Rostering.expected_files(version).any(|file| file == File::Roles);
        assert_eq!((expects(Version::V1_1), expects(Version::V1_2)), (false, true));
        assert_eq!(Profile::Full.expected_files(Version::V1_2).count(), 0);
    }

    #[test]
    fn every_profile_looks_at_the_files_that_it_expects() {
        for profile in Profile::ALL {
            assert_eq!(Profile::from_name(profile.as_str()), Some(profile));
            assert!(profile.expected_files(Version::V1_2).all(|file| profile.includes(file)));
        }
    }
}
