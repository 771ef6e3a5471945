//! What goes into a parameter and which parameters go together, each fact with what it rests on.
//!
//! Salesforce documents little of this, so every line says how we know. The practice org refuses only what a server was
//! seen to refuse; checks may warn about less certain things.

use serde::Deserialize;

use super::Condition;

/// What a fact rests on, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// The answer of a real org.
    Server,
    /// The WSDL.
    Schema,
    /// Salesforce's documentation.
    Document,
    /// All of the many real files that were counted.
    Corpus,
    /// Inferred from its neighbours; not proven.
    Inference,
}

/// What we know of parameters of some types.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "a row of a table, each fact apart from the others")]
pub struct ParameterRule {
    /// The parameter types that the rule is about.
    pub types: Vec<String>,
    /// What such a parameter is to its component.
    #[serde(default)]
    pub role: ParameterRole,
    /// Whether users need access to it, which permission sets grant.
    #[serde(default)]
    pub granted: bool,
    /// The child element that carries its value; nothing where it has none.
    pub value_in: Option<String>,
    /// The known `parameterName` values; empty where the name is free.
    #[serde(default)]
    pub names: Vec<String>,
    /// The known values; empty where the value is free.
    #[serde(default)]
    pub values: Vec<String>,
    /// The child elements that it cannot be without.
    #[serde(default)]
    pub requires: Vec<Requirement>,
    /// Set where no such parameter has a `sequenceNumber`.
    #[serde(default)]
    pub never_numbered: bool,
    /// Set where several may have the same name, told apart by their `sequenceNumber`.
    #[serde(default)]
    pub may_repeat: bool,
    /// Set where the value can be a formula, `{!...}`.
    #[serde(default)]
    pub holds_formula: bool,
    /// When the component usually has one, by the values of the root's elements.
    pub usual: Option<Condition>,
    /// What the names, the values and the carrying element rest on.
    pub evidence: Evidence,
    /// A remark for the reference pages.
    pub note: Option<String>,
}

/// What a parameter is to its component.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ParameterRole {
    /// One of its settings.
    #[default]
    Setting,
    /// A principal: whose secrets the callout uses.
    Principal,
}

/// A child element that a parameter cannot be without.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// The child element.
    pub element: String,
    /// How we know.
    pub evidence: Evidence,
}

/// Which parameters go with one protocol, or with one variant of it.
///
/// Parameter types on no line are unknown here, neither allowed nor refused.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Protocol {
    /// The value of `authenticationProtocol`.
    pub protocol: String,
    /// The value of the component's `AuthProtocolVariant` parameter, or its `authenticationFlow`.
    pub variant: Option<String>,
    /// What people call it.
    pub title: String,
    /// Of each line, at least one must be there.
    #[serde(default)]
    pub required: Vec<ParameterSet>,
    /// Of each line, one is nearly always there; an org takes a component without it.
    #[serde(default)]
    pub usual: Vec<ParameterSet>,
    /// Of each line, one at most may be there.
    #[serde(default)]
    pub exclusive: Vec<ParameterSet>,
    /// What may be there besides.
    #[serde(default)]
    pub allowed: Vec<ParameterSet>,
    /// What an org refuses.
    #[serde(default)]
    pub refused: Vec<ParameterSet>,
    /// The names that `$Credential.NAME.parameter` can have in a header's formula; empty where they are free.
    #[serde(default)]
    pub formula_names: Vec<String>,
    /// A remark for the reference pages.
    pub note: Option<String>,
}

/// Parameters of some types, all with the same evidence.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParameterSet {
    /// The parameter types.
    pub types: Vec<String>,
    /// Only those with this `parameterName`.
    pub name: Option<String>,
    /// How we know.
    pub evidence: Evidence,
}

impl Protocol {
    /// Whether any line speaks of a parameter with this type and name.
    pub fn mentions(&self, kind: &str, name: &str) -> bool {
        let lists = [&self.required, &self.usual, &self.exclusive, &self.allowed, &self.refused];
        lists.into_iter().flatten().any(|set| set.covers(kind, name))
    }

    /// The protocol with its variant, as servers name it: `Oauth JwtBearer`.
    pub fn full_name(&self) -> String {
        match &self.variant {
            Some(variant) => format!("{} {variant}", self.protocol),
            None => self.protocol.clone(),
        }
    }
}

impl ParameterRule {
    /// Whether an org insists on the child element: it was seen to, or the parameter means nothing without it.
    pub fn insists_on(&self, requirement: &Requirement) -> bool {
        requirement.evidence == Evidence::Server || self.value_in.as_ref() == Some(&requirement.element)
    }
}

impl ParameterSet {
    /// Whether an org insists on one of these: more than inference says so, and there is no choice.
    pub fn is_insisted_on(&self) -> bool {
        self.evidence != Evidence::Inference && self.types.len() == 1
    }

    /// Whether a parameter with this type and name is one of these.
    pub fn covers(&self, kind: &str, name: &str) -> bool {
        self.types.iter().any(|one| one == kind) && self.name.as_ref().is_none_or(|one| one == name)
    }
}
