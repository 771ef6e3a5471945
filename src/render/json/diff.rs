//! Differences on the wire.

use serde_json::{Map, Value as Json, json};

use super::{RegionBody, findings_of, path_text};
use crate::{
    diff::{
        CertificateFacts, ChangeKind, ChangeSet, ComponentChange, Consequence, Content, ContentChange, Detail,
        ElementChange, Gravity, Hunk, HunkLine, Origin, Shown, Sign, Stand, Unseen, Value,
    },
    metadata::ComponentId,
    report::DiffReport,
};

pub(super) fn body(report: &DiffReport) -> Json {
    json!({
        "from": report.from,
        "to": report.to,
        "base": report.base,
        "summary": summary(&report.changes),
        "components": components(&report.changes),
        "agreed": components(&report.agreed),
        "unseen": report.unseen.iter().map(unseen).collect::<Vec<_>>(),
        "findings": findings_of(&report.findings),
    })
}

fn unseen(unseen: &Unseen) -> Json {
    let side = unseen.stand.map(|stand| if stand == Stand::Before { "from" } else { "to" });
    json!({
        "reason": unseen.reason.id(),
        "side": side,
        "components": unseen.components,
        "elements": unseen.elements,
        "differences": unseen.differences,
    })
}

pub(super) fn summary(changes: &ChangeSet) -> Json {
    json!({
        "added": changes.count(ChangeKind::Added),
        "modified": changes.count(ChangeKind::Modified),
        "removed": changes.count(ChangeKind::Removed),
        "unchanged": changes.unchanged(),
        "gravity": changes.gravity().map(Gravity::word),
    })
}

pub(super) fn components(changes: &ChangeSet) -> Vec<Json> {
    changes.iter().map(|(id, change)| component(id, change)).collect()
}

fn component(id: &ComponentId, change: &ComponentChange) -> Json {
    let mut body = json!({
        "type": id.type_name,
        "fullName": id.full_name,
        "change": word(change.kind),
        "before": change.before.as_deref().map(path_text),
        "after": change.after.as_deref().map(path_text),
    });
    match &change.detail {
        Detail::Elements(elements) => body["elements"] = elements.iter().map(element).collect(),
        Detail::Text(hunks) => body["hunks"] = hunks.iter().map(hunk).collect(),
    }
    body["consequences"] = change.consequences.iter().map(consequence).collect();
    if let Some(change) = &change.content {
        body["content"] = content(change);
    }
    if let Some(other) = &change.moved {
        body[moved_word(change.kind)] = json!(other.full_name);
    }
    add_origin(&mut body, change.origin);
    body
}

fn consequence(consequence: &Consequence) -> Json {
    json!({
        "id": consequence.kind.id,
        "gravity": consequence.kind.gravity.word(),
        "path": consequence.at.as_ref().map(ToString::to_string),
        "says": consequence.says,
        "wayOut": consequence.kind.way_out,
    })
}

/// Adds who made a change, where a base tells.
fn add_origin(body: &mut Json, origin: Option<Origin>) {
    let word = match origin {
        None => return,
        Some(Origin::Branch) => "branch",
        Some(Origin::Drift) => "drift",
        Some(Origin::Conflict) => "conflict",
        Some(Origin::Mixed) => "mixed",
    };
    body["origin"] = json!(word);
}

/// Of the new half of a rename, what it was; of the old half, what it is.
fn moved_word(kind: ChangeKind) -> &'static str {
    if kind == ChangeKind::Removed { "renamedTo" } else { "renamedFrom" }
}

fn content(change: &ContentChange) -> Json {
    let mut body = json!({ "bytesBefore": change.before, "bytesAfter": change.after });
    for (name, facts) in
        [("certificateBefore", &change.certificate_before), ("certificateAfter", &change.certificate_after)]
    {
        if let Some(facts) = facts {
            body[name] = certificate(facts);
        }
    }
    add_origin(&mut body, change.origin);
    body
}

fn certificate(facts: &CertificateFacts) -> Json {
    json!({
        "fingerprint": facts.fingerprint,
        "subject": facts.subject,
        "notBefore": facts.not_before,
        "notAfter": facts.not_after,
    })
}

fn word(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Added => "added",
        ChangeKind::Modified => "modified",
        ChangeKind::Removed => "removed",
    }
}

fn element(change: &ElementChange) -> Json {
    let mut body = json!({
        "path": change.path.to_string(),
        "change": word(change.kind),
        "before": change.before.as_ref().map(value),
        "after": change.after.as_ref().map(value),
    });
    add_origin(&mut body, change.origin);
    if let Some(other) = &change.moved {
        body[moved_word(change.kind)] = json!(other.to_string());
    }
    if let Some(component) = &change.follows {
        body["follows"] = json!(component);
    }
    body
}

fn value(value: &Value) -> Json {
    let mut body = match &value.content {
        Content::Text(text) => shown(text),
        Content::Fields(fields) => {
            let fields: Vec<Json> = fields.iter().map(|(name, text)| named(name, text)).collect();
            json!({ "fields": fields })
        }
    };
    if let Some(region) = value.region {
        body["region"] = json!(RegionBody::from(region));
    }
    body
}

fn shown(shown: &Shown) -> Json {
    match shown {
        Shown::Clear(text) => json!({ "value": text }),
        Shown::Hidden | Shown::Revealed(_) => json!({ "hidden": true }),
    }
}

fn named(name: &str, text: &Shown) -> Json {
    let mut body = Map::new();
    body.insert("name".to_owned(), json!(name));
    if let Json::Object(shown) = shown(text) {
        body.extend(shown);
    }
    Json::Object(body)
}

pub(super) fn hunk(hunk: &Hunk) -> Json {
    let sign = |sign: Sign| match sign {
        Sign::Both => " ",
        Sign::Before => "-",
        Sign::After => "+",
    };
    let line = |line: &HunkLine| json!({ "sign": sign(line.sign), "text": line.text });
    json!({ "lines": hunk.lines.iter().map(line).collect::<Vec<_>>() })
}
