//! CPU time, wall time and peak memory of one command.
//!
//! The system tells what *all* ended children of a process took together, and their greatest memory. So a
//! command is started by a process that starts nothing else: this program again, in the role of a meter.

use std::ffi::{OsStr, OsString};
use std::process::{Command, Stdio};
use std::time::Instant;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::{TimeVal, TimeValLike as _};
use serde::{Deserialize, Serialize};

use crate::Failure;

/// First argument of the process that measures another one.
pub(crate) const COMMAND: &str = "meter";

/// What a command took, the processes that it started and waited for included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Usage {
    /// User and system time, in seconds.
    pub(crate) cpu: f64,
    /// Time from start to end, in seconds.
    pub(crate) wall: f64,
    /// Greatest resident memory, in bytes.
    pub(crate) peak: u64,
}

/// Runs a command alone and returns what it took and the last line that it printed.
pub(crate) fn measure(program: &OsStr, words: &[OsString]) -> Result<(Usage, String), Failure> {
    let output = Command::new(std::env::current_exe()?)
        .arg(COMMAND)
        .arg(program)
        .args(words)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err(format!("{} failed", program.display()).into());
    }
    let text = String::from_utf8(output.stdout)?;
    let mut lines = text.lines().rev();
    let usage = lines.next().ok_or("the meter printed nothing")?;
    Ok((serde_json::from_str(usage)?, lines.next().unwrap_or_default().to_owned()))
}

/// Is the meter: runs the command in `words` and prints its [`Usage`] after its own output.
pub(crate) fn run_alone(mut words: impl Iterator<Item = OsString>) -> Result<(), Failure> {
    let program = words.next().ok_or("no command to measure")?;
    let started = Instant::now();
    let status = Command::new(&program).args(words).status();
    let status = status.map_err(|error| format!("{}: {error}", program.display()))?;
    let wall = started.elapsed().as_secs_f64();
    if !status.success() {
        return Err(format!("{} ended with {status}", program.display()).into());
    }
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let cpu = seconds(usage.user_time()) + seconds(usage.system_time());
    // Kibibytes, but bytes on Apple's systems.
    let unit = if cfg!(target_vendor = "apple") { 1 } else { 1024 };
    let peak = u64::try_from(usage.max_rss())? * unit;
    println!("{}", serde_json::to_string(&Usage { cpu, wall, peak })?);
    Ok(())
}

fn seconds(time: TimeVal) -> f64 {
    time.num_microseconds() as f64 / 1e6
}
