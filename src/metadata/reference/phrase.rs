//! The words for what a table says.

use std::collections::BTreeMap;

use crate::metadata::{
    ApiVersion,
    shape::{
        Audience, Condition, DefaultValue, Evidence, KeyWhere, Kind, Knowledge, LetterCase, ParameterRole, Reference,
        ReferenceForm, Scope,
    },
};

/// The text as code.
pub(super) fn code(text: &str) -> String {
    format!("`{text}`")
}

/// The texts as code, with commas.
pub(super) fn codes(texts: &[String]) -> String {
    texts.iter().map(|text| code(text)).collect::<Vec<_>>().join(", ")
}

/// What an element holds.
pub(super) fn kind(kind: &Kind) -> String {
    match kind {
        Kind::Text => "text".to_owned(),
        Kind::Integer => "a whole number".to_owned(),
        Kind::Boolean => "`true` or `false`".to_owned(),
        Kind::Enumeration(name) => format!("a value of {}", code(name)),
        Kind::Structure(name) => format!("elements of {}", code(name)),
    }
}

/// The API versions, or nothing where they are the type's own.
pub(super) fn range(since: Option<ApiVersion>, until: Option<ApiVersion>) -> String {
    match (since, until) {
        (None, None) => String::new(),
        (Some(since), None) => format!("since {since}"),
        (None, Some(until)) => format!("until {until}"),
        (Some(since), Some(until)) => format!("{since} to {until}"),
    }
}

/// What an absent element means.
pub(super) fn default(lines: &[DefaultValue]) -> String {
    let phrases = lines.iter().map(|line| {
        let same_as = line.same_as.as_ref().map(|name| format!("the same as {}", code(name)));
        let value = same_as.or_else(|| line.value.as_ref().map(|value| code(value)));
        let when = line.when.iter().map(|(name, values)| format!(" where {} is {}", code(name), codes(values)));
        format!("{}{}", value.unwrap_or_default(), when.collect::<String>())
    });
    phrases.collect::<Vec<_>>().join("; else ")
}

/// What a value names.
pub(super) fn reference(reference: &Reference) -> String {
    let name = &reference.type_name;
    let article = if name.starts_with(['A', 'E', 'I', 'O']) { "an" } else { "a" };
    match reference.form {
        ReferenceForm::FullName => format!("Names {article} [{name}]({name}.md)."),
        ReferenceForm::Principal => {
            format!("`NAME-PRINCIPAL`: a principal of {article} [{name}]({name}.md).")
        }
    }
}

/// When another key counts.
pub(super) fn other_key(line: &KeyWhere) -> String {
    let when = line.when.iter().map(|(name, values)| format!("{} is {}", code(name), codes(values)));
    format!("Where {}: by {}.", when.collect::<Vec<_>>().join(" and "), codes(&line.key))
}

/// Where alone an element is valid, or nothing where it is valid everywhere.
pub(super) fn only_where(siblings: &BTreeMap<String, Vec<String>>) -> Option<String> {
    let parts: Vec<String> =
        siblings.iter().map(|(name, values)| format!("{} is {}", code(name), codes(values))).collect();
    (!parts.is_empty()).then(|| format!("Only where {}.", parts.join(" and ")))
}

/// One sentence for each condition under which this is said.
pub(super) fn conditions(said: &str, lines: &[Condition]) -> Vec<String> {
    lines.iter().map(|line| condition(said, line)).collect()
}

fn condition(said: &str, line: &Condition) -> String {
    let when = line.when.iter().map(|(name, values)| format!("{} is {}", code(name), codes(values)));
    let unless = line.unless.iter().map(|(name, values)| format!("{} is {}", code(name), codes(values)));
    let mut sentence = said.to_owned();
    for (word, parts) in [(" where ", when.collect::<Vec<_>>()), (" unless ", unless.collect())] {
        if !parts.is_empty() {
            sentence = sentence + word + &parts.join(" and ");
        }
    }
    if line.letter_case == LetterCase::Ignored {
        sentence.push_str(", in capitals or not");
    }
    sentence + "."
}

pub(super) fn knowledge(knowledge: Knowledge) -> &'static str {
    match knowledge {
        Knowledge::Complete => "completely",
        Knowledge::Partial => "in part",
        Knowledge::Outline => "in outline",
    }
}

pub(super) fn scope(scope: Scope) -> &'static str {
    match scope {
        Scope::Everything => "all of them",
        Scope::OnlyMine => "those of the project",
    }
}

pub(super) fn role(role: ParameterRole) -> &'static str {
    match role {
        ParameterRole::Setting => "",
        ParameterRole::Principal => "A principal.",
    }
}

pub(super) fn granted(granted: bool) -> &'static str {
    if granted { "Permission sets grant it." } else { "" }
}

pub(super) fn audience(audience: Audience) -> &'static str {
    match audience {
        Audience::Public => "everybody",
        Audience::Reserved => "Salesforce; it may stand in retrieved files",
        Audience::Internal => "Salesforce's own orgs",
    }
}

pub(super) fn evidence(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Server => "an org's answer",
        Evidence::Schema => "the WSDL",
        Evidence::Document => "documented",
        Evidence::Corpus => "real files",
        Evidence::Inference => "inferred",
    }
}
