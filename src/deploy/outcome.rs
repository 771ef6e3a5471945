//! What an org says of a deployment, in the project's terms: findings at the project's files and lines.

use crate::{
    bundle::{Bundle, BundleEntry},
    finding::{COMPONENT_REFUSED, Finding, Region, Severity},
    metadata::ComponentId,
    org::{ComponentMessage, DeployResult, DeployStatus, TestFailure},
    xml::Position,
};

/// How a deployment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// All of it succeeded.
    Succeeded,
    /// Some of it succeeded.
    Partial,
    /// The org refused it.
    Failed,
    /// It was cancelled in the org.
    Canceled,
    /// It still runs.
    Running,
}

/// What came of a deployment.
#[derive(Debug)]
pub struct Outcome {
    /// How it stands.
    pub standing: Standing,
    /// What the org now holds because of it.
    pub deployed: Vec<ComponentId>,
    /// What the org no longer holds because of it.
    pub deleted: Vec<ComponentId>,
    /// How many components it refused.
    pub failed: usize,
    /// Why it refused, and what it warns of.
    pub findings: Vec<Finding>,
    /// What it said that belongs to no file.
    pub message: Option<String>,
}

/// Tells a deployment's result in the project's terms. The files were sent as they are, so the org's lines are the
/// project's lines.
pub fn outcome_of(result: &DeployResult, bundle: &Bundle) -> Outcome {
    let details = result.details.as_ref();
    let failures = details.map_or(&[][..], |details| &details.component_failures);
    let successes = details.map_or(&[][..], |details| &details.component_successes);
    let warnings = successes.iter().filter(|message| message.problem.is_some());
    let mut findings: Vec<Finding> =
        failures.iter().chain(warnings).map(|message| finding_of(message, bundle)).collect();
    findings.sort_by(|one, other| one.sort_key().cmp(&other.sort_key()));
    let tests = details.map_or(&[][..], |details| &details.test_run.failures);
    Outcome {
        standing: standing_of(result),
        deployed: successes.iter().filter(|message| !message.deleted).filter_map(component_of).collect(),
        deleted: successes.iter().filter(|message| message.deleted).filter_map(component_of).collect(),
        failed: failures.len(),
        findings,
        message: message_of(result, tests),
    }
}

fn standing_of(result: &DeployResult) -> Standing {
    match result.status {
        _ if !result.done => Standing::Running,
        DeployStatus::Canceled => Standing::Canceled,
        DeployStatus::SucceededPartial => Standing::Partial,
        _ if result.success => Standing::Succeeded,
        _ => Standing::Failed,
    }
}

fn component_of(message: &ComponentMessage) -> Option<ComponentId> {
    let type_name = message.component_type.as_deref().filter(|name| !name.is_empty())?;
    Some(ComponentId::new(type_name, message.full_name.as_str()))
}

fn finding_of(message: &ComponentMessage, bundle: &Bundle) -> Finding {
    let words = message.problem.clone().unwrap_or_else(|| "the org gives no reason".to_owned());
    let entry = bundle.entry_named(&message.file_name);
    let path = entry.map_or_else(|| message.file_name.clone().into(), |entry: &BundleEntry| entry.source.clone());
    let mut finding = Finding::in_file(COMPONENT_REFUSED, path, words);
    let is_warning = message.problem_type.as_deref() == Some("Warning");
    if message.success || is_warning {
        finding.rule.severity = Severity::Warning;
    }
    if is_warning && !message.success {
        finding.help = Some("`--ignore-warnings` deploys in spite of warnings".to_owned());
    }
    finding.component = entry.map(|entry| entry.component.clone()).or_else(|| component_of(message));
    match position_of(message) {
        Some(position) => finding.at(Region::at(position)),
        None => finding,
    }
}

/// The position that the org gives; line 0 is how it says that it knows none.
fn position_of(message: &ComponentMessage) -> Option<Position> {
    let number = |number: Option<u64>| number.and_then(|number| usize::try_from(number).ok());
    let line = number(message.line).filter(|line| *line > 0)?;
    Some(Position { line, column: number(message.column).unwrap_or(1).max(1) })
}

fn message_of(result: &DeployResult, tests: &[TestFailure]) -> Option<String> {
    let mut parts = Vec::new();
    if let Some(message) = &result.error_message {
        let code = result.error_status_code.as_ref().map_or(String::new(), |code| format!("{code}: "));
        parts.push(format!("{code}{message}"));
    }
    if let (DeployStatus::Canceled, Some(name)) = (&result.status, &result.canceled_by_name) {
        parts.push(format!("cancelled by {name}"));
    }
    parts.extend(tests.iter().map(|test| {
        let method = test.method_name.as_deref().map_or(String::new(), |method| format!(".{method}"));
        format!("test {}{method} failed: {}", test.name, test.message.as_deref().unwrap_or("no reason given"))
    }));
    (!parts.is_empty()).then(|| parts.join("; "))
}
