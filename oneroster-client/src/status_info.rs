use serde_json::{Map, Value};

/// Longest body that is searched for codes; longer ones are web pages or data.
const BODY_LIMIT: usize = 64 * 1024;
/// Longest description kept, in characters.
const DESCRIPTION_LIMIT: usize = 500;

/// What a server says about the outcome of a request: the `imsx_StatusInfo` of the standard.
///
/// Read from every form seen: the object of OneRoster 1.2 with its nested `imsx_CodeMinor`, wrapped or not;
/// the list `statusInfoSet` of 1.1 and the list `errors`; names without the prefix `imsx_` or in capitals;
/// `error` and `error_description` of OAuth 2.
///
/// # Examples
///
/// ```
/// use oneroster_client::StatusInfo;
///
/// let body = br#"{"statusInfoSet":[{"imsx_codeMajor":"failure","imsx_severity":"error",
///     "imsx_codeMinor":"unknown object","imsx_description":"no such class"}]}"#;
/// let info = StatusInfo::read(body).unwrap();
/// assert!(info.is_failure());
/// assert!(info.has_code("unknownobject"));
/// assert_eq!(info.description.as_deref(), Some("no such class"));
/// assert!(StatusInfo::read(b"<html>").is_none());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct StatusInfo {
    /// `success`, `failure`, `processing` or `unsupported`, as sent.
    pub code_major: Option<String>,
    /// `status`, `warning` or `error`, as sent.
    pub severity: Option<String>,
    /// The reasons, as sent; spellings differ, so compare with [`has_code`](Self::has_code).
    pub code_minor: Vec<String>,
    /// Text for people, cut to 500 characters.
    pub description: Option<String>,
}

impl StatusInfo {
    /// Reads the first status found in a body, or none when the body holds none.
    pub fn read(body: &[u8]) -> Option<Self> {
        if body.len() > BODY_LIMIT {
            return None;
        }
        match serde_json::from_slice(body).ok()? {
            Value::Object(object) => Self::from_object(&object),
            Value::Array(list) => Self::first(&list),
            _ => None,
        }
    }

    /// Tells whether the server calls the outcome a failure.
    pub fn is_failure(&self) -> bool {
        self.code_major.as_deref().is_some_and(|major| {
            major.eq_ignore_ascii_case("failure") || major.eq_ignore_ascii_case("unsupported")
        }) || self.severity.as_deref().is_some_and(|severity| severity.eq_ignore_ascii_case("error"))
    }

    /// Tells whether a minor code is among the reasons; case, blanks, `_` and `-` do not matter.
    pub fn has_code(&self, code: &str) -> bool {
        let wanted = normalized(code);
        self.code_minor.iter().any(|code| normalized(code) == wanted)
    }

    fn from_object(object: &Map<String, Value>) -> Option<Self> {
        Self::direct(object)
            .or_else(|| Self::nested(object, &["imsx_statusInfo", "imsx_StatusInfo", "statusInfo"]))
            .or_else(|| Self::nested(object, &["statusInfoSet", "imsx_statusInfoSet", "errors"]))
            .or_else(|| Self::oauth(object))
    }

    /// The members of the standard in this very object, with or without prefix, in any case.
    fn direct(object: &Map<String, Value>) -> Option<Self> {
        let member = |name: &str| {
            object.iter().find_map(|(key, value)| {
                let key = key.strip_prefix("imsx_").unwrap_or(key);
                key.eq_ignore_ascii_case(name).then_some(value)
            })
        };
        let code_major = member("codeMajor").and_then(text);
        let code_minor = member("codeMinor").map(codes).unwrap_or_default();
        if code_major.is_none() && code_minor.is_empty() {
            return None;
        }
        Some(Self {
            code_major,
            severity: member("severity").and_then(text),
            code_minor,
            description: member("description").and_then(text).map(shorten),
        })
    }

    fn nested(object: &Map<String, Value>, names: &[&str]) -> Option<Self> {
        names.iter().find_map(|name| match object.get(*name)? {
            Value::Object(object) => Self::direct(object),
            Value::Array(list) => Self::first(list),
            _ => None,
        })
    }

    fn first(list: &[Value]) -> Option<Self> {
        list.iter().find_map(|entry| Self::direct(entry.as_object()?))
    }

    fn oauth(object: &Map<String, Value>) -> Option<Self> {
        let error = object.get("error").and_then(text)?;
        Some(Self {
            code_major: Some("failure".to_owned()),
            severity: Some("error".to_owned()),
            code_minor: vec![shorten(error)],
            description: object.get("error_description").and_then(text).map(shorten),
        })
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        _ => None,
    }
}

/// Reads one code, a list of them, or the nested `imsx_codeMinorField` of the standard.
fn codes(value: &Value) -> Vec<String> {
    match value {
        Value::String(code) if !code.is_empty() => vec![code.clone()],
        Value::Array(list) => list.iter().flat_map(codes).collect(),
        Value::Object(object) => object
            .iter()
            .filter(|(key, _)| {
                let key = normalized(key.strip_prefix("imsx_").unwrap_or(key));
                matches!(key.as_str(), "codeminorfield" | "codeminorfieldvalue")
            })
            .flat_map(|(_, value)| codes(value))
            .collect(),
        _ => Vec::new(),
    }
}

fn normalized(code: &str) -> String {
    code.chars()
        .filter(|c| !c.is_whitespace() && *c != '_' && *c != '-')
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

fn shorten(text: String) -> String {
    match text.char_indices().nth(DESCRIPTION_LIMIT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, major: &str, minor: &[&str], description: Option<&str>) {
        let info = StatusInfo::read(body.as_bytes()).unwrap_or_default();
        assert_eq!(info.code_major.as_deref().unwrap_or(""), major, "{body}");
        assert_eq!(info.code_minor, minor, "{body}");
        assert_eq!(info.description.as_deref(), description, "{body}");
    }

    #[test]
    fn every_form_seen_is_read() {
        // OneRoster 1.2: one object without wrapper.
        check(
            r#"{"imsx_codeMajor":"failure","imsx_severity":"error","imsx_description":"d","imsx_CodeMinor":
               {"imsx_codeMinorField":[{"imsx_codeMinorFieldName":"TargetEndSystem","imsx_codeMinorFieldValue":"unknownobject"}]}}"#,
            "failure",
            &["unknownobject"],
            Some("d"),
        );
        // 1.1: a list, the code as text.
        check(
            r#"{"statusInfoSet":[{"imsx_codeMajor":"failure","imsx_codeMinor":"unknown object"}]}"#,
            "failure",
            &["unknown object"],
            None,
        );
        // Wrapped, as some servers do also on success.
        check(
            r#"{"imsx_statusInfo":{"imsx_codeMajor":"success","imsx_severity":"status"}}"#,
            "success",
            &[],
            None,
        );
        // A list `errors`, names without prefix.
        check(
            r#"{"errors":[{"codeMajor":"failure","severity":"error","codeMinor":"invalid_filter_field","description":"x"}]}"#,
            "failure",
            &["invalid_filter_field"],
            Some("x"),
        );
        // Capitals.
        check(
            r#"{"CodeMajor":"failure","Severity":"error","CodeMinor":"forbidden","Description":"no"}"#,
            "failure",
            &["forbidden"],
            Some("no"),
        );
        // A flat object, the minor code in words of the server.
        check(
            r#"{"imsx_codeMajor":"failure","imsx_codeMinor":"not_found"}"#,
            "failure",
            &["not_found"],
            None,
        );
        // OAuth 2.
        check(
            r#"{"error":"invalid_client","error_description":"unknown"}"#,
            "failure",
            &["invalid_client"],
            Some("unknown"),
        );
        // Nothing of the kind.
        for body in ["", "<html>", "[]", "12", r#"{"users":[]}"#, r#"{"error":null}"#] {
            assert_eq!(StatusInfo::read(body.as_bytes()), None, "{body}");
        }
    }

    #[test]
    fn codes_are_compared_without_their_spelling() {
        for (sent, wanted, expected) in [
            ("invalid_ blank_selection _field", "invalid_blank_selection_field", true),
            ("Unknown Object", "unknownobject", true),
            ("unknownobject", "unknown", false),
        ] {
            let info = StatusInfo { code_minor: vec![sent.to_owned()], ..StatusInfo::default() };
            assert_eq!(info.has_code(wanted), expected, "{sent}");
        }
    }

    #[test]
    fn long_descriptions_are_cut() {
        let body = format!(r#"{{"codeMajor":"failure","description":"{}"}}"#, "ä".repeat(600));
        let info = StatusInfo::read(body.as_bytes()).unwrap_or_default();
        assert_eq!(info.description.map(|text| text.chars().count()), Some(501));
    }
}
