//! Packages of the same shape without real people.
//!
//! [`Anonymization`] writes a package with the same files, the same number of rows in the same order and
//! the same relations between them, and replaces what says who someone is:
//!
//! | what | becomes |
//! |---|---|
//! | `sourcedId`s and references, user names, identifiers, the ids in `userIds` | pseudonyms, the same one for the same text in every file: UUIDs for UUIDs, 16 letters and digits for others |
//! | given, middle and family names | invented names of the same script, about the same length and the same capitals; equal family names stay equal, one-name persons stay so |
//! | e-mail addresses | addresses under `example.org`, one subdomain for each real domain |
//! | phone numbers | the same form with fives and the fictional ending 01xx |
//! | birth dates | another day of the same year |
//! | names of orgs | invented names; words such as Elementary and District stay |
//! | titles, codes and rooms of classes, courses, line items | kept, except words that are a family name in `users.csv` or follow a form of address |
//! | places of birth, pronouns, passwords, comments, descriptions, all `metadata.*` columns | blank; pronouns they/them; cities invented |
//! | cells that do not hold what their column is for (a date that is none, an unknown token) | blank: they may hold anything |
//!
//! # What it guarantees
//!
//! - No cell of a replaced column reaches the result, whatever it holds. What happens to a column is said in
//!   one table in the source, and a column with text that is missing there is emptied. Nobody keeps their
//!   name: an invented name is never the one that it stands for.
//! - The same package and secret give the same bytes. Another secret gives other pseudonyms, and without the
//!   secret nobody can compute them from a guessed identifier (HMAC with SHA-256).
//!
//! # What it does not
//!
//! Structure stays: sizes of classes and schools, timetables, grades, scores, and demographic answers (birth
//! year, sex, ethnicity). Who knows these of a person may recognise the person. Names that the title of a
//! class holds in another spelling than `users.csv`, or inside of a word, as in scripts without
//! blanks, stay: use [`Titles::Replace`] where that matters. With
//! [`with_kept_ids`](Anonymization::with_kept_ids) identifiers stay as they are, and some systems put names
//! or numbers of people into them.

mod anonymization;
mod contact;
mod fitting;
mod key;
mod known_names;
mod names;
mod org_names;
mod person_names;
mod row;
mod treatment;

pub use anonymization::{Anonymization, AnonymizationSummary, ReplacedColumn, Titles};
pub use key::AnonymizationKey;
