//! `xcred diff`: what differs between two sides, element by element.

use super::{
    args::{DiffArguments, OrgArguments},
    console::Console,
    error::{Failure, Outcome},
    exit::Exit,
    gather::{Held, forget_unread, from_files, from_org, leave_out_newer_types},
    online::{block_on, connect},
    place::Place,
    select::{Selected, check_all_matched, selected, selected_elsewhere},
};
use crate::{
    diff::{Breadth, ChangeSet, Graph, Spelling, Terms, aligned, compare_on},
    finding::{Severity, any_at_least},
    metadata::Side,
    report::{DiffReport, Report, Standpoint},
    source::{Project, Selection},
};

/// Runs the command.
pub(super) fn run(console: &Console, place: &Place, arguments: &DiffArguments) -> Outcome<Exit> {
    let (from, to) = sides(arguments)?;
    let of_project = from == Some(Side::Project) || to == Side::Project;
    let selected =
        if of_project { selected(place, &arguments.selectors)? } else { selected_elsewhere(&arguments.selectors)? };
    let pair = Pair { console, place, selected: &selected, org: &arguments.org };
    let (from, to, standpoint) = pair.gather(from, &to)?;
    check_all_matched(console, &selected.selection, from.available.union(&to.available))?;
    warn_of_nothing(console, &selected.selection, [&from, &to]);
    let terms = terms(place, arguments, [&from, &to]);
    let before = aligned(&from.snapshot, &to.snapshot, &terms);
    let comparison = compare_on(&before, &to.snapshot, &terms);
    let mut findings = [from.findings, to.findings, comparison.findings].concat();
    findings.sort_by(|one, other| one.sort_key().cmp(&other.sort_key()));
    findings.dedup();
    let exit = match () {
        () if any_at_least(&findings, Severity::Error) => Exit::Rejected,
        () if arguments.exit_code && !comparison.changes.is_empty() => Exit::Differences,
        () => Exit::Done,
    };
    let graph = Graph::on(&before, &to.snapshot, &comparison.changes, &terms);
    let report = DiffReport {
        from: from.name,
        to: to.name,
        standpoint,
        base: None,
        changes: comparison.changes,
        agreed: ChangeSet::default(),
        graph,
        unseen: comparison.unseen,
        findings,
    };
    console.report(&Report::Diff(report), exit)
}

/// On which terms the sides are compared.
fn terms(place: &Place, arguments: &DiffArguments, [from, to]: [&Held; 2]) -> Terms {
    let namespace = place.project_if_any().and_then(Project::namespace).map(str::to_owned);
    let breadth = if arguments.whole { Breadth::Whole } else { Breadth::Callouts };
    Terms { before: from.source, after: to.source, namespace, breadth, spelling: Spelling::AsPeople }
}

/// A side without a component is legal and hardly ever meant: all of the other side is told as only there.
fn warn_of_nothing(console: &Console, selection: &Selection, sides: [&Held; 2]) {
    let is_bare = |side: &&Held| side.snapshot.is_empty() && side.unread.is_empty();
    for side in sides.into_iter().filter(is_bare).filter(|_| selection.is_everything()) {
        console.warn(format!("`{}` has no component", side.name));
    }
}

/// The two sides. Without a first one it is the target org, which flags, environment or configuration name.
fn sides(arguments: &DiffArguments) -> Outcome<(Option<Side>, Side)> {
    let side = |text: &String| -> Outcome<Side> {
        text.parse().map_err(|error| Failure::of(Exit::WrongUse, "SideError", &error))
    };
    let from = arguments.from.as_ref().map(side).transpose()?;
    let to = arguments.to.as_ref().map(side).transpose()?.unwrap_or(Side::Project);
    Ok((from, to))
}

/// Two sides that are gathered one after the other: files first, so that an org is asked for what they hold.
struct Pair<'a> {
    console: &'a Console,
    place: &'a Place,
    selected: &'a Selected,
    org: &'a OrgArguments,
}

impl Pair<'_> {
    fn gather(&self, from: Option<Side>, to: &Side) -> Outcome<(Held, Held, Standpoint)> {
        match (from, to) {
            (None, Side::Org(to)) => {
                let (from, to) = block_on(self.two_orgs(None, to))?;
                Ok((from, to, Standpoint::Comparison))
            }
            (Some(Side::Org(from)), Side::Org(to)) => {
                let (from, to) = block_on(self.two_orgs(Some(&from), to))?;
                Ok((from, to, Standpoint::Comparison))
            }
            (None, to) => self.org_and_files(None, to),
            (Some(Side::Org(from)), to) => self.org_and_files(Some(&from), to),
            (Some(from), Side::Org(to)) => {
                let (to, from, _) = self.org_and_files(Some(to), &from)?;
                Ok((from, to, Standpoint::Comparison))
            }
            (Some(from), to) => {
                let (mut from, mut to) = (from_files(&from, self.selected)?, from_files(to, self.selected)?);
                forget_unread(&mut from, &mut to);
                Ok((from, to, Standpoint::Comparison))
            }
        }
    }

    fn org_and_files(&self, org: Option<&str>, files: &Side) -> Outcome<(Held, Held, Standpoint)> {
        let mut files = from_files(files, self.selected)?;
        let mut org = block_on(self.one_org(org, &mut files))?;
        forget_unread(&mut org, &mut files);
        Ok((org, files, Standpoint::Deployment))
    }

    async fn one_org(&self, name: Option<&str>, files: &mut Held) -> Outcome<Held> {
        let connection = connect(self.console, self.place, &self.named(name)).await?;
        leave_out_newer_types(self.console, files, connection.org.version());
        from_org(self.console, &connection, &self.selected.selection, &files.snapshot).await
    }

    async fn two_orgs(&self, from: Option<&str>, to: &str) -> Outcome<(Held, Held)> {
        let nothing = crate::metadata::Snapshot::default();
        let first = connect(self.console, self.place, &self.named(from)).await?;
        let from = from_org(self.console, &first, &self.selected.selection, &nothing).await?;
        let second = connect(self.console, self.place, &self.named(Some(to))).await?;
        let to = from_org(self.console, &second, &self.selected.selection, &from.snapshot).await?;
        Ok((from, to))
    }

    fn named(&self, name: Option<&str>) -> OrgArguments {
        let target_org = name.map(str::to_owned).or_else(|| self.org.target_org.clone());
        OrgArguments { target_org, ..self.org.clone() }
    }
}
