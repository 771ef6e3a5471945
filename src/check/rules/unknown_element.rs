//! Elements that a type does not have.

use crate::{
    check::{CheckRule, Example, Level, Look, Notes, likeness::nearest},
    finding::{Rule, Severity},
    metadata::shape::{ElementShape, Evidence, Invention},
    xml::Element,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "unknown-element",
        severity: Severity::Error,
        summary: "An element stands where its type has no such element.",
    },
    fixable: true,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Server,
    why: "The org refuses the component with `principals invalid at this location in type ExternalCredential`.",
    way_out: "Use the element that is meant; `xcred explain TYPE` lists what there is.",
    source: "A server's answer; the elements are those of the Metadata API WSDL, versions 55 to 66, and of \
             Salesforce's generated types for 67 and 68. What people make up was seen in public files, samples and \
             templates.",
    look: Look::Oddities(look),
    example: Example {
        version: None,
        wrong: &[(
            "externalAuthIdentityProviders/Shop.externalAuthIdentityProvider-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalAuthIdentityProvider xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationFlow>ClientCredentials</authenticationFlow>
    <authenticationProtocol>OAuth</authenticationProtocol>
    ⟦<externalAuthIdentityProviderParameter>⟧
        <parameterName>TokenUrl</parameterName>
        <parameterType>TokenUrl</parameterType>
        <parameterValue>https://shop.example.com/token</parameterValue>
    </externalAuthIdentityProviderParameter>
    <label>Shop</label>
</ExternalAuthIdentityProvider>
"#,
        )],
        right: &[(
            "externalAuthIdentityProviders/Shop.externalAuthIdentityProvider-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalAuthIdentityProvider xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationFlow>ClientCredentials</authenticationFlow>
    <authenticationProtocol>OAuth</authenticationProtocol>
    <externalAuthIdentityProviderParameters>
        <parameterName>TokenUrl</parameterName>
        <parameterType>TokenUrl</parameterType>
        <parameterValue>https://shop.example.com/token</parameterValue>
    </externalAuthIdentityProviderParameters>
    <label>Shop</label>
</ExternalAuthIdentityProvider>
"#,
        )],
    },
};

fn look(level: &Level<'_, '_>, notes: &mut Notes) {
    if !level.subject.is_beyond_tables() {
        level.unknown().for_each(|element| tell(level, element, notes));
    }
}

fn tell(level: &Level<'_, '_>, element: &Element<'_>, notes: &mut Notes) {
    let name = element.local_name();
    let note = notes.add(&RULE, element.start_tag, format!("`{}` has no element `<{name}>`", level.holder));
    let meant = level.meant_by(name);
    note.help(help(level, name, meant));
    if let Some(shape) = meant.filter(|shape| may_stand_there(level, shape)) {
        let renamed = element.name_spans().map(|span| (span, shape.name.clone()));
        note.fix(format!("write `<{name}>` as `<{}>`", shape.name), renamed);
    }
}

fn help(level: &Level<'_, '_>, name: &str, meant: Option<&ElementShape>) -> String {
    if let Some(invention) = Invention::named(level.inventions, name) {
        return invention.instead.clone();
    }
    if let Some(shape) = meant {
        return format!("capitals count: write `<{}>`", shape.name);
    }
    let known = level.shapes.iter().filter(|shape| shape.exists_in(level.subject.version));
    match nearest(name, known.map(|shape| shape.name.as_str())) {
        Some(meant) => format!("did you mean `<{meant}>`?"),
        None => "delete it".to_owned(),
    }
}

/// Whether the element is the only one that can be meant, or one of many that may be.
fn may_stand_there(level: &Level<'_, '_>, shape: &ElementShape) -> bool {
    let alike = level.children.iter().filter(|child| child.element.local_name().eq_ignore_ascii_case(&shape.name));
    shape.repeated || alike.take(2).count() < 2
}
