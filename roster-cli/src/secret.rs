//! Secrets, given by where they are and never as they are: arguments are seen by every user of a machine.

use std::convert::Infallible;
use std::path::PathBuf;
use std::str::FromStr;
use std::{env, fmt, fs};

use crate::exit::Exit;
use crate::failure::Failure;

/// Where a secret is: `env:NAME` or `file:PATH`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SecretSource {
    /// A variable of the environment.
    Environment(String),
    /// A file; a line break at its end does not count.
    File(PathBuf),
    /// Neither. The text may be the secret itself, so it is forgotten.
    Neither,
}

impl FromStr for SecretSource {
    /// Whoever parses arguments repeats what is wrong in them, so it is told later, by
    /// [`read`](SecretSource::read).
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(match text.split_once(':') {
            Some(("env", name)) if !name.is_empty() => Self::Environment(name.to_owned()),
            Some(("file", path)) if !path.is_empty() => Self::File(path.into()),
            _ => Self::Neither,
        })
    }
}

impl fmt::Display for SecretSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment(name) => write!(f, "env:{name}"),
            Self::File(path) => write!(f, "file:{}", path.display()),
            Self::Neither => f.write_str("that was given as it is"),
        }
    }
}

impl SecretSource {
    /// Reads the secret.
    pub(crate) fn read(&self) -> Result<String, Failure> {
        let failed = |error: &dyn std::error::Error| {
            Failure::new("secret", Exit::Unusable, format!("cannot read the secret {self}")).because(error)
        };
        match self {
            Self::Neither => {
                Err(Failure::new("secret", Exit::Unusable, format!("cannot read the secret {self}")))
            }
            Self::Environment(name) => env::var(name).map_err(|error| match error {
                // The error would show the value.
                env::VarError::NotUnicode(_) => {
                    failed(&std::io::Error::from(std::io::ErrorKind::InvalidData))
                }
                env::VarError::NotPresent => failed(&error),
            }),
            Self::File(path) => {
                let text = fs::read_to_string(path).map_err(|error| failed(&error))?;
                Ok(text.trim_end_matches(['\r', '\n']).to_owned())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_told_apart_and_secrets_forgotten() {
        for (text, expected) in [
            ("env:NAME", SecretSource::Environment("NAME".into())),
            ("file:/run/secrets/a:b", SecretSource::File("/run/secrets/a:b".into())),
            ("hunter2", SecretSource::Neither),
            ("env:", SecretSource::Neither),
            ("", SecretSource::Neither),
        ] {
            let Ok(source) = text.parse::<SecretSource>();
            assert_eq!(source, expected, "{text}");
        }
    }
}
