use crate::endpoint::Service;
use crate::transport::Response;

/// Bytes of an answer in which a text is looked for.
const SEARCHED_BYTES: usize = 16 * 1024;

/// Which answers mean that a token is not accepted any more.
///
/// # Examples
///
/// A server that answers 500 with a certain text when the token is too old:
///
/// ```
/// use oneroster_client::Service;
/// use oneroster_client::auth::RefusalRule;
///
/// let rule = RefusalRule::statuses([401, 403])
///     .or_text("token has expired")
///     .except(Service::Gradebook);
/// # let _ = rule;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusalRule {
    statuses: Vec<u16>,
    texts: Vec<String>,
    except: Vec<Service>,
    pub(super) replay_same: bool,
}

impl Default for RefusalRule {
    fn default() -> Self {
        Self::statuses([401])
    }
}

impl RefusalRule {
    /// Takes these statuses for a refusal.
    pub fn statuses(statuses: impl IntoIterator<Item = u16>) -> Self {
        Self {
            statuses: statuses.into_iter().collect(),
            texts: Vec::new(),
            except: Vec::new(),
            replay_same: false,
        }
    }

    /// Takes any status from 400 for a refusal whose body holds this text, whatever the case.
    #[must_use]
    pub fn or_text(mut self, text: impl Into<String>) -> Self {
        self.texts.push(text.into().to_lowercase());
        self
    }

    /// Never takes answers of this service for a refusal.
    #[must_use]
    pub fn except(mut self, service: Service) -> Self {
        self.except.push(service);
        self
    }

    /// Replays a request also when renewing gave the very same token; by default that is the end.
    #[must_use]
    pub fn replay_same_token(mut self) -> Self {
        self.replay_same = true;
        self
    }

    pub(super) fn matches(&self, service: Service, response: &Response) -> bool {
        if self.except.contains(&service) {
            return false;
        }
        if self.statuses.contains(&response.status.as_u16()) {
            return true;
        }
        let text = || {
            let beginning = response.body.get(..SEARCHED_BYTES).unwrap_or(&response.body);
            String::from_utf8_lossy(beginning).to_lowercase()
        };
        !self.texts.is_empty() && self.texts.iter().any(|wanted| text().contains(wanted))
    }
}
