//! Validation of a package: columns, values, references and the rules that join rows.
//!
//! [`validate()`] reads every file of a [`Package`](crate::Package) once and reports each departure
//! from the standard as a [`Finding`](oneroster_model::Finding) with file, line, column, field, code
//! and key. The rules are the same in strict and in tolerant reading;
//! [`Strictness`](crate::Strictness) decides how bad a departure is, and so the
//! [verdict](ValidationReport::verdict).
//!
//! # Rules that join rows and files
//!
//! `must` and `described` are said by the text of the CSV binding 1.2 and are errors in strict
//! reading. `should`, `open` (demanded without saying how) and `custom` (kept by implementations that
//! passed certification) are warnings, except for the range of scores.
//!
//! | id | rule | strength | code |
//! |---|---|---|---|
//! | SR-01 | a `sourcedId` is unique in its file | must | `duplicate_sourced_id` |
//! | SR-02 | a bulk package holds what it refers to | must | `dangling_reference`, `referenced_file_absent` |
//! | SR-03 | classes and enrollments belong to an org of type school | described | `school_type` |
//! | SR-03b | line items belong to an org of type school (1.2) | custom | `line_item_school_type` |
//! | SR-04 | the school year of a course is a session of type schoolYear | described | `school_year_type` |
//! | SR-05 | demographics describe a user | must | `dangling_reference` |
//! | SR-06 | subjects and subjectCodes have the same number of items | must | `subject_codes_mismatch` |
//! | SR-07 | a user has one primary role in an org at most | described | `second_primary_role` |
//! | SR-08 | the profile of a role belongs to the same user | custom | `profile_of_other_user` |
//! | SR-09 | a user has a role in the primary org | custom | `primary_org_without_role` |
//! | SR-10 | results belong to students, who are enrolled in the class | described, custom | `result_of_non_student`, `result_not_enrolled` |
//! | SR-11 | a score lies between the limits of the line item | should | `score_out_of_range`, `score_limits_reversed` |
//! | SR-12 | the class of a result is that of the line item | custom | `result_class_mismatch` |
//! | SR-13 | line items count for a grading period (1.1), not for a school year (1.2) | custom | `line_item_session_type` |
//! | SR-14 | an enrollment lies within the terms of the class | open | `enrollment_outside_term` |
//! | SR-15 | only teachers are primary, one per class and time | should | `primary_without_teaching`, `second_primary_teacher` |
//! | SR-16 | learning objectives of CASE are UUID URNs | must | `learning_objective_form` |
//! | SR-17 | status and dateLastModified are blank in bulk, filled in delta | must | `delta_value_in_bulk`, `delta_value_missing` |
//! | SR-18 | the files are those that the manifest lists | must | `file_missing`, `file_unlisted` |
//! | SR-19 | a text score is a value of its scale | open | `text_score_not_in_scale` |
//!
//! Not demanded by the text, but reported as warnings: dates in the wrong order (`dates_reversed`) and
//! circles of parents (`parent_cycle`). SR-10 is described by the text, yet packages that pass
//! certification give results to teachers; it is a warning, too.

mod cells;
mod links;
mod number;
mod options;
mod plan;
mod registry;
mod report;
mod reporter;
mod rules;
mod run;
mod value;

pub use options::{DeltaReferences, Profile, ValidateOptions};
pub use report::{FileReport, Refusal, ValidationReport, Verdict};
pub use run::validate;
