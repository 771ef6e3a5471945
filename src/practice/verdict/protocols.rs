//! Which parameters go with a component's protocol.

use crate::{
    metadata::{
        MetadataType,
        shape::{Evidence, ParameterSet, Protocol},
    },
    practice::deploy::message::Problem,
    xml::{Document, Element, Span},
};

/// The first thing that is wrong with the protocol and the parameters together.
pub(crate) fn judge(table: &MetadataType, document: &Document<'_>) -> Option<Problem> {
    let element = document.root().child("authenticationProtocol")?;
    let parameters = Parameters::of(table, document.root());
    let at = |span: Span, words: String| Problem::at(document.position(span), words);
    let protocol = element.text();
    let protocol = protocol.trim();
    if let Some(words) = unsupported(table, protocol) {
        return Some(at(element.span, words));
    }
    let variant = parameters.variant(document.root());
    let row = table.protocol(protocol, variant.as_deref())?;
    if let Some((span, words)) = parameters.refused(row) {
        return Some(at(span, words));
    }
    let words = parameters.lacking(row)?;
    Some(at(element.span, words))
}

/// The words are a server's, and were seen for each of the three protocols.
fn unsupported(table: &MetadataType, protocol: &str) -> Option<String> {
    let shape = table.element("authenticationProtocol")?;
    let value = table.enumeration(shape)?.value(protocol)?;
    value
        .not_deployable
        .then(|| format!("External Credentials don't support the \"{protocol}\" authentication protocol"))
}

struct Parameter {
    kind: String,
    name: String,
    value: String,
    span: Span,
}

struct Parameters {
    all: Vec<Parameter>,
    noun: &'static str,
}

impl Parameters {
    fn of(table: &MetadataType, root: &Element<'_>) -> Self {
        let text = |element: &Element<'_>, name: &str| {
            let text = element.child_text(name).unwrap_or_default();
            text.trim().to_owned()
        };
        let elements = root.elements();
        let parameters = elements.filter(|element| element.child("parameterType").is_some());
        let all = parameters.map(|element| Parameter {
            kind: text(element, "parameterType"),
            name: text(element, "parameterName"),
            value: text(element, "parameterValue"),
            span: element.span,
        });
        Self {
            all: all.collect(),
            noun: match table.name.as_str() {
                "ExternalCredential" => "external credential parameter",
                _ => "external auth identity provider parameter",
            },
        }
    }

    /// The variant of the protocol: a parameter of external credentials, an element of identity providers.
    fn variant(&self, root: &Element<'_>) -> Option<String> {
        let parameter = self.all.iter().find(|parameter| parameter.kind == "AuthProtocolVariant");
        parameter
            .map(|parameter| parameter.value.clone())
            .or_else(|| root.child_text("authenticationFlow").map(|flow| flow.trim().to_owned()))
    }

    fn has(&self, set: &ParameterSet) -> bool {
        let named = |parameter: &Parameter| set.name.as_ref().is_none_or(|name| *name == parameter.name);
        self.all.iter().any(|parameter| set.types.contains(&parameter.kind) && named(parameter))
    }

    /// The words are a server's, and so is every refusal.
    fn refused(&self, row: &Protocol) -> Option<(Span, String)> {
        let sure = row.refused.iter().filter(|set| set.evidence == Evidence::Server);
        let refused: Vec<&String> = sure.flat_map(|set| &set.types).collect();
        let of_kind = |kind: &&&String| self.all.iter().any(|parameter| parameter.kind == ***kind);
        let present: Vec<&str> = refused.iter().filter(of_kind).map(|kind| kind.as_str()).collect();
        let first = self.all.iter().find(|parameter| present.contains(&parameter.kind.as_str()))?;
        let words = format!(
            "The authentication protocol \"{}\" doesn't support the following {} type(s): {}.",
            row.full_name(),
            self.noun,
            present.join(", ")
        );
        Some((first.span, words))
    }

    /// The words for types are a server's, seen for `Jwt` and one variant of `Oauth`. Those for names are inferred.
    fn lacking(&self, row: &Protocol) -> Option<String> {
        let required: Vec<&ParameterSet> = row.required.iter().filter(|set| set.is_insisted_on()).collect();
        let missing = required.iter().find(|set| !self.has(set))?;
        let is_type = missing.name.is_none();
        let alike = required.iter().filter(|set| set.name.is_none() == is_type);
        let all: Vec<&str> = alike.map(|set| set.name.as_deref().unwrap_or(&set.types[0])).collect();
        let what = if is_type { "parameter types" } else { "parameters" };
        let noun = self.noun.trim_end_matches(" parameter");
        Some(format!(
            "The authentication protocol \"{}\" requires the following {noun} {what}: {}.",
            row.full_name(),
            all.join(", ")
        ))
    }
}
