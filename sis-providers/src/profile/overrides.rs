use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use crate::error::{Error, ErrorContext};

/// Parts of profiles that say nothing about the system and get no mark.
const UNMARKED: [&str; 6] = ["key", "name", "vendor", "also_known_as", "guidance", "certainty"];

/// Fields that replace those of a profile, in the same form as in a profile.
///
/// Tables are merged field by field, everything else is replaced. `unset` lists paths of fields to remove.
///
/// # Examples
///
/// ```
/// use sis_providers::{Overrides, Profiles};
///
/// let overrides = Overrides::from_toml(
///     r#"
///     unset = ["paging.preferred_size"]
///     [token]
///     credentials = "parameters"
///     "#,
/// )?
/// .with("limits.timeout_seconds", 300)?;
/// let profiles = Profiles::builtin();
/// let aeries = profiles.get("aeries")?.with_overrides(&overrides)?;
/// assert_eq!(aeries.limits.timeout_seconds, Some(300));
/// assert_eq!(aeries.paging.preferred_size, None);
/// // A field that does not exist is an error, not a surprise.
/// let typo = Overrides::from_toml("[token]\ncredential = \"basic\"")?;
/// assert_eq!(aeries.with_overrides(&typo).unwrap_err().code(), "profile");
/// # Ok::<(), sis_providers::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Overrides {
    table: Table,
}

impl Overrides {
    /// Starts without any.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads overrides.
    ///
    /// # Errors
    ///
    /// [`Error::Profile`] when the text is not TOML. Whether fields exist shows when they are applied.
    pub fn from_toml(text: &str) -> Result<Self, Error> {
        Ok(Self { table: parse(text)? })
    }

    /// Returns the overrides as TOML.
    ///
    /// # Errors
    ///
    /// [`Error::Profile`] when a value cannot be written.
    pub fn to_toml(&self) -> Result<String, Error> {
        toml::to_string_pretty(&self.table).map_err(|error| unusable("they cannot be written").with(error))
    }

    /// Replaces one field, given by its path such as `paging.max_size`.
    ///
    /// # Errors
    ///
    /// [`Error::Profile`] when the value cannot be written in TOML, or the path leads through a plain value.
    pub fn with(mut self, path: &str, value: impl Serialize) -> Result<Self, Error> {
        let value =
            Value::try_from(value).map_err(|error| unusable(format!("{path}: not writable")).with(error))?;
        let mut table = &mut self.table;
        let mut names = path.split('.').peekable();
        while let Some(name) = names.next() {
            if names.peek().is_none() {
                table.insert(name.to_owned(), value);
                return Ok(self);
            }
            table = table
                .entry(name)
                .or_insert_with(|| Value::Table(Table::new()))
                .as_table_mut()
                .ok_or_else(|| unusable(format!("{path}: {name} is a plain value")).into_error())?;
        }
        Ok(self)
    }

    /// Replaces one field whose value can be written; names in the path may hold dots.
    pub(crate) fn set(&mut self, path: &[&str], value: impl Serialize) {
        let (Some((last, parents)), Ok(value)) = (path.split_last(), Value::try_from(value)) else {
            return;
        };
        let mut table = &mut self.table;
        for name in parents {
            let inner = table.entry(*name).or_insert_with(|| Value::Table(Table::new()));
            match inner {
                Value::Table(inner) => table = inner,
                _ => return,
            }
        }
        table.insert((*last).to_owned(), value);
    }

    /// Returns what replaces a field.
    pub(crate) fn get(&self, path: &[&str]) -> Option<&Value> {
        let (first, rest) = path.split_first()?;
        rest.iter().try_fold(self.table.get(*first)?, |value, name| value.get(*name))
    }

    /// Reads something that holds overrides.
    pub(crate) fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Error> {
        let table = parse(text)?;
        serde_path_to_error::deserialize(Value::Table(table)).map_err(|error| {
            unusable(format!("{}: {}", error.path(), first_line(error.inner().message()))).into_error()
        })
    }

    /// Writes something that holds overrides.
    pub(crate) fn write<T: Serialize>(value: &T) -> Result<String, Error> {
        toml::to_string_pretty(value).map_err(|error| unusable("it cannot be written").with(error))
    }

    /// Tells whether nothing is replaced.
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// Adds all of the other's fields, which win over these.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        merge(&mut self.table, &other.table, "", &mut |_| {});
        self
    }

    /// Takes the name of the base out, if there is one.
    pub(crate) fn take_base(&mut self) -> Result<Option<String>, Error> {
        match self.table.remove("base") {
            None => Ok(None),
            Some(Value::String(base)) => Ok(Some(base)),
            Some(_) => Err(unusable("base: give the key of another profile as text").into_error()),
        }
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.table.get(name).and_then(Value::as_str)
    }

    /// Lays the overrides over the table of a profile; returns the paths that were replaced and removed.
    pub(super) fn apply(&self, profile: &mut Table) -> Touched {
        let mut overlay = self.table.clone();
        let mut touched = Touched::default();
        if let Some(Value::Array(paths)) = overlay.remove("unset") {
            for path in paths.iter().filter_map(Value::as_str) {
                remove(profile, path);
                touched.removed.push(path.to_owned());
            }
        }
        if self.sets_overall() {
            remove(profile, "certainty.facts");
        }
        merge(profile, &overlay, "", &mut |path| touched.replaced.push(path.to_owned()));
        touched
    }

    /// Tells whether the overrides judge the profile as a whole.
    pub(super) fn sets_overall(&self) -> bool {
        self.table.get("certainty").is_some_and(|certainty| certainty.get("overall").is_some())
    }

    /// Tells whether the overrides themselves say how well a fact is known.
    pub(super) fn judges(&self, path: &str) -> bool {
        let facts = self.table.get("certainty").and_then(|certainty| certainty.get("facts"));
        facts.and_then(Value::as_table).is_some_and(|facts| facts.keys().any(|fact| covers(fact, path)))
    }
}

/// What overrides have changed in a profile.
#[derive(Debug, Default)]
pub(super) struct Touched {
    replaced: Vec<String>,
    removed: Vec<String>,
}

impl Touched {
    /// Returns the paths of facts that were replaced.
    pub(super) fn facts(&self) -> impl Iterator<Item = &str> {
        let is_fact = |path: &&str| !UNMARKED.contains(&path.split('.').next().unwrap_or_default());
        self.replaced.iter().map(String::as_str).filter(is_fact)
    }

    /// Returns all paths.
    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        self.replaced.iter().chain(&self.removed).map(String::as_str)
    }
}

/// Tells whether a table has something at a path.
pub(super) fn is_said(table: &Table, path: &str) -> bool {
    let mut names = path.split('.');
    let first = names.next().and_then(|name| table.get(name));
    names.fold(first, |value, name| value.and_then(|value| value.get(name))).is_some()
}

/// Tells whether a path is that of a fact, or of something in it.
pub(super) fn covers(fact: &str, path: &str) -> bool {
    path.strip_prefix(fact).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn merge(base: &mut Table, overlay: &Table, path: &str, replaced: &mut impl FnMut(&str)) {
    for (name, value) in overlay {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        if let (Some(Value::Table(base)), Value::Table(overlay)) = (base.get_mut(name), value) {
            merge(base, overlay, &path, replaced);
        } else {
            base.insert(name.clone(), value.clone());
            replaced(&path);
        }
    }
}

fn remove(table: &mut Table, path: &str) {
    match path.split_once('.') {
        None => {
            table.remove(path);
        }
        Some((name, rest)) => {
            if let Some(Value::Table(inner)) = table.get_mut(name) {
                remove(inner, rest);
            }
        }
    }
}

/// Reads TOML; the error tells the line.
pub(super) fn parse(text: &str) -> Result<Table, Error> {
    text.parse::<Table>().map_err(|error| {
        let line = error
            .span()
            .map(|span| 1 + text.as_bytes().iter().take(span.start).filter(|byte| **byte == b'\n').count());
        let place = line.map(|line| format!("line {line}: ")).unwrap_or_default();
        unusable(format!("{place}{}", first_line(error.message()))).into_error()
    })
}

pub(super) fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// An [`Error::Profile`] in the making.
pub(super) struct Unusable(Box<ErrorContext>);

pub(super) fn unusable(message: impl Into<std::borrow::Cow<'static, str>>) -> Unusable {
    Unusable(ErrorContext::new(message))
}

impl Unusable {
    pub(super) fn into_error(self) -> Error {
        Error::Profile(self.0)
    }

    pub(super) fn with(self, source: impl std::error::Error + Send + Sync + 'static) -> Error {
        Error::Profile(self.0.caused_by(source))
    }

    pub(super) fn advise(self, advice: impl Into<std::borrow::Cow<'static, str>>) -> Error {
        Error::Profile(self.0.advise(advice))
    }
}
