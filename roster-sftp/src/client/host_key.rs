//! Which host keys are expected, and what a presented key means.

use std::path::PathBuf;

use russh::keys::{Algorithm, EcdsaCurve, PublicKey};

use super::target::{HostKeyPolicy, Target};
use crate::error::{Error, Failure, Step};
use crate::fingerprint::Fingerprint;
use crate::known_hosts::{self, HostEntry, KnownHosts, KnownKey};

/// What is trusted for one server, read before the connection is made.
#[derive(Clone, Debug)]
pub(crate) enum Expected {
    Pins(Vec<Fingerprint>),
    Entry { entry: HostEntry, file: PathBuf, trust_first_use: bool },
}

/// What a presented key means.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Verdict {
    Trusted,
    /// Not known so far; trusted because that was asked for. To be written down.
    TrustedFirst,
    Unknown,
    /// The file knows the host by an authority, which is not supported.
    OnlyAuthority,
    Changed,
    Revoked,
}

/// A key that a server has presented.
#[derive(Clone, Debug)]
pub(crate) struct PresentedKey {
    pub(crate) key: KnownKey,
    pub(crate) fingerprint: Fingerprint,
    pub(crate) verdict: Verdict,
}

/// The types of keys that can be verified, best first. Each group is one type of key in a server's
/// configuration.
pub(crate) fn algorithm_groups() -> Vec<Vec<Algorithm>> {
    vec![
        vec![Algorithm::Ed25519],
        vec![
            Algorithm::Ecdsa { curve: EcdsaCurve::NistP256 },
            Algorithm::Ecdsa { curve: EcdsaCurve::NistP384 },
            Algorithm::Ecdsa { curve: EcdsaCurve::NistP521 },
        ],
        #[cfg(feature = "rsa")]
        vec![
            Algorithm::Rsa { hash: Some(russh::keys::HashAlg::Sha512) },
            Algorithm::Rsa { hash: Some(russh::keys::HashAlg::Sha256) },
        ],
    ]
}

/// Returns the type as it is written in key files: `ssh-rsa` for all kinds of RSA signatures.
fn key_kind(algorithm: &Algorithm) -> String {
    match algorithm {
        Algorithm::Rsa { .. } => "ssh-rsa".to_owned(),
        other => other.as_str().to_owned(),
    }
}

impl Expected {
    /// Reads what the policy refers to.
    pub(crate) async fn load(target: &Target) -> Result<Self, Error> {
        let (host, port) = target.server();
        let (file, trust_first_use) = match target.verified()? {
            HostKeyPolicy::Pinned(pins) => return Ok(Self::Pins(pins.clone())),
            HostKeyPolicy::KnownHosts(file) => (file.clone(), false),
            HostKeyPolicy::TrustFirstUse(file) => (file.clone(), true),
        };
        let path = file.clone();
        let known = tokio::task::spawn_blocking(move || KnownHosts::read(&path))
            .await
            .map_err(|error| Error::KnownHosts(Box::new(Failure::new("").caused_by(error))))??;
        Ok(Self::Entry { entry: known.entry(host, port), file, trust_first_use })
    }

    /// Returns the algorithms to offer, those with a known key first: a server with several keys then
    /// shows the one that can be compared. Types in `shown` are left out.
    pub(crate) fn algorithms(&self, shown: &[String]) -> Vec<Algorithm> {
        let mut groups = algorithm_groups();
        groups.retain(|group| !group.iter().any(|it| shown.contains(&key_kind(it))));
        let mut algorithms: Vec<Algorithm> = groups.into_iter().flatten().collect();
        if let Self::Entry { entry, .. } = self {
            algorithms.sort_by_key(|it| !entry.keys.iter().any(|known| known.kind == key_kind(it)));
        }
        algorithms
    }

    /// Judges a key.
    pub(crate) fn judge(&self, key: &PublicKey) -> PresentedKey {
        let blob = key.to_bytes().unwrap_or_default();
        let known = KnownKey { kind: key_kind(&key.algorithm()), blob };
        let fingerprint = Fingerprint::of_blob(&known.blob);
        let verdict = match self {
            Self::Pins(pins) if pins.contains(&fingerprint) => Verdict::Trusted,
            Self::Pins(_) => Verdict::Changed,
            Self::Entry { entry, .. } if entry.revoked.contains(&known) => Verdict::Revoked,
            Self::Entry { entry, .. } if entry.keys.contains(&known) => Verdict::Trusted,
            // Also when only a key of another type is known: its types were offered first, so the server
            // no longer has that key.
            Self::Entry { entry, .. } if !entry.keys.is_empty() => Verdict::Changed,
            Self::Entry { entry, .. } if entry.has_authority => Verdict::OnlyAuthority,
            Self::Entry { trust_first_use: true, .. } => Verdict::TrustedFirst,
            Self::Entry { .. } => Verdict::Unknown,
        };
        PresentedKey { key: known, fingerprint, verdict }
    }

    /// Writes a key down that was trusted at first sight.
    pub(crate) async fn remember(&self, target: &Target, presented: &PresentedKey) -> Result<(), Error> {
        let Self::Entry { file, .. } = self else { return Ok(()) };
        let (host, port) = target.server();
        let (file, host, key) = (file.clone(), host.to_owned(), presented.key.clone());
        tokio::task::spawn_blocking(move || known_hosts::append(&file, &host, port, &key))
            .await
            .map_err(|error| Error::KnownHosts(Box::new(Failure::new("").caused_by(error))))?
    }

    /// Returns the error for a key that is not trusted.
    pub(crate) fn refusal(&self, target: &Target, presented: &PresentedKey) -> Error {
        let (host, port) = target.server();
        let PresentedKey { key, fingerprint, verdict } = presented;
        let failure =
            |detail: String| Box::new(Failure::new(detail).at_server(host, port).during(Step::HostKey));
        let shown = format!("the server shows {} {fingerprint}", key.kind);
        match (verdict, self) {
            (Verdict::Revoked, Self::Entry { file, .. }) => {
                Error::HostKeyRevoked(failure(format!("{shown}, which {} revokes", file.display())))
            }
            (Verdict::Unknown, Self::Entry { file, .. }) => {
                Error::HostKeyUnknown(failure(format!("{shown}, and {} has no key for it", file.display())))
            }
            (Verdict::OnlyAuthority, Self::Entry { file, .. }) => Error::HostKeyUnknown(Box::new(
                failure(format!("{shown}, and {} knows it only by @cert-authority", file.display()))
                    .advise("host certificates are not supported; pin the key of the host itself"),
            )),
            (_, Self::Entry { entry, file, .. }) => {
                let known: Vec<String> = entry
                    .keys
                    .iter()
                    .map(|known| format!("{} {}", known.kind, Fingerprint::of_blob(&known.blob)))
                    .collect();
                Error::HostKeyChanged(failure(format!(
                    "{shown}, and {} expects {}",
                    file.display(),
                    known.join(" or ")
                )))
            }
            (_, Self::Pins(pins)) => {
                let pins: Vec<String> = pins.iter().map(Fingerprint::to_string).collect();
                Error::HostKeyChanged(failure(format!("{shown}, and pinned is {}", pins.join(" or "))))
            }
        }
    }
}
