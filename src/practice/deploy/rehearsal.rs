//! What a deployment would do to the org: judged as a whole, done by nobody yet.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    DeployOptions,
    message::{Message, Problem},
    package::{Candidate, Deposit, Removal},
};
use crate::{
    metadata::{ApiVersion, ComponentId, MetadataType},
    practice::{
        Moment,
        canonical::canonical,
        holdings::{Holding, Holdings},
        verdict::{self, View},
    },
};

/// What a deployment comes to.
#[derive(Debug, Default)]
pub(crate) struct Rehearsal {
    /// What is said about each component and manifest.
    pub messages: Vec<Message>,
    /// What is to be done, in this order.
    pub(crate) acts: Vec<Act>,
}

/// One thing to be done to the org.
#[derive(Debug)]
pub(crate) enum Act {
    /// A component is created or changed; the number is that of its message.
    Put(Put, usize),
    /// A component is removed.
    Remove(ComponentId),
}

/// A component to put.
#[derive(Debug)]
pub(crate) struct Put {
    /// The component.
    pub id: ComponentId,
    /// Its metadata.
    pub metadata: String,
    /// Its content.
    pub content: Option<Vec<u8>>,
    /// Whether it differs from what the org holds.
    pub changed: bool,
}

impl Rehearsal {
    /// How many components failed.
    pub(crate) fn errors(&self) -> usize {
        self.messages.iter().filter(|message| !message.success).count()
    }

    /// How many components went through; manifests are none.
    pub(crate) fn passed(&self) -> usize {
        let passed = |message: &&Message| message.success && !message.component_type.is_empty();
        self.messages.iter().filter(passed).count()
    }
}

/// Judges a deployment against what the org holds.
pub(crate) fn rehearse(held: &Holdings, deposit: Deposit, options: &DeployOptions, now: Moment) -> Rehearsal {
    let mut stage = Stage {
        held,
        options,
        now,
        view: View::of(held),
        gone: BTreeSet::new(),
        out: Rehearsal { messages: deposit.messages, ..Rehearsal::default() },
    };
    stage.remove(&deposit.removed_before);
    let failures = verdict::judge_all(&mut stage.view, &deposit.candidates);
    stage.put(deposit.candidates, failures);
    stage.remove(&deposit.removed_after);
    stage.out
}

/// Whether the org would hold anything else if this came in place of what it holds.
pub(crate) fn differs(table: &MetadataType, held: &Holding, metadata: &str, content: Option<&[u8]>) -> bool {
    let newest = ApiVersion::NEWEST_KNOWN;
    held.content.as_deref() != content || canonical(table, &held.metadata, newest) != canonical(table, metadata, newest)
}

struct Stage<'a> {
    held: &'a Holdings,
    options: &'a DeployOptions,
    now: Moment,
    view: View,
    gone: BTreeSet<ComponentId>,
    out: Rehearsal,
}

impl Stage<'_> {
    /// Removes what nothing refers to that stays. What stays may refer to more that has to stay.
    fn remove(&mut self, removals: &[Removal]) {
        let (known, unknown): (Vec<_>, Vec<_>) = removals.iter().partition(|removal| self.view.holds(&removal.id));
        let mut going: Vec<_> = known.into_iter().map(|removal| (removal, self.view.remove(&removal.id))).collect();
        loop {
            let referrers = self.view.referrers();
            let (stuck, free): (Vec<_>, Vec<_>) =
                going.into_iter().partition(|(removal, _)| referrers.contains_key(&removal.id));
            going = free;
            if stuck.is_empty() {
                break;
            }
            for (removal, stood) in stuck {
                self.view.put(removal.id.clone(), stood.unwrap_or_default());
                let words = verdict::still_referred_to(&removal.id, &referrers[&removal.id]);
                self.fail(removal, Problem::at(removal.place.position(), words));
            }
        }
        for (removal, _) in going {
            self.removed(removal);
        }
        for removal in unknown {
            self.nothing_to_remove(removal);
        }
    }

    fn fail(&mut self, removal: &Removal, problem: Problem) {
        let message = Message::failure(&removal.id, &removal.file_name, problem, self.now);
        self.out.messages.push(message);
    }

    fn removed(&mut self, removal: &Removal) {
        let message = Message {
            deleted: true,
            changed: true,
            id: self.held.get(&removal.id).map(|held| held.id.clone()),
            ..Message::success(&removal.id, &removal.file_name, self.now)
        };
        self.out.messages.push(message);
        self.gone.insert(removal.id.clone());
        self.out.acts.push(Act::Remove(removal.id.clone()));
    }

    /// The words are from memory of real deployments; not graded.
    fn nothing_to_remove(&mut self, removal: &Removal) {
        let ComponentId { type_name, full_name } = &removal.id;
        let words = format!("No {type_name} named: {full_name} found");
        let message = Message::warning(
            &removal.id,
            &removal.file_name,
            Problem::at(removal.place.position(), words),
            self.options.ignore_warnings,
            self.now,
        );
        self.out.messages.push(message);
    }

    fn put(&mut self, candidates: Vec<Candidate>, mut failures: BTreeMap<ComponentId, Problem>) {
        for candidate in candidates {
            let message = match failures.remove(&candidate.id) {
                Some(problem) => Message::failure(&candidate.id, &candidate.file_name, problem, self.now),
                None => self.accept(candidate),
            };
            self.out.messages.push(message);
        }
    }

    /// Makes the message that comes next.
    fn accept(&mut self, candidate: Candidate) -> Message {
        let held = self.held.get(&candidate.id).filter(|_| !self.gone.contains(&candidate.id));
        let metadata = String::from_utf8(candidate.metadata).expect("judged, so it parses");
        let changed = held.is_none_or(|held| differs(candidate.table, held, &metadata, candidate.content.as_deref()));
        let message = Message {
            changed,
            created: held.is_none(),
            id: held.map(|held| held.id.clone()),
            ..Message::success(&candidate.id, &candidate.file_name, self.now)
        };
        let put = Put { id: candidate.id, metadata, content: candidate.content, changed };
        self.out.acts.push(Act::Put(put, self.out.messages.len()));
        message
    }
}
