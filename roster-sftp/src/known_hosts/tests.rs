#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use proptest::prelude::*;

use super::*;

const ED25519: &str = "AAAAC3NzaC1lZDI1NTE5AAAAINQHyf5chT4FS7MjYNx0pY0GKwHW72vCQXUkcPq3Vw1a";
const OTHER: &str = "AAAAC3NzaC1lZDI1NTE5AAAAIJdD7y3aLq454yWBdwLWbieU1ebz9/cu7/QEXn9OIeZJ";

/// Checks how many keys and revoked keys a file gives for a host.
#[track_caller]
fn check(text: &str, host: &str, port: u16, keys: usize, revoked: usize) {
    let entry = KnownHosts::parse(text).entry(host, port);
    assert_eq!((entry.keys.len(), entry.revoked.len()), (keys, revoked), "{text}");
}

#[test]
fn lines_are_found_by_host_and_port() {
    let line = format!("sftp.example ssh-ed25519 {ED25519}\n[sftp.example]:2022 ssh-ed25519 {OTHER}\n");
    check(&line, "sftp.example", 22, 1, 0);
    check(&line, "SFTP.example", 2022, 1, 0);
    check(&line, "other.example", 22, 0, 0);
    let entry = KnownHosts::parse(&line).entry("sftp.example", 2022);
    assert_eq!(STANDARD.encode(&entry.keys.first().unwrap().blob), OTHER, "the entry with the port wins");
    // Without an entry for the port the plain one is used.
    check(&line, "sftp.example", 4444, 1, 0);
}

#[test]
fn comments_and_damaged_lines_are_skipped() {
    let text = format!(
        "# comment\n\n   \nsftp.example\nsftp.example ssh-ed25519\nsftp.example ssh-ed25519 !!!\n\
         sftp.example ssh-rsa {ED25519}\n@unknown sftp.example ssh-ed25519 {ED25519}\n|3|x|y ssh-ed25519 {ED25519}\n\
         \tsftp.example  ssh-ed25519\t{ED25519} a comment with words\r\n"
    );
    check(&text, "sftp.example", 22, 1, 0);
}

#[test]
fn revoked_keys_count_on_every_port_and_are_no_keys() {
    let text = format!("@revoked * ssh-ed25519 {ED25519}\nsftp.example ssh-ed25519 {ED25519}\n");
    check(&text, "sftp.example", 2022, 1, 1);
    check(&format!("@revoked sftp.example ssh-ed25519 {ED25519}\n"), "sftp.example", 22, 0, 1);
}

#[test]
fn authorities_are_seen_and_are_no_keys() {
    let text = format!("@cert-authority *.example ssh-ed25519 {ED25519}\n");
    let entry = KnownHosts::parse(&text).entry("sftp.example", 22);
    assert!(entry.has_authority && entry.keys.is_empty());
}

#[test]
fn appended_key_is_found_even_after_a_file_without_line_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("known_hosts");
    std::fs::write(&path, format!("a.example ssh-ed25519 {OTHER}")).unwrap();
    let key = KnownKey { kind: "ssh-ed25519".to_owned(), blob: STANDARD.decode(ED25519).unwrap() };
    append(&path, "SFTP.example", 2022, &key).unwrap();
    let known = KnownHosts::read(&path).unwrap();
    assert_eq!(known.entry("sftp.example", 2022).keys, [key]);
    assert!(known.knows("a.example", 22));
}

#[test]
fn missing_file_is_empty_and_unreadable_one_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(KnownHosts::read(&folder.path().join("none")).unwrap(), KnownHosts::default());
    // A folder is there and cannot be read as a file, whoever the user is.
    assert!(matches!(KnownHosts::read(folder.path()), Err(Error::KnownHosts(_))));
}

proptest! {
    #[test]
    fn any_text_can_be_read(text in "(?s).{0,400}", host in "[ -~]{0,20}", port: u16) {
        let _ = KnownHosts::parse(&text).entry(&host, port);
    }

    #[test]
    fn structured_lines_never_panic(
        marker in prop::sample::select(vec!["", "@revoked ", "@cert-authority ", "@x "]),
        hosts in "[a-c*?!,.|1=]{0,24}",
        kind in prop::sample::select(vec!["ssh-ed25519", "ssh-rsa", ""]),
        host in "[a-c.]{0,8}",
    ) {
        let text = format!("{marker}{hosts} {kind} {ED25519}\n");
        let _ = KnownHosts::parse(&text).entry(&host, 22);
    }

    #[test]
    fn a_name_without_pattern_characters_matches_itself_alone(name in "[a-z0-9.-]{1,30}", other in "[a-z0-9.-]{1,30}") {
        prop_assume!(!name.starts_with('#'));
        let known = KnownHosts::parse(&format!("{name} ssh-ed25519 {ED25519}\n"));
        prop_assert!(known.knows(&name, 22));
        prop_assert_eq!(known.knows(&other, 22), name == other);
    }
}
