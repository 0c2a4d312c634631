#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use super::*;

const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINQHyf5chT4FS7MjYNx0pY0GKwHW72vCQXUkcPq3Vw1a aeries export";

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("inbox/accounts.toml")
    }

    fn open(&self) -> Accounts {
        Accounts::open(self.path()).unwrap()
    }
}

fn name(text: &str) -> AccountName {
    text.parse().unwrap()
}

#[test]
fn passwords_are_returned_once_and_kept_as_hashes() {
    let place = Place::new();
    let accounts = place.open();
    let password = accounts.create_with_password(&name("springfield")).unwrap();
    assert!(accounts.accepts_password("springfield", &password));
    assert!(!accounts.accepts_password("springfield", &"wrong".into()));
    assert!(!accounts.accepts_password("shelbyville", &password));
    let text = std::fs::read_to_string(place.path()).unwrap();
    assert!(text.contains("$argon2id$") && !text.contains(password.expose()));
    assert!(matches!(accounts.create_with_password(&name("springfield")), Err(Error::AccountExists(_))));
}

#[test]
fn new_password_or_key_replaces_the_old_login() {
    let place = Place::new();
    let accounts = place.open();
    let account = name("springfield");
    let first = accounts.create_with_password(&account).unwrap();
    let second = accounts.regenerate_password(&account).unwrap();
    assert!(!accounts.accepts_password("springfield", &first));
    assert!(accounts.accepts_password("springfield", &second));
    accounts.set_keys(&account, &[KEY]).unwrap();
    assert!(!accounts.accepts_password("springfield", &second));
    assert!(accounts.accepts_key("springfield", &PublicKey::from_openssh(KEY).unwrap()));
    let third = accounts.regenerate_password(&account).unwrap();
    assert!(accounts.accepts_password("springfield", &third));
    assert!(!accounts.accepts_key("springfield", &PublicKey::from_openssh(KEY).unwrap()));
}

#[test]
fn keys_are_listed_by_fingerprint_and_comment() {
    let place = Place::new();
    let accounts = place.open();
    accounts.create_with_keys(&name("b"), &[&format!("  {KEY}\n")]).unwrap();
    accounts.create_with_password(&name("a")).unwrap();
    let listed = accounts.list().unwrap();
    let names: Vec<&str> = listed.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["a", "b"]);
    let Login::Keys(keys) = &accounts.account(&name("b")).unwrap().login else { panic!("keys") };
    let key = keys.first().unwrap();
    assert_eq!((key.kind.as_str(), key.comment.as_str()), ("ssh-ed25519", "aeries export"));
    for bad in ["", "ssh-ed25519", "-----BEGIN OPENSSH PRIVATE KEY-----", "ssh-ed25519 AAAA"] {
        assert!(
            matches!(accounts.create_with_keys(&name("c"), &[bad]), Err(Error::Configuration(_))),
            "{bad}"
        );
    }
}

#[test]
fn changes_of_another_process_are_seen_at_once() {
    let place = Place::new();
    let (here, there) = (place.open(), place.open());
    assert!(here.list().unwrap().is_empty());
    let password = there.create_with_password(&name("springfield")).unwrap();
    assert!(here.accepts_password("springfield", &password));
    // Many changes within one tick of the clock, each of the same length.
    for _ in 0..20 {
        there.set_keys(&name("springfield"), &[KEY]).unwrap();
        assert!(matches!(here.account(&name("springfield")).unwrap().login, Login::Keys(_)));
        there.delete(&name("springfield")).unwrap();
        assert!(!here.has(&name("springfield")));
        there.create_with_keys(&name("springfield"), &[KEY]).unwrap();
    }
}

#[test]
fn changes_at_the_same_time_are_all_kept() {
    let place = Place::new();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let accounts = place.open();
            scope.spawn(move || {
                for number in 0..10 {
                    accounts.create_with_keys(&name(&format!("a{thread}-{number}")), &[KEY]).unwrap();
                }
            });
        }
    });
    assert_eq!(place.open().list().unwrap().len(), 40);
}

#[test]
fn damaged_file_names_the_line_and_repeats_nothing_of_it() {
    let place = Place::new();
    let accounts = place.open();
    accounts.create_with_password(&name("springfield")).unwrap();
    let mut text = std::fs::read_to_string(place.path()).unwrap();
    text.push_str("pasword = \"$argon2id$secret\"\n");
    std::fs::write(place.path(), &text).unwrap();
    let error = accounts.list().unwrap_err();
    let all = format!("{error} {error:?}");
    assert!(error.to_string().contains(&format!("line {}", text.lines().count())), "{error}");
    assert!(!all.contains("secret"), "{all}");
    assert!(!accounts.accepts_password("springfield", &"x".into()), "nobody logs in meanwhile");
}

#[cfg(unix)]
#[test]
fn file_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;

    let place = Place::new();
    place.open().create_with_keys(&name("a"), &[KEY]).unwrap();
    let mode = std::fs::metadata(place.path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}
