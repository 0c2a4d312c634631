use oneroster_model::Version;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::profile::{Certainty, Overrides, Profile};

/// What a check found out about one server, to be kept and used for the next connection.
///
/// # Examples
///
/// ```
/// use sis_providers::check::Learned;
/// use sis_providers::{Certainty, Profiles};
///
/// let kept = r#"
///     provider = "aeries"
///     version = "1.1"
///     [overrides.paging]
///     max_size = 500
/// "#;
/// let learned = Learned::from_toml(kept)?;
/// let profile = learned.apply(Profiles::builtin().get("aeries")?)?;
/// assert_eq!(profile.paging.max_size, Some(500));
/// assert_eq!(profile.certainty.of("paging.max_size"), Certainty::Observed);
/// assert_eq!(Learned::from_toml(&learned.to_toml()?)?, learned);
/// # Ok::<(), sis_providers::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Learned {
    /// Key of the profile that was checked.
    pub provider: String,
    /// Version that was spoken; none when the check did not come that far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<Version>,
    /// What was found out, as fields of a profile.
    #[serde(default, skip_serializing_if = "Overrides::is_empty")]
    pub overrides: Overrides,
}

impl Learned {
    pub(super) fn new(profile: &Profile) -> Self {
        Self { provider: profile.key.clone(), version: None, overrides: Overrides::new() }
    }

    /// Reads what was kept.
    ///
    /// # Errors
    ///
    /// [`Error::Profile`] when the text is not TOML or not what [`to_toml`](Self::to_toml) writes.
    pub fn from_toml(text: &str) -> Result<Self, Error> {
        Overrides::read(text)
    }

    /// Returns a text to keep.
    ///
    /// # Errors
    ///
    /// [`Error::Profile`] when a value cannot be written, which does not happen with what a check learns.
    pub fn to_toml(&self) -> Result<String, Error> {
        Overrides::write(self)
    }

    /// Returns the profile with what was learned, marked as [`Certainty::Observed`].
    ///
    /// # Errors
    ///
    /// [`Error::Profile`] when what was kept does not fit the profile any more.
    pub fn apply(&self, profile: &Profile) -> Result<Profile, Error> {
        profile.overlaid(&self.overrides, Some(Certainty::Observed))
    }

    /// Tells whether something was seen to work.
    pub(super) fn supports(&self, path: &[&str]) -> bool {
        self.overrides.get(path).and_then(toml::Value::as_str) == Some("observed")
    }

    /// Notes a field. What is learned is plain, so that it can always be written.
    pub(super) fn note(&mut self, path: &[&str], value: impl Serialize) {
        self.overrides.set(path, value);
    }
}
