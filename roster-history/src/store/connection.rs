use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use super::migrate::{MIGRATIONS, migrate};
use crate::Error;
use crate::durability::Durability;

/// How long a process waits for another one that writes. Transactions here take milliseconds.
const BUSY: Duration = Duration::from_secs(30);

/// More than this many connections are closed after use.
const IDLE: usize = 4;

/// The database file and the connections to it that nobody uses at the moment.
#[derive(Debug)]
pub(crate) struct Database {
    path: PathBuf,
    durability: Durability,
    idle: Mutex<Vec<Connection>>,
}

impl Database {
    /// Opens `path`, creates it if it is not there, checks it and brings it to the newest version.
    pub(crate) fn open(path: &Path, durability: Durability) -> Result<Self, Error> {
        let fail = |error| Error::database(path, error);
        match fs::metadata(path) {
            // An empty file would be a new database for SQLite; ours are never empty.
            Ok(data) if data.len() == 0 => return Err(Error::corrupt(path, "is empty")),
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => create(path, durability)?,
            Err(error) => return Err(Error::io("look for the database", path, error)),
        }
        let database = Self { path: path.to_owned(), durability, idle: Mutex::new(Vec::new()) };
        let mut connection = connect(path, durability)?;
        let verdict = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
        let verdict = verdict.map_err(fail)?;
        if verdict != "ok" {
            return Err(Error::corrupt_because(path, verdict));
        }
        migrate(&mut connection, path, MIGRATIONS)?;
        database.give_back(connection);
        Ok(database)
    }

    /// Reads from one state of the database.
    pub(crate) fn read<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Failure>,
    ) -> Result<T, Error> {
        self.transact(TransactionBehavior::Deferred, work)
    }

    /// Does all of `work` or, if it fails, nothing of it. Takes the write lock at once.
    pub(crate) fn write<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Failure>,
    ) -> Result<T, Error> {
        self.transact(TransactionBehavior::Immediate, work)
    }

    /// Gives the space of what was deleted back to the disk.
    pub(crate) fn shrink(&self) -> Result<(), Error> {
        let connection = self.lend()?;
        let result =
            ["PRAGMA incremental_vacuum", "PRAGMA wal_checkpoint(TRUNCATE)"].iter().try_for_each(|pragma| {
                let mut statement = connection.prepare(pragma)?;
                let mut rows = statement.query([])?;
                // Each row is a piece of the work.
                while rows.next()?.is_some() {}
                Ok(())
            });
        self.give_back(connection);
        result.map_err(|error| Error::database(&self.path, error))
    }

    fn transact<T>(
        &self,
        behavior: TransactionBehavior,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Failure>,
    ) -> Result<T, Error> {
        let mut connection = self.lend()?;
        let result =
            connection.transaction_with_behavior(behavior).map_err(Failure::from).and_then(|transaction| {
                let value = work(&transaction)?;
                transaction.commit()?;
                Ok(value)
            });
        self.give_back(connection);
        result.map_err(|failure| match failure {
            Failure::Ours(error) => error,
            Failure::Database(error) => Error::database(&self.path, error),
        })
    }

    /// Takes a connection that nobody uses; if its user panics, it is closed and what it did is rolled back.
    fn lend(&self) -> Result<Connection, Error> {
        let idle = self.idle().pop();
        idle.map_or_else(|| connect(&self.path, self.durability), Ok)
    }

    fn give_back(&self, connection: Connection) {
        let mut idle = self.idle();
        if idle.len() < IDLE {
            idle.push(connection);
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        // A list of connections cannot be left half changed.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn connect(path: &Path, durability: Durability) -> Result<Connection, Error> {
    let fail = |error| Error::database(path, error);
    // Without the flag to create: a database that vanished must not be replaced by an empty one.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(fail)?;
    connection.busy_timeout(BUSY).map_err(fail)?;
    // FULL: what was committed survives a failure of power. secure_delete: what was deleted is overwritten.
    let pragmas = format!(
        "PRAGMA synchronous = {}; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON;",
        durability.synchronous()
    );
    connection.execute_batch(&pragmas).map_err(fail)?;
    Ok(connection)
}

/// Makes a new database under another name and then gives it its own: two processes that begin at the same time
/// never see each other's half, and an empty file under this name is a damaged one.
fn create(path: &Path, durability: Durability) -> Result<(), Error> {
    let companion = path.with_extension("sqlite-wal");
    if companion.exists() {
        // SQLite would apply it to the new database.
        return Err(Error::corrupt(path, "is missing, but its companion history.sqlite-wal is there"));
    }
    let folder = path.parent().unwrap_or(path);
    let fail = |error| Error::io("create the database", path, error);
    // Only its owner can read it; SQLite gives the same rights to the companions. The handle is closed before SQLite
    // opens the file: closing it later would drop the locks that SQLite holds in this process.
    let new = tempfile::Builder::new().prefix("history-").suffix(".new").tempfile_in(folder).map_err(fail)?;
    let new = new.into_temp_path();
    let mut connection = connect(&new, durability)?;
    // Only takes effect before the first table: gives space back to the disk when runs are deleted.
    let modes = "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL;";
    connection.execute_batch(modes).map_err(|error| Error::database(path, error))?;
    migrate(&mut connection, path, MIGRATIONS)?;
    connection.close().map_err(|(_, error)| Error::database(path, error))?;
    match new.persist_noclobber(path) {
        Ok(()) => durability.sync_folder(folder),
        // Another process was faster; its database is as good.
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(fail(error.error)),
    }
}

/// What `work` in a transaction can fail with.
pub(crate) enum Failure {
    Ours(Error),
    Database(rusqlite::Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Ours(error)
    }
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    const INSERT: &str = "INSERT INTO schedule (flow, last_due) VALUES (?1, 0)";

    fn database() -> (tempfile::TempDir, Database) {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::open(&folder.path().join("history.sqlite"), Durability::Synced).unwrap();
        (folder, database)
    }

    fn rows(database: &Database) -> i64 {
        let count = |transaction: &Transaction<'_>| {
            Ok(transaction.query_row("SELECT count(*) FROM schedule", [], |row| row.get(0))?)
        };
        database.read(count).unwrap()
    }

    #[test]
    fn what_fails_or_panics_half_way_leaves_nothing() {
        let (_folder, database) = database();
        let failed = database.write(|transaction| {
            transaction.execute(INSERT, ["half"])?;
            Err::<(), _>(Error::conflict("no").into())
        });
        assert_eq!(failed.unwrap_err().code(), "conflict");
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            database.write(|transaction| -> Result<(), Failure> {
                transaction.execute(INSERT, ["half"])?;
                panic!("a bug")
            })
        }));
        assert!(panicked.is_err());
        assert_eq!(rows(&database), 0);
        database.write(|transaction| Ok(transaction.execute(INSERT, ["whole"])?)).unwrap();
        assert_eq!(rows(&database), 1);
    }

    #[test]
    fn trouble_with_the_disk_has_a_code_and_advice() {
        let cases = [("PRAGMA max_page_count = 1", "storage_full"), ("PRAGMA query_only = ON", "read_only")];
        for (pragma, code) in cases {
            let (_folder, database) = database();
            let connection = database.lend().unwrap();
            connection.prepare(pragma).unwrap().query([]).unwrap().next().unwrap();
            database.give_back(connection);
            let error = database
                .write(|transaction| {
                    for number in 0..500 {
                        transaction.execute(INSERT, [format!("flow {number} {}", "x".repeat(500))])?;
                    }
                    Ok(())
                })
                .unwrap_err();
            assert_eq!(error.code(), code, "{error}");
            assert!(error.advice().is_some());
            assert_eq!(rows(&database), 0);
        }
    }

    #[test]
    fn connections_are_kept_and_durable() {
        let (_folder, database) = database();
        let pragmas = [("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1), ("auto_vacuum", 2)];
        let connection = database.lend().unwrap();
        for (name, expected) in pragmas {
            let found: i64 = connection.pragma_query_value(None, name, |row| row.get(0)).unwrap();
            assert_eq!(found, expected, "{name}");
        }
        let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
        assert_eq!(mode, "wal");
        database.give_back(connection);
        for _ in 0..2 * IDLE {
            rows(&database);
        }
        assert_eq!(database.idle().len(), 1, "one user needs one connection");
        let many: Vec<Connection> = (0..2 * IDLE).map(|_| database.lend().unwrap()).collect();
        for connection in many {
            database.give_back(connection);
        }
        assert_eq!(database.idle().len(), IDLE);
    }

    #[test]
    fn deleted_runs_give_space_back() {
        let (folder, database) = database();
        let size = || std::fs::metadata(folder.path().join("history.sqlite")).unwrap().len();
        database
            .write(|transaction| {
                for number in 0..2000 {
                    transaction.execute(INSERT, [format!("flow {number} {}", "x".repeat(500))])?;
                }
                Ok(())
            })
            .unwrap();
        database.shrink().unwrap();
        let full = size();
        database.write(|transaction| Ok(transaction.execute("DELETE FROM schedule", [])?)).unwrap();
        database.shrink().unwrap();
        assert!(size() < full / 4, "{full} bytes became {}", size());
    }
}
