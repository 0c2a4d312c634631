use std::fmt;

use super::Personality;

macro_rules! personalities {
    ($($name:literal [$($alias:literal),*];)+) => {
        /// Names, other names, and texts of the personalities.
        const NAMED: &[(&str, &[&str], &str)] = &[
            $(($name, &[$($alias),*], include_str!(concat!("../../../personalities/", $name, ".toml"))),)+
        ];
    };
}

personalities! {
    "standard" ["other", "facts", "authentica_seed", "gradelink", "alma", "tyler_sis", "frontline_teams", "illuminate", "arbor", "wonde", "sims", "itslearning", "clever", "schoology", "canvas"];
    "aeries" [];
    "skyward_sms" [];
    "skyward_qmlativ" ["qmlativ"];
    "eschooldata" [];
    "follett_aspen" ["aspen"];
    "infinite_campus" [];
    "powerschool" [];
    "powerschool_unified_classroom" [];
    "eschoolplus" [];
    "synergy" [];
    "classlink_proxy" ["classlink"];
    "classlink_direct" [];
    "genesis" [];
    "blackbaud" [];
    "focus" [];
    "schooltool" [];
    "edsembli" [];
    "gg4l" [];
    "visma_flyt" [];
    "edfi" [];
    "timeback" [];
    "go_oneroster" [];
    "libre_oneroster" [];
    "roster_hub" [];
    "veracross" [];
    "rediker" [];
    "microsoft_sample" [];
    "loose" [];
}

impl Personality {
    /// Returns the personality of a SIS by its name; `_`, `-` and blanks, upper and lower case are the same.
    ///
    /// The names are the keys of the profiles in `sis-providers`. Systems of which nothing is known behave as
    /// the standard has it. `microsoft_sample` is a public sample provider, `loose` is no system of its own, but
    /// many departures at once.
    ///
    /// # Errors
    ///
    /// [`Error::Personality`](crate::Error::Personality) if there is none; the message lists all.
    pub fn named(name: &str) -> Result<Self, crate::Error> {
        let wanted = name.trim().replace(['-', ' '], "_").to_ascii_lowercase();
        let found =
            NAMED.iter().find(|(name, aliases, _)| *name == wanted || aliases.contains(&wanted.as_str()));
        match found {
            Some((_, _, text)) => Self::from_toml(text),
            None => Err(crate::Error::unknown_personality(UnknownPersonality { name: name.to_owned() })),
        }
    }

    /// Iterates over the names that [`named`](Self::named) knows.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMED.iter().map(|(name, _, _)| *name)
    }
}

/// There is no personality of that name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownPersonality {
    name: String,
}

impl fmt::Display for UnknownPersonality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no personality is called {:?}; there are ", self.name)?;
        for (position, name) in Personality::names().enumerate() {
            if position > 0 {
                f.write_str(", ")?;
            }
            f.write_str(name)?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownPersonality {}
