//! Status information in every form that servers send.

use oneroster_model::status::{CodeMajor, CodeMinor, StatusForm, StatusInfo, StatusSeverity};
use oneroster_model::{Value, Version};
use serde_json::json;

#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "tables read better without references")]
fn check(
    body: &str,
    http_status: u16,
    form: StatusForm,
    code_minor: Option<CodeMinor>,
    description: Option<&str>,
) {
    let status = StatusInfo::from_body(body.as_bytes(), http_status);
    assert_eq!(status.form, form, "{body}");
    assert_eq!(status.code_minor, code_minor, "{body}");
    assert_eq!(status.description.as_deref(), description, "{body}");
    assert_eq!(status.http_status, http_status, "{body}");
    if http_status >= 400 {
        assert_eq!(status.code_major, CodeMajor::Failure, "{body}");
        assert_eq!(status.severity, StatusSeverity::Error, "{body}");
    }
}

#[test]
fn the_forms_of_the_standard() {
    check(
        r#"{"imsx_codeMajor": "failure", "imsx_severity": "error", "imsx_description": "x",
            "imsx_CodeMinor": {"imsx_codeMinorField": [{"imsx_codeMinorFieldName": "TargetEndSystem",
            "imsx_codeMinorFieldValue": "unknownobject"}]}}"#,
        404,
        StatusForm::StatusInfo,
        Some(CodeMinor::UnknownObject),
        Some("x"),
    );
    check(
        r#"{"statusInfoSet": [{"imsx_codeMajor": "failure", "imsx_severity": "error",
            "imsx_operationRefIdentifier": "getAllUsers", "imsx_description": "nosuchfield",
            "imsx_codeMinor": "invalid_filter_field"}]}"#,
        400,
        StatusForm::StatusInfoSet,
        Some(CodeMinor::InvalidFilterField),
        Some("nosuchfield"),
    );
}

#[test]
fn the_forms_of_real_servers() {
    use CodeMinor as Minor;
    use StatusForm as Form;
    for (body, http_status, form, code_minor, description) in [
        (
            r#"{"imsx_codeMajor": "failure", "imsx_severity": "error", "imsx_description": "x", "imsx_codeMinor": "not_found"}"#,
            404,
            Form::StatusInfo,
            Some(Minor::UnknownObject),
            Some("x"),
        ),
        (
            r#"{"imsx_codeMajor": "failure", "imsx_codeMinor": "invalid_data"}"#,
            400,
            Form::StatusInfo,
            Some(Minor::InvalidData),
            None,
        ),
        (
            r#"{"imsx_statusInfo": {"imsx_codeMajor": "failure", "imsx_codeMinor": "forbidden"}}"#,
            403,
            Form::WrappedStatusInfo,
            Some(Minor::Forbidden),
            None,
        ),
        (
            r#"{"imsx_StatusInfo": {"imsx_codeMajor": "failure", "imsx_codeMinor": "unauthorized"}}"#,
            401,
            Form::WrappedStatusInfo,
            Some(Minor::Unauthorized),
            None,
        ),
        (
            r#"{"errors": [{"codeMajor": "failure", "severity": "error", "codeMinor": "invalid_ blank_selection _field"}]}"#,
            400,
            Form::List,
            Some(Minor::InvalidBlankSelectionField),
            None,
        ),
        (
            r#"{"statusInfoSet": [{"codeMajor": "failure", "severity": "erorr", "description": "x"}]}"#,
            500,
            Form::StatusInfoSet,
            Some(Minor::InternalServerError),
            Some("x"),
        ),
        (
            r#"{"codeMajor": "failure", "severity": "error", "codeMinor": "unknown object", "description": "x"}"#,
            404,
            Form::Unprefixed,
            Some(Minor::UnknownObject),
            Some("x"),
        ),
        (
            r#"{"CodeMajor": "failure", "Severity": "error", "CodeMinor": "unknown object", "Description": "x"}"#,
            404,
            Form::Unprefixed,
            Some(Minor::UnknownObject),
            Some("x"),
        ),
        (
            r#"{"error": "invalid_client", "error_description": "x"}"#,
            401,
            Form::OAuth,
            Some(Minor::Unauthorized),
            Some("x"),
        ),
        (r#"{"error": "not found"}"#, 404, Form::OAuth, Some(Minor::UnknownObject), Some("not found")),
        (r#"{"error": "odd"}"#, 418, Form::OAuth, None, Some("odd")),
        (
            r#"{"timestamp": 1, "status": 500, "message": "x", "errorMessageList": []}"#,
            500,
            Form::OtherJson,
            Some(Minor::InternalServerError),
            Some("x"),
        ),
        (r#"{"errors": ["x"]}"#, 400, Form::List, None, Some("x")),
        (r#"["x"]"#, 400, Form::List, None, Some("x")),
        (r#""x""#, 400, Form::OtherJson, None, Some("x")),
        ("17", 400, Form::OtherJson, None, None),
        ("<html>502</html>", 502, Form::Text, None, None),
        ("Too many requests", 429, Form::Text, Some(Minor::ServerBusy), None),
        ("", 403, Form::Empty, Some(Minor::Forbidden), None),
        (" \n", 404, Form::Empty, Some(Minor::UnknownObject), None),
        (
            r#"{"statusInfoSet": [{"imsx_codeMajor": "failure", "imsx_codeMinor": "\u30b3"}]}"#,
            400,
            Form::StatusInfoSet,
            Some(Minor::Other("\u{30b3}".into())),
            None,
        ),
    ] {
        check(body, http_status, form, code_minor, description);
    }
}

#[test]
fn the_worst_entry_of_a_list_counts() {
    let body = json!({"statusInfoSet": [
        {"imsx_severity": "warning", "imsx_codeMinor": "invalid_sort_field"},
        {"imsx_severity": "error", "imsx_codeMinor": "invalid_filter_field", "imsx_codeMajor": "failure"},
        {"imsx_severity": "error", "imsx_codeMinor": "forbidden"},
    ]});
    let status = StatusInfo::from_body(body.to_string().as_bytes(), 400);
    assert_eq!(status.code_minor, Some(CodeMinor::InvalidFilterField));
}

#[test]
fn warnings_stand_beside_the_data() {
    let warnings = StatusInfo::warnings(&json!([
        {"imsx_codeMajor": "success", "imsx_severity": "warning", "imsx_codeMinor": "invalid_sort_field",
            "imsx_description": "nosuchfield"},
        {},
    ]));
    assert_eq!(warnings.len(), 1);
    assert_eq!(warnings[0].code_minor, Some(CodeMinor::InvalidSortField));
    assert_eq!(warnings[0].severity, StatusSeverity::Warning);
    assert_eq!(warnings[0].code_major, CodeMajor::Success);
    assert!(StatusInfo::warnings(&Value::Null).is_empty());
}

#[test]
fn every_code_is_read_in_both_spellings() {
    for code in CodeMinor::KNOWN {
        for version in Version::ALL {
            assert_eq!(&CodeMinor::from_text(code.as_str(version)), code);
            assert_eq!(&CodeMinor::from_text(&code.as_str(version).to_uppercase()), code);
        }
    }
    for (http_status, code) in [
        (401, "unauthorisedrequest"),
        (404, "unknownobject"),
        (422, "invaliddata"),
        (429, "server_busy"),
        (500, "internal_server_error"),
    ] {
        assert_eq!(
            CodeMinor::for_http_status(http_status).map(|code| code.to_string()).as_deref(),
            Some(code)
        );
    }
}

#[test]
fn what_is_written_is_read_the_same() {
    for version in Version::ALL {
        let status = StatusInfo::failure(400, CodeMinor::InvalidFilterField).with_description("junk");
        let read = StatusInfo::from_body(status.to_json(version).to_string().as_bytes(), 400);
        assert_eq!((read.code_major, read.severity), (status.code_major, status.severity));
        assert_eq!((read.code_minor, read.description), (status.code_minor, status.description));
    }
    let body = StatusInfo::failure(404, CodeMinor::UnknownObject).to_json(Version::V1_2);
    assert_eq!(body["imsx_CodeMinor"]["imsx_codeMinorField"][0]["imsx_codeMinorFieldValue"], "unknownobject");
    let body = StatusInfo::failure(404, CodeMinor::UnknownObject).to_json(Version::V1_1);
    assert_eq!(body["statusInfoSet"][0]["imsx_codeMinor"], "unknown object");
}

#[test]
fn the_kept_body_is_short_and_without_secrets() {
    let body = format!(r#"{{"error": "x", "access_token": "abc.def", "y": "{}"}}"#, "z".repeat(10_000));
    let status = StatusInfo::from_body(body.as_bytes(), 400);
    assert!(status.raw.starts_with(r#"{"error": "x", "access_token": "***", "y": "zz"#));
    assert!(status.raw.len() <= StatusInfo::RAW_LIMIT);
    assert!(
        StatusInfo::from_body(b"", 503).is_retryable() && !StatusInfo::from_body(b"", 500).is_retryable()
    );
}
