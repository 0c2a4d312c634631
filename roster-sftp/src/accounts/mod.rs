//! File accounts of the inbox.

mod file;
mod name;
mod password;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use russh::keys::PublicKey;
use time::OffsetDateTime;

pub use name::AccountName;

use crate::error::{Error, Failure};
use crate::fingerprint::Fingerprint;
use crate::secret::Secret;
use file::{Entry, Stamp, Table};

/// How an account logs in.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Login {
    /// With a password, of which only a hash is kept.
    Password,
    /// With one of these keys.
    Keys(Vec<LoginKey>),
    /// Not at all: neither is set.
    Nothing,
}

/// A public key that may log in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LoginKey {
    /// Type, such as `ssh-ed25519`.
    pub kind: String,
    /// The fingerprint.
    pub fingerprint: Fingerprint,
    /// What stands behind the key in its file, often the name of a machine.
    pub comment: String,
}

/// An account as it is listed.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Account {
    /// The name.
    pub name: AccountName,
    /// How it logs in.
    pub login: Login,
    /// When it was made, UTC.
    pub created: OffsetDateTime,
    /// When password or keys were last changed, UTC.
    pub changed: OffsetDateTime,
}

/// The accounts of an inbox, kept in one TOML file.
///
/// Cheap to clone. The file is replaced as a whole at each change, is readable for its owner alone, and may
/// be changed by other processes: changes are seen at the next login. Each account logs in with a password
/// or with keys, not both. All methods block for the time of reading or writing a small file; those with
/// passwords also compute for some tens of milliseconds.
///
/// Whether an account may be deleted while a flow uses it is up to the caller.
///
/// # Examples
///
/// ```
/// use roster_sftp::{Accounts, Login};
///
/// let folder = tempfile::tempdir().unwrap();
/// let accounts = Accounts::open(folder.path().join("accounts.toml"))?;
/// let name = "springfield".parse()?;
/// let password = accounts.create_with_password(&name)?;
/// assert_eq!(password.expose().len(), 24);
///
/// let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINQHyf5chT4FS7MjYNx0pY0GKwHW72vCQXUkcPq3Vw1a aeries";
/// accounts.set_keys(&name, &[key])?;
/// assert!(matches!(&accounts.list()?[0].login, Login::Keys(keys) if keys[0].comment == "aeries"));
///
/// accounts.delete(&name)?;
/// assert!(accounts.list()?.is_empty());
/// assert_eq!(accounts.delete(&name).unwrap_err().code(), "sftp_no_account");
/// # Ok::<(), roster_sftp::Error>(())
/// ```
#[derive(Clone)]
pub struct Accounts {
    inner: Arc<Inner>,
}

struct Inner {
    path: PathBuf,
    cache: Mutex<Cache>,
}

#[derive(Default)]
struct Cache {
    stamp: Option<Stamp>,
    table: Arc<Table>,
}

impl Accounts {
    /// Opens a file of accounts, which need not exist yet.
    ///
    /// # Errors
    ///
    /// [`Error::Accounts`] when it exists and cannot be read or understood.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, Error> {
        let accounts = Self { inner: Arc::new(Inner { path: path.into(), cache: Mutex::default() }) };
        accounts.table()?;
        Ok(accounts)
    }

    /// Returns the path of the file.
    pub fn path(&self) -> &Path {
        &self.inner.path
    }

    /// Makes an account and its password, which is returned this once and not kept.
    ///
    /// # Errors
    ///
    /// [`Error::AccountExists`], or [`Error::Accounts`] when the file cannot be changed.
    pub fn create_with_password(&self, name: &AccountName) -> Result<Secret, Error> {
        let password = password::generate()?;
        self.create(name, Some(password::hash(&password)?), Vec::new())?;
        Ok(password)
    }

    /// Makes an account that logs in with public keys, each a line as in `id_ed25519.pub`.
    ///
    /// # Errors
    ///
    /// [`Error::AccountExists`]; [`Error::Configuration`] when there is no key, or one is not a public key;
    /// [`Error::Accounts`] when the file cannot be changed.
    pub fn create_with_keys(&self, name: &AccountName, keys: &[&str]) -> Result<(), Error> {
        self.create(name, None, read_keys(keys)?)
    }

    fn create(&self, name: &AccountName, password: Option<String>, keys: Vec<String>) -> Result<(), Error> {
        let now = now();
        file::change(self.path(), |table| {
            if table.accounts.contains_key(name.as_str()) {
                return Err(Error::AccountExists(Box::new(Failure::new(name.as_str()))));
            }
            let entry = Entry { created: now, changed: now, password, keys };
            table.accounts.insert(name.as_str().to_owned(), entry);
            Ok(())
        })
    }

    /// Lists the accounts by name.
    ///
    /// # Errors
    ///
    /// [`Error::Accounts`] when the file cannot be read or understood.
    pub fn list(&self) -> Result<Vec<Account>, Error> {
        let table = self.table()?;
        Ok(table.accounts.iter().filter_map(|(name, entry)| describe(name, entry)).collect())
    }

    /// Returns one account.
    ///
    /// # Errors
    ///
    /// [`Error::NoAccount`], or [`Error::Accounts`] when the file cannot be read or understood.
    pub fn account(&self, name: &AccountName) -> Result<Account, Error> {
        let table = self.table()?;
        let entry = table.accounts.get(name.as_str()).ok_or_else(|| missing(name))?;
        describe(name.as_str(), entry).ok_or_else(|| missing(name))
    }

    /// Makes a new password, which is returned this once; the old password or keys no longer work.
    ///
    /// Sessions that are logged in already go on.
    ///
    /// # Errors
    ///
    /// [`Error::NoAccount`], or [`Error::Accounts`] when the file cannot be changed.
    pub fn regenerate_password(&self, name: &AccountName) -> Result<Secret, Error> {
        let password = password::generate()?;
        self.set(name, Some(password::hash(&password)?), Vec::new())?;
        Ok(password)
    }

    /// Replaces the keys; an old password no longer works.
    ///
    /// # Errors
    ///
    /// [`Error::NoAccount`]; [`Error::Configuration`] when there is no key, or one is not a public key;
    /// [`Error::Accounts`] when the file cannot be changed.
    pub fn set_keys(&self, name: &AccountName, keys: &[&str]) -> Result<(), Error> {
        self.set(name, None, read_keys(keys)?)
    }

    fn set(&self, name: &AccountName, password: Option<String>, keys: Vec<String>) -> Result<(), Error> {
        file::change(self.path(), |table| {
            let entry = table.accounts.get_mut(name.as_str()).ok_or_else(|| missing(name))?;
            *entry = Entry { created: entry.created, changed: now(), password, keys };
            Ok(())
        })
    }

    /// Deletes an account. Its files stay where they are.
    ///
    /// # Errors
    ///
    /// [`Error::NoAccount`], or [`Error::Accounts`] when the file cannot be changed.
    pub fn delete(&self, name: &AccountName) -> Result<(), Error> {
        file::change(self.path(), |table| {
            table.accounts.remove(name.as_str()).map(drop).ok_or_else(|| missing(name))
        })
    }

    /// Tells whether the password is that of the account; takes as long for an account that does not exist.
    pub(crate) fn accepts_password(&self, name: &str, password: &Secret) -> bool {
        let hash = self.entry(name).and_then(|entry| entry.password);
        if let Some(hash) = hash {
            password::matches(password, &hash)
        } else {
            password::pretend(password);
            false
        }
    }

    /// Tells whether the key is one of the account's.
    pub(crate) fn accepts_key(&self, name: &str, key: &PublicKey) -> bool {
        self.entry(name).is_some_and(|entry| {
            entry
                .keys
                .iter()
                .filter_map(|line| PublicKey::from_openssh(line).ok())
                .any(|known| known.key_data() == key.key_data())
        })
    }

    /// Tells whether the account is still there.
    pub(crate) fn has(&self, name: &AccountName) -> bool {
        self.entry(name.as_str()).is_some()
    }

    /// Returns what the file says now; nobody logs in while it cannot be read.
    fn entry(&self, name: &str) -> Option<Entry> {
        match self.table() {
            Ok(table) => table.accounts.get(name).cloned(),
            Err(error) => {
                tracing::error!(%error, "inbox.accounts_unreadable");
                None
            }
        }
    }

    fn table(&self) -> Result<Arc<Table>, Error> {
        let mut cache = self.inner.cache.lock().unwrap_or_else(PoisonError::into_inner);
        // Looked at before reading: when the file changes in between, it is read again next time.
        let stamp = Stamp::of(self.path())?;
        if cache.stamp != stamp || stamp.is_none() {
            cache.table = Arc::new(file::read(self.path())?);
            cache.stamp = stamp;
        }
        Ok(Arc::clone(&cache.table))
    }
}

impl fmt::Debug for Accounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Accounts").field("path", &self.inner.path).finish_non_exhaustive()
    }
}

fn now() -> OffsetDateTime {
    // Whole seconds: nobody needs more, and the file stays readable.
    let now = OffsetDateTime::now_utc();
    now.replace_nanosecond(0).unwrap_or(now)
}

fn missing(name: &AccountName) -> Error {
    Error::NoAccount(Box::new(Failure::new(name.as_str())))
}

/// Reads public keys and writes them in one form.
fn read_keys(keys: &[&str]) -> Result<Vec<String>, Error> {
    let wrong = |detail: &str| {
        Error::Configuration(Box::new(
            Failure::new(detail)
                .advise("give the line of a public key file, such as id_ed25519.pub; never the private key"),
        ))
    };
    if keys.is_empty() {
        return Err(wrong("no public key is given"));
    }
    keys.iter()
        .map(|line| {
            let key = PublicKey::from_openssh(line.trim()).map_err(|_| wrong("that is not a public key"))?;
            key.to_openssh().map_err(|_| wrong("that is not a public key"))
        })
        .collect()
}

fn describe(name: &str, entry: &Entry) -> Option<Account> {
    // Names written by hand that no folder may have are left out: nobody can log in with them.
    let name: AccountName = name.parse().ok()?;
    let keys: Vec<LoginKey> = entry.keys.iter().filter_map(|line| describe_key(line)).collect();
    let login = match (&entry.password, keys.is_empty()) {
        (Some(_), _) => Login::Password,
        (None, false) => Login::Keys(keys),
        (None, true) => Login::Nothing,
    };
    Some(Account { name, login, created: entry.created, changed: entry.changed })
}

fn describe_key(line: &str) -> Option<LoginKey> {
    let key = PublicKey::from_openssh(line).ok()?;
    Some(LoginKey {
        kind: key.algorithm().as_str().to_owned(),
        fingerprint: Fingerprint::of_blob(&key.to_bytes().ok()?),
        comment: key.comment().to_string(),
    })
}

#[cfg(test)]
mod tests;
