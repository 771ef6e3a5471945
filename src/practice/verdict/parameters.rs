//! What each parameter must carry.

use crate::{
    metadata::{MetadataType, shape::ParameterRule},
    practice::deploy::message::Problem,
    xml::{Document, Element},
};

/// The first parameter that lacks something.
pub(crate) fn judge(table: &MetadataType, document: &Document<'_>) -> Option<Problem> {
    let mut parameters = document.root().elements().filter_map(|element| {
        let shape = table.element(element.local_name())?;
        let kind = element.child_text("parameterType")?;
        let rule = table.structure(shape)?.parameter(kind.trim())?;
        Some((element, kind.trim().to_owned(), rule))
    });
    parameters.find_map(|(element, kind, rule)| {
        let words = lacking(table, element, &kind, rule).or_else(|| bad_claim(element, &kind))?;
        Some(Problem::at(document.position(element.span), words))
    })
}

/// Both sentences are a server's: the one for `AuthHeader`, the other for a named credential's `HttpHeader`. That other
/// parameter types are refused in the same words is inferred.
fn lacking(table: &MetadataType, parameter: &Element<'_>, kind: &str, rule: &ParameterRule) -> Option<String> {
    let is_empty = |name: &str| parameter.child_text(name).is_none_or(|text| text.trim().is_empty());
    let lacking: Vec<String> = rule
        .requires
        .iter()
        .filter(|requirement| rule.insists_on(requirement) && is_empty(&requirement.element))
        .map(|requirement| capitalised(&requirement.element))
        .collect();
    let fields = match table.name.as_str() {
        "NamedCredential" => "requires the following Named Credential Parameter fields",
        _ => "requires these fields",
    };
    let lacking = (!lacking.is_empty()).then(|| lacking.join(", "))?;
    Some(format!("The parameter type \"{kind}\" {fields}: {lacking}."))
}

/// The element's name as the server's field: `parameterValue` is `ParameterValue`.
fn capitalised(name: &str) -> String {
    let mut characters = name.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}

/// The audience of a token is JSON: one string, or a list of them. The words are a server's.
fn bad_claim(parameter: &Element<'_>, kind: &str) -> Option<String> {
    let is_audience =
        kind == "JwtBodyClaim" && parameter.child_text("parameterName").is_some_and(|name| name.trim() == "aud");
    let value = parameter.child_text("parameterValue").unwrap_or_default();
    let is_text = |value: &serde_json::Value| value.is_string();
    let good = match serde_json::from_str(&value) {
        Ok(serde_json::Value::Array(values)) => values.iter().all(is_text),
        Ok(value) => is_text(&value),
        Err(_) => false,
    };
    (is_audience && !good).then(|| "The JWT aud claim has invalid JSON syntax".to_owned())
}
