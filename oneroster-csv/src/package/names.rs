//! Names of entries: what is safe, what is noise, and which file of the standard is meant.

use crate::File;

/// Name of the file that describes the others.
pub(crate) const MANIFEST: &str = "manifest.csv";

/// File names in Apple School Manager archives that OneRoster does not know.
const APPLE_SCHOOL_MANAGER: [&str; 4] = ["students.csv", "staff.csv", "rosters.csv", "locations.csv"];

/// File names seen for files of the standard, in lower case. Source: importers that document such
/// names (Dyknow), and the singular, which people write.
const ALIASES: [(&str, File); 9] = [
    ("academicsession.csv", File::AcademicSessions),
    ("class.csv", File::Classes),
    ("course.csv", File::Courses),
    ("enrollment.csv", File::Enrollments),
    ("org.csv", File::Orgs),
    ("organization.csv", File::Orgs),
    ("organizations.csv", File::Orgs),
    ("role.csv", File::Roles),
    ("user.csv", File::Users),
];

/// Which file a name means, and how well it says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Manifest { exact: bool },
    Data { file: File, spelling: Spelling },
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    Exact,
    /// Differs in upper and lower case only.
    Case,
    /// Another name for the same thing.
    Alias,
}

/// Finds out what a name without folders means.
pub(super) fn meaning(name: &str) -> Meaning {
    if name.eq_ignore_ascii_case(MANIFEST) {
        return Meaning::Manifest { exact: name == MANIFEST };
    }
    if let Some(file) = File::from_name(name) {
        return Meaning::Data { file, spelling: Spelling::Exact };
    }
    if let Some(file) = File::ALL.into_iter().find(|file| file.name().eq_ignore_ascii_case(name)) {
        return Meaning::Data { file, spelling: Spelling::Case };
    }
    match ALIASES.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(name)) {
        Some(&(_, file)) => Meaning::Data { file, spelling: Spelling::Alias },
        None => Meaning::Unknown,
    }
}

/// Tells whether a name without folders stands for Apple School Manager's format.
pub(super) fn is_apple_school_manager(name: &str) -> bool {
    APPLE_SCHOOL_MANAGER.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Tells what is dangerous about the name of a zip entry.
pub(super) fn danger(name: &str) -> Option<&'static str> {
    let drive = name.as_bytes().get(1) == Some(&b':');
    match name {
        _ if name.contains('\\') => Some("contains a backslash"),
        _ if name.contains('\0') => Some("contains a NUL character"),
        _ if name.starts_with('/') => Some("is absolute"),
        _ if drive => Some("names a drive"),
        _ if name.split('/').any(|part| part == "..") => Some("climbs out of the package"),
        _ => None,
    }
}

/// Tells whether an entry is left behind by an operating system: `__MACOSX/…`, `.DS_Store` and the like.
pub(super) fn is_noise(name: &str) -> bool {
    let base = base(name);
    name.split('/').any(|part| part == "__MACOSX")
        || base.starts_with("._")
        || [".DS_Store", "Thumbs.db", "desktop.ini"].contains(&base)
}

/// Returns the last part of a name.
pub(super) fn base(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// Finds the folder that encloses the files of the package: empty, or a name with its slash.
///
/// The root counts as soon as one file of the standard lies there; otherwise the only folder at the
/// root that holds such files does.
pub(super) fn enclosing_folder<'a>(names: impl Iterator<Item = &'a str>) -> &'a str {
    let is_known = |base: &str| meaning(base) != Meaning::Unknown || is_apple_school_manager(base);
    let mut enclosing = None;
    for name in names {
        let folder = match name.find('/') {
            None => "",
            Some(slash) => &name[..=slash],
        };
        if !is_known(&name[folder.len()..]) {
            continue;
        }
        if folder.is_empty() || enclosing.is_some_and(|found| found != folder) {
            return "";
        }
        enclosing = Some(folder);
    }
    enclosing.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_mean_files_of_the_standard() {
        let data = |file, spelling| Meaning::Data { file, spelling };
        for (name, expected) in [
            ("users.csv", data(File::Users, Spelling::Exact)),
            ("academicsessions.csv", data(File::AcademicSessions, Spelling::Case)),
            ("USERS.CSV", data(File::Users, Spelling::Case)),
            ("org.csv", data(File::Orgs, Spelling::Alias)),
            ("Organizations.csv", data(File::Orgs, Spelling::Alias)),
            ("manifest.csv", Meaning::Manifest { exact: true }),
            ("Manifest.csv", Meaning::Manifest { exact: false }),
            ("users.txt", Meaning::Unknown),
            ("users.csv.bak", Meaning::Unknown),
            ("", Meaning::Unknown),
        ] {
            assert_eq!(meaning(name), expected, "{name}");
        }
    }

    #[test]
    fn names_that_leave_the_package_are_dangerous() {
        for name in
            ["../users.csv", "a/../../b", "..", "/users.csv", "C:/users.csv", "c:users.csv", "a\\b", "a\0"]
        {
            assert!(danger(name).is_some(), "{name:?}");
        }
        for name in ["users.csv", "a/users.csv", "..users.csv", "a..b/c", "a/"] {
            assert_eq!(danger(name), None, "{name:?}");
        }
    }

    #[test]
    fn rests_of_operating_systems_are_noise() {
        for name in ["__MACOSX/._users.csv", "a/__MACOSX/x", ".DS_Store", "a/.DS_Store", "._users.csv"] {
            assert!(is_noise(name), "{name}");
        }
        assert!(!is_noise("users.csv") && !is_noise("a/users.csv"));
    }

    #[test]
    fn one_folder_may_enclose_the_files() {
        for (names, expected) in [
            (&["users.csv", "orgs.csv"][..], ""),
            (&["export/users.csv", "export/orgs.csv"], "export/"),
            (&["readme.txt", "export/users.csv"], "export/"),
            (&["users.csv", "export/orgs.csv"], ""),
            (&["a/users.csv", "b/orgs.csv"], ""),
            (&["a/b/users.csv"], ""),
            (&["export/students.csv"], "export/"),
            (&[], ""),
        ] {
            assert_eq!(enclosing_folder(names.iter().copied()), expected, "{names:?}");
        }
    }
}
