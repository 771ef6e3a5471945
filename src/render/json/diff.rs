//! Differences on the wire.

use serde_json::{Map, Value as Json, json};

use super::{RegionBody, findings_of, path_text};
use crate::{
    diff::{
        ChangeKind, ChangeSet, ComponentChange, Consequence, Content, Detail, ElementChange, Gravity, Hunk, HunkLine,
        Origin, Shown, Sign, Value,
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
        "findings": findings_of(&report.findings),
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
    if let Some(content) = change.content {
        body["content"] = json!({ "bytesBefore": content.before, "bytesAfter": content.after });
        add_origin(&mut body["content"], content.origin);
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
