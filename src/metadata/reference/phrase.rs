//! The words for what a table says.

use crate::metadata::{
    ApiVersion,
    shape::{
        Audience, Concern, Condition, DefaultValue, EnumerationValue, Evidence, KeyWhere, Kind, Knowledge, LetterCase,
        ParameterRole, ParameterSet, Reference, ReferenceForm, Scope, ValuesBySibling,
    },
};

/// The text as code.
pub fn code(text: &str) -> String {
    format!("`{text}`")
}

/// The texts as code, with commas.
pub fn codes(texts: &[String]) -> String {
    texts.iter().map(|text| code(text)).collect::<Vec<_>>().join(", ")
}

/// What an element holds.
pub fn kind(kind: &Kind) -> String {
    match kind {
        Kind::Text => "text".to_owned(),
        Kind::Integer => "a whole number".to_owned(),
        Kind::Boolean => "`true` or `false`".to_owned(),
        Kind::Enumeration(name) => format!("a value of {}", code(name)),
        Kind::Structure(name) => format!("elements of {}", code(name)),
    }
}

/// The API versions, or nothing where they are the type's own.
pub fn range(since: Option<ApiVersion>, until: Option<ApiVersion>) -> String {
    match (since, until) {
        (None, None) => String::new(),
        (Some(since), None) => format!("since {since}"),
        (None, Some(until)) => format!("until {until}"),
        (Some(since), Some(until)) => format!("{since} to {until}"),
    }
}

/// What an absent element means.
pub fn default(lines: &[DefaultValue]) -> String {
    let phrases = lines.iter().map(|line| {
        let same_as = line.same_as.as_ref().map(|name| format!("the same as {}", code(name)));
        let value = same_as.or_else(|| line.value.as_ref().map(|value| code(value)));
        let when = line.when.iter().map(|(name, values)| format!(" where {} is {}", code(name), codes(values)));
        format!("{}{}", value.unwrap_or_default(), when.collect::<String>())
    });
    phrases.collect::<Vec<_>>().join("; else ")
}

/// The name of a type as a link to its page.
pub fn link(name: &str) -> String {
    format!("[{name}]({name}.md)")
}

/// What a value names; the name of the type is written as the caller says.
pub fn reference(reference: &Reference, type_name: fn(&str) -> String) -> String {
    let article = if reference.type_name.starts_with(['A', 'E', 'I', 'O']) { "an" } else { "a" };
    let name = type_name(&reference.type_name);
    match reference.form {
        ReferenceForm::FullName => format!("Names {article} {name}."),
        ReferenceForm::Principal => format!("`NAME-PRINCIPAL`: a principal of {article} {name}."),
    }
}

/// When another key counts.
pub fn other_key(line: &KeyWhere) -> String {
    let when = line.when.iter().map(|(name, values)| format!("{} is {}", code(name), codes(values)));
    format!("Where {}: by {}.", when.collect::<Vec<_>>().join(" and "), codes(&line.key))
}

/// Where alone an element is valid, or nothing where it is valid everywhere.
pub(super) fn only_where(siblings: &ValuesBySibling) -> Option<String> {
    let parts: Vec<String> =
        siblings.iter().map(|(name, values)| format!("{} is {}", code(name), codes(values))).collect();
    (!parts.is_empty()).then(|| format!("Only where {}.", parts.join(" and ")))
}

/// One sentence for each condition under which this is said.
pub fn conditions(said: &str, lines: &[Condition]) -> Vec<String> {
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

/// How much of a type is known.
pub fn knowledge(knowledge: Knowledge) -> &'static str {
    match knowledge {
        Knowledge::Complete => "completely",
        Knowledge::Partial => "in part",
        Knowledge::Outline => "in outline",
    }
}

/// Which components of a type are compared with an org.
pub fn scope(scope: Scope) -> &'static str {
    match scope {
        Scope::Everything => "all of them",
        Scope::OnlyMine => "those of the project",
    }
}

/// What a parameter is to its component; nothing for a setting.
pub fn role(role: ParameterRole) -> &'static str {
    match role {
        ParameterRole::Setting => "",
        ParameterRole::Principal => "A principal.",
    }
}

pub(super) fn granted(granted: bool) -> &'static str {
    if granted { "Permission sets grant it." } else { "" }
}

/// What to write in place of a value, or where a version lacks it.
pub fn instead(value: &EnumerationValue) -> Option<String> {
    let is_in_all_versions = value.since.is_none() && value.until.is_none();
    let said = if is_in_all_versions { "Instead" } else { "In other versions" };
    value.instead.as_ref().map(|instead| format!("{said}: {instead}."))
}

/// Who may write a value.
pub fn audience(audience: Audience) -> &'static str {
    match audience {
        Audience::Public => "everybody",
        Audience::Reserved => "Salesforce; it may stand in retrieved files",
        Audience::Internal => "Salesforce's own orgs",
    }
}

/// What a fact rests on.
pub fn evidence(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Server => "an org's answer",
        Evidence::Schema => "the WSDL",
        Evidence::Document => "documented",
        Evidence::Corpus => "real files",
        Evidence::Inference => "inferred",
    }
}

/// Parameters of some types, and how we know.
pub fn parameters(set: &ParameterSet, between: &str) -> String {
    let types: Vec<String> = set.types.iter().map(|name| code(name)).collect();
    let name = set.name.as_ref().map(|name| format!(" {}", code(name)));
    format!("{}{} ({})", types.join(between), name.unwrap_or_default(), evidence(set.evidence))
}

/// The elements that are looked at.
pub(super) fn concerns(lines: &[Concern]) -> String {
    let parts = lines.iter().map(|line| {
        let keys = if line.keys.is_empty() { String::new() } else { format!(" of {}", codes(&line.keys)) };
        code(&line.element) + &keys
    });
    parts.collect::<Vec<_>>().join(", ")
}
