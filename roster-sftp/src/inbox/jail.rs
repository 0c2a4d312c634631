//! Paths as clients say them, and where they are on disk. Nothing a client says leads out of its folder.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use super::refusal::Refusal;

/// Folders deeper than this are not made.
const DEEPEST: usize = 16;
/// The longest name most file systems take, in bytes.
const LONGEST_NAME: usize = 255;

/// A path inside an account's folder, without `.` and `..`; the empty path is the folder itself.
#[derive(Clone, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(super) struct RemotePath(Vec<String>);

impl RemotePath {
    /// Reads what a client says. Absolute and relative paths both begin in the account's folder, and `..`
    /// there stays there.
    pub(super) fn read(text: &str) -> Result<Self, Refusal> {
        let mut parts: Vec<String> = Vec::new();
        for part in text.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop();
                }
                // A backslash separates folders on some systems; U+FFFD stands for bytes that are no text.
                _ if part.chars().any(|it| it.is_control() || it == '\\' || it == '\u{fffd}') => {
                    return Err(Refusal::Denied("the name holds characters that are not allowed"));
                }
                _ if part.len() > LONGEST_NAME => return Err(Refusal::Denied("the name is too long")),
                _ => parts.push(part.to_owned()),
            }
        }
        if parts.len() > DEEPEST {
            return Err(Refusal::Denied("the folders are nested too deeply"));
        }
        Ok(Self(parts))
    }

    pub(super) fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the last name; nothing for the account's folder.
    pub(super) fn name(&self) -> Option<&str> {
        self.0.last().map(String::as_str)
    }

    pub(super) fn parent(&self) -> Self {
        Self(self.0.split_last().map(|(_, before)| before.to_vec()).unwrap_or_default())
    }

    pub(super) fn child(&self, name: &str) -> Self {
        let mut parts = self.0.clone();
        parts.push(name.to_owned());
        Self(parts)
    }

    pub(super) fn is_under(&self, folder: &Self) -> bool {
        self.0.len() > folder.0.len() && self.0.starts_with(&folder.0)
    }

    /// Tells whether the name is that of a complete file of this kind. Names that begin with a dot are
    /// temporary: clients that write under one rename it at the end.
    pub(super) fn is_final(&self, extension: &str) -> bool {
        self.name().is_some_and(|name| {
            !name.starts_with('.')
                && Path::new(name).extension().is_some_and(|it| it.eq_ignore_ascii_case(extension))
        })
    }
}

impl fmt::Display for RemotePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}", self.0.join("/"))
    }
}

/// The folder of an account on disk.
#[derive(Clone, Debug)]
pub(super) struct Jail {
    root: PathBuf,
}

impl Jail {
    pub(super) const fn new(root: PathBuf) -> Self {
        Self { root }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Returns where a path is on disk.
    ///
    /// Links are refused on the whole way. Clients cannot make any; one that somebody else put there must
    /// not lead a client out.
    pub(super) fn locate(&self, path: &RemotePath) -> Result<PathBuf, Refusal> {
        let mut place = self.root.clone();
        for part in &path.0 {
            place.push(part);
            // What is missing is missing; the operation itself will say so.
            if fs::symlink_metadata(&place).is_ok_and(|it| it.is_symlink()) {
                return Err(Refusal::Denied("links are not followed"));
            }
        }
        Ok(place)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

    use std::path::Component;

    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(said: &str, expected: &str) {
        assert_eq!(RemotePath::read(said).unwrap().to_string(), expected, "{said}");
    }

    #[test]
    fn paths_stay_inside_however_they_are_said() {
        check("", "/");
        check(".", "/");
        check("/", "/");
        check("/../../etc/passwd", "/etc/passwd");
        check("../../../x", "/x");
        check("a/../../b", "/b");
        check("a//b/./c/", "/a/b/c");
        check("/a/b/../..", "/");
        check("....//x", "/..../x");
        check("~root/x", "/~root/x");
        check("C:/x", "/C:/x");
    }

    #[test]
    fn names_that_mean_something_elsewhere_are_refused() {
        let (long, deep) = ("x".repeat(256), "x/".repeat(17));
        for said in ["a\0b", "a\nb", "..\\..\\x", "a\u{fffd}b", "\u{7f}", &long, &deep] {
            assert!(RemotePath::read(said).is_err(), "{said:?}");
        }
    }

    #[test]
    fn final_names_are_told_from_temporary_ones() {
        for name in ["roster.zip", "ROSTER.ZIP", "a.b.zip", "x/roster.zip"] {
            assert!(RemotePath::read(name).unwrap().is_final("zip"), "{name}");
        }
        for name in [
            "roster.zip.filepart",
            "roster.zip.part",
            ".roster.zip",
            "roster.zip~",
            "roster.zip.filezilla",
            "zip",
            ".zip",
            "roster.zip.a1b2",
            "rosterzip",
            "",
        ] {
            assert!(!RemotePath::read(name).unwrap().is_final("zip"), "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_are_refused_at_every_place_of_the_path() {
        use std::os::unix::fs::symlink;

        let outside = tempfile::tempdir().unwrap();
        std::fs::write(outside.path().join("secret"), "x").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let jail = Jail::new(folder.path().to_owned());
        symlink(outside.path(), folder.path().join("out")).unwrap();
        symlink(outside.path().join("secret"), folder.path().join("file")).unwrap();
        symlink(outside.path().join("nothing"), folder.path().join("dangling")).unwrap();
        for said in ["out", "out/secret", "file", "dangling", "x/../out/secret"] {
            let path = RemotePath::read(said).unwrap();
            assert!(jail.locate(&path).is_err(), "{said}");
        }
        assert_eq!(jail.locate(&RemotePath::read("x/y").unwrap()).unwrap(), folder.path().join("x/y"));
    }

    proptest! {
        #[test]
        fn no_path_leads_out(said in "[a.~/\\\\\u{0}é%*-]{0,40}") {
            let root = Path::new("/inbox/files/account");
            if let Ok(path) = RemotePath::read(&said) {
                let place = Jail::new(root.to_owned()).locate(&path).unwrap();
                prop_assert!(place.starts_with(root), "{said:?} leads to {place:?}");
                let rest = place.strip_prefix(root).unwrap();
                prop_assert!(rest.components().all(|it| matches!(it, Component::Normal(_))), "{said:?}");
                // What is said back to the client means the same when it is sent again.
                prop_assert_eq!(RemotePath::read(&path.to_string()).unwrap(), path);
            }
        }
    }
}
