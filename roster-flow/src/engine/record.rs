use std::error::Error as StdError;

use roster_history::FailureRecord;

use crate::error::Error;

/// Returns what of an error goes into the history.
///
/// Texts of errors hold no secrets and nothing about people; causes are added where they come from the disk
/// or the network of a delivery, not where they could repeat what a server said.
pub(super) fn record(error: &Error) -> FailureRecord {
    let mut message = error.to_string();
    if !matches!(error, Error::Client(_) | Error::Collection(_) | Error::Provider(_)) {
        let mut cause = error.source();
        while let Some(inner) = cause {
            let text = inner.to_string();
            if !message.contains(&text) {
                message = format!("{message}: {text}");
            }
            cause = inner.source();
        }
    }
    let record = FailureRecord::new(error.code(), message);
    match error.advice() {
        Some(advice) => record.with_advice(advice),
        None => record,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::FlowProblem;

    #[test]
    fn causes_are_told_once() {
        let source = std::io::Error::from(std::io::ErrorKind::StorageFull);
        let error = FlowProblem::io("write the file", "out.zip".as_ref(), source).into_error();
        let record = record(&error);
        assert_eq!(record.code, "storage_full");
        assert_eq!(record.message, "out.zip: could not write the file: no storage space");
        assert!(record.advice.is_some());
    }
}
