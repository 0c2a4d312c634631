use std::sync::{Arc, Mutex, PoisonError};

use oneroster_model::{Finding, FindingSink, Findings};

/// Takes the findings of everything that is read: shared by cheap clones.
///
/// Collections that are read with a report go on past records that cannot be read; without one they hand
/// out the rest and then end with [`Error::BadRecords`](crate::Error::BadRecords).
///
/// # Examples
///
/// ```
/// use oneroster_client::{Report, findings};
///
/// let report = Report::default();
/// // client.users().report_to(&report) …
/// assert_eq!(report.take().count(findings::RECORD_UNREADABLE.id), 0);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Report {
    findings: Arc<Mutex<Findings>>,
}

impl Report {
    /// Hands over what was found so far and starts anew.
    pub fn take(&self) -> Findings {
        std::mem::take(&mut *self.lock())
    }

    /// Looks at what was found so far.
    pub fn with<R>(&self, look: impl FnOnce(&Findings) -> R) -> R {
        look(&self.lock())
    }

    pub(crate) fn add(&self, finding: Finding) {
        self.lock().push(finding);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Findings> {
        self.findings.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FindingSink for Report {
    fn push(&mut self, finding: Finding) {
        self.add(finding);
    }
}
