//! What a deployment would do to the org: judged as a whole, done by nobody yet.

use std::collections::BTreeMap;

use super::{
    DeployOptions,
    message::{Message, Problem},
    package::{Candidate, Deposit, Removal},
};
use crate::{
    metadata::{ApiVersion, ComponentId},
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
    /// The components to put.
    pub puts: Vec<Put>,
    /// The components to remove.
    pub removals: Vec<ComponentId>,
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
        out: Rehearsal { messages: deposit.messages, ..Rehearsal::default() },
    };
    stage.remove(&deposit.removed_before);
    let failures = verdict::judge_all(&mut stage.view, &deposit.candidates);
    stage.put(deposit.candidates, failures);
    stage.remove(&deposit.removed_after);
    stage.out
}

struct Stage<'a> {
    held: &'a Holdings,
    options: &'a DeployOptions,
    now: Moment,
    view: View,
    out: Rehearsal,
}

impl Stage<'_> {
    fn remove(&mut self, removals: &[Removal]) {
        let known: Vec<&Removal> = removals.iter().filter(|removal| self.view.holds(&removal.id)).collect();
        for removal in &known {
            self.view.remove(&removal.id);
        }
        let referrers = self.view.referrers();
        for removal in &known {
            if let Some(referrer) = referrers.get(&removal.id) {
                self.view.restore(&removal.id, self.held);
                let words = verdict::still_referred_to(&removal.id, referrer);
                self.fail(removal, Problem::at(removal.position, words));
            } else {
                self.removed(removal);
            }
        }
        for removal in removals {
            let is_known = known.iter().any(|one| std::ptr::eq(*one, removal));
            if !is_known {
                self.nothing_to_remove(removal);
            }
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
        self.out.removals.push(removal.id.clone());
    }

    /// The words are from memory of real deployments; not graded.
    fn nothing_to_remove(&mut self, removal: &Removal) {
        let ComponentId { type_name, full_name } = &removal.id;
        let words = format!("No {type_name} named: {full_name} found");
        let message = Message::warning(
            &removal.id,
            &removal.file_name,
            Problem::at(removal.position, words),
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

    fn accept(&mut self, candidate: Candidate) -> Message {
        let held = self.held.get(&candidate.id);
        let metadata = String::from_utf8(candidate.metadata).expect("judged, so it parses");
        let same = |held: &Holding| {
            let newest = ApiVersion::NEWEST_KNOWN;
            held.content == candidate.content
                && canonical(candidate.table, &held.metadata, newest) == canonical(candidate.table, &metadata, newest)
        };
        let changed = !held.is_some_and(same);
        let message = Message {
            changed,
            created: held.is_none(),
            id: held.map(|held| held.id.clone()),
            ..Message::success(&candidate.id, &candidate.file_name, self.now)
        };
        self.out.puts.push(Put { id: candidate.id, metadata, content: candidate.content, changed });
        message
    }
}
