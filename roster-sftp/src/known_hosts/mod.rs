//! Files in the format of OpenSSH's `known_hosts` (the section about it in sshd(8)).

mod pattern;

use std::io::Write;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::error::{Error, Failure};
use pattern::HostPatterns;

/// What a line says about its key, by its marker.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Marker {
    None,
    Revoked,
    CertificateAuthority,
}

#[derive(Clone, Debug, Eq, PartialEq)]
struct Line {
    marker: Marker,
    hosts: HostPatterns,
    key: KnownKey,
}

/// A public key: name of its type and the binary form.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct KnownKey {
    pub(crate) kind: String,
    pub(crate) blob: Vec<u8>,
}

/// The contents of a known-hosts file.
///
/// Understood are names with wildcards and exclusions, `[host]:port`, hashed names and the marker
/// `@revoked`. Lines with `@cert-authority` are kept only to explain why a host is not known:
/// certificates are not supported. Lines without meaning are skipped, as OpenSSH does.
///
/// # Examples
///
/// ```
/// use roster_sftp::KnownHosts;
///
/// let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINQHyf5chT4FS7MjYNx0pY0GKwHW72vCQXUkcPq3Vw1a";
/// let known = KnownHosts::parse(&format!("# ours\n*.example,!old.example {key} comment\n"));
/// assert!(known.knows("sftp.example", 22));
/// assert!(!known.knows("old.example", 22));
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct KnownHosts {
    lines: Vec<Line>,
}

/// What a file says about one host.
#[derive(Clone, Debug, Default)]
pub(crate) struct HostEntry {
    pub(crate) keys: Vec<KnownKey>,
    pub(crate) revoked: Vec<KnownKey>,
    pub(crate) has_authority: bool,
}

impl KnownHosts {
    /// Reads the text of a file. There is no wrong text; what has no meaning is skipped.
    pub fn parse(text: &str) -> Self {
        Self { lines: text.lines().filter_map(read_line).collect() }
    }

    /// Reads a file; one that does not exist is empty.
    ///
    /// # Errors
    ///
    /// [`Error::KnownHosts`] when the file exists and cannot be read: no keys must not be mistaken for a
    /// host that was never seen.
    pub fn read(path: &Path) -> Result<Self, Error> {
        match std::fs::read(path) {
            Ok(bytes) => Ok(Self::parse(&String::from_utf8_lossy(&bytes))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(unusable(path, "cannot be read", error)),
        }
    }

    /// Tells whether there is at least one key, not revoked, for the host.
    pub fn knows(&self, host: &str, port: u16) -> bool {
        !self.entry(host, port).keys.is_empty()
    }

    /// Collects what the file says about a host.
    ///
    /// As with OpenSSH, an entry without port is used for a host on another port when there is none with
    /// the port; a revoked key is revoked on every port.
    pub(crate) fn entry(&self, host: &str, port: u16) -> HostEntry {
        let plain = host.to_lowercase();
        let full = name_in_file(&plain, port);
        let mut entry = HostEntry::default();
        let mut without_port = Vec::new();
        for line in &self.lines {
            let exact = line.hosts.matches(&full);
            let by_host = exact || line.hosts.matches(&plain);
            match line.marker {
                Marker::Revoked if by_host => entry.revoked.push(line.key.clone()),
                Marker::CertificateAuthority if by_host => entry.has_authority = true,
                Marker::None if exact => entry.keys.push(line.key.clone()),
                Marker::None if by_host => without_port.push(line.key.clone()),
                _ => {}
            }
        }
        if entry.keys.is_empty() {
            entry.keys = without_port;
        }
        entry
    }
}

/// Returns the name of a host as OpenSSH writes it: the port only where it is not 22.
fn name_in_file(host: &str, port: u16) -> String {
    if port == 22 { host.to_owned() } else { format!("[{host}]:{port}") }
}

fn read_line(line: &str) -> Option<Line> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return None;
    }
    let mut fields = line.split_ascii_whitespace();
    let mut first = fields.next()?;
    let marker = match first {
        "@revoked" => Marker::Revoked,
        "@cert-authority" => Marker::CertificateAuthority,
        _ if first.starts_with('@') => return None,
        _ => Marker::None,
    };
    if marker != Marker::None {
        first = fields.next()?;
    }
    let hosts = HostPatterns::read(first)?;
    let kind = fields.next()?;
    let blob = STANDARD.decode(fields.next()?).ok()?;
    // The binary form begins with the name of the type; anything else is a damaged line.
    let declared = blob.get(4..4 + kind.len())?;
    (declared == kind.as_bytes()).then(|| Line {
        marker,
        hosts,
        key: KnownKey { kind: kind.to_owned(), blob: blob.clone() },
    })
}

/// Adds a key at the end of a file, which is created for the owner alone if it does not exist.
pub(crate) fn append(path: &Path, host: &str, port: u16, key: &KnownKey) -> Result<(), Error> {
    let mut line =
        format!("{} {} {}\n", name_in_file(&host.to_lowercase(), port), key.kind, STANDARD.encode(&key.blob));
    let before = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(unusable(path, "cannot be read", error)),
    };
    if before.last().is_some_and(|&last| last != b'\n') {
        line.insert(0, '\n');
    }
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)
        .and_then(|mut file| file.write_all(line.as_bytes()).and_then(|()| file.sync_all()))
        .map_err(|error| unusable(path, "cannot be written", error))
}

fn unusable(path: &Path, what: &str, error: std::io::Error) -> Error {
    let path: PathBuf = path.to_owned();
    Error::KnownHosts(Box::new(Failure::new(format!("{} {what}", path.display())).caused_by(error)))
}

#[cfg(test)]
mod tests;
