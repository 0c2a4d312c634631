//! A real OpenSSH server for tests, and a proxy that breaks connections.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses a part of it")]

use std::fmt::Write;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use roster_sftp::{Authentication, HostKeyPolicy, Retries, Target, Timeouts};

pub mod inbox;
pub mod odd;
pub mod proxy;

/// Finds a program of OpenSSH. When it is missing the test is skipped with a word about it, unless
/// `ROSTER_REQUIRE_OPENSSH=1` says that it has to be there.
pub fn openssh(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path)
        .chain(["/usr/sbin".into(), "/usr/local/sbin".into()])
        .map(|folder: PathBuf| folder.join(name))
        .find(|program| program.is_file());
    if found.is_none() {
        assert!(
            std::env::var_os("ROSTER_REQUIRE_OPENSSH").is_none_or(|it| it != "1"),
            "{name} of OpenSSH is missing, and ROSTER_REQUIRE_OPENSSH=1 demands it"
        );
        eprintln!("skipped: {name} of OpenSSH is not installed");
    }
    found
}

/// Makes a key pair in OpenSSH format; returns the path of the private key, `.pub` is beside it.
pub fn make_key(folder: &Path, name: &str, kind: &str, passphrase: &str) -> PathBuf {
    let path = folder.join(name);
    // Short RSA keys are made in less time.
    let bits: &[&str] = if kind == "rsa" { &["-b", "2048"] } else { &[] };
    let status = Command::new("ssh-keygen")
        .args(bits)
        // One round, because the passphrase protects nothing here and each round takes time.
        .args(["-q", "-t", kind, "-a", "1", "-N", passphrase, "-C", name, "-f"])
        .arg(&path)
        .stdin(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success(), "ssh-keygen failed");
    path
}

/// Returns the fingerprint that `ssh-keygen -l` prints.
pub fn fingerprint(key: &Path) -> String {
    let output = Command::new("ssh-keygen").arg("-lf").arg(key).output().unwrap();
    String::from_utf8(output.stdout).unwrap().split(' ').nth(1).unwrap().to_owned()
}

fn output(program: &str, arguments: &[&str]) -> String {
    String::from_utf8(Command::new(program).args(arguments).output().unwrap().stdout)
        .unwrap()
        .trim()
        .to_owned()
}

/// An `sshd` of this user on a loopback port, with a temporary configuration.
pub struct Sshd {
    child: Child,
    pub port: u16,
    pub user: String,
    pub folder: tempfile::TempDir,
}

impl Sshd {
    /// Starts a server with host keys of these types (`ed25519`, `rsa`, `ecdsa`). `None` when OpenSSH is missing.
    pub fn start(host_keys: &[&str]) -> Option<Self> {
        let program = openssh("sshd")?;
        openssh("ssh-keygen")?;
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir(root.join("files")).unwrap();
        fs::write(root.join("authorized_keys"), "").unwrap();
        if output("id", &["-u"]) == "0" {
            // A root sshd wants this folder, which packages make at system start.
            let _ = fs::create_dir_all("/run/sshd");
        }
        let port = free_port();
        let mut text = format!(
            "ListenAddress 127.0.0.1\nPort {port}\nPidFile none\nStrictModes no\nUsePAM no\n\
             PermitRootLogin prohibit-password\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n\
             AuthorizedKeysFile {0}/authorized_keys\nSubsystem sftp internal-sftp -d {0}/files\n",
            root.display()
        );
        for kind in host_keys {
            let key = make_key(root, &format!("host_{kind}"), kind, "");
            writeln!(text, "HostKey {}", key.display()).unwrap();
        }
        let config = root.join("sshd_config");
        fs::write(&config, text).unwrap();
        fs::set_permissions(&config, fs::Permissions::from_mode(0o600)).unwrap();
        let mut child = Command::new(program)
            .arg("-D")
            .arg("-e")
            .arg("-f")
            .arg(&config)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
        let started = log.by_ref().map(Result::unwrap).any(|line| line.contains("Server listening"));
        assert!(started, "sshd did not start");
        // Keeps the pipe from filling; ends with the server.
        std::thread::spawn(move || log.for_each(drop));
        let sshd = Self { child, port, user: output("id", &["-un"]), folder };
        sshd.authorize("user_ed25519", "ed25519", "");
        Some(sshd)
    }

    /// Makes a key that may log in.
    pub fn authorize(&self, name: &str, kind: &str, passphrase: &str) {
        let public = make_key(self.folder.path(), name, kind, passphrase).with_extension("pub");
        let mut all = fs::read_to_string(self.path("authorized_keys")).unwrap();
        all.push_str(&fs::read_to_string(public).unwrap());
        fs::write(self.path("authorized_keys"), all).unwrap();
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Where files arrive.
    pub fn arrived(&self, name: &str) -> PathBuf {
        self.path("files").join(name)
    }

    pub fn key(&self, name: &str, passphrase: Option<&str>) -> Authentication {
        Authentication::Key {
            private_key: fs::read_to_string(self.path(name)).unwrap().into(),
            passphrase: passphrase.map(Into::into),
        }
    }

    /// A target with the ed25519 user key and the given policy.
    pub fn target(&self, policy: HostKeyPolicy) -> Target {
        target("127.0.0.1", self.port, &self.user, self.key("user_ed25519", None), policy)
    }

    /// Pins the host key of a type.
    pub fn pin(&self, kind: &str) -> HostKeyPolicy {
        HostKeyPolicy::pinned([fingerprint(&self.path(&format!("host_{kind}"))).as_str()]).unwrap()
    }

    /// A line of a known-hosts file for a host key.
    pub fn known(&self, kind: &str) -> String {
        let public = fs::read_to_string(self.path(&format!("host_{kind}.pub"))).unwrap();
        let mut fields = public.split(' ');
        format!("[127.0.0.1]:{} {} {}\n", self.port, fields.next().unwrap(), fields.next().unwrap())
    }
}

impl Drop for Sshd {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A target that gives up soon and does not pause between attempts.
pub fn target(
    host: &str,
    port: u16,
    user: &str,
    authentication: Authentication,
    policy: HostKeyPolicy,
) -> Target {
    Target::new(host, user, authentication)
        .with_port(port)
        .with_host_keys(policy)
        .with_timeouts(Timeouts {
            connect: std::time::Duration::from_secs(20),
            idle: std::time::Duration::from_secs(20),
            ..Timeouts::default()
        })
        .with_retries(Retries { attempts: 3, pause: std::time::Duration::ZERO })
}

pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Bytes that do not repeat soon.
pub fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}
