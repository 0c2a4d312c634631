//! Packages from OneRoster 1.1 to 1.2 and back.
//!
//! [`VersionConversion`] writes a bulk package in the other version. From 1.1 to 1.2 nothing is lost, and
//! the way back gives the rows of before. From 1.2 to 1.1 much has no place: every column, file and value
//! that is lost is counted and reported (finding `lost_in_version`).
//!
//! | 1.1 | 1.2 |
//! |---|---|
//! | `users.role`, `users.orgSourcedIds` | a row of `roles.csv` per org, each the primary one of its org; `primaryOrgSourcedId` is the first org |
//! | `users.role` = administrator | [`Administrators`]; the way back makes all of them, and counselors, administrators |
//! | `lineItems.gradingPeriodSourcedId` | `lineItems.academicSessionSourcedId` |
//! | (none) | `lineItems.schoolSourcedId`: the school of the class |
//! | (none) | tokens that begin with `ext:`, and sex other and unspecified; see below |
//! | (none) | all else that 1.2 added, left blank |
//!
//! On the way to 1.1 a user gets the role of the primary row in the primary org, or else of any row there,
//! or else of the first primary row, or else of the first row (the rule of the JSON binding here), and all
//! orgs of the rows, the primary org first. Rows of `roles.csv` get identifiers that depend on user and org
//! only.
//!
//! Tokens that 1.1 does not know become: sex blank, session type `term`, class type `scheduled`, org type
//! `school` for orgs that teach a class and `department` for others, user role `aide`, score status
//! `submitted`; roles of resources are left out of the list; enrollments are left out, so that nobody gets
//! a part in a class that they did not have. These stand-ins are our choice: the standard gives none.

mod administrators;
mod conversion;
mod facts;
mod losses;
mod plan;
mod role_id;
mod tokens;
mod user_roles;
mod work;

pub use administrators::Administrators;
pub use conversion::{ConversionSummary, ConvertedFile, VersionConversion};
pub use losses::{Loss, LossKind};
