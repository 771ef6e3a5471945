//! What a metadata type looks like: the vocabulary of the tables under `types/`.
//!
//! The tables say what Salesforce accepts and how to compare it; they hold no code. Every floor above reads them: the
//! scanner for directories and suffixes, the comparison for keys and defaults, the practice org for its verdicts.

mod by_name;
mod concern;
mod condition;
mod consequence;
mod in_order;
mod invention;
mod parameter;
mod secrecy;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

use serde::Deserialize;

use self::by_name::ByName;
use super::ApiVersion;

pub use concern::Concern;
pub use condition::{Condition, DefaultValue, KeyWhere, LetterCase, ValuesBySibling};
pub use consequence::{ConsequenceRule, Happening};
pub use in_order::InOrder;
pub use invention::Invention;
pub use parameter::{Evidence, ParameterRole, ParameterRule, ParameterSet, Protocol, Requirement};
pub use secrecy::Secrecy;

/// What we know of one metadata type.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct MetadataType {
    /// The name that manifests and XML roots carry.
    pub name: String,
    /// What people call one of it, in lower case: `external credential`.
    pub title: String,
    /// One sentence: what a component of this type is.
    pub summary: String,
    /// The folder in metadata format.
    pub directory: String,
    /// The file name's ending in metadata format, without its dot.
    pub suffix: String,
    /// The first API version that has the type.
    pub since: ApiVersion,
    /// Whether `*` in a manifest selects all of the type.
    pub wildcard: bool,
    /// How the type's files lie.
    pub layout: Layout,
    /// Which components of the type an org comparison looks at.
    pub scope: Scope,
    /// How much of the type's elements the table holds.
    pub knowledge: Knowledge,
    /// Whether full names are developer names: letters, digits and underscores, with rules of their own.
    #[serde(default)]
    pub developer_names: bool,
    /// The user permission without which an org shows none of the type, and says nothing of it.
    pub hidden_without: Option<String>,
    /// The elements that concern callouts, where others do not; empty where all do.
    #[serde(default, rename = "concern")]
    pub concerns: Vec<Concern>,
    /// Where the facts come from.
    pub sources: Vec<String>,
    /// The elements of the root, in the order in which Salesforce retrieves them.
    #[serde(default, rename = "element")]
    pub elements: Vec<ElementShape>,
    /// Elements of the root that people make up.
    #[serde(default, rename = "invention")]
    pub inventions: Vec<Invention>,
    /// The structures that elements hold, by name.
    #[serde(default, rename = "structure")]
    pub structures: BTreeMap<String, Structure>,
    /// The enumerations, by name.
    #[serde(default, rename = "enumeration")]
    pub enumerations: BTreeMap<String, Enumeration>,
    /// Which parameters go with which protocol; empty for types without parameters.
    #[serde(default, rename = "protocol")]
    pub protocols: Vec<Protocol>,
    /// Which changes break something.
    #[serde(default, rename = "consequence")]
    pub consequences: Vec<ConsequenceRule>,
}

/// How the files of a type lie in a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// One XML file: `X.suffix-meta.xml` in source format, `X.suffix` in metadata format.
    OneFile,
    /// A content file `X.suffix` and beside it `X.suffix-meta.xml`, in both formats.
    ContentAndMetadata,
}

/// Which components of a type an org comparison looks at when nobody selects any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// All that either side has: what the tool looks after.
    Everything,
    /// Those that the project has: an org has many others that are none of our business.
    OnlyMine,
}

/// How much of a type's elements its table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Knowledge {
    /// Every element: an element that is not in the table is not in the type.
    Complete,
    /// Some elements: others are compared by their structure alone.
    Partial,
    /// None but references and secrets: components are compared by canonical XML.
    Outline,
}

/// The elements that a structure may hold.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Structure {
    /// The elements, in the order in which Salesforce retrieves them.
    #[serde(rename = "element")]
    pub elements: Vec<ElementShape>,
    /// How much of its elements the table holds, where that is more than of the type's.
    pub knowledge: Option<Knowledge>,
    /// Elements of it that people make up.
    #[serde(default, rename = "invention")]
    pub inventions: Vec<Invention>,
    /// For structures that are parameters: what we know of each parameter type.
    #[serde(default, rename = "parameter")]
    pub parameters: Vec<ParameterRule>,
    #[serde(skip)]
    carriers: OnceLock<Vec<String>>,
    #[serde(skip)]
    parameters_by_type: ByName,
}

/// What we know of one element of a type or structure.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "a table answers each of these questions by itself")]
pub struct ElementShape {
    /// The element's name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// Whether a component without it is refused.
    #[serde(default)]
    pub required: bool,
    /// Whether it may stand more than once.
    #[serde(default)]
    pub repeated: bool,
    /// For a repeated structure: the child elements that tell one from another.
    #[serde(default)]
    pub key: Vec<String>,
    /// Where that key tells nothing, as a name that each org makes up: the key instead.
    #[serde(default)]
    pub key_where: Vec<KeyWhere>,
    /// Of several with the same key: the child elements that tell which is which, one after the other.
    #[serde(default)]
    pub then_by: Vec<String>,
    /// Whether the order of the repetitions means something.
    #[serde(default)]
    pub ordered: bool,
    /// The first API version that has it, where that is later than the type's.
    pub since: Option<ApiVersion>,
    /// The last API version that has it, where newer ones dropped it.
    pub until: Option<ApiVersion>,
    /// What to do in API versions that do not have it.
    pub instead: Option<String>,
    /// The element by which other API versions say the same.
    pub means: Option<String>,
    /// Sibling element to the values one of which it must have for the element to be valid.
    #[serde(default)]
    pub only_where: ValuesBySibling,
    /// What an absent element means; the first line whose condition holds counts.
    #[serde(default)]
    pub default: Vec<DefaultValue>,
    /// The component that its value names.
    pub refers_to: Option<Reference>,
    /// When its value can hold a secret.
    #[serde(default)]
    pub secret: Vec<Condition>,
    /// When its value is a URL, which can hold a secret beside its address: user information, query, fragment.
    #[serde(default)]
    pub secret_in_url: Vec<Condition>,
    /// When its value is an identifier that need not be a URL, though it often is one.
    #[serde(default)]
    pub perhaps_url: Vec<Condition>,
    /// So many characters an org keeps at most.
    pub longest: Option<usize>,
    /// When its value differs in every org.
    #[serde(default)]
    pub per_org: Vec<Condition>,
    /// Whether an org can end its value with letters and digits of its own, as it does with names that it makes up.
    #[serde(default)]
    pub generated_end: bool,
    /// What an org returns in place of its value.
    pub placeholder: Option<String>,
    /// Whether no org returns it.
    #[serde(default)]
    pub never_retrieved: bool,
    /// Whether it is what people call the component.
    #[serde(default)]
    pub title: bool,
    /// A remark for the reference pages.
    pub note: Option<String>,
}

/// What an element holds.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Kind {
    /// Any text.
    Text,
    /// A whole number.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// One value of the enumeration with this name.
    Enumeration(String),
    /// The elements of the structure with this name.
    Structure(String),
}

impl TryFrom<String> for Kind {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.split_once(' ') {
            None if text == "text" => Ok(Self::Text),
            None if text == "integer" => Ok(Self::Integer),
            None if text == "boolean" => Ok(Self::Boolean),
            Some(("enumeration", name)) => Ok(Self::Enumeration(name.to_owned())),
            Some(("structure", name)) => Ok(Self::Structure(name.to_owned())),
            _ => Err(format!("`{text}` is no kind: text, integer, boolean, enumeration NAME or structure NAME")),
        }
    }
}

/// The component that a value names.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Reference {
    /// The type of the component.
    #[serde(rename = "type")]
    pub type_name: String,
    /// How the value names it.
    #[serde(default)]
    pub form: ReferenceForm,
}

/// How a value names a component.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReferenceForm {
    /// By its full name.
    #[default]
    FullName,
    /// By its full name, the first hyphen, and a principal's name: `Stripe-Admin`.
    Principal,
}

/// The values of an enumeration.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enumeration {
    /// The values, in the order of the WSDL.
    #[serde(rename = "value")]
    pub values: Vec<EnumerationValue>,
    /// Values that people make up.
    #[serde(default, rename = "invention")]
    pub inventions: Vec<Invention>,
    /// A remark for the reference pages.
    pub note: Option<String>,
    #[serde(skip)]
    by_name: ByName,
}

/// One value of an enumeration.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct EnumerationValue {
    /// The value as files spell it.
    pub name: String,
    /// The first API version that has it, where that is later than the type's.
    pub since: Option<ApiVersion>,
    /// The last API version that has it.
    pub until: Option<ApiVersion>,
    /// The first API version that documents it, where that is later than the first that has it.
    pub documented_since: Option<ApiVersion>,
    /// Who may write it.
    pub audience: Audience,
    /// Set where an org refuses a component with this value, though the schema has it.
    #[serde(default)]
    pub not_deployable: bool,
    /// What to write where it cannot be written.
    pub instead: Option<String>,
    /// A remark for the reference pages.
    pub note: Option<String>,
}

/// Who may write an enumeration value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// Everybody.
    Public,
    /// Salesforce itself; it may stand in retrieved files.
    Reserved,
    /// Salesforce's own orgs; other orgs do not know it.
    Internal,
}

impl MetadataType {
    /// The shape of an element of the root.
    pub fn element(&self, name: &str) -> Option<&ElementShape> {
        self.elements.iter().find(|element| element.name == name)
    }

    /// The structure of an element of this shape; none for plain values.
    pub fn structure(&self, shape: &ElementShape) -> Option<&Structure> {
        match &shape.kind {
            Kind::Structure(name) => self.structures.get(name),
            _ => None,
        }
    }

    /// The shapes of the elements inside an element of this shape; none for plain values.
    pub fn inside(&self, shape: &ElementShape) -> &[ElementShape] {
        self.structure(shape).map_or(&[], |structure| &structure.elements)
    }

    /// Whether an element of the root concerns callouts, by its name and the first part of its key.
    pub fn concerns_callouts(&self, element: &str, key: Option<&str>) -> bool {
        self.concerns.is_empty() || self.concerns.iter().any(|concern| concern.covers(element, key))
    }

    /// What goes with a protocol and its variant, or with a protocol that has none.
    pub fn protocol(&self, protocol: &str, variant: Option<&str>) -> Option<&Protocol> {
        self.protocols.iter().find(|row| row.protocol == protocol && row.variant.as_deref() == variant)
    }

    /// The enumeration of an element of this shape.
    pub fn enumeration(&self, shape: &ElementShape) -> Option<&Enumeration> {
        match &shape.kind {
            Kind::Enumeration(name) => self.enumerations.get(name),
            _ => None,
        }
    }

    /// The file name of a component in source format.
    pub fn source_file_name(&self, full_name: &str) -> String {
        format!("{full_name}.{}-meta.xml", self.suffix)
    }

    /// The path of a component's metadata file inside a metadata-format folder or bundle, with `/`.
    pub fn metadata_path(&self, full_name: &str) -> String {
        let ending = if self.layout == Layout::ContentAndMetadata { "-meta.xml" } else { "" };
        format!("{}/{full_name}.{}{ending}", self.directory, self.suffix)
    }

    /// The path of a component's content file inside a metadata-format folder or bundle, for types that have one.
    pub fn content_path(&self, full_name: &str) -> Option<String> {
        let has_content = self.layout == Layout::ContentAndMetadata;
        has_content.then(|| format!("{}/{full_name}.{}", self.directory, self.suffix))
    }
}

impl ElementShape {
    /// Whether this API version has the element.
    pub fn exists_in(&self, version: ApiVersion) -> bool {
        self.since.is_none_or(|since| since <= version) && self.until.is_none_or(|until| version <= until)
    }
}

impl Structure {
    /// The shape of an element.
    pub fn element(&self, name: &str) -> Option<&ElementShape> {
        self.elements.iter().find(|element| element.name == name)
    }

    /// What we know of parameters of this type.
    pub fn parameter(&self, parameter_type: &str) -> Option<&ParameterRule> {
        let types = self.parameters.iter().enumerate();
        let types = || types.flat_map(|(at, rule)| rule.types.iter().map(move |name| (name.as_str(), at)));
        self.parameters_by_type.find(parameter_type, types).map(|at| &self.parameters[at])
    }

    /// The child elements that carry the value of some parameter.
    pub fn carriers(&self) -> &[String] {
        self.carriers.get_or_init(|| {
            let carriers: BTreeSet<&String> =
                self.parameters.iter().filter_map(|rule| rule.value_in.as_ref()).collect();
            carriers.into_iter().cloned().collect()
        })
    }
}

impl Enumeration {
    /// The value with this name.
    pub fn value(&self, name: &str) -> Option<&EnumerationValue> {
        let names = || self.values.iter().map(|value| value.name.as_str()).zip(0..);
        self.by_name.find(name, names).map(|at| &self.values[at])
    }
}

impl EnumerationValue {
    /// Whether this API version has the value.
    pub fn exists_in(&self, version: ApiVersion) -> bool {
        self.since.is_none_or(|since| since <= version) && self.until.is_none_or(|until| version <= until)
    }
}
