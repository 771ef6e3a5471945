//! Values that their enumeration does not have.

use crate::{
    check::{CheckRule, Example, Field, Level, Look, Notes},
    finding::{Rule, Severity},
    metadata::shape::{Enumeration, Evidence},
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "unknown-value",
        severity: Severity::Error,
        summary: "A value is none of its enumeration.",
    },
    fixable: true,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Server,
    why: "The org refuses the component, says that the value is not a valid one, and does not say which ones are.",
    way_out: "Write the value that is meant. Capitals count: an external credential says `Oauth`, an identity provider \
              `OAuth`.",
    source: "A server's answer; the values are those of the Metadata API WSDL and of Salesforce's generated types.",
    look: Look::Levels(look),
    example: Example {
        version: None,
        wrong: &[(
            "externalAuthIdentityProviders/Shop.externalAuthIdentityProvider-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalAuthIdentityProvider xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationFlow>ClientCredentials</authenticationFlow>
    <authenticationProtocol>⟦Oauth⟧</authenticationProtocol>
    <externalAuthIdentityProviderParameters>
        <parameterName>TokenUrl</parameterName>
        <parameterType>TokenUrl</parameterType>
        <parameterValue>https://shop.example.com/token</parameterValue>
    </externalAuthIdentityProviderParameters>
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
    if level.subject.is_beyond_tables() {
        return;
    }
    for child in &level.children {
        let Some(enumeration) = child.shape.and_then(|shape| level.subject.table.enumeration(shape)) else { continue };
        let field = Field::of(level.subject.document, child.element);
        if enumeration.value(&field.text).is_none() {
            tell(level, enumeration, child.element.local_name(), &field, notes);
        }
    }
}

fn tell(level: &Level<'_, '_>, enumeration: &Enumeration, element: &str, field: &Field<'_>, notes: &mut Notes) {
    let names = enumeration.values.iter().filter(|value| value.exists_in(level.subject.version));
    let names: Vec<&str> = names.map(|value| value.name.as_str()).collect();
    let message = match &*field.text {
        "" => format!("`<{element}>` has no value"),
        value => format!("`{value}` is no value of `<{element}>`"),
    };
    let note = notes.add(&RULE, field.span, message);
    if let Some(same) = names.iter().find(|name| name.eq_ignore_ascii_case(&field.text)) {
        note.help(format!("capitals count: write `{same}`"));
        note.fix(format!("write the value as `{same}`"), [(field.span, (*same).to_owned())]);
        return;
    }
    let near = names.iter().map(|name| (strsim::jaro_winkler(&field.text, name), *name));
    let nearest = near.filter(|(alike, _)| *alike > 0.8).max_by(|one, other| one.0.total_cmp(&other.0));
    note.help(match nearest {
        Some((_, meant)) => format!("did you mean `{meant}`?"),
        None => format!("`xcred explain {}.{element}` lists the values", level.holder),
    });
}
