//! What is said about one component of a deployment.

use serde::{Deserialize, Serialize};

use super::super::Moment;
use crate::{metadata::ComponentId, xml::Position};

/// What is said about one component. The fields are in the order of the WSDL. Over REST all of them are there, null where
/// they say nothing: a client reads the line of every failure, and one of a whole file has none.
#[expect(clippy::struct_excessive_bools, reason = "these are the Metadata API's DeployMessage, flag for flag")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Message {
    /// Whether the deployment changed the component.
    pub changed: bool,
    /// Where the problem shows.
    pub column_number: Option<usize>,
    /// The type's name; empty for manifests.
    pub component_type: String,
    /// Whether the deployment created the component.
    pub created: bool,
    /// When this was said.
    pub created_date: Moment,
    /// Whether the deployment deleted the component.
    pub deleted: bool,
    /// The path inside the archive.
    pub file_name: String,
    /// The component's full name.
    pub full_name: String,
    /// The record's id.
    pub id: Option<String>,
    /// Where the problem shows.
    pub line_number: Option<usize>,
    /// What is wrong.
    pub problem: Option<String>,
    /// How grave that is.
    pub problem_type: Option<ProblemType>,
    /// Whether the component went through.
    pub success: bool,
}

/// How grave a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ProblemType {
    /// It may pass, if the deployment ignores warnings.
    Warning,
    /// It does not pass.
    Error,
}

/// What is wrong with a component, in the org's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The words.
    pub words: String,
    /// Where it shows.
    pub position: Option<Position>,
    /// Of which kind it is.
    pub kind: ProblemKind,
}

/// Of which kind a problem is, for calls that tell a code with the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProblemKind {
    /// The component says what its type cannot mean.
    Rule,
    /// The XML is not that of the type, so it cannot even be read.
    Shape,
    /// A required element is missing.
    Missing,
    /// The component refers to what does not stand.
    Reference,
}

impl Problem {
    /// A problem that shows here.
    pub(crate) fn at(position: Position, words: impl Into<String>) -> Self {
        Self { words: words.into(), position: Some(position), kind: ProblemKind::Rule }
    }

    /// A problem of the whole.
    pub(crate) fn of_all(words: impl Into<String>) -> Self {
        Self { words: words.into(), position: None, kind: ProblemKind::Rule }
    }

    /// The same problem, of this kind.
    pub(crate) fn of_kind(self, kind: ProblemKind) -> Self {
        Self { kind, ..self }
    }
}

impl Message {
    /// Says that a component went through, changing nothing.
    pub(crate) fn success(id: &ComponentId, file_name: &str, now: Moment) -> Self {
        Self {
            changed: false,
            column_number: None,
            component_type: id.type_name.to_string(),
            created: false,
            created_date: now,
            deleted: false,
            file_name: file_name.to_owned(),
            full_name: id.full_name.to_string(),
            id: None,
            line_number: None,
            problem: None,
            problem_type: None,
            success: true,
        }
    }

    /// Says that a component did not go through.
    pub(crate) fn failure(id: &ComponentId, file_name: &str, problem: Problem, now: Moment) -> Self {
        Self {
            success: false,
            problem_type: Some(ProblemType::Error),
            ..Self::success(id, file_name, now).with(problem)
        }
    }

    /// Says that there is a warning, which counts as a failure where warnings are not ignored.
    pub(crate) fn warning(id: &ComponentId, file_name: &str, problem: Problem, ignored: bool, now: Moment) -> Self {
        Self {
            success: ignored,
            problem_type: Some(ProblemType::Warning),
            ..Self::success(id, file_name, now).with(problem)
        }
    }

    fn with(self, problem: Problem) -> Self {
        Self {
            line_number: problem.position.map(|position| position.line),
            column_number: problem.position.map(|position| position.column),
            problem: Some(problem.words),
            ..self
        }
    }
}
