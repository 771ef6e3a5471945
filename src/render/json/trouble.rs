//! Troubles on the wire.

use serde_json::{Value, json};

use crate::{
    metadata::reference::phrase,
    org::{
        Trouble,
        trouble::{Area, Step, areas},
    },
    render::trouble_words::told,
};

pub(super) fn body(trouble: &Trouble) -> Value {
    let step = |step: &Step| json!({ "action": step.action, "run": step.run, "click": step.click });
    json!({
        "kind": "trouble",
        "id": trouble.id,
        "happened": trouble.happened,
        "why": trouble.why,
        "steps": trouble.steps.iter().map(step).collect::<Vec<_>>(),
        "knownBy": trouble.when.iter().map(told).collect::<Vec<_>>(),
        "evidence": phrase::evidence(trouble.evidence),
        "source": trouble.source,
    })
}

pub(super) fn list() -> Value {
    let row = |trouble: &Trouble| json!({ "id": trouble.id, "happened": trouble.happened });
    let area = |area: &Area| {
        let troubles: Vec<Value> = area.troubles.iter().map(row).collect();
        json!({ "title": area.title, "troubles": troubles })
    };
    json!({ "kind": "troubles", "areas": areas().map(area).collect::<Vec<_>>() })
}
