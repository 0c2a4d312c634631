//! The same conversion by other means: the scripts in `peers/`.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{fmt, fs};

use crate::Failure;
use crate::folder::Folder;
use crate::meter::{Usage, measure};
use crate::work::Done;

/// What somebody could use instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Peer {
    DuckDb,
    Polars,
    Pandas,
    PlainPython,
}

impl Peer {
    pub(crate) const ALL: [Self; 4] = [Self::DuckDb, Self::Polars, Self::Pandas, Self::PlainPython];

    /// Tells whether the script can write rows in our order.
    pub(crate) fn sorts(self) -> bool {
        matches!(self, Self::DuckDb | Self::Polars)
    }

    fn script(self) -> &'static str {
        match self {
            Self::DuckDb => "by_duckdb.py",
            Self::Polars => "by_polars.py",
            Self::Pandas => "by_pandas.py",
            Self::PlainPython => "by_plain_python.py",
        }
    }
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DuckDb => "DuckDB",
            Self::Polars => "Polars",
            Self::Pandas => "pandas",
            Self::PlainPython => "plain Python",
        })
    }
}

/// The order in which a peer writes rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// Whatever is the cheapest for it.
    Cheapest,
    /// That of our archives.
    Ours,
}

/// A Python that can run the scripts.
#[derive(Clone, Debug)]
pub(crate) struct Python {
    program: PathBuf,
}

impl Python {
    /// Makes a virtual environment with the pinned packages, unless there is one already.
    pub(crate) fn with_packages(folder: &Folder) -> Result<Self, Failure> {
        let environment = folder.file("python");
        let program = environment.join("bin/python");
        let made = environment.join("requirements.txt");
        let wanted = fs::read(scripts().join("requirements.txt"))?;
        if fs::read(&made).is_ok_and(|made| made == wanted) {
            return Ok(Self { program });
        }
        let status = Command::new(scripts().join("make-environment")).arg(&environment).status()?;
        if !status.success() {
            return Err("the virtual environment of the peers cannot be made".into());
        }
        Ok(Self { program })
    }

    /// Returns the Python of the system, which can run [`Peer::PlainPython`] alone; `None` if there is none.
    pub(crate) fn of_the_system() -> Option<Self> {
        let mut asked = Command::new("python3");
        asked.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
        asked.status().is_ok_and(|status| status.success()).then(|| Self { program: "python3".into() })
    }

    /// Lets a peer convert a package.
    pub(crate) fn measure(
        &self,
        peer: Peer,
        input: &Path,
        out: &Path,
        level: u8,
        order: Order,
    ) -> Result<(Usage, Done), Failure> {
        let script = scripts().join(peer.script());
        let mut words: Vec<OsString> =
            vec![script.into(), input.into(), out.into(), level.to_string().into()];
        if order == Order::Ours {
            words.push("sorted".into());
        }
        let (usage, _) = measure(self.program.as_os_str(), &words)?;
        Ok((usage, Done { written: fs::metadata(out)?.len(), ..Done::default() }))
    }
}

fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("peers")
}
