//! What is reported about the rows of a manifest.

use oneroster_model::{Code, Finding, FindingSink, Version};

use super::manifest::{Manifest, Property, property};
use super::names::MANIFEST;
use crate::scan::Record;
use crate::{File, Strictness, codes};

/// Checks the first record; returns whether it is a row already, because the header is missing.
pub(super) fn check_header(
    record: &Record<'_>,
    strictness: Strictness,
    findings: &mut dyn FindingSink,
) -> bool {
    if record.iter().eq(property::HEADER) {
        return false;
    }
    let is_row = record.get(0).and_then(property::find).is_some();
    let message = if is_row { "the header is missing" } else { "the header is not propertyName,value" };
    push(findings, &codes::MANIFEST_HEADER, strictness, message, record.line(), None);
    is_row
}

/// Checks the number of cells of a row.
pub(super) fn check_record(record: &Record<'_>, strictness: Strictness, findings: &mut dyn FindingSink) {
    if record.len() != property::HEADER.len() {
        let message = format!("the row has {} cells instead of 2", record.len());
        push(findings, &codes::MANIFEST_ROW_WIDTH, strictness, message, record.line(), None);
    }
}

/// Checks name and value of a row against the standard and the rows before it.
pub(super) fn check_property(
    property: &Property,
    before: &Manifest,
    strictness: Strictness,
    findings: &mut dyn FindingSink,
) {
    let mut report = |code, message: &str| {
        let field = property.known_name().map(str::to_owned);
        push(findings, code, strictness, message.to_owned(), property.line(), field);
    };
    let Some(name) = property.known_name() else {
        // The name is not repeated in the text: nobody knows what it holds.
        return report(&codes::MANIFEST_PROPERTY_UNKNOWN, "the standard has no such property");
    };
    if property.name() != name {
        report(&codes::MANIFEST_PROPERTY_SPELLING, "the name of the property is misspelt");
    }
    if before.property(name).is_some() {
        return report(&codes::MANIFEST_PROPERTY_REPEATED, "the property is repeated, the first one counts");
    }
    let value = property.value();
    if name == property::MANIFEST_VERSION {
        match value.trim() {
            property::MANIFEST_VERSION_VALUE if value == property::MANIFEST_VERSION_VALUE => {}
            // A spreadsheet program takes 1.0 for a number.
            "1" | property::MANIFEST_VERSION_VALUE => {
                report(&codes::MANIFEST_VALUE_SPELLING, "the value is not written 1.0");
            }
            _ => report(&codes::MANIFEST_VERSION_INVALID, "the version of the manifest is not 1.0"),
        }
    } else if name == property::ONEROSTER_VERSION {
        if value.trim().parse::<Version>().is_err() {
            report(&codes::ONEROSTER_VERSION_INVALID, "the version is neither 1.1 nor 1.2");
        } else if value.trim() != value {
            report(&codes::MANIFEST_VALUE_SPELLING, "blanks surround the value");
        }
    } else if name.starts_with("file.") {
        match property::read_mode(value) {
            Some(mode) if mode.as_str() == value => {}
            Some(_) => report(&codes::MANIFEST_VALUE_SPELLING, "the mode is not written in lower case"),
            None => report(&codes::MANIFEST_MODE_INVALID, "the mode is none of bulk, delta, absent"),
        }
    }
}

/// Reports the properties that a version demands and the manifest lacks.
pub(super) fn check_complete(
    manifest: &Manifest,
    version: Version,
    strictness: Strictness,
    findings: &mut dyn FindingSink,
) {
    let fixed = [property::MANIFEST_VERSION, property::ONEROSTER_VERSION].into_iter();
    for name in fixed.chain(File::of(version).map(File::manifest_property)) {
        if manifest.property(name).is_none() {
            let code = &codes::MANIFEST_PROPERTY_MISSING;
            let finding = Finding::new(code, strictness.severity(code), "the property is missing");
            findings.push(finding.in_file(MANIFEST).with_field_name(name));
        }
    }
}

fn push(
    findings: &mut dyn FindingSink,
    code: &'static Code,
    strictness: Strictness,
    message: impl Into<std::borrow::Cow<'static, str>>,
    line: u64,
    field: Option<String>,
) {
    let mut finding = Finding::new(code, strictness.severity(code), message).at(MANIFEST, line);
    finding.field = field.map(Into::into);
    findings.push(finding);
}
