use std::collections::BTreeMap;

use serde::Serialize;
use time::OffsetDateTime;

use super::NotificationEvent;
use crate::schedule::Zone;

/// What is told about a run: how it ended, numbers, and where to look. Nothing about people.
///
/// As JSON, which is what webhooks get, times are RFC 3339 in UTC:
///
/// ```
/// use roster_flow::notify::{Notification, NotificationEvent, Problem};
/// use time::macros::datetime;
///
/// let at = datetime!(2026-11-25 10:31 UTC);
/// let mut notification = Notification::new(NotificationEvent::Held, "nightly", "17", at);
/// notification.counts.insert("students".into(), 960);
/// notification.held.push(Problem::new("many_students_vanish", "240 of 1200 students would vanish"));
/// notification.link = Some("http://127.0.0.1:8080/runs/17".into());
/// assert_eq!(
///     notification.to_json(),
///     r#"{"version":1,"event":"held","flow":"nightly","run":"17","at":"2026-11-25T10:31:00Z","attempt":1,"#.to_owned()
///         + r#""next_attempt":null,"counts":{"students":960},"failure":null,"#
///         + r#""held":[{"code":"many_students_vanish","message":"240 of 1200 students would vanish","advice":null}],"#
///         + r#""link":"http://127.0.0.1:8080/runs/17"}"#
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Notification {
    /// Version of this form, 1; new members do not change it.
    version: u8,
    /// How the run ended.
    pub event: NotificationEvent,
    /// Name of the flow.
    pub flow: String,
    /// Number of the run.
    pub run: String,
    /// When it ended.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Number of the attempt, from 1.
    pub attempt: u32,
    /// When a failed run is tried again by itself; `None` for never.
    #[serde(with = "time::serde::rfc3339::option")]
    pub next_attempt: Option<OffsetDateTime>,
    /// How many `students`, `classes` and so on the result has.
    pub counts: BTreeMap<String, u64>,
    /// Why it failed.
    pub failure: Option<Problem>,
    /// Why it is held.
    pub held: Vec<Problem>,
    /// Page of the run.
    pub link: Option<String>,
    /// Zone that e-mails write times in; UTC without one.
    #[serde(skip)]
    pub zone: Option<Zone>,
}

impl Notification {
    /// Starts with what ended how and when.
    pub fn new(
        event: NotificationEvent,
        flow: impl Into<String>,
        run: impl Into<String>,
        at: OffsetDateTime,
    ) -> Self {
        Self {
            version: 1,
            event,
            flow: flow.into(),
            run: run.into(),
            at,
            attempt: 1,
            next_attempt: None,
            counts: BTreeMap::new(),
            failure: None,
            held: Vec::new(),
            link: None,
            zone: None,
        }
    }

    /// Returns the notification as JSON, as webhooks get it.
    pub fn to_json(&self) -> String {
        // Text keys and plain values: nothing in it can fail.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Writes a time as people of the zone do.
    pub(super) fn time_text(&self, at: OffsetDateTime) -> String {
        if let Some(zone) = &self.zone {
            return zone.describe(at);
        }
        let (date, time) = (at.date(), at.time());
        format!("{date} {:02}:{:02} UTC", time.hour(), time.minute())
    }
}

/// Something that went wrong, or that a guard objects to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Problem {
    /// Stable name in `snake_case`.
    pub code: String,
    /// What happened.
    pub message: String,
    /// What to do about it.
    pub advice: Option<String>,
}

impl Problem {
    /// Creates a problem without advice.
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into(), advice: None }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }
}
