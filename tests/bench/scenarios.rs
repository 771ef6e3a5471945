//! What is measured, by name; what each finds is checked.

use std::{
    env,
    process::{Command, ExitCode, Stdio},
    time::{Duration, Instant},
};

use xcred::{
    diff::{ChangeKind, compare},
    source::{Project, ScanRequest, discover, scan},
};

use crate::{
    floors,
    measurement::{Outcome, Stage},
    trees,
};

/// Runs once and tells how long its timed part took.
pub(crate) type Scenario = fn(&Stage) -> Outcome<Duration>;

/// The scenarios and the floors.
const ALL: &[(&str, Scenario)] = &[
    ("nothing", |_| Ok(Duration::ZERO)),
    ("start-nothing", start_nothing),
    ("start", start),
    ("walk", floors::walk),
    ("walk-and-read", floors::walk_and_read),
    ("walk-and-read-at-once", floors::walk_and_read_at_once),
    ("walk-read-events", floors::walk_read_events),
    ("events-changed", |stage| floors::events(stage, trees::CHANGED)),
    ("events-changed-at-once", |stage| floors::events_at_once(stage, trees::CHANGED)),
    ("events-reformatted", |stage| floors::events(stage, trees::REFORMATTED)),
    ("events-reformatted-at-once", |stage| floors::events_at_once(stage, trees::REFORMATTED)),
    ("manifest", manifest),
    ("manifest-process", manifest_process),
    ("discover-and-read", discover_and_read),
    ("scan", scan_command),
    ("scan-process", scan_process),
    ("diff-changed", |stage| diff(stage, trees::CHANGED, trees::changed_of(stage.components))),
    ("diff-reformatted", |stage| diff(stage, trees::REFORMATTED, 0)),
    ("diff-process", diff_process),
];

/// The scenario with this name.
pub(crate) fn named(name: &str) -> Option<Scenario> {
    ALL.iter().find(|(known, _)| *known == name).map(|(_, scenario)| *scenario)
}

/// What some work gives, and how long it took. What it gives is dropped after the time is taken.
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let started = Instant::now();
    let made = work();
    (made, started.elapsed())
}

/// Fails where a scenario counted something wrong.
pub(crate) fn agree(what: &str, found: usize, expected: usize) -> Outcome<()> {
    if found == expected { Ok(()) } else { Err(format!("{found} {what} were found, and there are {expected}").into()) }
}

/// From a project's folder to the text of its manifest.
fn manifest(stage: &Stage) -> Outcome<Duration> {
    let started = Instant::now();
    let project = Project::open(&stage.dir.join(trees::PLAIN))?;
    let text = discover(&ScanRequest::of_project(&project))?.manifest().to_xml();
    let time = started.elapsed();
    agree("members", text.matches("<members>").count(), stage.components)?;
    Ok(time)
}

/// From a project's folder to the bytes of its components.
fn discover_and_read(stage: &Stage) -> Outcome<Duration> {
    let project = Project::open(&stage.dir.join(trees::PLAIN))?;
    let (scanned, time) = timed(|| scan(&ScanRequest::of_project(&project)));
    agree("components", scanned?.snapshot.len(), stage.components)?;
    Ok(time)
}

/// All that `xcred scan --json` does but starting, in this process, which tells its memory then.
fn scan_command(stage: &Stage) -> Outcome<Duration> {
    let tree = stage.dir.join(trees::PLAIN).into_os_string();
    let words = ["xcred".into(), "scan".into(), "--json".into(), "-C".into(), tree];
    let (exit, time) = timed(|| xcred::cli::run(words));
    if exit == ExitCode::SUCCESS { Ok(time) } else { Err("`xcred scan` ended badly".into()) }
}

/// Two snapshots in memory against each other.
fn diff(stage: &Stage, other: &str, expected: usize) -> Outcome<Duration> {
    let snapshot = |tree: &str| scan(&ScanRequest::of_paths([stage.dir.join(tree)])).map(|scan| scan.snapshot);
    let (before, after) = (snapshot(trees::PLAIN)?, snapshot(other)?);
    let (comparison, time) = timed(|| compare(&before, &after));
    agree("components", before.len(), stage.components)?;
    agree("unreadable files", comparison.findings.len(), 0)?;
    agree("changes", comparison.changes.count(ChangeKind::Modified), expected)?;
    agree("components of both sides", comparison.changes.unchanged() + expected, stage.components)?;
    Ok(time)
}

fn start_nothing(_: &Stage) -> Outcome<Duration> {
    let mut command = Command::new(env::current_exe()?);
    command.args(["--scenario", "nothing", ".", "1"]);
    Ok(run(&mut command)?.1)
}

fn start(_: &Stage) -> Outcome<Duration> {
    Ok(run(&mut xcred(&["--version"]))?.1)
}

fn manifest_process(stage: &Stage) -> Outcome<Duration> {
    let tree = stage.dir.join(trees::PLAIN);
    let (text, time) = run(xcred(&["manifest", "-o", "-", "-C"]).arg(tree))?;
    agree("members", text.matches("<members>").count(), stage.components)?;
    Ok(time)
}

fn scan_process(stage: &Stage) -> Outcome<Duration> {
    let tree = stage.dir.join(trees::PLAIN);
    let (text, time) = run(xcred(&["scan", "--json", "-C"]).arg(tree))?;
    agree("components", text.matches("\"protocol\":").count(), stage.components)?;
    Ok(time)
}

fn diff_process(stage: &Stage) -> Outcome<Duration> {
    let side = |tree: &str| format!("dir:{}", stage.dir.join(tree).display());
    let sides = [side(trees::PLAIN), side(trees::CHANGED)];
    let (text, time) = run(xcred(&["diff", "--json"]).args(sides))?;
    agree("changes", text.matches("\"fullName\":").count(), trees::changed_of(stage.components))?;
    Ok(time)
}

/// The tool itself, as cargo built it beside the benchmarks.
fn xcred(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xcred"));
    command.args(words);
    command
}

/// What a process writes to standard output, and how long it took from its start to its end.
fn run(command: &mut Command) -> Outcome<(String, Duration)> {
    let (output, time) = timed(|| command.stdin(Stdio::null()).output());
    let output = output?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    Ok((String::from_utf8(output.stdout)?, time))
}
