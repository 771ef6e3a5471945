//! What a deployment would do: what differs from the org, what is sent of it, and what is in the way.

use super::{
    console::Console,
    deletions::Deletions,
    error::Outcome,
    gather::{Held, forget_unread, leave_out_newer_types},
    gather_org::answer,
    online::Connection,
    select::{Selected, check_all_matched},
};
use crate::{
    bundle::Bundle,
    diff::{ChangeKind, ChangeSet, Graph, compare, tell_consequences},
    finding::{Finding, Severity, any_at_least},
    metadata::{ComponentId, Manifest, Snapshot},
    plan::is_seen,
    render::human::Review,
};

/// What a deployment would do.
pub(super) struct Prospect {
    /// From what the org holds to what the project holds.
    pub(super) changes: ChangeSet,
    /// Who refers to whom, on either side.
    pub(super) graph: Graph,
    /// What is to be deleted.
    pub(super) deletions: Vec<Manifest>,
    /// What is wrong in the files. With an error among it nothing can be sent.
    pub(super) findings: Vec<Finding>,
    /// The project's components that are new or changed. What is only in the org stays there.
    pub(super) sent: Snapshot,
    /// What the org was asked for, and all that it answered.
    pub(super) asked: Manifest,
    pub(super) held: Snapshot,
}

/// What is ready to be sent.
pub(super) struct Ready {
    pub(super) bundle: Bundle,
    pub(super) archive: Vec<u8>,
    pub(super) sent: Snapshot,
}

impl Prospect {
    /// Asks the org, and compares what it holds with the project. What is to be deleted is asked for too, so that all that a
    /// deployment touches is known.
    pub(super) async fn of(
        console: &Console,
        connection: &Connection,
        selected: &Selected,
        mut project: Held,
        deletions: &Deletions,
    ) -> Outcome<Self> {
        let (version, selection) = (connection.org.version(), &selected.selection);
        leave_out_newer_types(console, &mut project, version);
        let deletions: Vec<Manifest> = deletions.first().into_iter().chain(deletions.last()).cloned().collect();
        let mut asked = selection.to_ask(project.snapshot.ids(), version);
        deletions.iter().flat_map(Manifest::ids).filter(|id| is_seen(id, version)).for_each(|id| asked.add(&id));
        let answer = answer(console, connection, selection, &project.snapshot, &asked, None).await?;
        let held = answer.snapshot.clone();
        let mut org = answer.picked(selection);
        check_all_matched(console, selection, project.available.union(&org.available))?;
        forget_unread(&mut org, &mut project);
        let comparison = compare(&org.snapshot, &project.snapshot);
        let mut changes = comparison.changes;
        tell_consequences(&mut changes, |id| deletions.iter().any(|manifest| manifest.selects(id)));
        let graph = Graph::of(&org.snapshot, &project.snapshot, &changes);
        let findings = [project.findings, comparison.findings].concat();
        let sent = to_send(&project.snapshot, &changes);
        Ok(Self { changes, graph, deletions, findings, sent, asked, held })
    }

    /// Whether something has to be mended first.
    pub(super) fn is_unfit(&self) -> bool {
        any_at_least(&self.findings, Severity::Error)
    }

    /// Whether there is nothing to send and nothing to delete.
    pub(super) fn is_nothing(&self) -> bool {
        self.sent.is_empty() && self.deletions.is_empty()
    }

    /// What people are shown before they agree.
    pub(super) fn review(&self) -> Review<'_> {
        Review { changes: &self.changes, graph: &self.graph, deletions: &self.deletions }
    }
}

fn to_send(project: &Snapshot, changes: &ChangeSet) -> Snapshot {
    project.select(|id: &ComponentId| changes.get(id).is_some_and(|change| change.kind != ChangeKind::Removed))
}
