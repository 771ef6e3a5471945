//! The exit codes, in one table.

use std::process::ExitCode;

/// How a run ended, for whoever started it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Done; no differences, or differences without `--exit-code`.
    Done,
    /// Findings that are errors, changes that are too grave, or the org rejected or cancelled the deployment.
    Rejected,
    /// Differences, with `--exit-code`.
    Differences,
    /// Wrong use: flags, configuration, project file.
    WrongUse,
    /// The work could not be done: login, network, file system, unreadable input.
    Failed,
    /// Deployed partially.
    Partial,
    /// Still running when `--wait` ended.
    Running,
    /// Interrupted.
    Interrupted,
}

/// Each ending, its number, and what it means.
pub const EXITS: &[(Exit, u8, &str)] = &[
    (Exit::Done, 0, "Done; no differences, or differences without `--exit-code`."),
    (
        Exit::Rejected,
        1,
        "The project's files hold errors, or findings as grave as `--fail-on` says, or changes as grave as \
         `--fail-on-change` says, or the org rejected or cancelled the deployment.",
    ),
    (Exit::Differences, 2, "There are differences, with `--exit-code`."),
    (Exit::WrongUse, 64, "Wrong use: flags, configuration, project file."),
    (Exit::Failed, 65, "The work could not be done: login, network, file system, unreadable input."),
    (Exit::Partial, 68, "Deployed partially."),
    (Exit::Running, 69, "Still running when `--wait` ended; the id is printed."),
    (Exit::Interrupted, 130, "Interrupted."),
];

impl Exit {
    /// Its number.
    pub fn code(self) -> u8 {
        let (_, code, _) = EXITS.iter().find(|(listed, ..)| *listed == self).expect("a test walks the table");
        *code
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ending_has_one_number_in_rising_order() {
        let all = [
            Exit::Done,
            Exit::Rejected,
            Exit::Differences,
            Exit::WrongUse,
            Exit::Failed,
            Exit::Partial,
            Exit::Running,
            Exit::Interrupted,
        ];
        let listed: Vec<Exit> = EXITS.iter().map(|(exit, ..)| *exit).collect();
        assert_eq!(listed, all);
        assert!(EXITS.is_sorted_by(|(_, one, _), (_, other, _)| one < other));
    }
}
