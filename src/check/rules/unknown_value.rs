//! Values that their enumeration does not have.

use crate::{
    check::{
        CheckRule, Example, Field, Level, Look, Notes,
        likeness::{nearest, same_but_for_capitals},
    },
    finding::{Rule, Severity},
    metadata::shape::{Audience, Enumeration, Evidence, Invention},
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
    way_out: "Write the value that is meant. Capitals count: an external credential says `Oauth`, an identity \
              provider `OAuth`.",
    source: "A server's answer; the values are those of the Metadata API WSDL and of Salesforce's generated types. \
             What people make up was seen in public files, samples and templates.",
    look: Look::Oddities(look),
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
    for child in level.children {
        if let Some(choice) = child.choice.filter(|choice| choice.value.is_none()) {
            tell(level, choice.of, &Field::of(level.subject.document, child.element), notes);
        }
    }
}

fn tell(level: &Level<'_, '_>, enumeration: &'static Enumeration, field: &Field<'_>, notes: &mut Notes) {
    let element = field.element.local_name();
    let message = match field.text {
        "" => format!("`<{element}>` has no value"),
        value => format!("`{value}` is no value of `<{element}>`"),
    };
    let note = notes.add(&RULE, field.span, message);
    // What is reserved or internal is nobody's to write, so that nobody is sent to it.
    let public = enumeration.values.iter().filter(|value| value.audience == Audience::Public);
    let public = public.filter(|value| value.exists_in(level.subject.version));
    let (refused, public): (Vec<_>, Vec<_>) = public.partition(|value| value.not_deployable);
    let public = public.iter().map(|value| value.name.as_str());
    if let Some(same) = refused.iter().find(|value| value.name.eq_ignore_ascii_case(field.text)) {
        let way_out = same.note.as_deref().map(|note| format!(". {}", note.trim_end_matches('.')));
        note.help(format!("no org takes `{}` either{}", same.name, way_out.unwrap_or_default()));
        return;
    }
    if let Some(same) = same_but_for_capitals(field.text, public.clone()) {
        note.help(format!("capitals count: write `{same}`"));
        note.fix(format!("write the value as `{same}`"), [(field.span, same.to_owned())]);
        return;
    }
    let invention = Invention::named(&enumeration.inventions, field.text).map(|one| one.instead.clone());
    let near = || nearest(field.text, public).map(|meant| format!("did you mean `{meant}`?"));
    note.help(invention.or_else(near).unwrap_or_else(|| format!("`xcred explain {}.{element}` lists the values", level.holder)));
}
