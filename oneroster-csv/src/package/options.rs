use crate::{Limits, Strictness};

/// How a package is opened.
///
/// # Examples
///
/// ```
/// use oneroster_csv::{Limits, Strictness, package::OpenOptions};
///
/// let options = OpenOptions::default().with_strictness(Strictness::Strict);
/// assert_eq!(options.limits(), Limits::default());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct OpenOptions {
    limits: Limits,
    strictness: Strictness,
}

impl OpenOptions {
    /// Returns the bounds for untrusted input.
    pub const fn limits(&self) -> Limits {
        self.limits
    }

    /// Sets the bounds for untrusted input. Default: [`Limits::default`].
    #[must_use]
    pub const fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

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
}
