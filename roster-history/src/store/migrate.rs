//! The schema and its versions. A file in `migrations/` is never changed after a release; a new one follows.

use std::path::Path;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::Error;

/// `RoHi`: tells our databases from those of other programs.
const APPLICATION_ID: u32 = 0x526F_4869;

/// The statements that lead from each version to the next one.
pub(super) const MIGRATIONS: &[&str] =
    &[include_str!("migrations/0001_runs.sql"), include_str!("migrations/0002_repeated_by.sql")];

/// Brings a database to the newest version, each step in a transaction of its own.
///
/// Two processes may come at the same time: the version is read inside of the transaction that holds the write lock.
pub(super) fn migrate(connection: &mut Connection, path: &Path, migrations: &[&str]) -> Result<(), Error> {
    let fail = |error| Error::database(path, error);
    while let Some(next) = check_version(connection, path, migrations)? {
        let transaction =
            connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fail)?;
        if check_version(&transaction, path, migrations)? == Some(next) {
            apply(&transaction, next, migrations).map_err(fail)?;
            transaction.commit().map_err(fail)?;
        }
    }
    Ok(())
}

/// Returns the version that the database lacks first, counted from 1.
fn check_version(connection: &Connection, path: &Path, migrations: &[&str]) -> Result<Option<usize>, Error> {
    let fail = |error| Error::database(path, error);
    let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).map_err(fail);
    let (version, application) = (number("user_version")?, number("application_id")?);
    let is_empty = || {
        connection
            .query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get::<_, bool>(0))
            .map_err(fail)
    };
    let is_new = version == 0 && application == 0 && is_empty()?;
    let version =
        usize::try_from(version).ok().filter(|_| is_new || application == i64::from(APPLICATION_ID));
    let Some(version) = version else {
        return Err(Error::corrupt(path, "is the database of another program"));
    };
    if version > migrations.len() {
        return Err(Error::newer(path, version, migrations.len()));
    }
    Ok((version < migrations.len()).then_some(version + 1))
}

fn apply(transaction: &Transaction<'_>, version: usize, migrations: &[&str]) -> rusqlite::Result<()> {
    for statements in migrations.iter().skip(version - 1).take(1) {
        transaction.execute_batch(statements)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", version as u32)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    fn version(connection: &Connection) -> u32 {
        connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
    }

    #[test]
    fn a_migration_that_fails_leaves_the_version_before_it() {
        let path = Path::new("history.sqlite");
        let mut connection = Connection::open_in_memory().unwrap();
        let first = "CREATE TABLE one (id INTEGER)";
        let broken = "CREATE TABLE two (id INTEGER); INSERT INTO three VALUES (1)";
        let error = migrate(&mut connection, path, &[first, broken]).unwrap_err();
        assert_eq!((error.code(), version(&connection)), ("database", 1));
        let tables = "SELECT group_concat(name) FROM sqlite_schema";
        let tables: String = connection.query_row(tables, [], |row| row.get(0)).unwrap();
        assert_eq!(tables, "one", "what the second one did is undone");
        migrate(&mut connection, path, &[first, "CREATE TABLE two (id INTEGER)"]).unwrap();
        assert_eq!(version(&connection), 2);
        assert_eq!(migrate(&mut connection, path, &[first]).unwrap_err().code(), "history_newer");
    }

    #[test]
    fn the_fixture_has_the_schema_of_version_1() {
        let schema = |statements: &str| {
            let connection = Connection::open_in_memory().unwrap();
            connection.execute_batch(statements).unwrap();
            let mut statement = connection.prepare("SELECT sql FROM sqlite_schema ORDER BY name").unwrap();
            let schema: Vec<Option<String>> =
                statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
            schema
        };
        assert_eq!(schema(MIGRATIONS[0]), schema(include_str!("../../tests/data/version-1.sql")));
    }
}
