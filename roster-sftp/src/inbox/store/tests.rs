#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs::File;
use std::time::Duration;

use super::*;

/// An account's folder with everything around it, which can be opened anew as after a crash.
struct Place {
    folder: tempfile::TempDir,
    settings: InboxSettings,
    store: Store,
    drops: mpsc::UnboundedReceiver<FileDrop>,
}

const WRITE: OpenMode = OpenMode { create: true, exclusive: false, truncate: true };
const RESUME: OpenMode = OpenMode { create: false, exclusive: false, truncate: false };

impl Place {
    fn new() -> Self {
        Self::with(|_| {})
    }

    fn with(change: impl FnOnce(&mut InboxSettings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut settings = InboxSettings::new(folder.path(), ([127, 0, 0, 1], 0).into());
        change(&mut settings);
        let (store, drops) = open(&settings);
        Self { folder, settings, store, drops }
    }

    /// Opens the folder as a new process does.
    fn restart(&mut self) {
        (self.store, self.drops) = open(&self.settings);
    }

    /// Names of the files of the drops since the last call.
    fn dropped(&mut self) -> Vec<Vec<String>> {
        std::iter::from_fn(|| self.drops.try_recv().ok())
            .map(|drop| drop.files().iter().map(|it| it.name.clone()).collect())
            .collect()
    }

    fn on_disk(&self, name: &str) -> PathBuf {
        self.folder.path().join("files/a").join(name)
    }

    fn open(&self, name: &str, mode: OpenMode, session: SessionId) -> Result<u64, Refusal> {
        self.store.open_for_writing(&path(name), mode, session)
    }

    fn upload(&self, name: &str, data: &[u8]) {
        let id = self.open(name, WRITE, 1).unwrap();
        self.store.write(id, Some(0), data).unwrap();
        self.store.close(id).unwrap();
    }

    fn rename(&self, from: &str, to: &str) -> Result<(), Refusal> {
        self.store.rename(&path(from), &path(to), Existing::Keep, 1)
    }
}

fn open(settings: &InboxSettings) -> (Store, mpsc::UnboundedReceiver<FileDrop>) {
    let (sender, drops) = mpsc::unbounded_channel();
    let activity = Arc::new(watch::Sender::new(()));
    let store = Store::open(&"a".parse().unwrap(), Arc::new(settings.clone()), sender, activity).unwrap();
    (store, drops)
}

fn path(text: &str) -> RemotePath {
    RemotePath::read(text).unwrap()
}

#[tokio::test]
async fn zip_is_handed_over_at_the_close_and_is_out_of_reach_then() {
    let mut place = Place::new();
    let id = place.open("roster.zip", WRITE, 1).unwrap();
    place.store.write(id, Some(0), b"first").unwrap();
    assert!(place.dropped().is_empty());
    place.store.close(id).unwrap();
    let drop = place.drops.try_recv().unwrap();
    let file = &drop.files().first().unwrap().path;
    assert!(!place.on_disk("roster.zip").exists());
    // The client replaces the file: what was handed over stays as it is.
    place.upload("roster.zip", b"second");
    assert_eq!(fs::read(file).unwrap(), b"first");
    assert_eq!(place.dropped(), [["roster.zip"]]);
    assert_eq!(place.store.usage(), Usage::default());
}

#[tokio::test]
async fn rename_to_a_zip_hands_over_and_other_names_do_not() {
    let mut place = Place::new();
    for temporary in ["roster.zip.filepart", "roster.zip.part", ".roster.zip", "tmp/roster.zip~"] {
        if temporary.starts_with("tmp") {
            place.store.make_folder(&path("tmp")).unwrap();
        }
        place.upload(temporary, b"x");
        assert!(place.dropped().is_empty(), "{temporary}");
        place.rename(temporary, "roster.zip").unwrap();
        assert_eq!(place.dropped(), [["roster.zip"]], "{temporary}");
    }
}

#[tokio::test]
async fn broken_upload_hands_nothing_over_until_it_was_resumed() {
    let mut place = Place::new();
    let id = place.open("roster.zip", WRITE, 1).unwrap();
    place.store.write(id, Some(0), b"12345").unwrap();
    place.store.abandon(1);
    place.restart();
    assert!(place.dropped().is_empty());
    assert_eq!(place.store.entry(&path("roster.zip")).unwrap().bytes, 5);
    // Opening and closing without writing completes nothing.
    let id = place.open("roster.zip", RESUME, 2).unwrap();
    place.store.close(id).unwrap();
    assert!(place.dropped().is_empty());
    // A rename does not make it whole either.
    place.rename("roster.zip", "other.zip").unwrap();
    assert!(place.dropped().is_empty());
    let id = place.open("other.zip", RESUME, 3).unwrap();
    place.store.write(id, Some(5), b"678").unwrap();
    place.store.close(id).unwrap();
    let drop = place.drops.try_recv().unwrap();
    assert_eq!(fs::read(&drop.files().first().unwrap().path).unwrap(), b"12345678");
}

#[tokio::test]
async fn file_with_a_hole_is_not_complete_and_is_cut_for_resuming() {
    let mut place = Place::new();
    let id = place.open("roster.zip", WRITE, 1).unwrap();
    place.store.write(id, Some(0), b"123").unwrap();
    place.store.write(id, Some(10), b"456").unwrap();
    place.store.abandon(1);
    assert_eq!(place.store.entry(&path("roster.zip")).unwrap().bytes, 3);
    assert_eq!(place.store.usage(), Usage { bytes: 3, entries: 1 });
    let id = place.open("roster.zip", RESUME, 2).unwrap();
    place.store.write(id, Some(10), b"456").unwrap();
    assert!(matches!(place.store.close(id), Err(Refusal::Failed(_))));
    assert!(place.dropped().is_empty());
}

#[tokio::test]
async fn zip_waits_for_the_last_handle_of_its_session() {
    let mut place = Place::new();
    let one = place.open("roster.zip", WRITE, 1).unwrap();
    let two = place.open("roster.zip", RESUME, 1).unwrap();
    place.store.write(one, Some(0), b"1").unwrap();
    place.store.close(one).unwrap();
    assert!(place.dropped().is_empty());
    place.store.write(two, Some(1), b"2").unwrap();
    place.store.close(two).unwrap();
    assert_eq!(place.dropped(), [["roster.zip"]]);
}

#[tokio::test]
async fn latest_session_wins_and_the_earlier_one_writes_no_more() {
    let mut place = Place::new();
    let hanging = place.open("roster.zip", WRITE, 1).unwrap();
    place.store.write(hanging, Some(0), b"old").unwrap();
    let new = place.open("roster.zip", WRITE, 2).unwrap();
    place.store.write(new, Some(0), b"new").unwrap();
    assert!(matches!(place.store.write(hanging, Some(0), b"OLD"), Err(Refusal::Failed(_))));
    assert!(place.store.close(hanging).is_err());
    place.store.close(new).unwrap();
    let drop = place.drops.try_recv().unwrap();
    assert_eq!(fs::read(&drop.files().first().unwrap().path).unwrap(), b"new");
}

#[tokio::test(start_paused = true)]
async fn set_is_handed_over_when_the_account_was_quiet() {
    let mut place = Place::new();
    let second = Duration::from_secs(1);
    let almost_quiet = place.settings.quiet.checked_sub(second).unwrap();
    place.upload("users.csv", b"u");
    tokio::time::advance(almost_quiet).await;
    place.upload("orgs.csv", b"o");
    place.upload("notes.txt", b"n");
    tokio::time::advance(almost_quiet).await;
    assert_eq!(place.store.take_quiet_sets(), Some(Instant::now() + second));
    assert!(place.dropped().is_empty());
    tokio::time::advance(second).await;
    assert_eq!(place.store.take_quiet_sets(), None);
    assert_eq!(place.dropped(), [["orgs.csv", "users.csv"]]);
    assert!(place.on_disk("notes.txt").exists());
}

#[tokio::test(start_paused = true)]
async fn set_waits_for_a_file_that_is_written_or_broke_off() {
    let mut place = Place::new();
    let quiet = place.settings.quiet;
    place.upload("orgs.csv", b"o");
    let id = place.open("users.csv", WRITE, 2).unwrap();
    for _ in 0..3 {
        tokio::time::advance(quiet).await;
        assert!(place.store.take_quiet_sets().is_some());
    }
    place.store.abandon(2);
    tokio::time::advance(quiet).await;
    assert!(place.store.take_quiet_sets().is_some());
    assert!(place.store.write(id, Some(0), b"u").is_err());
    assert!(place.dropped().is_empty());
    place.upload("users.csv", b"u");
    tokio::time::advance(quiet).await;
    place.store.take_quiet_sets();
    assert_eq!(place.dropped(), [["orgs.csv", "users.csv"]]);
}

#[tokio::test(start_paused = true)]
async fn sets_of_different_folders_stay_apart() {
    let mut place = Place::new();
    place.store.make_folder(&path("north")).unwrap();
    place.upload("north/users.csv", b"1");
    place.upload("users.csv", b"2");
    tokio::time::advance(place.settings.quiet).await;
    place.store.take_quiet_sets();
    let drops: Vec<FileDrop> = std::iter::from_fn(|| place.drops.try_recv().ok()).collect();
    assert_eq!(drops.len(), 2);
    assert!(drops.iter().all(|drop| drop.kind() == DropKind::Csv && drop.files().len() == 1));
}

#[tokio::test(start_paused = true)]
async fn what_was_complete_before_a_crash_is_handed_over_at_the_next_start() {
    let mut place = Place::new();
    place.upload("users.csv", b"u");
    fs::write(place.on_disk("left.zip"), "a zip that was closed just before the crash").unwrap();
    place.restart();
    assert_eq!(place.dropped(), [["left.zip"]]);
    tokio::time::advance(place.settings.quiet).await;
    place.store.take_quiet_sets();
    assert_eq!(place.dropped(), [["users.csv"]]);
    // Not finished by the consumer: both come again, each once and with the same name.
    place.restart();
    let again: Vec<FileDrop> = std::iter::from_fn(|| place.drops.try_recv().ok()).collect();
    assert_eq!(again.len(), 2);
    for drop in &again {
        drop.finish().unwrap();
    }
    place.restart();
    assert!(place.dropped().is_empty());
}

#[tokio::test]
async fn drop_in_the_making_takes_no_file_that_is_being_uploaded_anew() {
    let mut place = Place::new();
    let making = place.folder.path().join("drops/a/.1");
    fs::create_dir_all(making.join("files")).unwrap();
    let list = "kind = \"zip\"\nreceived = \"2026-01-01T00:00:00Z\"\n[[files]]\nfrom = \"/a.zip\"\nname = \"a.zip\"\n";
    fs::write(making.join("drop.toml"), list).unwrap();
    let id = place.open("a.zip", WRITE, 1).unwrap();
    place.store.write(id, Some(0), b"half").unwrap();
    place.restart();
    assert!(place.dropped().is_empty() && !making.exists());
    // A complete one it does take.
    place.upload("b", b"whole");
    fs::create_dir_all(making.join("files")).unwrap();
    fs::write(making.join("drop.toml"), list.replace("a.zip", "b")).unwrap();
    place.restart();
    assert_eq!(place.dropped(), [["b"]]);
}

#[tokio::test(start_paused = true)]
async fn file_that_was_taken_looks_there_for_a_while() {
    let mut place = Place::new();
    place.upload("roster.zip", b"12345");
    let taken = path("roster.zip");
    assert_eq!(place.store.entry(&taken).unwrap().bytes, 5);
    assert_eq!(place.store.list(&RemotePath::default()).unwrap().len(), 1);
    place.store.set_modified(&taken, SystemTime::UNIX_EPOCH).unwrap();
    let mut file = place.store.open_for_reading(&taken).unwrap();
    assert_eq!(read_part(&mut file, 0, 100).unwrap(), b"12345");
    place.rename("roster.zip", "roster-1.zip").unwrap();
    assert_eq!(place.dropped().len(), 1, "renaming what was taken hands nothing over");
    assert_eq!(place.store.entry(&taken), Err(Refusal::NotFound));
    place.store.remove(&path("roster-1.zip")).unwrap();
    assert_eq!(place.store.remove(&path("roster-1.zip")), Err(Refusal::NotFound));
    place.upload("roster.zip", b"12345");
    tokio::time::advance(place.settings.linger).await;
    assert_eq!(place.store.entry(&taken), Err(Refusal::NotFound));
}

#[tokio::test]
async fn limits_of_space_files_and_waiting_drops_hold() {
    let place = Place::with(|settings| {
        (settings.quota, settings.largest_file) = (100, 60);
        (settings.most_files, settings.most_drops) = (3, 1);
    });
    let id = place.open("a", WRITE, 1).unwrap();
    place.store.write(id, Some(0), &[0; 60]).unwrap();
    for (offset, length) in [(60, 1), (1 << 40, 1), (u64::MAX, 1), (0, 61)] {
        assert!(place.store.write(id, Some(offset), &vec![0; length]).is_err(), "{offset}");
    }
    assert!(place.store.resize(id, 61).is_err());
    let two = place.open("b", WRITE, 1).unwrap();
    place.store.write(two, Some(0), &[0; 40]).unwrap();
    assert!(place.store.write(two, Some(40), &[0; 1]).is_err());
    // Overwriting needs no more space, and removing gives it back.
    place.store.write(two, Some(0), &[1; 40]).unwrap();
    place.store.close(id).unwrap();
    place.store.remove(&path("a")).unwrap();
    assert_eq!(place.store.usage(), Usage { bytes: 40, entries: 1 });
    place.store.write(two, Some(40), &[0; 20]).unwrap();
    place.store.close(two).unwrap();
    place.store.make_folder(&path("folder")).unwrap();
    let three = place.open("c", WRITE, 1).unwrap();
    assert!(place.open("d", WRITE, 1).is_err() && place.store.make_folder(&path("e")).is_err());
    place.store.close(three).unwrap();
    place.rename("c", "c.csv").unwrap();
    place.store.remove(&path("c.csv")).unwrap();
    place.upload("c.zip", b"x");
    assert!(place.open("d", WRITE, 1).is_err(), "one drop waits already");
}

#[tokio::test]
async fn usage_is_counted_again_at_the_start() {
    let mut place = Place::new();
    place.store.make_folder(&path("x")).unwrap();
    place.upload("x/a.txt", b"123");
    place.upload("b.txt", b"4567");
    let before = place.store.usage();
    assert_eq!(before, Usage { bytes: 7, entries: 3 });
    place.restart();
    assert_eq!(place.store.usage(), before);
    place.store.rename(&path("b.txt"), &path("x/a.txt"), Existing::Replace, 1).unwrap();
    assert_eq!(place.store.usage(), Usage { bytes: 4, entries: 2 });
}

#[tokio::test]
async fn rename_follows_the_rules_of_the_protocol() {
    let place = Place::new();
    place.upload("a", b"a");
    place.upload("b", b"b");
    place.store.make_folder(&path("folder")).unwrap();
    assert!(place.rename("a", "b").is_err(), "version 3 does not replace");
    assert!(place.rename("a", "folder").is_err());
    assert!(place.rename("folder", "folder/x").is_err());
    assert!(place.rename("a", "none/x").is_err());
    assert!(place.rename("none", "x").is_err());
    place.store.rename(&path("a"), &path("b"), Existing::Replace, 1).unwrap();
    assert_eq!(fs::read(place.on_disk("b")).unwrap(), b"a");
    place.rename("b", "folder/b").unwrap();
    assert!(place.rename("folder", "other").is_err(), "not empty");
}

#[tokio::test]
async fn what_was_left_for_too_long_is_cleared_and_complete_files_are_not() {
    let place = Place::with(|settings| settings.keep_rest = Duration::from_secs(60));
    let id = place.open("broken.zip", WRITE, 2).unwrap();
    place.store.write(id, Some(0), b"x").unwrap();
    place.store.abandon(2);
    place.upload("notes.txt", b"n");
    place.upload("users.csv", b"u");
    assert_eq!(place.store.clear_old().unwrap(), 0);
    for name in ["broken.zip", "notes.txt", "users.csv"] {
        let file = File::options().write(true).open(place.on_disk(name)).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(61)).unwrap();
    }
    assert_eq!(place.store.clear_old().unwrap(), 2);
    assert!(place.on_disk("users.csv").exists());
    assert_eq!(place.store.usage(), Usage { bytes: 1, entries: 1 });
}

#[tokio::test]
async fn nothing_is_changed_after_the_stop() {
    let place = Place::new();
    let id = place.open("a.zip", WRITE, 1).unwrap();
    place.store.stop();
    assert!(place.store.write(id, Some(0), b"x").is_err() && place.store.close(id).is_err());
    assert!(place.open("b", WRITE, 1).is_err());
}
