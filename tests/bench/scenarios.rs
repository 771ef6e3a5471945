//! What is measured, by name; what each finds is checked.

use std::{
    env,
    process::{Command, ExitCode, Stdio},
};

use xcred::{
    check::{Question, Severities},
    diff::{ChangeKind, compare},
    metadata::ApiVersion,
    source::{Project, ScanRequest, discover, scan},
};

use crate::{
    floors,
    measurement::{Outcome, Stage, Took, timed},
    revisions, trees,
};

/// Runs once and tells what its timed part took.
pub(crate) type Scenario = fn(&Stage) -> Outcome<Took>;

/// How `xcred diff --exit-code` ends where there are differences.
const DIFFERENCES: u8 = 2;

/// The scenarios and the floors.
const ALL: &[(&str, Scenario)] = &[
    ("nothing", |_| Ok(Took::default())),
    ("start-nothing", start_nothing),
    ("start", start),
    ("walk", floors::walk),
    ("walk-and-read", floors::walk_and_read),
    ("walk-and-read-at-once", floors::walk_and_read_at_once),
    ("walk-process", walk_process),
    ("walk-read-events", |stage| floors::walk_read_events(stage, &[trees::PLAIN])),
    ("walk-read-events-at-once", floors::walk_read_events_at_once),
    ("walk-read-events-of-both", |stage| floors::walk_read_events(stage, &[trees::PLAIN, trees::CHANGED])),
    ("events-changed", |stage| floors::events(stage, trees::CHANGED)),
    ("events-changed-at-once", |stage| floors::events_at_once(stage, trees::CHANGED)),
    ("events-reformatted", |stage| floors::events(stage, trees::REFORMATTED)),
    ("events-reformatted-at-once", |stage| floors::events_at_once(stage, trees::REFORMATTED)),
    ("events-plain-at-once", floors::events_of_one_at_once),
    ("trees-plain-at-once", floors::trees_of_one_at_once),
    ("walk-read-events-at-once", floors::walk_read_events_at_once),
    ("check", check),
    ("check-process", check_process),
    ("manifest", manifest),
    ("manifest-process", manifest_process),
    ("discover-and-read", discover_and_read),
    ("scan", scan_command),
    ("scan-process", scan_process),
    ("scan-table-process", scan_table_process),
    ("diff-changed", |stage| diff(stage, trees::CHANGED, trees::changed_of(stage.components))),
    ("diff-reformatted", |stage| diff(stage, trees::REFORMATTED, 0)),
    ("diff", diff_command),
    ("diff-process", diff_process),
    ("read-revisions", revisions::read),
    ("read-revisions-at-once", revisions::read_at_once),
    ("diff-revisions", revisions::diff),
    ("diff-revisions-process", diff_revisions_process),
];

/// The scenario with this name.
pub(crate) fn named(name: &str) -> Option<Scenario> {
    ALL.iter().find(|(known, _)| *known == name).map(|(_, scenario)| *scenario)
}

/// Fails where a scenario counted something wrong.
pub(crate) fn agree(what: &str, found: usize, expected: usize) -> Outcome<()> {
    if found == expected { Ok(()) } else { Err(format!("{found} {what} were found, and there are {expected}").into()) }
}

/// From a project's folder to the text of its manifest.
fn manifest(stage: &Stage) -> Outcome<Took> {
    let (text, took) = timed(|| -> Outcome<String> {
        let project = Project::open(&stage.dir.join(trees::PLAIN))?;
        Ok(discover(&ScanRequest::of_project(&project))?.manifest().to_xml())
    });
    agree("members", text?.matches("<members>").count(), stage.components)?;
    Ok(took)
}

/// From a project's folder to the bytes of its components.
fn discover_and_read(stage: &Stage) -> Outcome<Took> {
    let project = Project::open(&stage.dir.join(trees::PLAIN))?;
    let (scanned, took) = timed(|| scan(&ScanRequest::of_project(&project)));
    agree("components", scanned?.snapshot.len(), stage.components)?;
    Ok(took)
}

/// All that `xcred scan --json` does but starting, in this process, which tells its memory then.
fn scan_command(stage: &Stage) -> Outcome<Took> {
    let tree = stage.dir.join(trees::PLAIN).into_os_string();
    let words = ["xcred".into(), "scan".into(), "--json".into(), "-C".into(), tree];
    let (exit, took) = timed(|| xcred::cli::run(words));
    if exit == ExitCode::SUCCESS { Ok(took) } else { Err("`xcred scan` ended badly".into()) }
}

/// From a snapshot in memory to its findings.
fn check(stage: &Stage) -> Outcome<Took> {
    let scanned = scan(&ScanRequest::of_project(&Project::open(&stage.dir.join(trees::PLAIN))?))?;
    let (severities, version) = (Severities::default(), scanned.api_version.unwrap_or(ApiVersion::NEWEST_KNOWN));
    let question = Question {
        snapshot: &scanned.snapshot,
        bystanders: &[],
        version,
        whole_project: false,
        unread: &scanned.unread,
        org: None,
        severities: &severities,
    };
    let (findings, took) = timed(|| xcred::check::check(&question));
    agree("components", scanned.snapshot.len(), stage.components)?;
    agree("findings", findings.len(), 0)?;
    Ok(took)
}

/// Two snapshots in memory against each other.
fn diff(stage: &Stage, other: &str, expected: usize) -> Outcome<Took> {
    let snapshot = |tree: &str| scan(&ScanRequest::of_paths([stage.dir.join(tree)])).map(|scan| scan.snapshot);
    let (before, after) = (snapshot(trees::PLAIN)?, snapshot(other)?);
    let (comparison, took) = timed(|| compare(&before, &after));
    agree("components", before.len(), stage.components)?;
    agree("unreadable files", comparison.findings.len(), 0)?;
    agree("changes", comparison.changes.count(ChangeKind::Modified), expected)?;
    agree("components of both sides", comparison.changes.unchanged() + expected, stage.components)?;
    Ok(took)
}

/// All that `xcred diff dir: dir:` does but starting, in this process, which tells its memory then.
fn diff_command(stage: &Stage) -> Outcome<Took> {
    let side = |tree: &str| format!("dir:{}", stage.dir.join(tree).display()).into();
    let words = ["xcred".into(), "diff".into(), "--exit-code".into(), side(trees::PLAIN), side(trees::CHANGED)];
    let (exit, took) = timed(|| xcred::cli::run(words));
    if exit == ExitCode::from(DIFFERENCES) { Ok(took) } else { Err("`xcred diff` found no differences".into()) }
}

fn start_nothing(_: &Stage) -> Outcome<Took> {
    let mut command = Command::new(env::current_exe()?);
    command.args(["--scenario", "nothing", ".", "1"]);
    Ok(run(&mut command)?.1)
}

fn start(_: &Stage) -> Outcome<Took> {
    Ok(run(&mut xcred(&["--version"]))?.1)
}

/// The walk alone, from the start of a process to its end.
fn walk_process(stage: &Stage) -> Outcome<Took> {
    let mut command = Command::new(env::current_exe()?);
    command.args(["--scenario", "walk"]).arg(&stage.dir).arg(stage.components.to_string());
    Ok(run(&mut command)?.1)
}

fn manifest_process(stage: &Stage) -> Outcome<Took> {
    let tree = stage.dir.join(trees::PLAIN);
    let (text, took) = run(xcred(&["manifest", "-o", "-", "-C"]).arg(tree))?;
    agree("members", text.matches("<members>").count(), stage.components)?;
    Ok(took)
}

fn scan_process(stage: &Stage) -> Outcome<Took> {
    let tree = stage.dir.join(trees::PLAIN);
    let (text, took) = run(xcred(&["scan", "--json", "-C"]).arg(tree))?;
    agree("components", text.matches("\"protocol\":").count(), stage.components)?;
    Ok(took)
}

fn scan_table_process(stage: &Stage) -> Outcome<Took> {
    let tree = stage.dir.join(trees::PLAIN);
    let (text, took) = run(xcred(&["scan", "-C"]).arg(tree))?;
    agree("components", text.matches("ExternalCredential:Credential_").count(), stage.components)?;
    Ok(took)
}

fn check_process(stage: &Stage) -> Outcome<Took> {
    let (text, took) = run(xcred(&["check", "-d"]).arg(stage.dir.join(trees::PLAIN)))?;
    agree("summaries", text.matches(": nothing wrong.").count(), 1)?;
    agree("components", text.matches(&format!("{} component", stage.components)).count(), 1)?;
    Ok(took)
}

fn diff_process(stage: &Stage) -> Outcome<Took> {
    let side = |tree: &str| format!("dir:{}", stage.dir.join(tree).display());
    let sides = [side(trees::PLAIN), side(trees::CHANGED)];
    let (text, took) = run(xcred(&["diff", "--json"]).args(sides))?;
    agree("changes", text.matches("\"fullName\":").count(), trees::changed_of(stage.components))?;
    Ok(took)
}

fn diff_revisions_process(stage: &Stage) -> Outcome<Took> {
    let sides = revisions::BOTH.map(|tag| format!("git:{tag}"));
    let mut command = xcred(&["diff", "--json"]);
    let (text, took) = run(command.args(sides).current_dir(revisions::folder(&stage.dir)))?;
    agree("changes", text.matches("\"fullName\":").count(), trees::changed_of(stage.components))?;
    Ok(took)
}

/// The tool itself, as cargo built it beside the benchmarks.
fn xcred(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xcred"));
    command.args(words);
    command
}

/// What a process writes to standard output, and what it took from its start to its end. The processor's time is not
/// known: it worked for another process than this.
fn run(command: &mut Command) -> Outcome<(String, Took)> {
    let (output, took) = timed(|| command.stdin(Stdio::null()).output());
    let output = output?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    Ok((String::from_utf8(output.stdout)?, Took { processor: None, ..took }))
}
