//! Every rule that joins rows has a case that breaks it and one that keeps it.

use oneroster_csv::validate::{DeltaReferences, ValidateOptions};
use oneroster_csv::{File, Mode, Strictness};
use oneroster_model::{Severity, Version};

use crate::sample::Sample;

const V1_1: Version = Version::V1_1;
const V1_2: Version = Version::V1_2;

/// Where a finding must be: code, file, line, field.
type Expected<'a> = (&'a str, File, u64, &'a str);

/// Validates strictly and compares all findings.
fn check(sample: &Sample, expected: &[Expected<'_>]) {
    let options = ValidateOptions::default().with_strictness(Strictness::Strict);
    let (_, findings) = sample.validate(options);
    let found: Vec<_> = findings
        .iter()
        .map(|f| (f.code.id, f.file.as_deref().unwrap(), f.line.unwrap(), f.field.as_deref().unwrap()))
        .collect();
    let expected: Vec<_> =
        expected.iter().map(|(code, file, line, field)| (*code, file.name(), *line, *field)).collect();
    assert_eq!(found, expected);
}

fn bulk(version: Version) -> Sample {
    Sample::valid(version, Mode::Bulk)
}

#[test]
fn sr_01_a_sourced_id_is_unique_in_its_file() {
    for (file, id) in [(File::Users, "u1"), (File::Enrollments, "e1"), (File::Demographics, "u1")] {
        let sample = bulk(V1_1).with_last(file, "sourcedId", id);
        let line = sample.rows(file) as u64 + 1;
        check(&sample, &[("duplicate_sourced_id", file, line, "sourcedId")]);
    }
    check(&bulk(V1_2).with_last(File::Orgs, "sourcedId", "O1"), &[]);
    check(&bulk(V1_2).with_last(File::Orgs, "sourcedId", "u1"), &[]);
}

#[test]
fn sr_02_references_lead_to_a_record() {
    let later =
        bulk(V1_2).with(File::Orgs, 0, "parentSourcedId", "o2").with_last(File::Orgs, "parentSourcedId", "");
    check(&later, &[]);
    check(
        &bulk(V1_2).with(File::Orgs, 0, "parentSourcedId", "o3"),
        &[("dangling_reference", File::Orgs, 2, "parentSourcedId")],
    );
    check(
        &bulk(V1_1).with(File::Users, 0, "orgSourcedIds", "o1,o9,o2"),
        &[("dangling_reference", File::Users, 2, "orgSourcedIds")],
    );
    check(
        &bulk(V1_1).with_last(File::Users, "agentSourcedIds", "u2,u9"),
        &[("dangling_reference", File::Users, 4, "agentSourcedIds")],
    );
    // Identifiers are compared with case.
    check(
        &bulk(V1_2).with_last(File::Enrollments, "userSourcedId", "U2"),
        &[("dangling_reference", File::Enrollments, 3, "userSourcedId")],
    );
}

#[test]
fn sr_02_a_file_that_is_referred_to_is_reported_once_for_each_column() {
    let sample = bulk(V1_2).without(File::ScoreScales);
    check(
        &sample,
        &[
            ("referenced_file_absent", File::LineItemScoreScales, 2, "scoreScaleSourcedId"),
            ("referenced_file_absent", File::ResultScoreScales, 2, "scoreScaleSourcedId"),
        ],
    );
}

#[test]
fn sr_02_a_delta_need_not_hold_what_it_refers_to() {
    let sample = Sample::valid(V1_2, Mode::Delta)
        .without(File::ScoreScales)
        .with_last(File::Orgs, "parentSourcedId", "o9")
        .with_last(File::Enrollments, "userSourcedId", "u9");
    check(&sample, &[]);
    let options = ValidateOptions::default().with_delta_references(DeltaReferences::Checked);
    let (report, _) = sample.validate(options);
    assert_eq!(report.counts["dangling_reference"], 2);
    assert_eq!(report.counts["referenced_file_absent"], 2);
}

#[test]
fn sr_03_classes_and_enrollments_belong_to_a_school() {
    for version in [V1_1, V1_2] {
        let sample = bulk(version).with_last(File::Classes, "schoolSourcedId", "o2").with_last(
            File::Enrollments,
            "schoolSourcedId",
            "o2",
        );
        check(
            &sample,
            &[
                ("school_type", File::Classes, 3, "schoolSourcedId"),
                ("school_type", File::Enrollments, 3, "schoolSourcedId"),
            ],
        );
    }
    let extension = bulk(V1_2).with_last(File::Orgs, "type", "ext:campus").with_last(
        File::Classes,
        "schoolSourcedId",
        "o2",
    );
    check(&extension, &[]);
}

#[test]
fn sr_03b_line_items_belong_to_a_school() {
    let sample = bulk(V1_2).with_last(File::LineItems, "schoolSourcedId", "o2");
    check(&sample, &[("line_item_school_type", File::LineItems, 3, "schoolSourcedId")]);
}

#[test]
fn sr_04_the_school_year_of_a_course_is_a_school_year() {
    for version in [V1_1, V1_2] {
        let sample = bulk(version).with_last(File::Courses, "schoolYearSourcedId", "s1");
        check(&sample, &[("school_year_type", File::Courses, 3, "schoolYearSourcedId")]);
        check(&bulk(version).with_last(File::Courses, "schoolYearSourcedId", "s2"), &[]);
    }
}

#[test]
fn sr_05_demographics_describe_a_user() {
    let sample = bulk(V1_2).with_last(File::Demographics, "sourcedId", "u9");
    check(&sample, &[("dangling_reference", File::Demographics, 3, "sourcedId")]);
    check(&bulk(V1_2).with_last(File::Demographics, "sourcedId", "u3"), &[]);
}

#[test]
fn sr_06_subjects_and_codes_have_the_same_length() {
    for file in [File::Courses, File::Classes] {
        let with = |subjects, codes| {
            bulk(V1_2).with_last(file, "subjects", subjects).with_last(file, "subjectCodes", codes)
        };
        check(&with("Art,Music", "5"), &[("subject_codes_mismatch", file, 3, "subjectCodes")]);
        check(&with("Art,Music", "5,6"), &[]);
        check(&with("Art,Music", ""), &[]);
    }
}

#[test]
fn sr_07_a_user_has_one_primary_role_in_an_org() {
    let second = "sourcedId=l3;userSourcedId=u1;roleType=primary;role=aide;orgSourcedId=o1";
    check(&bulk(V1_2).with_row(File::Roles, second), &[("second_primary_role", File::Roles, 4, "roleType")]);
    check(&bulk(V1_2).with_row(File::Roles, second).with_last(File::Roles, "orgSourcedId", "o2"), &[]);
    check(&bulk(V1_2).with_row(File::Roles, second).with_last(File::Roles, "roleType", "secondary"), &[]);
}

#[test]
fn sr_08_the_profile_of_a_role_belongs_to_its_user() {
    let with = |profile| bulk(V1_2).with_last(File::Roles, "userProfileSourcedId", profile);
    check(&with("p1"), &[("profile_of_other_user", File::Roles, 3, "userProfileSourcedId")]);
    check(&with("p2"), &[]);
}

#[test]
fn sr_09_a_user_has_a_role_in_the_primary_org() {
    let with = |org| bulk(V1_2).with(File::Users, 1, "primaryOrgSourcedId", org);
    check(&with("o2"), &[("primary_org_without_role", File::Users, 3, "primaryOrgSourcedId")]);
    check(&with("o1"), &[]);
    let delta = Sample::valid(V1_2, Mode::Delta).with(File::Users, 1, "primaryOrgSourcedId", "o2");
    check(&delta, &[]);
}

#[test]
fn sr_10_results_belong_to_students_of_the_class() {
    for version in [V1_1, V1_2] {
        let of = |student| bulk(version).with_last(File::Results, "studentSourcedId", student);
        check(&of("u2"), &[("result_of_non_student", File::Results, 3, "studentSourcedId")]);
        check(
            &of("u3"),
            &[
                ("result_of_non_student", File::Results, 3, "studentSourcedId"),
                ("result_not_enrolled", File::Results, 3, "studentSourcedId"),
            ],
        );
        check(&of("u1"), &[]);
    }
}

#[test]
fn sr_11_scores_lie_between_the_limits() {
    for version in [V1_1, V1_2] {
        let with = |score| bulk(version).with_last(File::Results, "score", score);
        for score in ["-0.5", "100.5", "101"] {
            check(&with(score), &[("score_out_of_range", File::Results, 3, "score")]);
        }
        for score in ["0", "100", "100.0"] {
            check(&with(score), &[]);
        }
        let reversed = bulk(version).with_last(File::LineItems, "resultValueMin", "11");
        check(&reversed, &[("score_limits_reversed", File::LineItems, 3, "resultValueMin")]);
    }
}

#[test]
fn sr_12_the_class_of_a_result_is_that_of_its_line_item() {
    let with = |class| bulk(V1_2).with_last(File::Results, "classSourcedId", class);
    check(&with("k2"), &[("result_class_mismatch", File::Results, 3, "classSourcedId")]);
    check(&with("k1"), &[]);
}

#[test]
fn sr_13_line_items_do_not_count_for_a_school_year() {
    let with = |version, column, session| bulk(version).with_last(File::LineItems, column, session);
    let column = "academicSessionSourcedId";
    check(&with(V1_2, column, "s2"), &[("line_item_session_type", File::LineItems, 3, column)]);
    check(&with(V1_2, column, "s1"), &[]);
    check(&with(V1_2, column, "s2").with_last(File::AcademicSessions, "type", "term"), &[]);
    let column = "gradingPeriodSourcedId";
    check(
        &with(V1_1, column, "s2").with_last(File::AcademicSessions, "type", "term"),
        &[("line_item_session_type", File::LineItems, 3, column)],
    );
    check(&with(V1_1, column, "s1"), &[]);
}

#[test]
fn sr_14_enrollments_lie_within_the_terms_of_the_class() {
    let with = |column, date| bulk(V1_1).with_last(File::Enrollments, column, date);
    for (column, date) in [
        ("beginDate", "2026-08-17"),
        ("beginDate", "2026-12-20"),
        ("endDate", "2026-08-17"),
        ("endDate", "2026-12-20"),
        ("beginDate", "0001-01-01"),
    ] {
        check(&with(column, date), &[("enrollment_outside_term", File::Enrollments, 3, column)]);
    }
    // The end is exclusive, and some systems write the last day as the end of a term.
    for (column, date) in
        [("beginDate", "2026-08-18"), ("beginDate", "2026-12-18"), ("endDate", "2026-12-19")]
    {
        check(&with(column, date), &[]);
    }
    let two_terms = with("endDate", "2027-05-01").with(File::Classes, 0, "termSourcedIds", "s1,s2");
    check(&two_terms, &[]);
}

#[test]
fn sr_15_only_teachers_are_primary_and_one_at_a_time() {
    let primary = bulk(V1_1).with_last(File::Enrollments, "primary", "true");
    check(&primary, &[]);
    check(
        &bulk(V1_1).with(File::Enrollments, 0, "primary", "true"),
        &[("primary_without_teaching", File::Enrollments, 2, "primary")],
    );
    check(&bulk(V1_1).with(File::Enrollments, 0, "primary", "false"), &[]);

    let second =
        "sourcedId=e3;classSourcedId=k1;schoolSourcedId=o1;userSourcedId=u3;role=teacher;primary=true";
    let two = primary.with_row(File::Enrollments, second);
    check(&two, &[("second_primary_teacher", File::Enrollments, 4, "primary")]);
    let in_turn = two.clone().with(File::Enrollments, 1, "endDate", "2026-10-01").with(
        File::Enrollments,
        2,
        "beginDate",
        "2026-10-01",
    );
    check(&in_turn, &[]);
    check(&two.clone().with(File::Enrollments, 2, "classSourcedId", "k2"), &[]);
    check(&two.with(File::Enrollments, 2, "userSourcedId", "u2"), &[]);
}

#[test]
fn sr_16_learning_objectives_of_case_are_uuid_urns() {
    for file in [File::LineItemLearningObjectiveIds, File::ResultLearningObjectiveIds] {
        let sample = bulk(V1_2).with_last(file, "source", "case");
        check(&sample, &[("learning_objective_form", file, 3, "learningObjectiveId")]);
        let urn = "urn:uuid:123e4567-e89b-12d3-a456-426614174000";
        check(&sample.with_last(file, "learningObjectiveId", urn), &[]);
    }
}

#[test]
fn sr_17_status_and_date_are_blank_in_bulk_and_filled_in_delta() {
    let bulk = bulk(V1_2).with(File::Orgs, 0, "status", "active");
    check(&bulk, &[("delta_value_in_bulk", File::Orgs, 2, "status")]);
    let delta = Sample::valid(V1_2, Mode::Delta).with(File::Orgs, 0, "dateLastModified", "");
    check(&delta, &[("delta_value_missing", File::Orgs, 2, "dateLastModified")]);
}

#[test]
fn sr_19_a_text_score_is_a_value_of_its_scale() {
    let of_line_item = |text| bulk(V1_2).with_last(File::Results, "textScore", text);
    check(&of_line_item("F"), &[("text_score_not_in_scale", File::Results, 3, "textScore")]);
    check(&of_line_item("B"), &[]);
    check(&of_line_item("80"), &[]);
    let of_result = bulk(V1_2).with_last(File::ResultScoreScales, "scoreScaleSourcedId", "x2");
    check(&of_result, &[("text_score_not_in_scale", File::ResultScoreScales, 3, "scoreScaleSourcedId")]);
}

#[test]
fn a_pair_of_a_score_scale_has_two_sides() {
    let with = |value| bulk(V1_2).with_last(File::ScoreScales, "scoreScaleValue", value);
    check(&with("{A:B:C}"), &[("invalid_pair", File::ScoreScales, 3, "scoreScaleValue")]);
    check(&bulk(V1_2).with_last(File::Users, "userIds", "{Fed:https://id.example/1}"), &[]);
}

#[test]
fn dates_run_forwards() {
    for (file, first, last) in [
        (File::AcademicSessions, "startDate", "endDate"),
        (File::Roles, "beginDate", "endDate"),
        (File::Enrollments, "beginDate", "endDate"),
        (File::LineItems, "assignDate", "dueDate"),
    ] {
        let sample = bulk(V1_2).with_last(file, first, "2026-10-02").with_last(file, last, "2026-10-01");
        check(&sample, &[("dates_reversed", file, 3, last)]);
        check(&sample.with_last(file, last, "2026-10-02"), &[]);
    }
}

#[test]
fn parents_do_not_run_in_circles() {
    for file in [File::Orgs, File::AcademicSessions] {
        let own = if file == File::Orgs { "o2" } else { "s2" };
        let sample = bulk(V1_1).with_last(file, "parentSourcedId", own);
        check(&sample, &[("parent_cycle", file, 3, "parentSourcedId")]);
    }
    let pair = bulk(V1_1).with(File::Orgs, 0, "parentSourcedId", "o2");
    check(&pair, &[("parent_cycle", File::Orgs, 2, "parentSourcedId")]);
}

#[test]
fn rows_to_be_deleted_are_not_judged_by_rules_but_keep_their_form() {
    let sample = Sample::valid(V1_2, Mode::Delta)
        .with_last(File::Results, "status", "tobedeleted")
        .with_last(File::Results, "score", "999");
    check(&sample, &[]);
    check(
        &sample.with_last(File::Results, "score", "many"),
        &[("invalid_number", File::Results, 3, "score")],
    );
}

#[test]
fn rules_that_the_text_does_not_demand_are_warnings_in_strict_reading() {
    let sample = bulk(V1_2)
        .with_last(File::Results, "studentSourcedId", "u2")
        .with_last(File::Enrollments, "beginDate", "2020-01-01")
        .with_last(File::Orgs, "parentSourcedId", "o2");
    let (report, findings) = sample.validate(ValidateOptions::default().with_strictness(Strictness::Strict));
    assert_eq!(findings.len(), 3);
    assert!(findings.iter().all(|finding| finding.severity == Severity::Warning));
    assert_eq!(report.verdict.as_str(), "accept");
}
