//! Identifiers that differ in case only.

use std::collections::HashSet;

/// Finds the identifiers that have a twin in other case among `ids`.
///
/// Twins differ, so at least one of them has a capital letter: only those are held. `exists` looks up the
/// others.
pub(super) fn case_twins<'a>(
    ids: impl Iterator<Item = &'a str>,
    exists: impl Fn(&str) -> bool,
) -> Vec<&'a str> {
    let mut lowered = HashSet::new();
    let mut twins = Vec::new();
    for id in ids.filter(|id| id.chars().any(char::is_uppercase)) {
        let lower = id.to_lowercase();
        if exists(&lower) || lowered.contains(&lower) {
            twins.push(id);
        }
        lowered.insert(lower);
    }
    twins
}

#[cfg(test)]
mod tests {
    use super::case_twins;

    #[test]
    fn one_of_each_pair_is_found() {
        let ids = ["a", "A", "bC", "Bc", "D", "e"];
        assert_eq!(case_twins(ids.into_iter(), |id| ids.contains(&id)), ["A", "Bc"]);
    }
}
