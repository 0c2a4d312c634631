use oneroster_client::Watermark;
use time::OffsetDateTime;

/// From when on to ask for changes after all these collections were read one after the other.
///
/// That is the latest change seen in any of them: data usually reach a server all at once, and what is in
/// there may be older than its clock. It is no later than the beginning of the read, because a user may
/// have changed after the users were read and before the last enrollment was. When nothing changed, it is
/// where this read started; when there are no dates of change, the beginning of the read. Without the time
/// of the server, it is the date up to which every collection is known.
pub(super) fn overall(watermarks: &[Watermark]) -> Option<OffsetDateTime> {
    let begun = watermarks.iter().filter_map(|watermark| watermark.server_time).min();
    let since = watermarks.iter().filter_map(|watermark| watermark.since).min();
    let changes = || watermarks.iter().filter_map(|watermark| watermark.latest_change);
    let known = match begun {
        Some(begun) => changes().max().map(|latest| latest.min(begun)),
        None => changes().min(),
    };
    known.max(since).or(begun)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn the_next_delta_starts_before_anything_unknown() {
        let hour = |hour: u8| Some(datetime!(2026-08-18 00:00 UTC) + time::Duration::hours(i64::from(hour)));
        let check = |collections: &[(Option<u8>, Option<u8>)], since: Option<u8>, expected: Option<u8>| {
            let watermarks: Vec<Watermark> = collections
                .iter()
                .map(|(latest, now)| {
                    let mut watermark = Watermark::default();
                    watermark.latest_change = latest.and_then(hour);
                    watermark.server_time = now.and_then(hour);
                    watermark.since = since.and_then(hour);
                    watermark
                })
                .collect();
            assert_eq!(overall(&watermarks), expected.and_then(hour), "{collections:?} {since:?}");
        };
        check(&[], None, None);
        check(&[(None, None)], None, None);
        // Orgs hardly ever change; that is no reason to ask for all users again.
        check(&[(Some(1), Some(12)), (Some(9), Some(13))], None, Some(9));
        // A change during the read: users may have changed after they were read.
        check(&[(Some(1), Some(12)), (Some(14), Some(15))], None, Some(12));
        check(&[(Some(1), None), (Some(9), None)], None, Some(1));
        check(&[(None, Some(12)), (None, Some(13))], None, Some(12));
        check(&[(None, Some(12))], Some(10), Some(10));
        check(&[(Some(11), Some(12)), (None, Some(13))], Some(10), Some(11));
        check(&[(None, None)], Some(10), Some(10));
    }
}
