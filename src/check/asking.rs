//! What a check wants to know of the target org.

use std::collections::BTreeSet;

use super::facts::Facts;
use crate::{
    finding::read_document,
    metadata::{
        ComponentId, Manifest, MetadataType, Snapshot, TypeName, registry,
        shape::{ElementShape, Scope},
        type_named,
    },
    source::{Bystander, BystanderKind, references},
    xml,
};

/// What is to be asked: the components that others refer to and that are not here, and, where something is deleted, all
/// that may refer to it. Of types that we look after all are asked for, so that a likely name can be told.
pub fn wanted_of_org(held: &Snapshot, unread: &BTreeSet<ComponentId>, bystanders: &[Bystander]) -> Manifest {
    let mut manifest = Manifest::default();
    for component in held.components() {
        let Ok(Some(document)) = read_document(component) else { continue };
        for reference in references(component, &document) {
            if !held.contains(&reference.to) && !unread.contains(&reference.to) {
                ask(&mut manifest, &reference.to);
            }
        }
    }
    for deleted in bystanders.iter().flat_map(deleted_types) {
        let referrers = registry().filter(|table| refers_to(table, &table.elements, &deleted));
        referrers.for_each(|table| manifest.add_wildcard(&TypeName::new(table.name.as_str())));
    }
    manifest
}

fn ask(manifest: &mut Manifest, id: &ComponentId) {
    // A wildcard brings nothing that an installed package owns; names do.
    manifest.add(id);
    if type_named(id.type_name.as_str()).is_some_and(|table| table.scope == Scope::Everything) {
        manifest.add_wildcard(&id.type_name);
    }
}

fn deleted_types(bystander: &Bystander) -> BTreeSet<String> {
    let is_manifest = bystander.kind == BystanderKind::DestructiveManifest;
    let document = xml::parse(&bystander.bytes).ok().filter(|_| is_manifest);
    let facts = document.map(|document| Facts::of_destructive_manifest(&document)).unwrap_or_default();
    facts.deletions.into_iter().map(|deletion| deletion.id.type_name.to_string()).collect()
}

fn refers_to(table: &MetadataType, shapes: &[ElementShape], type_name: &str) -> bool {
    let is_one = |shape: &ElementShape| {
        let own = shape.refers_to.as_ref().is_some_and(|reference| reference.type_name == type_name);
        own || refers_to(table, table.inside(shape), type_name)
    };
    shapes.iter().any(is_one)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::Component;

    fn component(id: &str, text: &str) -> Component {
        Component::of_one_file(id.parse().unwrap(), "x.xml", text.as_bytes())
    }

    #[test]
    fn what_is_not_here_is_asked_for_by_name() {
        let mut held = Snapshot::default();
        let parameter = |inside: &str| format!("<externalCredentialParameters>{inside}</externalCredentialParameters>");
        let text = format!(
            "<ExternalCredential>{}{}</ExternalCredential>",
            parameter("<authProvider>Google</authProvider>"),
            parameter("<externalAuthIdentityProvider>Okta</externalAuthIdentityProvider>"),
        );
        held.insert(component("ExternalCredential:A", &text)).unwrap();
        let wanted = wanted_of_org(&held, &BTreeSet::new(), &[]);
        let ids: Vec<String> = wanted.ids().map(|id| id.to_string()).collect();
        assert_eq!(ids, ["AuthProvider:Google", "ExternalAuthIdentityProvider:Okta"]);
        assert!(wanted.selects(&ComponentId::new("ExternalAuthIdentityProvider", "Another")));
        assert!(!wanted.selects(&ComponentId::new("AuthProvider", "Another")));
        let unread: BTreeSet<ComponentId> = wanted.ids().collect();
        assert!(wanted_of_org(&held, &unread, &[]).is_empty());
    }

    #[test]
    fn who_may_refer_to_what_is_deleted_is_asked_for() {
        let text = "<Package><types><members>A</members><name>ExternalCredential</name></types></Package>";
        let kind = BystanderKind::DestructiveManifest;
        let bystander = Bystander { path: "destructiveChanges.xml".into(), kind, bytes: text.as_bytes().into() };
        let wanted = wanted_of_org(&Snapshot::default(), &BTreeSet::new(), &[bystander]);
        let types: Vec<&str> = wanted.types().map(|(name, _)| name.as_str()).collect();
        assert_eq!(types, ["NamedCredential", "PermissionSet"]);
    }
}
