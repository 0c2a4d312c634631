//! Telling people how a run ended: e-mail, and signed JSON to a URL.
//!
//! A notification has numbers, reasons and a link in it, and nothing about people. A failure to tell somebody never
//! changes a run: [`Notifier::notify`] returns [`Receipt`]s, to be recorded.
//!
//! # How a receiver checks a webhook
//!
//! The body is [`Notification`] as JSON. Three headers come with it:
//!
//! | header | |
//! |---|---|
//! | `Roster-Timestamp` | when it was sent, in seconds since 1970 |
//! | `Roster-Signature` | `v1=` and the HMAC-SHA256 of timestamp, a full stop, and the body as it arrived, in hexadecimal |
//! | `Roster-Message` | the same for each attempt to tell the same thing, to leave out repetitions |
//!
//! In Rust with [`signature::verify`]. Elsewhere it is a few lines, in Python:
//!
//! ```python
//! import hashlib, hmac, time
//!
//! def is_genuine(secret: bytes, headers, body: bytes) -> bool:
//!     timestamp = headers["Roster-Timestamp"]
//!     digest = hmac.new(secret, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
//!     fresh = abs(time.time() - int(timestamp)) < 300
//!     return fresh and hmac.compare_digest("v1=" + digest, headers["Roster-Signature"])
//! ```

mod event;
mod failure;
mod letter;
mod mail;
mod mail_failure;
mod notification;
mod notifier;
mod of_run;
pub mod signature;
mod webhook;

pub use event::NotificationEvent;
pub use failure::NotificationFailure;
pub use mail::{MailServer, SmtpSecurity};
pub use notification::{Notification, Problem};
pub use notifier::{Notifier, Receipt};
pub use webhook::Webhook;
