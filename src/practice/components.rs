//! Components saved and deleted one by one, without a package: judged as deployments are, and told of with a code.

use std::slice;

use super::{
    Moment,
    deploy::{
        message::{Problem, ProblemKind},
        package::Candidate,
        progress,
        rehearsal::{Put, differs},
    },
    org::Org,
    verdict::{self, View},
};
use crate::metadata::ComponentId;

/// What a call wants of a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wish {
    /// It is new.
    Create,
    /// It stands and changes.
    Update,
    /// Either.
    Upsert,
}

/// Why a component was not saved or deleted: the WSDL's `Error`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Complaint {
    /// One of the WSDL's status codes.
    pub code: &'static str,
    /// What is wrong.
    pub words: String,
}

impl Complaint {
    fn new(code: &'static str, words: impl Into<String>) -> Self {
        Self { code, words: words.into() }
    }

    /// The words for a component without a name. Those of elements that are missing.
    pub(crate) fn nameless() -> Self {
        Self::new(code_of(ProblemKind::Missing), "Required field is missing: fullName")
    }
}

impl From<Problem> for Complaint {
    fn from(problem: Problem) -> Self {
        Self::new(code_of(problem.kind), problem.words)
    }
}

/// The status code for each kind of problem. That rules are `FIELD_INTEGRITY_EXCEPTION` and references
/// `INVALID_CROSS_REFERENCE_KEY` is a server's; the other is inferred from its name.
fn code_of(kind: ProblemKind) -> &'static str {
    match kind {
        ProblemKind::Rule | ProblemKind::Shape => "FIELD_INTEGRITY_EXCEPTION",
        ProblemKind::Missing => "REQUIRED_FIELD_MISSING",
        ProblemKind::Reference => "INVALID_CROSS_REFERENCE_KEY",
    }
}

/// Saves a component; says whether it is a new one.
pub(crate) fn save(org: &mut Org, wish: Wish, candidate: Candidate, now: Moment) -> Result<bool, Complaint> {
    let held = org.holdings.get(&candidate.id);
    match (wish, held) {
        (Wish::Create, Some(_)) => return Err(taken()),
        (Wish::Update, None) => return Err(nothing_in("fullName", &candidate.id)),
        _ => {}
    }
    let mut view = View::of(&org.holdings);
    let mut problems = verdict::judge_all(&mut view, slice::from_ref(&candidate));
    if let Some(problem) = problems.remove(&candidate.id) {
        return Err(problem.into());
    }
    let metadata = String::from_utf8(candidate.metadata).expect("judged, so it parses");
    let is_new = held.is_none();
    let changed = held.is_none_or(|held| differs(candidate.table, held, &metadata, candidate.content.as_deref()));
    let put = Put { id: candidate.id, metadata, content: candidate.content, changed };
    progress::put_one(org, put, now);
    Ok(is_new)
}

/// Deletes a component, unless something still refers to it.
pub(crate) fn delete(org: &mut Org, id: &ComponentId) -> Result<(), Complaint> {
    let mut view = View::of(&org.holdings);
    view.remove(id).ok_or_else(|| nothing_in("members", id))?;
    if let Some(referrer) = view.referrers().get(id) {
        return Err(Complaint::new("DELETE_FAILED", verdict::still_referred_to(id, referrer)));
    }
    org.holdings.remove(id);
    Ok(())
}

/// The words are the Connect API's for external credentials; the code is inferred from its name.
fn taken() -> Complaint {
    let words = "This Name already exists or has been previously used. Please choose a different name.";
    Complaint::new("DUPLICATE_DEVELOPER_NAME", words)
}

/// Words and code are a server's for deletions, where the field is `members`; for updates they are inferred.
fn nothing_in(field: &str, id: &ComponentId) -> Complaint {
    let words = format!("In field: {field} - no {} named {} found", id.type_name, id.full_name);
    Complaint::new(code_of(ProblemKind::Reference), words)
}
