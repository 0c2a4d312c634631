use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::error::{Error, ErrorContext};
use crate::profile::{Certainty, Overrides, Profile};

/// All profiles that can be chosen, by their keys.
///
/// # Examples
///
/// ```
/// use sis_providers::Profiles;
///
/// let profiles = Profiles::builtin();
/// assert_eq!(profiles.get("follett_aspen")?.name, "Follett Aspen");
/// assert_eq!(profiles.get("Follett Aspen")?.key, "follett_aspen");
/// assert!(profiles.iter().count() > 40);
/// # Ok::<(), sis_providers::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Profiles {
    profiles: BTreeMap<String, Profile>,
}

macro_rules! builtin {
    ($($name:literal),+ $(,)?) => {
        /// Texts of the profiles of this crate; those that others build on come first.
        const BUILTIN: &[(&str, &str)] = &[
            $(($name, include_str!(concat!("../profiles/", $name, ".toml")))),+
        ];
    };
}

builtin! {
    "other",
    "aeries",
    "skyward_sms",
    "skyward_qmlativ",
    "eschooldata",
    "follett_aspen",
    "infinite_campus",
    "powerschool",
    "powerschool_unified_classroom",
    "eschoolplus",
    "synergy",
    "classlink_proxy",
    "classlink_direct",
    "genesis",
    "blackbaud",
    "focus",
    "facts",
    "schooltool",
    "edsembli",
    "gg4l",
    "visma_flyt",
    "edfi",
    "timeback",
    "go_oneroster",
    "libre_oneroster",
    "roster_hub",
    "authentica_seed",
    "veracross",
    "rediker",
    "gradelink",
    "alma",
    "tyler_sis",
    "frontline_teams",
    "illuminate",
    "arbor",
    "wonde",
    "sims",
    "itslearning",
    "clever",
    "schoology",
    "canvas",
}

impl Profiles {
    /// Starts without any.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Starts with all profiles of this crate, which are read once per process.
    pub fn builtin() -> Self {
        static PROFILES: LazyLock<Profiles> = LazyLock::new(|| {
            let mut profiles = Profiles::empty();
            for (name, text) in BUILTIN {
                // A test loads every one of them, so that none is ever left out.
                let loaded = profiles.load_marked(text, None);
                debug_assert!(loaded.is_ok(), "profile {name}: {:?}", loaded.err());
            }
            profiles
        });
        PROFILES.clone()
    }

    /// Adds a profile from TOML, and returns it. One with the same key is replaced.
    ///
    /// With `base = "…"` the text says only what differs from that profile; fields that it sets are marked
    /// as [`Certainty::Given`].
    ///
    /// # Errors
    ///
    /// [`Error::UnknownProvider`] when the base does not exist; [`Error::Profile`] when the text is not TOML,
    /// names an unknown field, has no key, or the result contradicts itself.
    pub fn load(&mut self, text: &str) -> Result<&Profile, Error> {
        self.load_marked(text, Some(Certainty::Given))
    }

    fn load_marked(&mut self, text: &str, mark: Option<Certainty>) -> Result<&Profile, Error> {
        let mut overrides = Overrides::from_toml(text)?;
        let profile = match overrides.take_base()? {
            None => Profile::from_toml(text)?,
            Some(base) => {
                let base = self.get(&base)?;
                if overrides.text("key").is_none() {
                    return Err(Error::Profile(
                        ErrorContext::new("key: is missing").advise("give the profile a key of its own"),
                    ));
                }
                base.overlaid(&overrides, mark)?
            }
        };
        Ok(self.insert(profile))
    }

    /// Adds a profile, and returns it. One with the same key is replaced.
    pub fn insert(&mut self, profile: Profile) -> &Profile {
        let slot = self.profiles.entry(profile.key.clone());
        slot.and_modify(|old| old.clone_from(&profile)).or_insert(profile)
    }

    /// Returns a profile by its key or name; case, blanks and punctuation do not matter.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownProvider`] with the most similar key as advice.
    pub fn get(&self, name: &str) -> Result<&Profile, Error> {
        if let Some(profile) = self.profiles.get(name) {
            return Ok(profile);
        }
        let wanted = plain(name);
        let named = |profile: &&Profile| {
            plain(&profile.key) == wanted
                || plain(&profile.name) == wanted
                || profile.also_known_as.iter().any(|other| plain(other) == wanted)
        };
        self.profiles.values().find(named).ok_or_else(|| {
            let context = ErrorContext::new(format!("{name:?}"));
            Error::UnknownProvider(match self.most_similar(&wanted) {
                Some(key) => context.advise(format!("did you mean {key}?")),
                None => context.advise("use `other` and give the token URL for systems without a profile"),
            })
        })
    }

    /// Returns all profiles in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = &Profile> {
        self.profiles.values()
    }

    fn most_similar(&self, wanted: &str) -> Option<&str> {
        self.profiles
            .keys()
            .map(|key| (distance(&plain(key), wanted), key.as_str()))
            .min()
            .filter(|(distance, key)| *distance <= 1 + key.len() / 4)
            .map(|(_, key)| key)
    }
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Number of letters to change, add or remove to get from one word to the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut before = i;
        let mut left = i + 1;
        for (j, y) in b.iter().enumerate() {
            let Some(above) = row.get_mut(j + 1) else { continue };
            let here = (before + usize::from(x != *y)).min(left + 1).min(*above + 1);
            before = std::mem::replace(above, here);
            left = here;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn every_builtin_profile_loads_under_the_name_of_its_file() {
        let mut profiles = Profiles::empty();
        for (name, text) in BUILTIN {
            match profiles.load_marked(text, None) {
                Ok(profile) => assert_eq!(profile.key, *name),
                Err(error) => panic!("{name}: {error} {:?}", error.advice()),
            }
        }
        assert_eq!(profiles.iter().count(), BUILTIN.len());
    }

    #[test]
    fn names_are_found_and_suggested() {
        let profiles = Profiles::builtin();
        for (name, expected) in [
            ("aeries", Ok("aeries")),
            ("Skyward SMS 2.0", Ok("skyward_sms")),
            ("X2", Ok("follett_aspen")),
            ("infinite-campus", Ok("infinite_campus")),
            ("infinite_campu", Err("did you mean infinite_campus?")),
            ("qmlativ", Ok("skyward_qmlativ")),
            (
                "something else entirely",
                Err("use `other` and give the token URL for systems without a profile"),
            ),
        ] {
            match (profiles.get(name), expected) {
                (Ok(profile), Ok(key)) => assert_eq!(profile.key, key, "{name}"),
                (Err(error), Err(advice)) => assert_eq!(error.advice(), Some(advice), "{name}"),
                (found, _) => panic!("{name}: {:?}", found.map(|profile| &profile.key)),
            }
        }
    }

    #[test]
    fn distances_are_those_of_levenshtein() {
        for (a, b, expected) in [
            ("", "", 0),
            ("abc", "abc", 0),
            ("abc", "axc", 1),
            ("abc", "bc", 1),
            ("kitten", "sitting", 3),
            ("", "ab", 2),
        ] {
            assert_eq!(distance(a, b), expected, "{a} {b}");
        }
    }

    #[test]
    fn profiles_of_ones_own_build_on_each_other() {
        let mut profiles = Profiles::builtin();
        profiles
            .load("key = \"region\"\nname = \"Region\"\nbase = \"aeries\"\n[limits]\nconcurrency = 2")
            .unwrap();
        let district =
            profiles.load("key = \"district\"\nbase = \"region\"\n[paging]\nmax_size = 50").unwrap();
        assert_eq!((district.limits.concurrency, district.paging.max_size), (Some(2), Some(50)));
        assert_eq!(district.certainty.of("limits.concurrency"), Certainty::Given);
        assert_eq!(district.certainty.of("token.path"), Certainty::Verified);
        for (text, code) in [
            ("base = \"aeries\"", "profile"),
            ("key = \"x\"\nbase = \"nowhere\"", "unknown_provider"),
            ("key = \"x\"\nbase = 7", "profile"),
            ("key = \"x\"\nbase = \"aeries\"\ncolour = \"red\"", "profile"),
            ("key = \"x", "profile"),
            ("key = \"x\"\nbase = \"aeries\"\ntoken.path = \"/{typo}\"", "profile"),
            ("key = \"x\"\nbase = \"aeries\"\nunset = [\"token.path\"]", "profile"),
            ("key = \"x\"\nbase = \"aeries\"\ncertainty.facts = { colour = \"given\" }", "profile"),
        ] {
            assert_eq!(
                profiles.load(text).map(|profile| profile.key.clone()).unwrap_err().code(),
                code,
                "{text}"
            );
        }
    }

    #[test]
    fn errors_name_the_place() {
        let mut profiles = Profiles::builtin();
        let mut message =
            |text: &str| profiles.load(text).map(|profile| profile.key.clone()).unwrap_err().to_string();
        assert!(message("a = 1\nb = ").contains("line 2"));
        let wrong = message("key = \"x\"\nbase = \"aeries\"\ntoken = { method = \"PUT\" }");
        assert!(wrong.contains("token.method") && wrong.contains("PUT"), "{wrong}");
    }
}
