//! The codes that Apple School Manager uses in its logs.

use serde::Serialize;

/// How an outcome is to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum OutcomeClass {
    /// The record is as it was sent.
    Success,
    /// Something about the account is missing or not allowed; the rest of the import is not affected.
    Warning,
    /// The record was not taken as it was sent.
    Issue,
    /// The import or the action failed.
    Error,
}

/// What is known about one code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AsmOutcome {
    /// The code as it stands in the log.
    pub code: &'static str,
    /// How it is to be taken.
    pub class: OutcomeClass,
    /// What it means, one sentence.
    pub cause: &'static str,
    /// What to do about it, one sentence.
    pub advice: &'static str,
}

impl AsmOutcome {
    /// Returns what is known about a code.
    ///
    /// # Examples
    ///
    /// ```
    /// use asm_format::activity::{AsmOutcome, OutcomeClass};
    ///
    /// let outcome = AsmOutcome::of("NO_EMAIL").ok_or("unknown")?;
    /// assert_eq!(outcome.class, OutcomeClass::Warning);
    /// assert_eq!(AsmOutcome::of("NEVER_SEEN"), None);
    /// # Ok::<(), &str>(())
    /// ```
    pub fn of(code: &str) -> Option<&'static Self> {
        ASM_OUTCOMES.iter().find(|outcome| outcome.code == code)
    }
}

const fn outcome(
    code: &'static str,
    class: OutcomeClass,
    cause: &'static str,
    advice: &'static str,
) -> AsmOutcome {
    AsmOutcome { code, class, cause, advice }
}

/// All codes that are known, from Apple's page on activity logs and from logs that public tools read.
pub static ASM_OUTCOMES: &[AsmOutcome] = {
    use OutcomeClass::{Error, Issue, Success, Warning};
    &[
        outcome("CREATED", Success, "The record is new.", "Nothing."),
        outcome("ADDED", Success, "The record was added.", "Nothing."),
        outcome("UPDATED", Success, "The record was updated.", "Nothing."),
        outcome(
            "DEACTIVATED",
            Success,
            "The record was missing in the upload and was deactivated.",
            "Send the record again if it should stay; deactivated accounts are deleted later.",
        ),
        outcome(
            "MANAGED_ID_GENERATION_FAILED",
            Error,
            "A value that the format of Managed Apple Accounts needs is empty; the whole upload failed.",
            "Fill the value for everybody, such as person_number or sis_username, or change the format.",
        ),
        outcome(
            "EMAIL_UNAVAILABLE_AS_MAID",
            Issue,
            "The e-mail address cannot become a Managed Apple Account.",
            "Give the person another address, or take the address out of the account format.",
        ),
        outcome(
            "USERNAME_CONFLICT_WITH_EXISTING_APPLE_ID",
            Issue,
            "An Apple Account with this name exists already.",
            "Ask the owner to free the name, or change the account format.",
        ),
        outcome(
            "NO_EMAIL",
            Warning,
            "The account has no e-mail address on file.",
            "Add an address if sign-ins are to be sent by e-mail.",
        ),
        outcome(
            "NOT_FOUND",
            Warning,
            "The account was deleted or claimed.",
            "Check the account in Apple School Manager.",
        ),
        outcome(
            "NOT_ENOUGH_PRIVILEGE",
            Warning,
            "The role of whoever acted lacks the right, or the account is their own.",
            "Let somebody with a higher role do it.",
        ),
        outcome(
            "OPERATION_NOT_ALLOWED",
            Warning,
            "The state of the account forbids it: active, inactive, just synced, or made by hand.",
            "Look at the account in Apple School Manager; one that was edited there is no longer updated by uploads.",
        ),
        outcome(
            "OPERATION_NOT_ALLOWED_BY_VPP",
            Error,
            "Licences of apps or books hang on the account.",
            "Take the licences back first.",
        ),
        outcome("INTERNAL_ERROR", Error, "The service failed.", "Upload again later."),
        outcome(
            "INVALID_INPUT",
            Error,
            "The request was not understood; seen at actions on devices.",
            "Check what was entered.",
        ),
    ]
};

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_are_told_apart_and_explained() {
        let codes: HashSet<_> = ASM_OUTCOMES.iter().map(|outcome| outcome.code).collect();
        assert_eq!(codes.len(), ASM_OUTCOMES.len());
        assert!(
            ASM_OUTCOMES.iter().all(|outcome| outcome.cause.ends_with('.') && outcome.advice.ends_with('.'))
        );
    }
}
