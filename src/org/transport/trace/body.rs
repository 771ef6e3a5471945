//! The bodies of a trace: how large they are, of JSON, XML and forms what is known by name and shape, and which of the known
//! sayings of servers is in them.

use http::HeaderMap;
use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::{
    facts::{self, FIELDS, Shape},
    headers, hidden,
};
use crate::{
    org::words::SAYINGS,
    xml::{self, Element, Limits},
};

/// Larger bodies hold an archive, and are not read again for a trace.
const LARGEST: usize = 256 * 1024;
/// How many items of a list are shown.
const ITEMS: usize = 3;
/// How deep lists and holders are looked into.
const DEPTH: usize = 8;

/// A body as it is shown.
pub(super) fn told(headers: &HeaderMap, body: &[u8]) -> Value {
    let mut told = Map::from_iter([("bytes".to_owned(), body.len().into())]);
    let media_type = headers::media_type(headers).filter(|_| !body.is_empty() && body.len() <= LARGEST);
    if let Some(holds) = media_type.and_then(|media_type| content(media_type, body)) {
        told.insert("holds".to_owned(), holds);
    }
    let says = said(body);
    if !says.is_empty() {
        told.insert("says".to_owned(), says.into());
    }
    told.into()
}

/// The names of what a server is known to say in words alone; the words themselves stay out.
fn said(body: &[u8]) -> Vec<&'static str> {
    if body.is_empty() || body.len() > LARGEST {
        return Vec::new();
    }
    let text = String::from_utf8_lossy(body);
    SAYINGS.iter().filter(|saying| saying.is_in(&text)).map(|saying| saying.id).collect()
}

fn content(media_type: &str, body: &[u8]) -> Option<Value> {
    match media_type {
        "application/json" => Some(match serde_json::from_slice(body) {
            Ok(value) => shown(&value, None, DEPTH),
            Err(_) => "[no JSON]".into(),
        }),
        "text/xml" | "application/xml" => Some(match xml::parse_within(body, Limits::ANSWER) {
            Ok(document) => {
                let root = document.root();
                shown(&json!({ root.local_name(): value_of(root, DEPTH) }), None, DEPTH)
            }
            Err(_) => "[no XML]".into(),
        }),
        "application/x-www-form-urlencoded" => {
            let pairs =
                form_urlencoded::parse(body).map(|(name, value)| (name.into_owned(), value.into_owned().into()));
            Some(shown(&Value::Object(pairs.collect()), None, DEPTH))
        }
        _ => None,
    }
}

/// An element as JSON: a text, or its children by name.
fn value_of(element: &Element<'_>, depth: usize) -> Value {
    let mut members = Map::new();
    for child in element.elements().filter(|_| depth > 0) {
        let value = value_of(child, depth - 1);
        match members.get_mut(child.local_name()) {
            Some(Value::Array(items)) => items.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
            None => drop(members.insert(child.local_name().to_owned(), value)),
        }
    }
    if members.is_empty() { element.text().into() } else { members.into() }
}

/// What is shown of a value, which stands under a field of this shape.
fn shown(value: &Value, shape: Option<Shape>, depth: usize) -> Value {
    match value {
        Value::Object(_) | Value::Array(_) if depth == 0 || shape == Some(Shape::Hidden) => "[hidden]".into(),
        Value::Object(members) => object(members, depth),
        Value::Array(items) => {
            let first = items.iter().take(ITEMS).map(|item| shown(item, shape, depth - 1));
            let rest = items.len().checked_sub(ITEMS).filter(|rest| *rest > 0);
            first.chain(rest.map(|rest| format!("[{rest} more]").into())).collect()
        }
        Value::Null => Value::Null,
        Value::String(text) => scalar(text, shape),
        Value::Bool(flag) => scalar(&flag.to_string(), shape),
        Value::Number(number) => scalar(&number.to_string(), shape),
    }
}

fn object(members: &Map<String, Value>, depth: usize) -> Value {
    let known = members.iter().filter_map(|(name, value)| Some((name, value, facts::of(FIELDS, name)?)));
    let mut told: Map<String, Value> =
        known.map(|(name, value, shape)| (name.clone(), shown(value, Some(shape), depth - 1))).collect();
    let others = members.len() - told.len();
    if others > 0 {
        told.insert("others".to_owned(), others.into());
    }
    told.into()
}

fn scalar(text: &str, shape: Option<Shape>) -> Value {
    let shown = shape.and_then(|shape| shape.shown(text));
    shown.unwrap_or_else(|| hidden(text)).into()
}
