use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::{env, fmt, fs};

use oneroster_client::Secret;
use serde::{Deserialize, Deserializer};

use super::secrets::SecretsFile;
use crate::error::{ConfigurationProblem, Error};

/// Where a secret is: `env:NAME`, `file:PATH`, `secret:NAME`, or right here.
///
/// Paths are relative to the file of the configuration, and `secret:NAME` stands in the
/// [secrets file](SecretsFile) beside it; in a text without a file there is none.
///
/// `Debug` and `Display` show names and paths, never a secret.
///
/// # Examples
///
/// ```
/// use roster_flow::configuration::SecretReference;
///
/// let reference: SecretReference = "env:SIS_SECRET".into();
/// assert_eq!(reference.to_string(), "env:SIS_SECRET");
/// let secret = reference.resolve_with(|name| (name == "SIS_SECRET").then(|| "s3cr3t".to_owned()))?;
/// assert_eq!(secret.expose(), "s3cr3t");
///
/// let literal = SecretReference::from("s3cr3t");
/// assert!(literal.is_literal());
/// assert_eq!(format!("{literal} {literal:?}"), "[redacted] Literal(Secret(redacted))");
/// # Ok::<(), roster_flow::Error>(())
/// ```
#[derive(Clone, Debug)]
pub enum SecretReference {
    /// A variable of the environment.
    Environment(String),
    /// A file; line breaks at its end do not count.
    File(PathBuf),
    /// An entry of the secrets file.
    Stored(StoredSecret),
    /// The text itself.
    Literal(Secret),
}

/// An entry of the secrets file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSecret {
    name: String,
    /// Known once the configuration is read.
    file: Option<PathBuf>,
}

impl StoredSecret {
    /// Returns the name of the entry.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl SecretReference {
    /// Makes paths relative to the folder of the configuration.
    pub(super) fn place(&mut self, folder: &Path, secrets: &Path) {
        match self {
            Self::File(path) => *path = folder.join(&*path),
            Self::Stored(stored) => stored.file = Some(secrets.to_owned()),
            Self::Environment(_) | Self::Literal(_) => {}
        }
    }

    /// Tells whether nothing was given at all.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Literal(secret) if secret.is_empty())
    }

    /// Tells whether the text itself was given.
    pub const fn is_literal(&self) -> bool {
        matches!(self, Self::Literal(_))
    }

    /// Fetches the text.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] when there is no such variable, file or entry, or it is empty or no text.
    pub fn resolve(&self) -> Result<Secret, Error> {
        self.resolve_with(|name| env::var(name).ok())
    }

    /// Fetches the text, with variables from elsewhere than the environment.
    ///
    /// # Errors
    ///
    /// As for [`resolve`](Self::resolve).
    pub fn resolve_with(&self, variable: impl FnOnce(&str) -> Option<String>) -> Result<Secret, Error> {
        let unusable = |problem: &str| ConfigurationProblem::new(format!("{self} {problem}"));
        let text = match self {
            Self::Environment(name) => variable(name).ok_or_else(|| {
                unusable("is not set").advise(format!("set the environment variable {name}")).into_error()
            })?,
            Self::File(path) => fs::read_to_string(path)
                .map_err(|error| unusable("cannot be read").caused_by(error).into_error())?,
            Self::Stored(StoredSecret { name, file: Some(file) }) => {
                return SecretsFile::new(file).read(name);
            }
            Self::Stored(_) => {
                return Err(unusable("stands in no file, because the configuration is none").into_error());
            }
            Self::Literal(secret) => return Ok(secret.clone()),
        };
        let secret = Secret::new(text.trim_end_matches(['\r', '\n']));
        if secret.is_empty() { Err(unusable("is empty").into_error()) } else { Ok(secret) }
    }
}

impl From<&str> for SecretReference {
    fn from(text: &str) -> Self {
        match text.split_once(':') {
            Some(("env", name)) if !name.is_empty() => Self::Environment(name.to_owned()),
            Some(("file", path)) if !path.is_empty() => Self::File(path.into()),
            Some(("secret", name)) if !name.is_empty() => {
                Self::Stored(StoredSecret { name: name.to_owned(), file: None })
            }
            _ => Self::Literal(text.into()),
        }
    }
}

impl FromStr for SecretReference {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(text.into())
    }
}

impl fmt::Display for SecretReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment(name) => write!(f, "env:{name}"),
            Self::File(path) => write!(f, "file:{}", path.display()),
            Self::Stored(stored) => write!(f, "secret:{}", stored.name),
            Self::Literal(_) => f.write_str("[redacted]"),
        }
    }
}

impl<'de> Deserialize<'de> for SecretReference {
    /// Reads a text; the error for anything else does not repeat it.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)
            .map_err(|_| serde::de::Error::custom("not a text in quotes"))?;
        Ok(text.as_str().into())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn texts_are_fetched_from_where_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        fs::write(&path, " s3cr3t\r\n").unwrap();
        let file = format!("file:{}", path.display());
        let check = |text: &str, expected: Result<&str, &str>| {
            let resolved = SecretReference::from(text).resolve_with(|name| match name {
                "SET" => Some("s3cr3t\n".to_owned()),
                "EMPTY" => Some(String::new()),
                _ => None,
            });
            match (resolved, expected) {
                (Ok(secret), expected) => assert_eq!(Ok(secret.expose()), expected, "{text}"),
                (Err(error), Err(expected)) => assert_eq!(error.to_string(), expected, "{text}"),
                (Err(error), Ok(_)) => panic!("{text}: {error}"),
            }
        };
        check("env:SET", Ok("s3cr3t"));
        check(&file, Ok(" s3cr3t"));
        check("s3cr3t", Ok("s3cr3t"));
        check("env:", Ok("env:"));
        check("http://x", Ok("http://x"));
        check("env:UNSET", Err("env:UNSET is not set"));
        check("env:EMPTY", Err("env:EMPTY is empty"));
        check("secret:apple", Err("secret:apple stands in no file, because the configuration is none"));
        check("file:/no/such/file", Err("file:/no/such/file cannot be read"));
    }
}
