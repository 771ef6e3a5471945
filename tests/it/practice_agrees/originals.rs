//! The components that are changed, and what the org must hold so that they are taken as they are.

use super::verdicts::TestOrg;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};
use xcred::{
    check::{IN_ORG, rules::RULES},
    metadata::{ApiVersion, Component, ComponentFile, ComponentId, FileRole, Snapshot},
    source::{identify, references},
    xml,
};

/// A component to change.
pub(super) struct Original {
    pub(super) component: Component,
    /// Whether the practice org takes it as it is, by the newest version that we know.
    pub(super) stands: bool,
}

/// The components of the rules' examples and of a project, each text once.
pub(super) fn components(project: &Snapshot) -> Vec<Component> {
    let files = RULES.iter().flat_map(|rule| rule.example.wrong.iter().chain(rule.example.right));
    let here = files.filter(|(path, _)| !path.starts_with(IN_ORG));
    let examples = here.filter_map(|(path, text)| {
        let id = identify(Path::new(path))?;
        Some(Component::of_one_file(id, *path, text.replace(['⟦', '⟧'], "").into_bytes()))
    });
    let mut seen = BTreeSet::new();
    let all = examples.chain(project.components().cloned());
    all.filter(|component| seen.insert(component.metadata_file().map(|file| file.bytes.clone()))).collect()
}

/// The project, and with it all that these components refer to, as an org can hold it.
pub(super) fn held(org: &TestOrg, project: &Snapshot, components: &[Component]) -> Snapshot {
    let mut wanted: BTreeMap<ComponentId, BTreeSet<String>> = BTreeMap::new();
    for component in components {
        let file = component.metadata_file().expect("it has one");
        let Ok(document) = xml::parse(&file.bytes) else { continue };
        for reference in references(component, &document) {
            wanted.entry(reference.to).or_default().extend(reference.principal);
        }
    }
    let mut held = project.clone();
    for (id, principals) in wanted {
        if !principals.is_empty() || !project.contains(&id) {
            held.put(stub(&id, &principals));
        }
    }
    let refused: BTreeSet<ComponentId> = org.refusals(&held, ApiVersion::NEWEST_KNOWN).into_keys().collect();
    held.select(|id| !refused.contains(id))
}

/// Those components, and which of them the org takes.
pub(super) fn tried(org: &TestOrg, components: Vec<Component>) -> Vec<Original> {
    let numbered = |(number, component): (usize, &Component)| {
        let id = ComponentId::new(component.id().type_name.as_str(), format!("Original_{number}"));
        Component::new(id, component.files().to_vec())
    };
    let all = Snapshot::of(components.iter().enumerate().map(numbered));
    let refused = org.refusals(&all, ApiVersion::NEWEST_KNOWN);
    let stands = |number| {
        let of_name = |id: &ComponentId| id.full_name.as_str() == format!("Original_{number}");
        !refused.keys().any(of_name)
    };
    let tried = components.into_iter().enumerate();
    tried.map(|(number, component)| Original { component, stands: stands(number) }).collect()
}

/// How the components are called that come with every deployment.
pub(super) const NEIGHBOUR: &str = "Neighbour";

/// One component of each type that others refer to, to come with every deployment.
pub(super) fn neighbours(held: &Snapshot) -> Vec<Component> {
    let id = |type_name: &str| ComponentId::new(type_name, NEIGHBOUR);
    let credential = stub(&id("ExternalCredential"), &BTreeSet::from(["Own".to_owned()]));
    let provider = stub(&id("ExternalAuthIdentityProvider"), &BTreeSet::new());
    let others = ["AuthProvider", "Certificate", "NamedCredential"].map(|type_name| {
        let of_type = |component: &&Component| component.id().type_name.as_str() == type_name;
        let model = held.components().find(of_type).expect("the project has one");
        Component::new(id(type_name), model.files().to_vec())
    });
    others.into_iter().chain([provider, credential]).collect()
}

/// As little of a component as an org takes, with these principals.
fn stub(id: &ComponentId, principals: &BTreeSet<String>) -> Component {
    let type_name = id.type_name.as_str();
    let inside: String = match type_name {
        "AuthProvider" => "<friendlyName>Stub</friendlyName><providerType>Google</providerType>".to_owned(),
        "Certificate" => "<caSigned>false</caSigned><masterLabel>Stub</masterLabel>".to_owned(),
        "ExternalAuthIdentityProvider" => PROVIDER.to_owned(),
        "ExternalCredential" => principals.iter().fold(String::from(CREDENTIAL), |text, name| text + &principal(name)),
        "NamedCredential" => "<label>Stub</label><namedCredentialType>SecuredEndpoint</namedCredentialType>".to_owned(),
        _ => "<label>Stub</label>".to_owned(),
    };
    let text = format!("<{type_name} xmlns=\"http://soap.sforce.com/2006/04/metadata\">{inside}</{type_name}>");
    let file = |path: &str, role, text: &str| ComponentFile { path: path.into(), role, bytes: text.as_bytes().into() };
    let mut files = vec![file("stub-meta.xml", FileRole::Metadata, &text)];
    if type_name == "Certificate" {
        files.push(file("stub.crt", FileRole::Content, "a certificate"));
    }
    Component::new(id.clone(), files)
}

/// How the text of each stub of an external credential begins.
const CREDENTIAL: &str = "<authenticationProtocol>Custom</authenticationProtocol><label>Stub</label>";

/// An identity provider of the first API version that has any.
const PROVIDER: &str = "<authenticationFlow>ClientCredentials</authenticationFlow>\
    <authenticationProtocol>OAuth</authenticationProtocol><externalAuthIdentityProviderParameters>\
    <parameterName>TokenUrl</parameterName><parameterType>TokenUrl</parameterType>\
    <parameterValue>https://login.example.com/token</parameterValue></externalAuthIdentityProviderParameters>\
    <label>Stub</label>";

fn principal(name: &str) -> String {
    format!(
        "<externalCredentialParameters><parameterGroup>{name}</parameterGroup><parameterName>{name}</parameterName>\
         <parameterType>NamedPrincipal</parameterType><sequenceNumber>1</sequenceNumber></externalCredentialParameters>"
    )
}
