//! The exit codes: the only place that names a number.

/// How a verb ended. One table for all verbs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Exit {
    /// Everything is as it should be.
    Green,
    /// Findings at or above the gate, or a failed check.
    Findings,
    /// Wrong usage of the command line.
    Usage,
    /// The configuration or a connection.
    Configuration,
    /// Refused; nothing was touched.
    Refused,
    /// Failed and rolled back.
    RolledBack,
    /// Applied, but a check afterwards is red.
    AppliedButRed,
    /// Cannot judge: empty catalog, missing privilege, too much unread.
    CannotJudge,
    /// A bug of ours.
    Bug,
}

impl Exit {
    /// The number the process ends with.
    pub fn code(self) -> u8 {
        match self {
            Self::Green => 0,
            Self::Findings => 1,
            Self::Usage => 2,
            Self::Configuration => 3,
            Self::Refused => 4,
            Self::RolledBack => 5,
            Self::AppliedButRed => 6,
            Self::CannotJudge => 7,
            Self::Bug => 70,
        }
    }
}
