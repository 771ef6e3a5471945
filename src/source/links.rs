//! What a component refers to, as the type tables say.

use crate::{
    metadata::{
        Component, ComponentId, FullName, MetadataType, TypeName,
        shape::{ElementShape, InOrder, Kind, ReferenceForm},
    },
    xml::{Document, Element, Span},
};

/// One mention of another component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceTo {
    /// The element that mentions it.
    pub field: &'static str,
    /// The component that is mentioned.
    pub to: ComponentId,
    /// The principal of it that is mentioned, where the value names one.
    pub principal: Option<String>,
    /// Where the value stands.
    pub span: Span,
}

/// All that a component refers to, in the order of its file. A document with another root than its type's says nothing.
pub fn references(component: &Component, document: &Document<'_>) -> Vec<ReferenceTo> {
    let mut found = Vec::new();
    let root = document.root();
    if let Some(metadata_type) = component.metadata_type().filter(|known| known.name == root.local_name()) {
        collect(metadata_type, &metadata_type.elements, root, &mut found);
    }
    found
}

fn collect(
    metadata_type: &'static MetadataType,
    shapes: &'static [ElementShape],
    parent: &Element<'_>,
    found: &mut Vec<ReferenceTo>,
) {
    let mut in_order = InOrder::of(shapes);
    for element in parent.elements() {
        let Some(shape) = in_order.find(element.local_name()) else { continue };
        found.extend(reference(shape, element));
        if matches!(shape.kind, Kind::Structure(_)) {
            collect(metadata_type, metadata_type.inside(shape), element, found);
        }
    }
}

/// What an element of this shape refers to.
pub fn reference(shape: &'static ElementShape, element: &Element<'_>) -> Option<ReferenceTo> {
    let reference = shape.refers_to.as_ref()?;
    let text = element.text();
    let value = text.trim();
    let (full_name, principal) = match reference.form {
        ReferenceForm::FullName => (value, None),
        ReferenceForm::Principal => split_principal(value),
    };
    (!full_name.is_empty()).then(|| ReferenceTo {
        field: &shape.name,
        to: ComponentId { type_name: TypeName::in_table(&reference.type_name), full_name: FullName::new(full_name) },
        principal: principal.map(str::to_owned),
        span: element.content_span(),
    })
}

/// The external credential and the principal of `Stripe-Admin`; no principal where none is named.
///
/// Full names of external credentials hold no hyphen, names of principals may. Spaces around the hyphen are read over: no
/// name begins or ends with one.
pub fn split_principal(value: &str) -> (&str, Option<&str>) {
    match value.split_once('-') {
        Some((name, who)) => (name.trim(), Some(who.trim()).filter(|who| !who.is_empty())),
        None => (value, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml;

    fn told(type_name: &str, text: &str) -> Vec<String> {
        let component = Component::of_one_file(ComponentId::new(type_name, "X"), "x.xml", text.as_bytes());
        let document = xml::parse(text.as_bytes()).unwrap();
        let tell = |reference: ReferenceTo| {
            let cut = String::from_utf8_lossy(reference.span.cut(text.as_bytes())).into_owned();
            format!("{} {:?} <- {cut}", reference.to, reference.principal)
        };
        references(&component, &document).into_iter().map(tell).collect()
    }

    #[test]
    fn references_stand_at_any_depth() {
        let text = "<ExternalCredential>
            <externalCredentialParameters><authProvider> Google </authProvider></externalCredentialParameters>
            <externalCredentialParameters><externalAuthIdentityProvider>Okta</externalAuthIdentityProvider></externalCredentialParameters>
            <authProvider>not here</authProvider>
            <externalCredentialParameters><certificate></certificate></externalCredentialParameters>
        </ExternalCredential>";
        let expected = ["AuthProvider:Google None <-  Google ", "ExternalAuthIdentityProvider:Okta None <- Okta"];
        assert_eq!(told("ExternalCredential", text), expected);
    }

    #[test]
    fn principals_follow_the_first_hyphen() {
        let access = |value: &str| {
            format!(
                "<PermissionSet><externalCredentialPrincipalAccesses><enabled>true</enabled>\
                 <externalCredentialPrincipal>{value}</externalCredentialPrincipal>\
                 </externalCredentialPrincipalAccesses></PermissionSet>"
            )
        };
        for (value, expected) in [
            ("Stripe-Admin", "ExternalCredential:Stripe Some(\"Admin\") <- Stripe-Admin"),
            ("ns__Stripe-my-own", "ExternalCredential:ns__Stripe Some(\"my-own\") <- ns__Stripe-my-own"),
            ("Stripe - Admin", "ExternalCredential:Stripe Some(\"Admin\") <- Stripe - Admin"),
            ("Stripe", "ExternalCredential:Stripe None <- Stripe"),
            ("Stripe-", "ExternalCredential:Stripe None <- Stripe-"),
        ] {
            assert_eq!(told("PermissionSet", &access(value)), [expected]);
        }
        assert!(told("PermissionSet", &access("-Admin")).is_empty());
    }

    #[test]
    fn another_root_and_an_unknown_type_say_nothing() {
        let text = "<NamedCredential><authProvider>Google</authProvider></NamedCredential>";
        assert_eq!(told("NamedCredential", text), ["AuthProvider:Google None <- Google"]);
        assert!(told("ExternalCredential", text).is_empty());
        assert!(told("Nothing", text).is_empty());
    }
}
