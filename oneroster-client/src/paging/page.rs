use oneroster_model::Record;
use time::OffsetDateTime;

use super::pager::Pager;
use crate::error::Error;

/// Some records of a collection.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Page<T> {
    /// The records in the order of the server, without those handed out before. May be empty.
    pub records: Vec<T>,
    /// Number of all records of the collection, if the server tells it.
    pub total: Option<u64>,
    /// The collection is read anew: what was handed out before belongs to an earlier state of the data.
    pub restarted: bool,
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self { records: Vec::new(), total: None, restarted: false }
    }
}

/// All records of a collection.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Collected<T> {
    /// The records in the order of the server, each once.
    pub records: Vec<T>,
    /// Where the next delta starts; see [`Watermark`].
    pub watermark: Watermark,
}

impl<T: Record> Collected<T> {
    pub(crate) async fn read(mut pager: Pager<T>) -> Result<Self, Error> {
        let mut records = Vec::new();
        while let Some(mut page) = pager.next_page().await? {
            if page.restarted {
                records.clear();
            }
            records.append(&mut page.records);
        }
        Ok(Self { records, watermark: pager.watermark() })
    }
}

/// Up to which instant a read knows of changes, by the clock of the server.
///
/// Good only when the collection was read to its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Watermark {
    /// Latest `dateLastModified` of all records.
    pub latest_change: Option<OffsetDateTime>,
    /// `Date` of the first answer.
    pub server_time: Option<OffsetDateTime>,
    /// Where this read started, if it was a delta.
    pub since: Option<OffsetDateTime>,
}

impl Watermark {
    /// Returns the instant from which the next delta starts; none when the server told no times at all.
    ///
    /// That is the latest change; when there was none, where this delta started, or else the time of the
    /// server at the first answer. Dates of change in the future of the server are not believed. The clock
    /// of this machine plays no part.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneroster_client::Watermark;
    ///
    /// assert_eq!(Watermark::default().next_since(), None);
    /// ```
    pub fn next_since(&self) -> Option<OffsetDateTime> {
        let believable = match (self.latest_change, self.server_time) {
            (Some(latest), Some(now)) => Some(latest.min(now)),
            (latest, _) => latest,
        };
        believable.max(self.since).or(self.server_time)
    }

    pub(super) fn note(&mut self, changed: Option<OffsetDateTime>) {
        self.latest_change = self.latest_change.max(changed);
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn the_next_delta_starts_where_this_one_knows_of() {
        let (early, noon, late) = (
            Some(datetime!(2026-08-18 06:00 UTC)),
            Some(datetime!(2026-08-18 12:00 UTC)),
            Some(datetime!(2026-08-18 18:00 UTC)),
        );
        for (latest_change, server_time, since, expected) in [
            (early, noon, None, early),
            (late, noon, None, noon),
            (late, None, None, late),
            (None, noon, None, noon),
            (None, noon, early, early),
            (noon, late, early, noon),
            (None, None, None, None),
        ] {
            let watermark = Watermark { latest_change, server_time, since };
            assert_eq!(watermark.next_since(), expected, "{watermark:?}");
        }
    }
}
