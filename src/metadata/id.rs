//! The names of components: type name, full name, and both together.

use std::{borrow::Cow, fmt, str::FromStr};

use serde::Serialize;

use super::MetadataType;

/// The name of a metadata type as manifests spell it, such as `ExternalCredential`; not necessarily one we know.
///
/// Names that the type tables hold are borrowed from there, for thousands of components have the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct TypeName(Cow<'static, str>);

/// The full name of a component inside its type, such as `Stripe` or `ns__Stripe`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct FullName(String);

macro_rules! text_newtype {
    ($name:ident) => {
        impl $name {
            /// Takes the text as it is.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into().into())
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::new(text)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

text_newtype!(TypeName);
text_newtype!(FullName);

impl TypeName {
    /// The name of a type that we know.
    pub fn of(metadata_type: &'static MetadataType) -> Self {
        Self::in_table(&metadata_type.name)
    }

    /// A name that a type table holds.
    pub(crate) const fn in_table(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }
}

/// The identity of a component: its type and its full name. Its order is the order of manifests.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ComponentId {
    /// The type's name.
    pub type_name: TypeName,
    /// The name inside the type.
    pub full_name: FullName,
}

impl ComponentId {
    /// The component of a type that we know with this name.
    pub fn of(metadata_type: &'static MetadataType, full_name: impl Into<String>) -> Self {
        Self { type_name: TypeName::of(metadata_type), full_name: FullName::new(full_name) }
    }

    /// The component of this type with this name.
    pub fn new(type_name: impl Into<String>, full_name: impl Into<String>) -> Self {
        Self { type_name: TypeName::new(type_name), full_name: FullName::new(full_name) }
    }
}

impl fmt::Display for ComponentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.type_name, self.full_name)
    }
}

impl Serialize for ComponentId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A text that names no component.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` names no component; one looks like `ExternalCredential:Stripe`")]
pub struct NotAComponentId {
    text: String,
}

impl FromStr for ComponentId {
    type Err = NotAComponentId;

    /// Splits at the first colon: type names hold none, full names may.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            Some((type_name, full_name)) if !type_name.is_empty() && !full_name.is_empty() => {
                Ok(Self::new(type_name, full_name))
            }
            _ => Err(NotAComponentId { text: text.to_owned() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parse_and_print_are_inverses(type_name in "[A-Za-z]{1,20}", full_name in "\\PC{1,30}") {
            let id = ComponentId::new(type_name, full_name);
            prop_assert_eq!(id.to_string().parse(), Ok(id));
        }
    }

    #[test]
    fn half_an_id_is_none() {
        for text in ["", ":", "ExternalCredential", "ExternalCredential:", ":Stripe"] {
            assert!(text.parse::<ComponentId>().is_err(), "{text}");
        }
    }
}
