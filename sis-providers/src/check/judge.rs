//! What answers mean: judgements without any sending.

use super::observer::{PageFacts, TokenFacts};
use super::sample::Sample;
use crate::diagnose::SymptomKind;

/// What a comparison came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Judgement {
    /// It works.
    Works(String),
    /// It does not.
    Fails(SymptomKind, String),
    /// The records at hand do not tell.
    Open(String),
}

/// Describes a token.
pub(super) fn token(facts: &TokenFacts) -> String {
    let lifetime = match facts.lifetime {
        Some(seconds) => format!("good for {seconds} s"),
        None => "of unknown lifetime".to_owned(),
    };
    let refresh = if facts.refresh_token { ", with refresh token" } else { "" };
    let cookies = if facts.cookies { ", with cookies" } else { "" };
    format!("a token {lifetime}{refresh}{cookies}")
}

/// Returns the scopes that were asked for and not granted; none when the server does not tell what it granted.
///
/// Servers may shorten the names, or grant a scope that includes others.
pub(super) fn missing_scopes<'w>(wanted: &'w [String], granted: &[String]) -> Option<Vec<&'w str>> {
    if granted.is_empty() {
        return None;
    }
    let short = |scope: &str| scope.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let granted: Vec<String> = granted.iter().map(|scope| short(scope)).collect();
    let covered = |scope: &str| {
        // These stand for whatever the credentials are allowed.
        matches!(short(scope).as_str(), "*" | ".default")
            || granted.contains(&short(scope))
            || (short(scope) == "roster-core.readonly"
                && granted.iter().any(|scope| scope == "roster.readonly"))
    };
    Some(wanted.iter().map(String::as_str).filter(|scope| !covered(scope)).collect())
}

/// Compares the first page of two records with the second one.
pub(super) fn pages(limit: usize, first: &Sample, second: &Sample, facts: &PageFacts) -> Judgement {
    if first.ids.len() > limit {
        let detail = format!("{} records came although {limit} were asked for", first.ids.len());
        return Judgement::Fails(SymptomKind::Ignored, detail);
    }
    if second.ids.iter().any(|id| first.ids.contains(id)) {
        let kind = if first.ids == second.ids { SymptomKind::Ignored } else { SymptomKind::Inconsistent };
        return Judgement::Fails(kind, "the second page repeats records of the first".to_owned());
    }
    let seen = (first.ids.len() + second.ids.len()) as u64;
    let total = first.total.or(second.total);
    if total.is_some_and(|total| total < seen) {
        let detail = "the total is smaller than the number of records".to_owned();
        return Judgement::Fails(SymptomKind::Inconsistent, detail);
    }
    if second.ids.is_empty() && total.is_some_and(|total| total > seen) {
        let detail = "the second page is empty although the total says otherwise".to_owned();
        return Judgement::Fails(SymptomKind::Inconsistent, detail);
    }
    let total = match total {
        Some(total) => format!("total {total}"),
        None => "no total".to_owned(),
    };
    let link = match facts {
        PageFacts { foreign_link: true, .. } => "links lead to another host and are not followed",
        PageFacts { next_link: true, .. } => "with links",
        _ => "without links",
    };
    Judgement::Works(format!("pages follow one another, {total}, {link}"))
}

/// Returns the largest page, when one shows in a page that is shorter than asked for and not the last.
pub(super) fn cap(asked: u32, page: &Sample) -> Option<u32> {
    let received = u32::try_from(page.ids.len()).ok()?;
    let more = page.total.is_some_and(|total| total > u64::from(received));
    (received > 0 && received < asked && more).then_some(received)
}

/// Judges a filter by two questions of which one at most has answers in common with all records: one that
/// holds for `hits`, and one that holds for few or none.
pub(super) fn filter(all: &Sample, hits: &Sample, others: &Sample, values: [&str; 2]) -> Judgement {
    if hits.beside > 0 || others.beside > 0 {
        return Judgement::Fails(
            SymptomKind::Ignored,
            "records came that do not fulfil the filter".to_owned(),
        );
    }
    if all.ids.is_empty() || (hits.ids.is_empty() && others.ids.is_empty()) {
        return Judgement::Open("no record at hand fulfils the filter".to_owned());
    }
    let [value, other] = values;
    Judgement::Works(format!("{} {value}, {} {other}", number(hits), number(others)))
}

/// Judges the filter on the date of change by a date that nothing and one that everything is later than.
pub(super) fn delta(all: &Sample, late: &Sample, early: &Sample) -> Judgement {
    if !late.ids.is_empty() {
        let detail = "records came that cannot have changed after the date".to_owned();
        return Judgement::Fails(SymptomKind::Ignored, detail);
    }
    if all.ids.is_empty() {
        return Judgement::Open("there is no record to ask for".to_owned());
    }
    if early.ids.is_empty() {
        let detail = "no record has changed since 1970, so that dates of change are missing".to_owned();
        return Judgement::Fails(SymptomKind::Inconsistent, detail);
    }
    Judgement::Works("changes since an instant can be asked for".to_owned())
}

/// Judges two clauses by a filter that nothing fulfils and one that everything does.
pub(super) fn two_clauses(all: &Sample, both: &Sample, either: &Sample) -> Judgement {
    if !both.ids.is_empty() {
        let detail = "records came that cannot fulfil both clauses".to_owned();
        return Judgement::Fails(SymptomKind::Ignored, detail);
    }
    if all.ids.is_empty() {
        return Judgement::Open("there is no record to ask for".to_owned());
    }
    if either.ids.is_empty() {
        let detail = "no record came although all fulfil one of the clauses".to_owned();
        return Judgement::Fails(SymptomKind::Inconsistent, detail);
    }
    Judgement::Works("two clauses can be joined".to_owned())
}

/// Judges the selection of members by whether others came too.
pub(super) fn fields(all: &Sample, selected: &Sample) -> Judgement {
    if all.dated == 0 || selected.ids.is_empty() {
        return Judgement::Open("the records at hand do not tell".to_owned());
    }
    if selected.dated > 0 {
        let detail = "members came that were not asked for".to_owned();
        return Judgement::Fails(SymptomKind::Ignored, detail);
    }
    Judgement::Works("only the members that were asked for came".to_owned())
}

/// Judges sorting by the same page in both orders.
pub(super) fn sort(up: &Sample, down: &Sample) -> Judgement {
    if up.total.unwrap_or(up.ids.len() as u64) < 2 {
        return Judgement::Open("there are too few records".to_owned());
    }
    if up.ids == down.ids {
        return Judgement::Fails(SymptomKind::Ignored, "both orders give the same records".to_owned());
    }
    let is_ascending = up.ids.windows(2).all(|pair| pair.first() <= pair.last());
    let apart = up.ids.first() != down.ids.first();
    if is_ascending && apart {
        Judgement::Works("by sourcedId".to_owned())
    } else {
        Judgement::Open("the order is another than that of the letters".to_owned())
    }
}

fn number(sample: &Sample) -> String {
    match sample.total {
        _ if sample.ids.is_empty() => "none".to_owned(),
        Some(total) => total.to_string(),
        None => format!("at least {}", sample.ids.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(ids: &str, total: Option<u64>, beside: usize) -> Sample {
        Sample { ids: ids.split_whitespace().map(str::to_owned).collect(), total, beside, dated: 0 }
    }

    fn plain(ids: &str) -> Sample {
        sample(ids, None, 0)
    }

    /// `+` works, `?` is open, anything else is the kind of failure.
    fn check(judgement: &Judgement, expected: &str) {
        let found = match judgement {
            Judgement::Works(_) => "+".to_owned(),
            Judgement::Open(_) => "?".to_owned(),
            Judgement::Fails(kind, _) => format!("{kind:?}"),
        };
        assert_eq!(found, expected, "{judgement:?}");
    }

    #[test]
    fn pages_are_compared() {
        for (first, second, total, expected) in [
            ("a b", "c d", Some(9), "+"),
            ("a b", "c d", None, "+"),
            ("a b", "", Some(2), "+"),
            ("a b", "", Some(9), "Inconsistent"),
            ("a b", "a b", Some(9), "Ignored"),
            ("a b", "b c", Some(9), "Inconsistent"),
            ("a b c", "", Some(3), "Ignored"),
            ("a b", "c d", Some(3), "Inconsistent"),
        ] {
            let judgement = pages(2, &sample(first, total, 0), &plain(second), &PageFacts::default());
            check(&judgement, expected);
        }
    }

    #[test]
    fn caps_show_in_short_pages_that_are_not_the_last() {
        for (asked, ids, total, expected) in [
            (4, "a b", Some(9), Some(2)),
            (4, "a b", Some(2), None),
            (4, "a b", None, None),
            (2, "a b", Some(9), None),
            (4, "", Some(9), None),
        ] {
            assert_eq!(cap(asked, &sample(ids, total, 0)), expected, "{asked} {ids} {total:?}");
        }
    }

    #[test]
    fn filters_are_judged_by_what_comes_beside() {
        let all = plain("a b");
        check(&filter(&all, &plain("a"), &plain("b"), ["active", "gone"]), "+");
        check(&filter(&all, &plain("a b"), &plain(""), ["active", "gone"]), "+");
        check(&filter(&all, &plain(""), &plain(""), ["active", "gone"]), "?");
        check(&filter(&all, &plain("a b"), &sample("a b", None, 2), ["active", "gone"]), "Ignored");
        check(&filter(&all, &sample("a b", None, 1), &plain(""), ["active", "gone"]), "Ignored");
        check(&delta(&all, &plain(""), &plain("a b")), "+");
        check(&delta(&all, &plain("a b"), &plain("a b")), "Ignored");
        check(&delta(&all, &plain(""), &plain("")), "Inconsistent");
        check(&delta(&plain(""), &plain(""), &plain("")), "?");
    }

    #[test]
    fn two_clauses_are_judged_by_a_contradiction() {
        let all = plain("a b");
        check(&two_clauses(&all, &plain(""), &plain("a b")), "+");
        check(&two_clauses(&all, &plain("a b"), &plain("a b")), "Ignored");
        check(&two_clauses(&all, &plain(""), &plain("")), "Inconsistent");
        check(&two_clauses(&plain(""), &plain(""), &plain("")), "?");
    }

    #[test]
    fn selected_members_are_judged_by_those_that_were_not_selected() {
        let dated = |ids, dated| Sample { dated, ..plain(ids) };
        check(&fields(&dated("a b", 2), &dated("a b", 0)), "+");
        check(&fields(&dated("a b", 2), &dated("a b", 2)), "Ignored");
        check(&fields(&dated("a b", 0), &dated("a b", 0)), "?");
        check(&fields(&dated("a b", 2), &dated("", 0)), "?");
    }

    #[test]
    fn sorting_is_judged_by_both_orders() {
        check(&sort(&plain("a b"), &plain("d c")), "+");
        check(&sort(&plain("a b"), &plain("a b")), "Ignored");
        check(&sort(&plain("b a"), &plain("c d")), "?");
        check(&sort(&plain("a"), &plain("a")), "?");
    }

    #[test]
    fn scopes_are_compared_by_their_last_part() {
        let wanted: Vec<String> = ["https://x/scope/roster-core.readonly", "https://x/scope/roster.readonly"]
            .map(str::to_owned)
            .into();
        let check = |granted: &[&str], expected: Option<&[&str]>| {
            let granted: Vec<String> = granted.iter().map(|scope| (*scope).to_owned()).collect();
            assert_eq!(missing_scopes(&wanted, &granted).as_deref(), expected, "{granted:?}");
        };
        check(&[], None);
        check(&["roster.readonly"], Some(&[]));
        check(&["https://x/scope/roster-core.readonly"], Some(&["https://x/scope/roster.readonly"]));
        check(&["other"], Some(&["https://x/scope/roster-core.readonly", "https://x/scope/roster.readonly"]));
    }
}
