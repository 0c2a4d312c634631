//! A log as public tools see it, with invented people.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use asm_format::activity::{ActivityEntry, ActivityLog, OutcomeClass};
use asm_format::{AsmFile, Error};
use oneroster_model::Finding;

const LOG: &str = "\
OPERATION,SYNC_SOURCE
ACTIVITY_ID,7a6f-11
STARTED AT,2026-03-01T04:00:00Z
ENDED AT,2026-03-01T04:04:10Z
STATUS,COMPLETED
SUB_STATUS,COMPLETED_WITH_ERROR

person_id,last_name,first_name,person_number,operation_status,operation_substatus,timestamp,email
s1,Block,Eliza,17,SUCCESS,UPDATED,2026-03-01T04:01:00Z,eliza@example.org
s2,Mehta,Rajesh,,ISSUE,OPERATION_NOT_ALLOWED,2026-03-01T04:01:02Z,
s1,Block,Eliza,17,ISSUE,EMAIL_UNAVAILABLE_AS_MAID,2026-03-01T04:00:30Z,eliza@example.org
s3,\"Vale, Jr\",Enya,,SUCCESS,DEACTIVATED,2026-03-01T04:01:02Z,
s4,Soo,Jin,,ISSUE,SOMETHING_NEW,2026-03-01T04:01:02Z,

class_id,course_name,class_number,operation_status,operation_substatus,timestamp
k1,Art,1,SUCCESS,CREATED,2026-03-01T04:02:00Z

location_id,location_name,operation_status,operation_substatus,timestamp
N,North,SUCCESS,UPDATED,2026-03-01T04:00:10Z

course_id,course_number,course_name,location_id,operation_status,operation_substatus,timestamp
c1,A1,Art,N,SUCCESS,UPDATED,2026-03-01T04:00:20Z

roster_id,class_id,student_id,operation_status,operation_substatus,timestamp
r1,k1,s1,SUCCESS,ADDED,sometime
r1,k1,s1,ISSUE,INTERNAL_ERROR,later
,k1,s2,SUCCESS,ADDED,later
";

fn read(text: &str) -> (ActivityLog, Vec<Finding>) {
    let mut findings = Vec::new();
    (ActivityLog::read(text.as_bytes(), &mut findings).unwrap(), findings)
}

#[test]
fn head_and_sections_are_read() {
    let (log, findings) = read(LOG);
    assert_eq!(
        [&log.operation, &log.activity_id, &log.started_at, &log.ended_at, &log.status, &log.sub_status],
        [
            "SYNC_SOURCE",
            "7a6f-11",
            "2026-03-01T04:00:00Z",
            "2026-03-01T04:04:10Z",
            "COMPLETED",
            "COMPLETED_WITH_ERROR"
        ]
    );
    assert_eq!(log.people.iter().map(ActivityEntry::key).collect::<Vec<_>>(), ["s1", "s2", "s3", "s4"]);
    assert_eq!(log.people[2].last_name, "Vale, Jr");
    assert_eq!(log.people[0].email, "eliza@example.org");
    assert_eq!((log.classes[0].key(), log.classes[0].class_number.as_str()), ("k1", "1"));
    assert_eq!((log.locations[0].key(), log.locations[0].location_name.as_str()), ("N", "North"));
    assert_eq!((log.courses[0].key(), log.courses[0].location_id.as_str()), ("c1", "N"));
    assert_eq!((log.rosters[0].class_id.as_str(), log.rosters[0].student_id.as_str()), ("k1", "s1"));
    let found: Vec<_> = findings.iter().map(|finding| (finding.code.id, finding.line)).collect();
    assert_eq!(found, [("log_line", Some(27))]);
}

#[test]
fn the_newest_result_of_a_record_counts() {
    let (log, _) = read(LOG);
    // The issue of the first person is older than the update, although it stands below.
    assert_eq!(log.people[0].result.substatus, "UPDATED");
    // Without readable time stamps the later line counts.
    assert_eq!(log.rosters.len(), 1);
    assert_eq!(log.rosters[0].result.substatus, "INTERNAL_ERROR");
}

#[test]
fn results_are_counted_by_class_and_code() {
    let summary = read(LOG).0.summary();
    assert_eq!(summary.count(OutcomeClass::Success), 5);
    assert_eq!(summary.count(OutcomeClass::Warning), 1);
    assert_eq!(summary.count(OutcomeClass::Issue), 1);
    assert_eq!(summary.count(OutcomeClass::Error), 1);
    assert_eq!(summary.by_file[&AsmFile::Students].values().sum::<u64>(), 4);
    assert_eq!(summary.by_code["UPDATED"], 3);
    assert_eq!(summary.by_code["SOMETHING_NEW"], 1);
}

#[test]
fn debug_leaves_names_out() {
    let text = format!("{:?}", read(LOG).0);
    assert!(text.contains("s1") && !text.contains("Block") && !text.contains("example.org"));
}

#[test]
fn other_texts_give_an_empty_log_and_findings() {
    let (log, findings) = read("this is\nno log\n");
    assert_eq!(log, ActivityLog::default());
    assert_eq!(findings.len(), 2);
    assert_eq!(read("").0, ActivityLog::default());
}

#[test]
fn a_line_beyond_the_limit_is_an_error() {
    let text = "x".repeat(2 << 20);
    let error = ActivityLog::read(text.as_bytes(), &mut Vec::new()).unwrap_err();
    assert!(matches!(error, Error::RecordTooLong(_)));
    assert!(error.to_string().starts_with("activity log, line 1: "), "{error}");
}
