//! OpenSSH's own `sftp` against the inbox.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]
#![expect(clippy::print_stderr, reason = "a skipped test says so")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use support::inbox::{ACCOUNT, TestInbox, account, contents};
use support::{make_key, openssh};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

/// What `sftp` said.
struct Said {
    success: bool,
    text: String,
}

struct Sftp {
    program: PathBuf,
    key: PathBuf,
    known_hosts: PathBuf,
    port: u16,
    folder: PathBuf,
}

impl Sftp {
    /// An account with a key, and a client that knows the inbox's host key. `None` when OpenSSH is missing.
    fn new(inbox: &TestInbox, kind: &str) -> Option<Self> {
        let program = openssh("sftp")?;
        openssh("ssh-keygen")?;
        let folder = inbox.folder.path().join("client");
        fs::create_dir(&folder).unwrap();
        let key = make_key(&folder, "id", kind, "");
        let public = fs::read_to_string(key.with_extension("pub")).unwrap();
        inbox.inbox.accounts().set_keys(&account(), &[&public]).unwrap();
        let host_key = make_public(&inbox.folder.path().join("host_key"));
        let known_hosts = folder.join("known_hosts");
        fs::write(&known_hosts, format!("[127.0.0.1]:{} {host_key}", inbox.port())).unwrap();
        Some(Self { program, key, known_hosts, port: inbox.port(), folder })
    }

    async fn run(&self, commands: &str) -> Said {
        self.run_as(ACCOUNT, &self.key, commands).await
    }

    async fn run_as(&self, user: &str, key: &Path, commands: &str) -> Said {
        let mut child = Command::new(&self.program)
            .args(["-F", "none", "-b", "-", "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none"])
            .args(["-o", "StrictHostKeyChecking=yes", "-o", "GlobalKnownHostsFile=none"])
            .arg("-o")
            .arg(format!("UserKnownHostsFile={}", self.known_hosts.display()))
            .arg("-i")
            .arg(key)
            .args(["-P", &self.port.to_string(), &format!("{user}@127.0.0.1")])
            .current_dir(&self.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(commands.as_bytes()).await.unwrap();
        drop(input);
        let output = child.wait_with_output().await.unwrap();
        let text =
            [output.stdout, output.stderr].map(|it| String::from_utf8_lossy(&it).into_owned()).concat();
        Said { success: output.status.success(), text }
    }
}

/// Returns the public part of a private key file.
fn make_public(key: &Path) -> String {
    let output = std::process::Command::new("ssh-keygen").arg("-yf").arg(key).output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test]
async fn openssh_puts_lists_reads_renames_and_removes_with_every_kind_of_key() {
    for kind in ["ed25519", "ecdsa", "rsa"] {
        let mut inbox = TestInbox::start(|_| {}).await;
        let Some(sftp) = Sftp::new(&inbox, kind) else { return };
        let bytes = support::noise(2_000_001);
        fs::write(sftp.folder.join("data.bin"), &bytes).unwrap();
        let said = sftp
            .run(
                "put data.bin\nls -l\nget data.bin back.bin\nmkdir folder\nrename data.bin folder/moved.bin\n\
                 ls folder\ndf\nchmod 600 folder/moved.bin\nrm folder/moved.bin\nrmdir folder\nls\npwd\n",
            )
            .await;
        assert!(said.success, "{kind}: {}", said.text);
        assert!(said.text.contains("2000001") && said.text.contains("folder/moved.bin"), "{}", said.text);
        assert!(fs::read(sftp.folder.join("back.bin")).unwrap() == bytes);
        assert_eq!(fs::read_dir(inbox.on_disk("")).unwrap().count(), 0);
        inbox.nothing_came().await;
    }
}

#[tokio::test]
async fn openssh_uploads_zip_and_set() {
    let mut inbox = TestInbox::start(|_| {}).await;
    let Some(sftp) = Sftp::new(&inbox, "ed25519") else { return };
    for name in ["roster.zip", "users.csv", "orgs.csv"] {
        fs::write(sftp.folder.join(name), name).unwrap();
    }
    let said = sftp.run("put -p roster.zip\nput roster.zip direct.tmp\nrename direct.tmp other.zip\n").await;
    assert!(said.success, "{}", said.text);
    assert_eq!(contents(&inbox.next().await), [("roster.zip".to_owned(), b"roster.zip".to_vec())]);
    assert_eq!(contents(&inbox.next().await), [("other.zip".to_owned(), b"roster.zip".to_vec())]);
    let said = sftp.run("put users.csv\nput orgs.csv\n").await;
    assert!(said.success, "{}", said.text);
    let names: Vec<String> = contents(&inbox.next().await).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["orgs.csv", "users.csv"]);
}

#[tokio::test]
async fn openssh_cannot_leave_its_folder_nor_run_commands() {
    let inbox = TestInbox::start(|_| {}).await;
    let Some(sftp) = Sftp::new(&inbox, "ed25519") else { return };
    let said = sftp.run("cd ../../..\npwd\n").await;
    assert!(said.text.contains("Remote working directory: /\n"), "{}", said.text);
    for command in
        ["get ../../accounts.toml stolen", "get /etc/passwd stolen", "ls /etc", "symlink /etc x", "ln a b"]
    {
        assert!(!sftp.run(&format!("{command}\n")).await.success, "{command}");
    }
    assert!(!sftp.folder.join("stolen").exists());
    let shell = Command::new(sftp.program.with_file_name("ssh"))
        .args(["-F", "none", "-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes", "-o"])
        .arg(format!("UserKnownHostsFile={}", sftp.known_hosts.display()))
        .arg("-i")
        .arg(&sftp.key)
        .args(["-p", &sftp.port.to_string(), &format!("{ACCOUNT}@127.0.0.1"), "id"])
        .output()
        .await
        .unwrap();
    assert!(!shell.status.success() && shell.stdout.is_empty());
}

#[tokio::test]
async fn openssh_is_refused_with_another_key_account_or_host_key() {
    let inbox = TestInbox::start(|_| {}).await;
    let Some(mut sftp) = Sftp::new(&inbox, "ed25519") else { return };
    let stranger = make_key(&sftp.folder, "stranger", "ed25519", "");
    for (user, key) in [(ACCOUNT, stranger.clone()), ("shelbyville", sftp.key.clone()), ("root", stranger)] {
        let said = sftp.run_as(user, &key, "ls\n").await;
        assert!(!said.success && said.text.contains("Permission denied"), "{}", said.text);
    }
    sftp.known_hosts = sftp.folder.join("none");
    let said = sftp.run("ls\n").await;
    assert!(!said.success && said.text.contains("Host key verification failed"), "{}", said.text);
}
