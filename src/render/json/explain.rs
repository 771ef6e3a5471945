//! Explanations on the wire.

use serde_json::{Value, json};

use super::{findings_of, trouble};
use crate::{
    check::{CheckRule, rules::RULES},
    diff::{CONSEQUENCE_KINDS, ConsequenceKind},
    finding::Finding,
    metadata::{
        reference::{notes_on, phrase},
        registry,
        shape::{ElementShape, EnumerationValue, ParameterRule, ParameterSet, Protocol},
    },
    org::trouble::troubles,
    report::{ElementExplained, ExitExplained, Explained, ValueExplained},
};

pub(super) fn body(explained: &Explained) -> Value {
    match explained {
        Explained::Topics => json!({
            "kind": "topics",
            "consequences": CONSEQUENCE_KINDS.iter().map(|kind| kind.id).collect::<Vec<_>>(),
            "rules": RULES.iter().map(|rule| rule.rule.id).collect::<Vec<_>>(),
            "troubles": troubles().map(|one| one.id.as_str()).collect::<Vec<_>>(),
            "types": registry().map(|table| table.name.as_str()).collect::<Vec<_>>(),
        }),
        Explained::Rule(rule, findings) => rule_body(rule, findings),
        Explained::Type(table) => json!({
            "kind": "type",
            "name": table.name,
            "summary": table.summary,
            "since": table.since,
            "elements": elements(&table.elements),
        }),
        Explained::Structure(one) => json!({
            "kind": "structure",
            "name": one.name,
            "type": one.table.name,
            "elements": elements(&one.structure.elements),
        }),
        Explained::Element(one) => element_body(one),
        Explained::Value(one) => explained_value(one),
        Explained::Consequences(kinds) => {
            let told: Vec<Value> = kinds.iter().map(|kind| consequence(kind)).collect();
            json!({ "kind": "consequences", "consequences": told })
        }
        Explained::Trouble(one) => trouble::body(one),
        Explained::Troubles => trouble::list(),
        Explained::Exits(exits) => {
            json!({ "kind": "exit-codes", "exitCodes": exits.iter().map(exit).collect::<Vec<_>>() })
        }
    }
}

fn rule_body(rule: &CheckRule, findings: &[Finding]) -> Value {
    let files = |files: Vec<(&str, String)>| -> Vec<Value> {
        files.into_iter().map(|(file, text)| json!({ "file": file, "text": text })).collect()
    };
    json!({
        "kind": "rule",
        "id": rule.rule.id,
        "severity": rule.rule.severity.to_string(),
        "summary": rule.rule.summary,
        "fixable": rule.fixable,
        "since": rule.since,
        "evidence": phrase::evidence(rule.evidence),
        "why": rule.why,
        "wayOut": rule.way_out,
        "source": rule.source,
        "wrong": files(rule.wrong_files()),
        "mended": files(rule.mended_files()),
        "findings": findings_of(findings),
    })
}

fn elements(shapes: &[ElementShape]) -> Vec<Value> {
    shapes.iter().map(element).collect()
}

fn element(shape: &ElementShape) -> Value {
    json!({
        "name": shape.name,
        "holds": phrase::kind(&shape.kind),
        "required": shape.required,
        "repeated": shape.repeated,
        "since": shape.since,
        "until": shape.until,
        "notes": notes_on(shape, str::to_owned),
    })
}

fn element_body(one: &ElementExplained) -> Value {
    let values = one.table.enumeration(one.shape).map(|enumeration| &enumeration.values);
    json!({
        "kind": "element",
        "type": one.table.name,
        "holder": one.holder,
        "element": element(one.shape),
        "elements": elements(one.table.inside(one.shape)),
        "values": values.into_iter().flatten().map(value).collect::<Vec<_>>(),
        "parameters": one.parameters().iter().map(parameter).collect::<Vec<_>>(),
    })
}

fn explained_value(one: &ValueExplained) -> Value {
    json!({
        "kind": "value",
        "type": one.table.name,
        "enumeration": one.enumeration,
        "value": value(one.value),
        "parameter": one.parameter.map(parameter),
        "protocols": one.protocols.iter().map(|row| protocol(row)).collect::<Vec<_>>(),
    })
}

fn protocol(protocol: &Protocol) -> Value {
    let sets = |sets: &[ParameterSet]| -> Vec<Value> {
        let set = |set: &ParameterSet| json!({ "types": set.types, "name": set.name, "evidence": phrase::evidence(set.evidence) });
        sets.iter().map(set).collect()
    };
    json!({
        "protocol": protocol.protocol,
        "variant": protocol.variant,
        "title": protocol.title,
        "required": sets(&protocol.required),
        "exclusive": sets(&protocol.exclusive),
        "allowed": sets(&protocol.allowed),
        "refused": sets(&protocol.refused),
        "note": protocol.note,
    })
}

fn value(value: &EnumerationValue) -> Value {
    json!({
        "name": value.name,
        "for": phrase::audience(value.audience),
        "deployable": !value.not_deployable,
        "since": value.since,
        "until": value.until,
        "instead": value.instead,
        "note": value.note,
    })
}

fn parameter(rule: &ParameterRule) -> Value {
    json!({
        "types": rule.types,
        "valueIn": rule.value_in,
        "names": rule.names,
        "values": rule.values,
        "needs": rule.requires.iter().map(|need| &need.element).collect::<Vec<_>>(),
        "evidence": phrase::evidence(rule.evidence),
        "note": rule.note,
    })
}

fn exit(exit: &ExitExplained) -> Value {
    json!({ "code": exit.code, "meaning": exit.meaning })
}

fn consequence(kind: &'static ConsequenceKind) -> Value {
    let said = kind.said_by().map(
        |(table, rule)| json!({ "type": table.name, "says": rule.says, "evidence": phrase::evidence(rule.evidence) }),
    );
    json!({
        "id": kind.id,
        "gravity": kind.gravity.word(),
        "summary": kind.summary,
        "wayOut": kind.way_out,
        "says": said.collect::<Vec<_>>(),
    })
}
