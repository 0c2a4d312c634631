use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::{fs, io};

use oneroster_client::Secret;
use serde::Deserialize;
use tempfile::NamedTempFile;

use crate::error::{ConfigurationProblem, Error};

/// Where secrets are that are referred to as `secret:NAME`: table `[secrets]`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct SecretsConfig {
    /// The file, relative to that of the configuration; default `roster-secrets.toml`.
    pub file: PathBuf,
}

impl Default for SecretsConfig {
    fn default() -> Self {
        Self { file: "roster-secrets.toml".into() }
    }
}

/// A file with secrets, one `name = "text"` a line in TOML, that its owner alone can read.
///
/// # Examples
///
/// ```
/// use roster_flow::configuration::SecretsFile;
///
/// # let folder = tempfile::tempdir()?;
/// let secrets = SecretsFile::new(folder.path().join("roster-secrets.toml"));
/// secrets.write("apple", &"s3cr3t".into())?;
/// assert_eq!(secrets.read("apple")?.expose(), "s3cr3t");
/// assert_eq!(secrets.warning(), None);
/// assert_eq!(secrets.read("aple").unwrap_err().advice(), Some("add a line aple = \"...\""));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretsFile(PathBuf);

impl SecretsFile {
    /// Names a file; nothing is read.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Returns the path.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Reads a secret. Done anew each time, so that a new password takes effect at once.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] when the file cannot be read, or the name is not in it or empty.
    pub fn read(&self, name: &str) -> Result<Secret, Error> {
        let advice = format!("add a line {name} = \"...\"");
        let problem = |text: &str| ConfigurationProblem::new(text).in_file(&self.0).at(name.to_owned(), None);
        match self.entries()?.remove(name) {
            None => Err(problem("there is no such secret").advise(advice).into_error()),
            Some(text) if text.is_empty() => Err(problem("the secret is empty").into_error()),
            Some(text) => Ok(Secret::new(&text)),
        }
    }

    /// Adds or replaces a secret; others stay, comments do not. The file is made if there is none.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] when the file cannot be read or written; it is as it was before then.
    pub fn write(&self, name: &str, secret: &Secret) -> Result<(), Error> {
        let mut entries = if self.0.exists() { self.entries()? } else { BTreeMap::new() };
        entries.insert(name.to_owned(), secret.expose().to_owned());
        let mut text = String::from("# Secrets of roster.toml. Keep this file to yourself.\n");
        for (name, secret) in &entries {
            let mut line = toml::Table::new();
            line.insert(name.clone(), secret.as_str().into());
            text.push_str(&line.to_string());
        }
        self.replace(&text).map_err(|error| {
            ConfigurationProblem::new("cannot be written").caused_by(error).in_file(&self.0).into_error()
        })
    }

    /// Tells whether others than the owner can read the file, and what to do then.
    ///
    /// `None` too where the system has no such permissions or there is no file.
    pub fn warning(&self) -> Option<String> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(&self.0).ok()?.permissions().mode();
            if mode & 0o077 != 0 {
                let path = self.0.display();
                return Some(format!("{path} can be read by others; run chmod 600 {path}"));
            }
        }
        None
    }

    fn entries(&self) -> Result<BTreeMap<String, String>, Error> {
        let problem = |text: &str| ConfigurationProblem::new(text).in_file(&self.0);
        let text = fs::read_to_string(&self.0).map_err(|error| {
            let advice = "make the file, with a line NAME = \"...\" for each secret";
            problem("cannot be read").caused_by(error).advise(advice).into_error()
        })?;
        toml::from_str(&text).map_err(|error: toml::de::Error| {
            // The message of the parser may show the line, and so a secret.
            let line = error.span().map(|span| super::lines::line_of_byte(&text, span.start));
            problem("not lines of NAME = \"...\"").at(String::new(), line).into_error()
        })
    }

    /// Temporary files are private, and stay so under the new name.
    fn replace(&self, text: &str) -> io::Result<()> {
        let folder = self.0.parent().filter(|folder| !folder.as_os_str().is_empty());
        let mut file = NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(&self.0)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn secrets_are_added_and_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let secrets = SecretsFile::new(folder.path().join("s.toml"));
        for (name, text) in [("a", "1"), ("b c", "quote\" and \\"), ("a", "2")] {
            secrets.write(name, &text.into()).unwrap();
            assert_eq!(secrets.read(name).unwrap().expose(), text);
        }
        assert_eq!(secrets.read("b c").unwrap().expose(), "quote\" and \\");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn mistakes_do_not_show_secrets() {
        let folder = tempfile::tempdir().unwrap();
        let secrets = SecretsFile::new(folder.path().join("s.toml"));
        for (text, expected) in [
            ("a = s3cr3t", "s.toml, line 1: not lines of NAME = \"...\""),
            ("b = \"x\"\na = [\"s3cr3t\"]", "s.toml, line 2: not lines of NAME = \"...\""),
            ("b = \"s3cr3t\"", "s.toml, a: there is no such secret"),
            ("a = \"\"", "s.toml, a: the secret is empty"),
        ] {
            fs::write(secrets.path(), text).unwrap();
            let error = secrets.read("a").unwrap_err();
            assert!(error.to_string().ends_with(expected), "{error}");
            assert!(!format!("{error:?}").contains("s3cr3t"));
        }
        assert!(SecretsFile::new("no/such").read("a").unwrap_err().to_string().ends_with("cannot be read"));
    }

    #[cfg(unix)]
    #[test]
    fn files_that_others_can_read_are_warned_of() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let secrets = SecretsFile::new(folder.path().join("s.toml"));
        assert_eq!(secrets.warning(), None);
        secrets.write("a", &"1".into()).unwrap();
        assert_eq!(secrets.warning(), None);
        fs::set_permissions(secrets.path(), fs::Permissions::from_mode(0o640)).unwrap();
        assert!(secrets.warning().unwrap().contains("chmod 600"));
    }
}
