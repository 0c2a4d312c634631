use std::borrow::Cow;

use super::anonymization::Titles;
use super::contact::{birth_date, email, phone, user_ids, user_name};
use super::fitting::fits;
use super::key::{AnonymizationKey, Purpose};
use super::known_names::KnownNames;
use super::org_names::{city, org_name};
use super::person_names::{family_name, given_name};
use super::treatment::Treatment;
use crate::common_columns::SOURCED_ID;
use crate::table::Column;
use crate::{Cells, Metadata, TableRecord};

/// All that decides what takes the place of a cell.
pub(super) struct Anonymizer<'k> {
    pub(super) key: &'k AnonymizationKey,
    pub(super) known_names: KnownNames,
    pub(super) keeps_ids: bool,
    pub(super) titles: Titles,
}

impl Anonymizer<'_> {
    /// Returns the text in place of a cell. `id` is the identifier of the row.
    pub(super) fn cell<'r>(
        &self,
        treatment: Treatment,
        column: &Column,
        id: &str,
        cell: &'r str,
    ) -> Cow<'r, str> {
        if cell.is_empty() {
            return Cow::Borrowed("");
        }
        let key = self.key;
        let replaced = match treatment {
            Treatment::Keep => return Cow::Borrowed(cell),
            Treatment::KeepFitting if fits(column, cell) => return Cow::Borrowed(cell),
            Treatment::SourcedId if self.keeps_ids => return Cow::Borrowed(cell),
            Treatment::KeepFitting | Treatment::Blank => String::new(),
            Treatment::SourcedId if column.list => map_items(cell, |item| key.pseudonym(item)),
            Treatment::SourcedId | Treatment::Pseudonym => key.pseudonym(cell),
            Treatment::UserName => user_name(key, cell),
            Treatment::Email => email(key, cell),
            Treatment::Phone => phone(key, cell),
            Treatment::UserIds => user_ids(key, cell),
            Treatment::GivenName => given_name(key, id, cell),
            Treatment::FamilyName => family_name(key, cell),
            Treatment::BirthDate => birth_date(key, id, cell),
            Treatment::City => city(key, cell),
            Treatment::OrgName => org_name(key, id, cell),
            Treatment::ClassTitle if self.titles == Titles::Replace => key.label(Purpose::Title, cell, 8),
            Treatment::Code if cell.split(',').all(is_code) => return Cow::Borrowed(cell),
            Treatment::Title | Treatment::ClassTitle | Treatment::Code => {
                return self.known_names.replace(key, cell).map_or(Cow::Borrowed(cell), Cow::Owned);
            }
            Treatment::Pronouns => "they/them".to_owned(),
        };
        Cow::Owned(replaced)
    }
}

/// Grade levels, subject codes and periods: something with a digit, three letters at most, or a word of
/// the list for grade levels.
fn is_code(item: &str) -> bool {
    let item = item.trim();
    item.len() <= 3
        || (item.len() <= 16 && item.bytes().any(|byte| byte.is_ascii_digit()))
        || ["other", "prek"].iter().any(|word| word.eq_ignore_ascii_case(item))
}

/// Replaces the items of a list; blanks around them and empty ones stay.
fn map_items(list: &str, replace: impl Fn(&str) -> String) -> String {
    let mut replaced = String::with_capacity(list.len());
    for (position, item) in list.split(',').enumerate() {
        if position > 0 {
            replaced.push(',');
        }
        let text = item.trim();
        let (before, _) = item.split_at(item.len() - item.trim_start().len());
        replaced.push_str(before);
        replaced.push_str(&replace(text));
    }
    replaced
}

/// A record with the new cells.
pub(super) struct AnonymousRow<'r> {
    pub(super) record: &'r TableRecord<'r>,
    pub(super) cells: Vec<Cow<'r, str>>,
    pub(super) kept_metadata: &'r [String],
}

impl<'r> AnonymousRow<'r> {
    /// Tells which columns changed.
    pub(super) fn changed(&self) -> impl Iterator<Item = usize> {
        let cells = self.cells.iter().enumerate();
        cells.filter(|(position, cell)| **cell != self.record.cell(*position)).map(|(position, _)| position)
    }

    /// Names of the filled extension columns that are emptied.
    pub(super) fn emptied(&self) -> impl Iterator<Item = &'r str> {
        let filled = self.record.extensions().filter(|(_, text)| !text.is_empty());
        filled.map(|(name, _)| name).filter(|name| !self.kept_metadata.iter().any(|kept| kept == name))
    }
}

impl<'r> Cells<'r> for &'r AnonymousRow<'r> {
    fn cell(&self, position: usize) -> &'r str {
        self.cells.get(position).map(|cell| &**cell).unwrap_or_default()
    }

    fn metadata(&self) -> Metadata<&'r str> {
        let mut metadata = Metadata::default();
        for (name, text) in self.record.extensions() {
            if self.kept_metadata.iter().any(|kept| kept == name) {
                metadata.insert(name, text);
            }
        }
        metadata
    }
}

/// Builds the new cells of a record.
pub(super) fn anonymous_row<'r>(
    anonymizer: &Anonymizer<'_>,
    columns: &'static [Column],
    treatments: &[Treatment],
    record: &'r TableRecord<'r>,
    kept_metadata: &'r [String],
) -> AnonymousRow<'r> {
    let id = record.cell(SOURCED_ID);
    let columns = columns.iter().zip(treatments).enumerate();
    let cells = columns.map(|(position, (column, treatment))| {
        anonymizer.cell(*treatment, column, id, record.cell(position))
    });
    AnonymousRow { record, cells: cells.collect(), kept_metadata }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_keep_their_items() {
        let star = |item: &str| "*".repeat(item.len());
        for (list, expected) in [("a,bb", "*,**"), ("a, bb ", "*, **"), ("a,,b", "*,,*"), ("a", "*")] {
            assert_eq!(map_items(list, star), expected);
        }
    }

    #[test]
    fn codes_have_a_digit_or_are_short() {
        for code in ["09", "KG", "Other", "52053", "1(A)", "", "prek"] {
            assert!(is_code(code), "{code}");
        }
        for text in ["Okonkwo", "kindergarten", "a sentence that ends in 4"] {
            assert!(!is_code(text), "{text}");
        }
    }
}
