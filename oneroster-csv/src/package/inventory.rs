//! From the entries of a zip file or folder to the members of a package.

use std::path::PathBuf;

use oneroster_model::{Code, Finding};

use super::archive::{Archive, ArchiveEntry};
use super::folder::FolderEntry;
use super::names::{self, MANIFEST, Meaning, Spelling};
use super::{OpenOptions, PackageKind};
use crate::error::ErrorContext;
use crate::{Error, File, codes};

/// A file in a package.
#[derive(Debug)]
pub struct Member {
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) size: u64,
    pub(super) place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Manifest,
    Data(File),
    Other,
}

#[derive(Debug)]
pub(super) enum Place {
    Disk(PathBuf),
    Entry(Archive, ArchiveEntry),
}

impl Member {
    /// Returns the name in the package, with the enclosing folder where there is one.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the data file that it is; `None` for the manifest and for files that OneRoster does not know.
    pub fn file(&self) -> Option<File> {
        match self.role {
            Role::Data(file) => Some(file),
            Role::Manifest | Role::Other => None,
        }
    }

    /// Tells whether it is the manifest.
    pub fn is_manifest(&self) -> bool {
        self.role == Role::Manifest
    }

    /// Returns the size in bytes, decompressed.
    pub fn size(&self) -> u64 {
        self.size
    }
}

/// What a package holds, and what was noticed about it.
#[derive(Debug)]
pub(super) struct Inventory {
    pub(super) kind: PackageKind,
    pub(super) members: Vec<Member>,
    pub(super) findings: Vec<Finding>,
}

/// Takes the entries of a zip file; refuses names that lead elsewhere.
pub(super) fn of_archive(
    archive: &Archive,
    entries: Vec<ArchiveEntry>,
    options: &OpenOptions,
) -> Result<Inventory, Error> {
    let mut findings = Findings { list: Vec::new(), options };
    let mut members = Vec::new();
    for entry in entries {
        let danger = names::danger(&entry.name).or(entry.is_link.then_some("is a symbolic link"));
        if let Some(danger) = danger {
            let message = format!("the entry {danger}, the package is refused");
            return Err(Error::UnsafePath(Box::new(ErrorContext::new(message))).in_file(entry.name));
        }
        if entry.is_folder {
            findings.push(&codes::ENTRY_SKIPPED, "entry of a folder skipped", entry.name);
        } else {
            let (name, size) = (entry.name.clone(), entry.size);
            members.push(Member {
                name,
                role: Role::Other,
                size,
                place: Place::Entry(archive.clone(), entry),
            });
        }
    }
    take_stock(members, findings)
}

/// Takes the files of a folder.
pub(super) fn of_folder(files: Vec<FolderEntry>, options: &OpenOptions) -> Result<Inventory, Error> {
    let member = |file: FolderEntry| Member {
        name: file.name,
        role: Role::Other,
        size: file.size,
        place: Place::Disk(file.path),
    };
    let findings = Findings { list: Vec::new(), options };
    take_stock(files.into_iter().map(member).collect(), findings)
}

struct Findings<'a> {
    list: Vec<Finding>,
    options: &'a OpenOptions,
}

impl Findings<'_> {
    fn push(&mut self, code: &'static Code, message: &'static str, file: impl Into<String>) {
        let severity = self.options.strictness().severity(code);
        self.list.push(Finding::new(code, severity, message).in_file(file.into()));
    }
}

fn take_stock(mut members: Vec<Member>, mut findings: Findings<'_>) -> Result<Inventory, Error> {
    members.retain(|member| {
        let noise = names::is_noise(&member.name);
        if noise {
            findings.push(
                &codes::ENTRY_SKIPPED,
                "file of the operating system skipped",
                member.name.as_str(),
            );
        }
        !noise
    });
    check_total_size(&members, findings.options)?;
    let folder = names::enclosing_folder(members.iter().map(|member| member.name.as_str())).to_owned();
    if !folder.is_empty() {
        findings.push(&codes::ENCLOSING_FOLDER, "the files lie in a folder", folder.as_str());
    }
    let kind = kind_of(&members, &folder)?;
    if kind == PackageKind::OneRoster {
        assign_roles(&mut members, &folder, &mut findings)?;
    }
    Ok(Inventory { kind, members, findings: findings.list })
}

fn check_total_size(members: &[Member], options: &OpenOptions) -> Result<(), Error> {
    let limit = options.limits().max_total_bytes();
    let total = members.iter().fold(0_u64, |total, member| total.saturating_add(member.size));
    if total > limit {
        let message = format!("the files have {total} bytes together, more than the limit of {limit}");
        return Err(Error::LimitExceeded(Box::new(ErrorContext::new(message))));
    }
    Ok(())
}

fn kind_of(members: &[Member], folder: &str) -> Result<PackageKind, Error> {
    let bases = || members.iter().filter_map(|member| member.name.strip_prefix(folder));
    let means = |wanted: &[File]| {
        bases().any(|base| match names::meaning(base) {
            Meaning::Manifest { .. } => true,
            Meaning::Data { file, .. } => wanted.contains(&file),
            Meaning::Unknown => false,
        })
    };
    // Courses and classes have the same names in both formats.
    let apple = bases().any(names::is_apple_school_manager);
    if apple && !means(&[File::Users, File::Orgs, File::Enrollments, File::AcademicSessions]) {
        return Ok(PackageKind::AppleSchoolManager);
    }
    if means(&File::ALL) {
        return Ok(PackageKind::OneRoster);
    }
    let message = "holds neither manifest.csv nor a file such as users.csv, in one folder at most";
    Err(Error::NotAPackage(Box::new(ErrorContext::new(message))))
}

/// Gives each file of the standard to one member: exact names first, then other spellings.
fn assign_roles(members: &mut [Member], folder: &str, findings: &mut Findings<'_>) -> Result<(), Error> {
    let meaning_of =
        |member: &Member| member.name.strip_prefix(folder).map_or(Meaning::Unknown, names::meaning);
    for spelling in [Spelling::Exact, Spelling::Case, Spelling::Alias] {
        for index in 0..members.len() {
            let role = match meaning_of(&members[index]) {
                Meaning::Manifest { exact } if exact == (spelling == Spelling::Exact) => Role::Manifest,
                Meaning::Data { file, spelling: found } if found == spelling => Role::Data(file),
                _ => continue,
            };
            let taken = members.iter().any(|member| member.role == role);
            if members[index].role != Role::Other || (taken && spelling == Spelling::Alias) {
                continue;
            }
            let name = match role {
                Role::Data(file) => file.name(),
                _ => MANIFEST,
            };
            if taken {
                let context = ErrorContext::new("the package holds the file twice");
                return Err(Error::DuplicateFile(Box::new(context)).in_file(name));
            }
            if spelling != Spelling::Exact {
                let message = match spelling {
                    Spelling::Case => "the name of the file differs in upper and lower case",
                    _ => "the file has another name than in the standard",
                };
                findings.push(&codes::FILE_NAME_SPELLING, message, members[index].name.as_str());
            }
            members[index].role = role;
        }
    }
    for member in members.iter().filter(|member| member.role == Role::Other) {
        findings.push(&codes::UNKNOWN_FILE, "the standard has no such file", member.name.as_str());
    }
    Ok(())
}
