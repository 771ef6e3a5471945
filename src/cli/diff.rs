//! `xcred diff`: what differs between two sides, element by element.

use std::{borrow::Cow, collections::BTreeSet};

use super::{
    args::{DiffArguments, OrgArguments},
    base::{Base, Reader},
    console::Console,
    diff_package::write_package,
    error::Outcome,
    exit::Exit,
    gather::{Held, forget_unread, from_files, leave_out_newer_types, selected_of_plans},
    gather_org::from_org,
    memory::{Memory, Versions},
    online::{block_on, connect, connect_knowing},
    pager::Pager,
    place::Place,
    select::{Selected, check_all_matched, selected, selected_elsewhere},
    sides::sides,
    told_at::at_revisions,
};
use crate::{
    diff::{Breadth, Graph, Gravity, Masking, Spelling, Terms, ThreeSided, aligned, compare_on, tell_consequences},
    finding::{Severity, any_at_least},
    metadata::{ApiVersion, Side, Snapshot},
    report::{DiffReport, Report, Standpoint},
    source::{Project, Selection},
};

/// Runs the command.
pub(super) fn run(console: &Console, place: &Place, arguments: &DiffArguments) -> Outcome<Exit> {
    check_flags(console, arguments)?;
    let (from, to) = sides(console, place, arguments.from.as_deref(), arguments.to.as_deref())?;
    let of_project = from == Some(Side::Project) || to == Side::Project;
    let selected =
        if of_project { selected(place, &arguments.selectors)? } else { selected_elsewhere(&arguments.selectors)? };
    let selected = selected_of_plans(selected, from.iter().chain([&to]))?;
    let base = Reader { console, place, selected: &selected }.base(arguments, from.as_ref(), &to)?;
    let fresh = arguments.fresh;
    let pair = Pair { console, place, selected: &selected, org: &arguments.org, base: base.as_ref(), fresh };
    let (mut from, mut to, standpoint) = pair.gather(from, &to)?;
    let everywhere = [Some(&from), Some(&to), base.as_ref().map(Base::held)].into_iter().flatten();
    let available: BTreeSet<_> = everywhere.clone().flat_map(|held| &held.available).collect();
    check_all_matched(console, &selected.selection, available)?;
    warn_of_nothing(console, &selected.selection, everywhere);
    let terms = terms(place, arguments, [&from, &to]);
    from.snapshot = aligned(&from.snapshot, &to.snapshot, &terms).into_owned();
    let ThreeSided { mut comparison, agreed, .. } = compared(console, base.as_ref(), &from, &to, &terms);
    from.remember(&to.snapshot, &comparison);
    to.remember(&from.snapshot, &comparison);
    tell_consequences(&mut comparison.changes, |_| standpoint == Standpoint::Comparison);
    let mut findings = [from.findings.as_slice(), &to.findings, &comparison.findings].concat();
    findings.sort_by(|one, other| one.sort_key().cmp(&other.sort_key()));
    findings.dedup();
    at_revisions(&mut findings, [&from, &to]);
    let limit = arguments.fail_on_change.map(Gravity::from);
    let exit = match () {
        () if any_at_least(&findings, Severity::Error) => Exit::Rejected,
        () if limit.is_some() && comparison.changes.gravity() >= limit => Exit::Rejected,
        () if arguments.exit_code && !comparison.changes.is_empty() => Exit::Differences,
        () => Exit::Done,
    };
    if let Some(folder) = &arguments.package {
        if any_at_least(&findings, Severity::Error) {
            console.warn(format!(
                "no manifest is written into `{}`: what cannot be read would be missing",
                folder.display()
            ));
        } else {
            write_package(console, folder, &comparison.changes, version(place, arguments))?;
        }
    }
    let graph = Graph::on(&from.snapshot, &to.snapshot, &comparison.changes, &terms);
    let report = DiffReport {
        from: from.name,
        to: to.name,
        standpoint,
        base: base.map(|base| base.name),
        changes: comparison.changes,
        agreed,
        graph,
        unseen: comparison.unseen,
        fails_at: limit,
        findings,
    };
    // A pager is any program, and could keep what it is shown.
    let pager = Pager::of_environment().filter(|_| !arguments.no_pager && !arguments.reveal);
    let layout = arguments.layout.chosen().map(|(_, layout)| layout);
    console.report_in(layout, pager.as_ref(), &Report::Diff(report), exit)
}

/// Fails before anything is asked of an org where the flags ask for what standard output cannot give.
fn check_flags(console: &Console, arguments: &DiffArguments) -> Outcome<()> {
    if let Some((flag, _)) = arguments.layout.chosen() {
        console.check_layout(flag)?;
    }
    if arguments.reveal { console.check_reveal() } else { Ok(()) }
}

/// The API version of manifests: the one asked for, else the project's.
fn version(place: &Place, arguments: &DiffArguments) -> Option<ApiVersion> {
    arguments.org.api_version.or_else(|| place.project_if_any()?.source_api_version())
}

/// What differs, and with a base who made it so.
fn compared(console: &Console, base: Option<&Base>, from: &Held, to: &Held, terms: &Terms) -> ThreeSided {
    let Some(base) = base else {
        let comparison = compare_on(&from.snapshot, &to.snapshot, terms);
        return ThreeSided { comparison, ..ThreeSided::default() };
    };
    base.compare(console, from, to, terms)
}

/// On which terms the sides are compared.
fn terms(place: &Place, arguments: &DiffArguments, [from, to]: [&Held; 2]) -> Terms {
    let namespace = place.project_if_any().and_then(Project::namespace).map(str::to_owned);
    // A manifest without what nobody asked to see would miss it in silence.
    let breadth = if arguments.whole || arguments.package.is_some() { Breadth::Whole } else { Breadth::Callouts };
    let masking = if arguments.reveal { Masking::Revealed } else { Masking::Masked };
    Terms { before: from.source, after: to.source, namespace, breadth, spelling: Spelling::AsPeople, masking }
}

/// A side without a component is legal and hardly ever meant: all of the other side is told as only there.
fn warn_of_nothing<'h>(console: &Console, selection: &Selection, sides: impl Iterator<Item = &'h Held>) {
    let is_bare = |side: &&Held| side.snapshot.is_empty() && side.unread.is_empty();
    for side in sides.filter(is_bare).filter(|_| selection.is_everything()) {
        console.warn(format!("`{}` has no component", side.name));
    }
}

/// Two sides that are gathered one after the other: files first, so that an org is asked for what they hold.
struct Pair<'a> {
    console: &'a Console,
    place: &'a Place,
    selected: &'a Selected,
    org: &'a OrgArguments,
    /// What was on both sides once: an org is asked for that too, or nobody could tell whether it is still there.
    base: Option<&'a Base>,
    fresh: bool,
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
                let (mut from, mut to) = (self.files(&from)?, self.files(to)?);
                forget_unread(&mut from, &mut to);
                Ok((from, to, Standpoint::Comparison))
            }
        }
    }

    fn files(&self, side: &Side) -> Outcome<Held> {
        from_files(self.place, side, self.selected)
    }

    fn org_and_files(&self, org: Option<&str>, files: &Side) -> Outcome<(Held, Held, Standpoint)> {
        let mut files = self.files(files)?;
        let mut org = block_on(self.one_org(org, &mut files))?;
        forget_unread(&mut org, &mut files);
        Ok((org, files, Standpoint::Deployment))
    }

    async fn one_org(&self, name: Option<&str>, files: &mut Held) -> Outcome<Held> {
        let recall = |org: &str| self.place.project_if_any().map(|project| Memory::of(project.dir(), org));
        let known = |org: &str| recall(org).filter(|_| !self.fresh)?.newest_version();
        let connection = connect_knowing(self.console, self.place, &self.named(name), known).await?;
        let version = connection.org.version();
        leave_out_newer_types(self.console, files, version);
        let memory = recall(&connection.name);
        let useful = memory.as_ref().filter(|_| !self.fresh);
        let (selection, mine) = (&self.selected.selection, self.and_base(&files.snapshot));
        let mut held = from_org(self.console, &connection, selection, &mine, useful).await?;
        held.memory = memory.map(|memory| (memory, Versions { newest: connection.newest, spoken: version }));
        Ok(held)
    }

    async fn two_orgs(&self, from: Option<&str>, to: &str) -> Outcome<(Held, Held)> {
        let nothing = Snapshot::default();
        let first = connect(self.console, self.place, &self.named(from)).await?;
        let from = from_org(self.console, &first, &self.selected.selection, &self.and_base(&nothing), None).await?;
        let second = connect(self.console, self.place, &self.named(Some(to))).await?;
        let mine = self.and_base(&from.snapshot);
        let to = from_org(self.console, &second, &self.selected.selection, &mine, None).await?;
        Ok((from, to))
    }

    fn and_base<'s>(&self, side: &'s Snapshot) -> Cow<'s, Snapshot> {
        self.base.map_or(Cow::Borrowed(side), |base| Cow::Owned(base.and(side)))
    }

    fn named(&self, name: Option<&str>) -> OrgArguments {
        let target_org = name.map(str::to_owned).or_else(|| self.org.target_org.clone());
        OrgArguments { target_org, ..self.org.clone() }
    }
}
