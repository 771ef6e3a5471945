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
    look: Look::Urls(look),
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
    if is_plain(text) {
        return true;
    }
    let address = Url::parse(text).ok();
    address.is_some_and(|url| matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| !host.is_empty()))
        && !text.contains(char::is_whitespace)
}

/// Whether it is plain at a glance that a text is a URL, as it nearly always is: a host of small letters, and a path.
fn is_plain(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://") else { return false };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let is_of_host = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-');
    let is_of_path = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
    // A host whose last part is a number would be an address.
    let ends_in_letters = host.rsplit('.').next().is_some_and(|last| last.starts_with(|first: char| first.is_ascii_lowercase()));
    // Two hyphens in a row begin the spelling of other alphabets.
    ends_in_letters && !host.contains("--") && host.bytes().all(is_of_host) && path.bytes().all(is_of_path)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn what_is_plain_is_a_url(text in "https://[a-z0-9./_A-Z-]{0,12}") {
            prop_assert!(!is_plain(&text) || Url::parse(&text).is_ok_and(|url| url.host_str().is_some_and(|host| !host.is_empty())));
        }

        #[test]
        fn hosts_that_look_plain_are_hosts(host in "[a-z0-9.-]{0,8}") {
            let text = format!("https://{host}");
            prop_assert!(!is_plain(&text) || Url::parse(&text).is_ok());
        }
    }
}
