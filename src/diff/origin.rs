//! Who made a change, where both sides come from one base.

/// Who made a change, where both sides come from one base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// The second side alone: what a branch is about.
    Branch,
    /// The first side alone: what an org became by itself, and what going to the second side takes back.
    Drift,
    /// Both sides, and not to the same.
    Conflict,
}
