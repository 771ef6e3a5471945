use super::*;
use crate::{
    diff::{CONSEQUENCE_KINDS, ChangeSet, Detail, Graph, compare},
    metadata::{Component, Snapshot},
    report::Standpoint,
};

fn side(label: &str, scope: &str) -> Snapshot {
    let text = format!(
        "<ExternalCredential>\n<externalCredentialParameters><parameterName>Scope</parameterName>\
         <parameterType>AuthParameter</parameterType><parameterValue>{scope}</parameterValue>\
         </externalCredentialParameters>\n<label>{label}</label>\n</ExternalCredential>"
    );
    Snapshot::of([Component::of_one_file("ExternalCredential:Erp".parse().unwrap(), "Erp.xml", text.into_bytes())])
}

/// A credential with another scope and another label; the change of the scope has this consequence.
fn report(gravity: Gravity, origins: [Option<Origin>; 2]) -> DiffReport {
    let (before, after) = (side("Old", "a"), side("New", "b"));
    let mut changes = compare(&before, &after).changes;
    for (_, change) in changes.iter_mut() {
        let Detail::Elements(elements) = &mut change.detail else { panic!("credentials have elements") };
        elements.iter_mut().zip(origins).for_each(|(element, origin)| element.origin = origin);
        let kind = CONSEQUENCE_KINDS.iter().find(|kind| kind.gravity == gravity).expect("each gravity has one");
        let at = Some(elements[0].path.clone());
        change.consequences = vec![Consequence { kind, at, says: "it follows".to_owned() }];
    }
    let graph = Graph::of(&before, &after, &changes);
    DiffReport {
        from: "org:uat".to_owned(),
        to: "project".to_owned(),
        standpoint: Standpoint::Deployment,
        base: None,
        changes,
        agreed: ChangeSet::default(),
        graph,
        unseen: Vec::new(),
        fails_at: None,
        findings: Vec::new(),
    }
}

/// The findings, one a line: severity, whether the rule is a consequence's, line, message.
fn told(report: DiffReport) -> Vec<String> {
    let report = Report::Diff(report);
    let findings = beside_lines(&report);
    let line = |finding: &Finding| {
        let is_consequence = CONSEQUENCE_KINDS.iter().any(|kind| kind.id == finding.rule.id);
        let id = if is_consequence { "CONSEQUENCE" } else { finding.rule.id };
        let location = finding.location.as_ref().map_or_else(|| "nowhere".to_owned(), ToString::to_string);
        format!("{} {id} {location} {}", finding.rule.severity, finding.message)
    };
    findings.iter().map(line).collect()
}

const SCOPE: &str = "`externalCredentialParameters[AuthParameter,Scope].parameterValue` changes from `a` to `b`";

#[test]
fn what_follows_names_the_rule_and_only_what_gates_is_an_error() {
    for (gravity, fails_at, severity) in [
        (Gravity::Notable, None, "note"),
        (Gravity::Disruptive, None, "warning"),
        (Gravity::Destructive, None, "warning"),
        (Gravity::Disruptive, Some(Gravity::Destructive), "warning"),
        (Gravity::Destructive, Some(Gravity::Destructive), "error"),
        (Gravity::Destructive, Some(Gravity::Notable), "error"),
    ] {
        let lines = told(DiffReport { fails_at, ..report(gravity, [None, None]) });
        let first = format!("{severity} CONSEQUENCE Erp.xml:2:");
        assert!(lines[0].starts_with(&first) && lines[0].ends_with(&format!("{SCOPE}; it follows")), "{lines:?}");
        assert!(lines[1].starts_with("note element-modified Erp.xml:3:8 `label`"), "{lines:?}");
    }
}

#[test]
fn drift_and_conflicts_are_warnings_and_told() {
    let mut both = report(Gravity::Notable, [Some(Origin::Drift), Some(Origin::Conflict)]);
    both.changes.iter_mut().for_each(|(_, change)| change.consequences.clear());
    let lines = told(both);
    assert!(
        lines[0].starts_with("warning conflict Erp.xml:3:8 `label` changes from `Old` to `New`; conflict: "),
        "{lines:?}"
    );
    assert!(lines[1].starts_with(&format!("warning drift Erp.xml:2:127 {SCOPE}; drift: ")), "{lines:?}");
    let branch = report(Gravity::Notable, [Some(Origin::Branch), Some(Origin::Branch)]);
    assert!(told(branch).iter().all(|line| line.starts_with("note ") && !line.contains("changed here")));
}

#[test]
fn only_a_side_in_the_repository_has_lines() {
    for (from, to, place) in [
        ("org:uat", "project", "Erp.xml:3:8"),
        ("project", "org:uat", "Erp.xml:3:8"),
        ("zip:a.zip", "dir:force-app", "Erp.xml:3:8"),
        ("a.zip", "force-app", "Erp.xml:3:8"),
        ("org:uat", "org:prod", "nowhere"),
        ("zip:a.zip", "b.ZIP", "nowhere"),
    ] {
        let sides = DiffReport { from: from.into(), to: to.into(), ..report(Gravity::Notable, [None, None]) };
        let lines = told(sides);
        assert!(lines.iter().any(|line| line.contains(&format!(" {place} "))), "{from} {to}: {lines:?}");
    }
}

#[test]
fn hidden_values_are_not_told_and_long_ones_are_cut() {
    let value = |content| Some(Value { content: Content::Text(content), region: None });
    let mut element = ElementChange {
        path: ElementPath::default(),
        kind: ChangeKind::Modified,
        before: value(Shown::Hidden),
        after: value(Shown::Clear("x".repeat(1000))),
        moved: Some(ElementPath::default()),
        follows: None,
        origin: None,
    };
    assert_eq!(words(&element), "`` changes; what changes is hidden; renamed from ``");
    element.before = value(Shown::Clear("y".to_owned()));
    assert_eq!(words(&element), format!("`` changes from `y` to `{}…`; renamed from ``", "x".repeat(120)));
    element.before.clone_from(&element.after);
    assert!(words(&element).contains("what changes is hidden"), "both show the same, and differ in what is not shown");
    element.kind = ChangeKind::Removed;
    element.after = None;
    assert!(words(&element).ends_with("…`; renamed to ``"));
}
