//! What there is to say of a rule, a type, an element, a value, a trouble or an exit code.

use crate::{
    check::CheckRule,
    diff::ConsequenceKind,
    finding::Finding,
    metadata::{
        MetadataType,
        shape::{ElementShape, EnumerationValue, ParameterRule, Protocol, Structure},
    },
    org::Trouble,
};

/// What is explained.
#[derive(Debug)]
pub enum Explained {
    /// Nothing in particular: what can be explained.
    Topics,
    /// A rule, and what it says of its example.
    Rule(&'static CheckRule, Vec<Finding>),
    /// A metadata type.
    Type(&'static MetadataType),
    /// A structure that elements hold.
    Structure(StructureExplained),
    /// An element.
    Element(ElementExplained),
    /// A value of an enumeration.
    Value(ValueExplained),
    /// Kinds of consequences.
    Consequences(Vec<&'static ConsequenceKind>),
    /// A trouble of logins and connections.
    Trouble(&'static Trouble),
    /// All of them.
    Troubles,
    /// Exit codes.
    Exits(Vec<ExitExplained>),
}

/// A structure that elements of a type hold.
#[derive(Debug)]
pub struct StructureExplained {
    /// The type.
    pub table: &'static MetadataType,
    /// The structure's name.
    pub name: &'static str,
    /// The structure.
    pub structure: &'static Structure,
}

/// An element of a type or of a structure in it.
#[derive(Debug)]
pub struct ElementExplained {
    /// The type.
    pub table: &'static MetadataType,
    /// The type or structure that holds the element.
    pub holder: &'static str,
    /// The element.
    pub shape: &'static ElementShape,
}

/// A value of an enumeration.
#[derive(Debug)]
pub struct ValueExplained {
    /// The type.
    pub table: &'static MetadataType,
    /// The enumeration's name.
    pub enumeration: &'static str,
    /// The value.
    pub value: &'static EnumerationValue,
    /// What a parameter of this type carries, where the value is a parameter type that is known.
    pub parameter: Option<&'static ParameterRule>,
    /// Which parameters go with it, where the value is a protocol: one for each variant.
    pub protocols: Vec<&'static Protocol>,
}

/// An exit code and what it means.
#[derive(Debug)]
pub struct ExitExplained {
    /// The code.
    pub code: u8,
    /// What it means.
    pub meaning: &'static str,
}

impl ElementExplained {
    /// What a parameter of each type carries, where this element is the type of a parameter.
    pub fn parameters(&self) -> &'static [ParameterRule] {
        let is_type = self.shape.name == "parameterType";
        let structure = self.table.structures.get(self.holder).filter(|_| is_type);
        structure.map_or(&[], |structure| &structure.parameters)
    }
}
