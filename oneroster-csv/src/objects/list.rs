//! Cells with several items, and pairs.

use oneroster_model::gradebook::ScoreScaleValue;
use oneroster_model::rostering::UserId;
use oneroster_model::{GuidRef, RoleName};

use super::RowOptions;
use super::cell::{At, Cell};

/// The items of a cell, trimmed; blank ones are passed over.
fn items(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(',').map(str::trim).filter(|item| !item.is_empty())
}

/// Appends an item without the characters that would end it.
fn push_item(cell: &mut String, item: &str) {
    if !cell.is_empty() {
        cell.push(',');
    }
    push_without(cell, item, &[',']);
}

fn push_without(cell: &mut String, text: &str, left_out: &[char]) {
    for piece in text.split(left_out) {
        cell.push_str(piece);
    }
}

impl Cell for Vec<String> {
    fn read(cell: &str, _at: &mut At<'_>) -> Self {
        items(cell).map(str::to_owned).collect()
    }

    fn write(&self, _options: RowOptions, cell: &mut String) {
        for item in self {
            push_item(cell, item);
        }
    }
}

impl Cell for Vec<GuidRef> {
    fn read(cell: &str, _at: &mut At<'_>) -> Self {
        items(cell).map(GuidRef::from).collect()
    }

    fn write(&self, _options: RowOptions, cell: &mut String) {
        for reference in self {
            push_item(cell, reference.sourced_id.as_str());
        }
    }
}

impl Cell for Vec<RoleName> {
    fn read(cell: &str, _at: &mut At<'_>) -> Self {
        items(cell).map(RoleName::from_token_lenient).collect()
    }

    fn write(&self, _options: RowOptions, cell: &mut String) {
        for role in self {
            push_item(cell, role.as_str());
        }
    }
}

/// A pair of a list such as `{LDAP:u1},{Fed:u1@example.org}`.
trait Pair: Sized {
    fn from_sides(left: Option<&str>, right: &str) -> Self;
    fn sides(&self) -> (Option<&str>, Option<&str>);
}

impl Pair for UserId {
    fn from_sides(left: Option<&str>, right: &str) -> Self {
        let mut id = Self::default();
        id.id_type = left.filter(|left| !left.is_empty()).map(str::to_owned);
        id.identifier = Some(right.to_owned());
        id
    }

    fn sides(&self) -> (Option<&str>, Option<&str>) {
        (self.id_type.as_deref(), self.identifier.as_deref())
    }
}

impl Pair for ScoreScaleValue {
    fn from_sides(left: Option<&str>, right: &str) -> Self {
        Self::new(left.unwrap_or_default(), right)
    }

    fn sides(&self) -> (Option<&str>, Option<&str>) {
        (self.item_value_lhs.as_deref(), self.item_value_rhs.as_deref())
    }
}

/// Reads pairs; the first colon splits, braces may be missing.
fn read_pairs<P: Pair>(cell: &str) -> Vec<P> {
    items(cell)
        .map(|item| item.strip_prefix('{').unwrap_or(item))
        .map(|item| item.strip_suffix('}').unwrap_or(item))
        .map(|item| match item.split_once(':') {
            Some((left, right)) => P::from_sides(Some(left.trim()), right.trim()),
            None => P::from_sides(None, item.trim()),
        })
        .collect()
}

fn write_pairs<P: Pair>(pairs: &[P], cell: &mut String) {
    for pair in pairs {
        if !cell.is_empty() {
            cell.push(',');
        }
        let (left, right) = pair.sides();
        cell.push('{');
        push_without(cell, left.unwrap_or_default(), &[',', '{', '}', ':']);
        cell.push(':');
        push_without(cell, right.unwrap_or_default(), &[',', '{', '}']);
        cell.push('}');
    }
}

impl Cell for Vec<UserId> {
    fn read(cell: &str, _at: &mut At<'_>) -> Self {
        read_pairs(cell)
    }

    fn write(&self, _options: RowOptions, cell: &mut String) {
        write_pairs(self, cell);
    }
}

impl Cell for Vec<ScoreScaleValue> {
    fn read(cell: &str, _at: &mut At<'_>) -> Self {
        read_pairs(cell)
    }

    fn write(&self, _options: RowOptions, cell: &mut String) {
        write_pairs(self, cell);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::File;
    use oneroster_model::Version;

    fn check<T: Cell>(cell: &str, written: &str) {
        let mut findings = Vec::new();
        let value = T::read(cell, &mut At::new(File::Users, "u1", &mut findings));
        let mut back = String::new();
        value.write(RowOptions::new(Version::V1_2), &mut back);
        assert_eq!(back, written, "{cell}");
        assert!(findings.is_empty(), "{cell}");
    }

    #[test]
    fn lists_are_trimmed_and_blank_items_passed_over() {
        for (cell, written) in [("", ""), ("09", "09"), (" 09, 10 ,,11", "09,10,11")] {
            check::<Vec<String>>(cell, written);
            check::<Vec<GuidRef>>(cell, written);
        }
    }

    #[test]
    fn the_first_colon_splits_a_pair() {
        for (cell, written) in [
            ("{LDAP:Id}", "{LDAP:Id}"),
            ("{LDAP:a},{Fed:https://x/1}", "{LDAP:a},{Fed:https://x/1}"),
            ("LDAP:a", "{LDAP:a}"),
            ("{loose}", "{:loose}"),
        ] {
            check::<Vec<UserId>>(cell, written);
        }
        check::<Vec<ScoreScaleValue>>("{A:90-100},{B:80-89}", "{A:90-100},{B:80-89}");
    }

    #[test]
    fn what_would_end_an_item_is_left_out() {
        let mut cell = String::new();
        vec!["Arts, Music".to_owned(), "Art".to_owned()].write(RowOptions::new(Version::V1_1), &mut cell);
        assert_eq!(cell, "Arts Music,Art");
        let mut cell = String::new();
        vec![UserId::new("a:b", "{1},2")].write(RowOptions::new(Version::V1_1), &mut cell);
        assert_eq!(cell, "{ab:12}");
    }
}
