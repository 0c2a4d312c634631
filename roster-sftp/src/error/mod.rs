//! The error of this crate: an outcome a caller can act on, with the details of the failure.

mod failure;

use std::error::Error as StdError;
use std::fmt;

pub use failure::{Failure, Step};

/// Declares the outcomes: variant, stable code, phrase of the text, usual advice.
macro_rules! outcomes {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $phrase:literal, $advice:literal;)+) => {
        /// Why an operation failed, by what a caller can do about it.
        ///
        /// Every variant carries a [`Failure`] with the details: server, step, what was said, attempts, and an
        /// advice. Nothing in an error holds a password, a key or the contents of a file.
        ///
        /// # Examples
        ///
        /// ```
        /// use roster_sftp::{Error, Fingerprint};
        ///
        /// let error = "MD5:00:11".parse::<Fingerprint>().unwrap_err();
        /// assert!(matches!(error, Error::Configuration(_)));
        /// assert_eq!(error.code(), "sftp_configuration");
        /// assert!(!error.is_retryable());
        /// ```
        #[derive(Debug)]
        #[non_exhaustive]
        pub enum Error {
            $($(#[$doc])* $variant(Box<Failure>),)+
        }

        impl Error {
            /// Returns a stable name in `snake_case`, which starts with `sftp_`.
            pub fn code(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => $code,)+
                }
            }

            /// Returns what was being done and what the server said.
            pub fn failure(&self) -> &Failure {
                match self {
                    $(Self::$variant(failure) => failure,)+
                }
            }

            pub(crate) fn failure_mut(&mut self) -> &mut Failure {
                match self {
                    $(Self::$variant(failure) => failure,)+
                }
            }

            fn phrase(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => $phrase,)+
                }
            }

            fn usual_advice(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => $advice,)+
                }
            }
        }
    };
}

outcomes! {
    /// The target, the upload or the inbox is set up wrongly; nothing was sent.
    Configuration = "sftp_configuration", "cannot be used",
        "correct the settings";
    /// The host name leads to no address.
    Resolve = "sftp_resolve", "host name not found",
        "check the host name for typing errors and whether this machine can resolve names";
    /// No connection to any address of the host.
    Connect = "sftp_connect", "no connection",
        "check host, port, firewall and proxy, and whether the server is up";
    /// A time limit passed; the step tells which.
    Timeout = "sftp_timeout", "time limit passed",
        "check network and firewall, or allow more time";
    /// No encrypted connection: not an SSH server, or no algorithm both sides know.
    Protocol = "sftp_protocol", "no secure connection",
        "check that host and port belong to an SFTP server; a very old server needs an update";
    /// Nothing is known about the server's host key, so it is not trusted.
    HostKeyUnknown = "sftp_host_key_unknown", "host key not known",
        "compare the fingerprint with the one the server's operator publishes, then pin it";
    /// The server shows another host key than the one it is known by.
    HostKeyChanged = "sftp_host_key_changed", "host key is not the expected one",
        "do not send anything; ask the server's operator whether the key was changed, and only then replace the old one";
    /// The host key is marked as revoked in the known-hosts file.
    HostKeyRevoked = "sftp_host_key_revoked", "host key is revoked",
        "do not use this server; ask its operator for the valid key";
    /// The known-hosts file cannot be read or written.
    KnownHosts = "sftp_known_hosts", "known-hosts file cannot be used",
        "check the path and the permissions of the file";
    /// The own private key cannot be used: not a key, or a wrong or missing passphrase.
    Key = "sftp_key", "private key cannot be used",
        "give a private key in OpenSSH format, and its passphrase if it has one";
    /// The server refused the login.
    Refused = "sftp_login_refused", "login refused",
        "check user name and password or key; do not repeat it with the same values, the account may be locked";
    /// The login worked, but the server offers no SFTP.
    NoSftp = "sftp_no_subsystem", "no SFTP on this server",
        "ask the server's operator to allow SFTP for this user";
    /// The server does not allow the operation.
    Denied = "sftp_denied", "not allowed",
        "ask the server's operator for the right to write into this folder";
    /// The folder or the file does not exist on the server.
    NotFound = "sftp_not_found", "not found on the server",
        "check the folder; it may be relative to the start folder of the user";
    /// The server failed to do it and says no more, as with a full disk or a used-up quota.
    Rejected = "sftp_rejected", "the server could not do it",
        "check whether the server has space left and accepts files of this size and name";
    /// The connection was lost while working.
    Interrupted = "sftp_interrupted", "connection lost",
        "try again; if it stays, ask the server's operator about limits of size and time";
    /// The file to be sent cannot be read, or changed while being read.
    Source = "sftp_source", "the file to send cannot be read",
        "check that the file exists, is readable and not being written";
    /// The file of accounts cannot be read or written.
    Accounts = "sftp_accounts", "file of accounts cannot be used",
        "check path, permissions and contents of the file";
    /// An account of this name exists already.
    AccountExists = "sftp_account_exists", "account exists already",
        "choose another name, or change the existing account";
    /// There is no account of this name.
    NoAccount = "sftp_no_account", "no such account",
        "list the accounts and check the name";
    /// The inbox cannot listen on the address.
    Listen = "sftp_listen", "cannot listen",
        "choose another port or address; another program may be using it, and ports below 1024 need a right";
    /// The folder of the inbox, or a file in it, cannot be used.
    Folder = "sftp_folder", "folder of the inbox cannot be used",
        "check path, owner, permissions and free space";
}

impl Error {
    /// Tells whether the same call may succeed later without any change on this side.
    ///
    /// Never true for refused logins and for host keys that are unknown, changed or revoked: repeating
    /// these locks accounts or trusts the wrong server.
    pub fn is_retryable(&self) -> bool {
        matches!(
            self,
            Self::Resolve(_) | Self::Connect(_) | Self::Timeout(_) | Self::Rejected(_) | Self::Interrupted(_)
        )
    }

    /// Returns what to do about it, one or two sentences for an operator.
    pub fn advice(&self) -> &str {
        self.failure().advice().unwrap_or_else(|| self.usual_advice())
    }

    /// Tells whether the file may have reached its final name although this is an error.
    ///
    /// True when the last request (the close of a direct upload, or the rename) was sent and its answer
    /// never came.
    pub fn may_have_arrived(&self) -> bool {
        self.failure().may_have_arrived()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.phrase(), self.failure())
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.failure().cause()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_service<T: Send + Sync + 'static>() {}

    #[test]
    fn errors_are_small_and_cross_threads() {
        assert!(size_of::<Error>() <= 24);
        assert_service::<Error>();
    }

    #[test]
    fn logins_and_host_keys_are_never_retried() {
        let failure = || Box::new(Failure::new("detail"));
        for error in [
            Error::Refused(failure()),
            Error::HostKeyUnknown(failure()),
            Error::HostKeyChanged(failure()),
            Error::HostKeyRevoked(failure()),
            Error::Key(failure()),
            Error::Denied(failure()),
        ] {
            assert!(!error.is_retryable(), "{error}");
        }
        assert!(Error::Interrupted(failure()).is_retryable());
    }

    #[test]
    fn text_says_what_where_and_in_which_step() {
        let error = Failure::new("no answer within 15 s")
            .at_server("sftp.example", 2022)
            .during(Step::Connect)
            .after_attempts(3);
        assert_eq!(
            Error::Timeout(Box::new(error)).to_string(),
            "time limit passed at connect: sftp.example:2022: no answer within 15 s (3 attempts)"
        );
    }
}
