use time::OffsetDateTime;

use crate::store::write;
use crate::{Error, FileId, History, Retained, RetentionRules};

/// So many files go while the write lock is held: others can write in between.
const BATCH: usize = 50;

impl History {
    /// Deletes old runs, then files that no run refers to any more, then what dead processes left unfinished.
    ///
    /// Deleted data is overwritten in the database, and its space is given back to the disk. If a step fails, what went
    /// before stays deleted; the next call goes on.
    ///
    /// # Errors
    ///
    /// [`Error::ReadOnly`], [`Error::StorageFull`], [`Error::Busy`], [`Error::Corrupt`], [`Error::Io`].
    pub fn retain(&self, rules: &RetentionRules, now: OffsetDateTime) -> Result<Retained, Error> {
        let mut retained = Retained::default();
        loop {
            match self.inner.database.write(|transaction| write::delete_runs(transaction, rules, now))? {
                0 => break,
                runs => retained.runs += runs,
            }
        }
        let system_now = std::time::SystemTime::from(now);
        for batch in self.inner.files.older_than(rules.grace, system_now)?.chunks(BATCH) {
            self.delete_unreferenced(batch, rules, now, &mut retained)?;
        }
        let (files, bytes) = self.inner.files.delete_unfinished(rules.grace, system_now)?;
        retained.files += files;
        retained.bytes += bytes;
        self.inner.database.shrink()?;
        tracing::info!(
            runs = retained.runs,
            files = retained.files,
            bytes = retained.bytes,
            "history.retained"
        );
        Ok(retained)
    }

    fn delete_unreferenced(
        &self,
        files: &[FileId],
        rules: &RetentionRules,
        now: OffsetDateTime,
        retained: &mut Retained,
    ) -> Result<(), Error> {
        self.inner.database.write(|transaction| {
            for id in files {
                if write::is_referenced(transaction, id)? {
                    continue;
                }
                if let Some(bytes) = self.inner.files.delete_older(id, rules.grace, now.into())? {
                    retained.files += 1;
                    retained.bytes += bytes;
                }
            }
            Ok(())
        })
    }
}
