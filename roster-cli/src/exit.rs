//! How a command ends.

use std::process::ExitCode;

/// The exit codes, the same for every command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// 0: done, and the data are good.
    Good,
    /// 1: the data or the run are not good: findings of severity error, a guard that holds, a full disk.
    NotGood,
    /// 2: wrong usage, an input that cannot be used, an output that cannot be written there.
    Unusable,
    /// 3: the other side failed: network, refusal, time-out.
    OtherSide,
    /// 130: interrupted.
    Interrupted,
}

impl Exit {
    /// Returns the number that the shell sees.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Good => 0,
            Self::NotGood => 1,
            Self::Unusable => 2,
            Self::OtherSide => 3,
            Self::Interrupted => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
