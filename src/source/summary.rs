//! What one wants to know of a component at a glance: how it logs in, and as whom.

use crate::{
    metadata::{
        Component, MetadataType,
        shape::{ElementShape, ParameterRole},
    },
    xml::{Document, Element},
};

/// The facts of a component for a table of many.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The protocol, or the kind where the type has no protocol, as the file spells it: `Oauth`, `SecuredEndpoint`.
    pub protocol: Option<String>,
    /// The flow or variant of the protocol, as the file spells it: `JwtBearer`, `ClientCredentials`.
    pub variant: Option<String>,
    /// What people call protocol and variant together, where the type table knows them.
    pub title: Option<&'static str>,
    /// The principals, in the order of the file.
    pub principals: Vec<Principal>,
}

/// A principal of an external credential: one whose secrets callouts use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// Its name.
    pub name: String,
    /// Its kind as the file spells it: `NamedPrincipal`, `PerUserPrincipal`.
    pub kind: String,
}

/// Where a type says how it logs in.
struct Saying {
    type_name: &'static str,
    protocol: &'static str,
    variant: Option<Variant>,
}

/// Where a type says which flow of its protocol it takes.
enum Variant {
    /// In an element of the root.
    Element(&'static str),
    /// In the value of the parameter of this type.
    Parameter(&'static str),
}

const SAYINGS: &[Saying] = &[
    Saying { type_name: "AuthProvider", protocol: "providerType", variant: None },
    Saying {
        type_name: "ExternalAuthIdentityProvider",
        protocol: "authenticationProtocol",
        variant: Some(Variant::Element("authenticationFlow")),
    },
    Saying {
        type_name: "ExternalCredential",
        protocol: "authenticationProtocol",
        variant: Some(Variant::Parameter("AuthProtocolVariant")),
    },
    Saying { type_name: "NamedCredential", protocol: "namedCredentialType", variant: None },
];

/// The facts of a component; none where its type says nothing about logging in, or the root is another type's.
pub fn facts(component: &Component, document: &Document<'_>) -> Facts {
    let root = document.root();
    let Some(metadata_type) = component.metadata_type().filter(|known| known.name == root.local_name()) else {
        return Facts::default();
    };
    let saying = SAYINGS.iter().find(|saying| saying.type_name == metadata_type.name);
    let protocol = saying.and_then(|saying| value(root, saying.protocol));
    let variant = saying.and_then(|saying| saying.variant.as_ref()).and_then(|variant| match variant {
        Variant::Element(name) => value(root, name),
        Variant::Parameter(kind) => parameters(metadata_type, root)
            .find(|(_, parameter)| value(parameter, "parameterType").as_deref() == Some(kind))
            .and_then(|(_, parameter)| value(parameter, "parameterValue")),
    });
    let known = protocol.as_deref().and_then(|protocol| metadata_type.protocol(protocol, variant.as_deref()));
    Facts {
        title: known.map(|row| row.title.as_str()),
        principals: parameters(metadata_type, root).filter_map(|found| principal(metadata_type, found)).collect(),
        protocol,
        variant,
    }
}

/// The repeated structures of the root for which the table has parameter rules.
fn parameters<'e>(
    metadata_type: &'static MetadataType,
    root: &'e Element<'e>,
) -> impl Iterator<Item = (&'static ElementShape, &'e Element<'e>)> {
    root.elements().filter_map(|element| {
        let shape = metadata_type.element(element.local_name())?;
        let structure = metadata_type.structure(shape)?;
        (!structure.parameters.is_empty()).then_some((shape, element))
    })
}

fn principal(
    metadata_type: &'static MetadataType,
    (shape, parameter): (&'static ElementShape, &Element<'_>),
) -> Option<Principal> {
    let kind = value(parameter, "parameterType")?;
    let rule = metadata_type.structure(shape)?.parameter(&kind)?;
    let name = value(parameter, "parameterName").filter(|_| rule.role == ParameterRole::Principal)?;
    Some(Principal { name, kind })
}

fn value(parent: &Element<'_>, name: &str) -> Option<String> {
    let text = parent.child_text(name)?;
    Some(text.trim().to_owned()).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{metadata::ComponentId, xml};

    fn read(type_name: &str, inside: &str) -> Facts {
        let text = format!("<{type_name}>{inside}</{type_name}>");
        let component = Component::of_one_file(ComponentId::new(type_name, "X"), "x.xml", text.as_bytes());
        facts(&component, &xml::parse(text.as_bytes()).unwrap())
    }

    fn parameter(kind: &str, name: &str, value: &str) -> String {
        format!(
            "<externalCredentialParameters><parameterName>{name}</parameterName><parameterType>{kind}</parameterType>\
             <parameterValue>{value}</parameterValue></externalCredentialParameters>"
        )
    }

    #[test]
    fn an_external_credential_tells_protocol_variant_and_principals() {
        let inside = [
            "<authenticationProtocol> Oauth </authenticationProtocol>".to_owned(),
            parameter("NamedPrincipal", "Admin", ""),
            parameter("AuthHeader", "X-Key", "secret"),
            parameter("AuthProtocolVariant", "AuthProtocolVariant", "JwtBearer"),
            parameter("PerUserPrincipal", "Each user", ""),
        ];
        let told = read("ExternalCredential", &inside.concat());
        assert_eq!(told.protocol.as_deref(), Some("Oauth"));
        assert_eq!(told.variant.as_deref(), Some("JwtBearer"));
        assert!(told.title.is_some());
        let principals: Vec<_> = told.principals.iter().map(|p| (p.name.as_str(), p.kind.as_str())).collect();
        assert_eq!(principals, [("Admin", "NamedPrincipal"), ("Each user", "PerUserPrincipal")]);
    }

    #[test]
    fn each_type_tells_what_it_has() {
        let flow = "<authenticationFlow>ClientCredentials</authenticationFlow>\
                    <authenticationProtocol>OAuth</authenticationProtocol>";
        let told = read("ExternalAuthIdentityProvider", flow);
        assert_eq!((told.protocol.as_deref(), told.variant.as_deref()), (Some("OAuth"), Some("ClientCredentials")));
        assert!(told.title.is_some());
        let told = read("NamedCredential", "<namedCredentialType>SecuredEndpoint</namedCredentialType>");
        assert_eq!((told.protocol.as_deref(), told.variant), (Some("SecuredEndpoint"), None));
        assert_eq!(read("PermissionSet", "<label>x</label>"), Facts::default());
        assert_eq!(read("Nothing", "<label>x</label>"), Facts::default());
    }

    #[test]
    fn what_no_table_knows_is_told_as_it_stands() {
        let told = read("ExternalCredential", "<authenticationProtocol>Quantum</authenticationProtocol>");
        assert_eq!(told.protocol.as_deref(), Some("Quantum"));
        assert_eq!(told.title, None);
    }

    #[test]
    fn the_sayings_name_elements_of_the_tables() {
        for saying in SAYINGS {
            let metadata_type = crate::metadata::type_named(saying.type_name).unwrap();
            assert!(metadata_type.element(saying.protocol).is_some(), "{}", saying.type_name);
            if let Some(Variant::Element(name)) = saying.variant {
                assert!(metadata_type.element(name).is_some(), "{}", saying.type_name);
            }
        }
    }
}
