//! Where districts and results wait for the next run.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::Failure;
use crate::meter::Usage;
use crate::work::{Done, Work};

/// A folder beside the compiled program, in the folder that Cargo builds into.
#[derive(Clone, Debug)]
pub(crate) struct Folder(PathBuf);

/// A generated package.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Package {
    pub(crate) path: PathBuf,
    pub(crate) facts: Facts,
}

/// What is known about a generated package; kept beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Facts {
    /// What generating it took.
    pub(crate) usage: Usage,
    /// Rows of all files, and bytes of the zip.
    pub(crate) done: Done,
}

impl Folder {
    /// Opens the folder `districts` of Cargo's target folder.
    pub(crate) fn open() -> Result<Self, Failure> {
        let program = std::env::current_exe()?;
        let target = program.ancestors().nth(2).unwrap_or(Path::new("target"));
        Self::at(&target.join("districts"))
    }

    /// Opens a folder, which is made if it is not there.
    pub(crate) fn at(path: &Path) -> Result<Self, Failure> {
        fs::create_dir_all(path)?;
        Ok(Self(path.to_owned()))
    }

    /// Returns the path of a file in the folder.
    pub(crate) fn file(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.join(name)
    }

    /// Returns a district, which is generated if it is not there yet.
    ///
    /// `day` is 0 for the district and 1 for the same one after a change of one percent.
    pub(crate) fn package(&self, students: u32, dirty: f64, day: u32) -> Result<Package, Failure> {
        let share = if dirty > 0.0 { format!("-dirty{dirty}") } else { String::new() };
        let name = format!("district-{students}{share}-day{day}");
        let path = self.file(format!("{name}.zip"));
        let beside = self.file(format!("{name}.json"));
        if path.exists()
            && let Ok(text) = fs::read_to_string(&beside)
            && let Ok(facts) = serde_json::from_str(&text)
        {
            return Ok(Package { path, facts });
        }
        eprintln!("generating {}", path.display());
        let work = Work::Generate { students, dirty, day, out: path.clone() };
        let (usage, done) = work.measure()?;
        let facts = Facts { usage, done };
        fs::write(&beside, serde_json::to_string_pretty(&facts)?)?;
        Ok(Package { path, facts })
    }
}
