//! The end of a token, in the three ways that are documented: POST, GET, and GET for a script that calls back.

use http::Method;
use serde_json::json;

use super::super::{Reply, Request};
use crate::practice::{
    Inner,
    oauth::{Refusal, words},
};

/// Ends a token.
pub(in super::super) fn revoke(practice: &Inner, request: &Request) -> Reply {
    let form = if request.method == Method::POST { request.form() } else { Vec::new() };
    let fields = || form.iter().chain(&request.query);
    let field = |wanted: &str| fields().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let refusal = match field("token") {
        None | Some("") => Some(words::UNSUPPORTED_TOKEN),
        Some(token) => (!practice.sessions.revoke(token)).then_some(words::INVALID_TOKEN),
    };
    let script = field("callback").filter(|name| request.method == Method::GET && is_name(name));
    match (script, refusal) {
        (Some(name), refusal) => {
            let told = refusal.map_or_else(|| json!({}), |refusal| json!({ "error": refusal.error }));
            Reply::script(&format!("{name}({told});"))
        }
        (None, None) => Reply::nothing(200).never_kept(),
        (None, Some(refusal)) => refused(refusal),
    }
}

/// A refusal as this endpoint tells it: as a form, which is how jsforce and others read it.
fn refused(refusal: Refusal) -> Reply {
    let told = [("error", refusal.error), ("error_description", refusal.description)];
    let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(told).finish();
    Reply::form(400, form)
}

/// Whether a text can be the name of a function and nothing else.
fn is_name(text: &str) -> bool {
    let is_part = |part: &str| {
        part.chars().all(|character| character.is_ascii_alphanumeric() || matches!(character, '_' | '$'))
            && !part.is_empty()
            && !part.starts_with(|first: char| first.is_ascii_digit())
    };
    text.len() <= 100 && text.split('.').all(is_part)
}
