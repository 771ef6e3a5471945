//! Text where a URL belongs.

use url::Url;

use crate::{
    check::{CheckRule, Example, Level, Look, Notes, url::suspects},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "not-a-url",
        severity: Severity::Warning,
        summary: "A value that is a URL cannot be read as one.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Inference,
    why: "Callouts and logins go to this address. Text that is no absolute `http` or `https` URL leads nowhere.",
    way_out: "Write the whole URL, with `https://` and the host.",
    source: "The URL standard; what a server says when it is deployed is not known. Values that are filled in later, \
             such as `${HOST}`, are not judged.",
    look: Look::Levels(look),
    example: Example {
        version: None,
        wrong: &[(
            "externalAuthIdentityProviders/Shop.externalAuthIdentityProvider-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalAuthIdentityProvider xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationFlow>ClientCredentials</authenticationFlow>
    <authenticationProtocol>OAuth</authenticationProtocol>
    <externalAuthIdentityProviderParameters>
        <parameterName>TokenUrl</parameterName>
        <parameterType>TokenUrl</parameterType>
        <parameterValue>⟦shop.example.com/token⟧</parameterValue>
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
    for field in suspects(level, |text| !is_url(text)) {
        let note = notes.add(&RULE, field.span, format!("the value of `<{}>` is no URL", field.element.local_name()));
        note.help("write all of it, such as `https://api.example.com/token`");
    }
}

fn is_url(text: &str) -> bool {
    let address = Url::parse(text).ok();
    address.is_some_and(|url| matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| !host.is_empty()))
        && !text.contains(char::is_whitespace)
}
