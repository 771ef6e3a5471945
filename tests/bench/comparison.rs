//! Which scenarios are measured, each beside its floor.

use std::path::Path;

use crate::{
    measurement::{Measurement, Outcome, measure},
    options::Options,
};

/// A scenario and the least that could do its job.
pub(crate) struct Comparison {
    /// What the row is called.
    pub(crate) title: &'static str,
    /// The scenario.
    ours: &'static str,
    /// The floor.
    floor: &'static str,
    /// What the floor is called.
    pub(crate) floor_title: &'static str,
}

/// The measurements of both, in the order of the rounds.
pub(crate) struct Paired {
    pub(crate) ours: Vec<Measurement>,
    pub(crate) floor: Vec<Measurement>,
}

const fn beside(
    (title, ours): (&'static str, &'static str),
    (floor_title, floor): (&'static str, &'static str),
) -> Comparison {
    Comparison { title, ours, floor, floor_title }
}

const WALK: (&str, &str) = ("walkdir", "walk");
const WALK_AND_READ: (&str, &str) = ("walkdir, read", "walk-and-read");
const WALK_AND_READ_AT_ONCE: (&str, &str) = ("walkdir, read in parallel", "walk-and-read-at-once");
const WALK_READ_EVENTS: (&str, &str) = ("walkdir, read, events", "walk-read-events");
const WALK_READ_EVENTS_AT_ONCE: (&str, &str) = ("walk, read, events at once", "walk-read-events-at-once");
const PROCESS: (&str, &str) = ("a process that does nothing", "start-nothing");

/// All comparisons, in the order of the table.
pub(crate) const ALL: &[Comparison] = &[
    beside(("`xcred --version`", "start"), PROCESS),
    beside(("manifest", "manifest"), WALK),
    beside(("`xcred manifest -o -`", "manifest-process"), WALK),
    beside(("`xcred manifest -o -`", "manifest-process"), ("walkdir, a process", "walk-process")),
    beside(("discover, read", "discover-and-read"), WALK_AND_READ),
    beside(("scan", "scan"), WALK),
    beside(("scan", "scan"), WALK_AND_READ),
    beside(("scan", "scan"), WALK_AND_READ_AT_ONCE),
    beside(("scan", "scan"), WALK_READ_EVENTS),
    beside(("scan", "scan"), WALK_READ_EVENTS_AT_ONCE),
    beside(("`xcred scan --json`", "scan-process"), WALK_AND_READ),
    beside(("`xcred scan --json`", "scan-process"), WALK_READ_EVENTS),
    beside(("`xcred scan`", "scan-table-process"), WALK_AND_READ),
    beside(("check", "check"), ("events in parallel", "events-plain-at-once")),
    beside(("check", "check"), ("trees in parallel", "trees-plain-at-once")),
    beside(("`xcred check`", "check-process"), WALK_READ_EVENTS_AT_ONCE),
    beside(("diff, 1 % changed", "diff-changed"), ("events", "events-changed")),
    beside(("diff, 1 % changed", "diff-changed"), ("events in parallel", "events-changed-at-once")),
    beside(("diff, all reformatted", "diff-reformatted"), ("events", "events-reformatted")),
    beside(("diff, all reformatted", "diff-reformatted"), ("events in parallel", "events-reformatted-at-once")),
    beside(("diff, all of it, 1 % changed", "diff"), ("walkdir, read, events of both", "walk-read-events-of-both")),
    beside(
        ("`xcred diff dir: dir: --json`", "diff-process"),
        ("walkdir, read, events of both", "walk-read-events-of-both"),
    ),
    beside(("diff of revisions", "diff-revisions"), ("gix, reading both", "read-revisions")),
    beside(("diff of revisions", "diff-revisions"), ("gix, both in parallel", "read-revisions-at-once")),
    beside(("`xcred diff git: git: --json`", "diff-revisions-process"), ("gix, reading both", "read-revisions")),
];

impl Comparison {
    /// Measures both in turn, so that what disturbs the machine disturbs both.
    pub(crate) fn run(&self, dir: &Path, options: &Options) -> Outcome<Paired> {
        let mut paired = Paired { ours: Vec::new(), floor: Vec::new() };
        for _ in 0..options.rounds {
            paired.floor.push(measure(self.floor, dir, options.components)?);
            paired.ours.push(measure(self.ours, dir, options.components)?);
        }
        Ok(paired)
    }
}
