//! Secrets that are found are never said: no message, help, excerpt or fix holds any part of one.

use proptest::prelude::*;

use super::check_files;
use crate::finding::Finding;

/// Where people put secrets, with `@` where the secret stands, and the rule that finds it there.
const PLACES: &[(&str, &str, &str)] = &[
    (
        "secret-in-parameter",
        "externalCredentials/X.externalCredential-meta.xml",
        "<ExternalCredential><externalCredentialParameters><parameterName>X-Api-Key</parameterName>\
         <parameterType>AuthHeader</parameterType>\n<parameterValue>@</parameterValue>\n</externalCredentialParameters>\
         </ExternalCredential>",
    ),
    (
        "secret-in-parameter",
        "externalCredentials/X.externalCredential-meta.xml",
        "<ExternalCredential><externalCredentialParameters><parameterName>X-Shop</parameterName>\
         <parameterType>AuthHeader</parameterType><parameterValue>{!&apos;Bearer @&apos;}</parameterValue>\
         </externalCredentialParameters></ExternalCredential>",
    ),
    (
        "secret-in-parameter",
        "externalAuthIdentityProviders/X.externalAuthIdentityProvider-meta.xml",
        "<ExternalAuthIdentityProvider><externalAuthIdentityProviderParameters><parameterName>client_secret</parameterName>\
         <parameterType>TokenRequestBodyParameter</parameterType><parameterValue><![CDATA[@]]></parameterValue>\
         </externalAuthIdentityProviderParameters></ExternalAuthIdentityProvider>",
    ),
    (
        "secret-in-description",
        "permissionsets/X.permissionset-meta.xml",
        "<PermissionSet><description>Before.\nThe token is @, of course.\nAfter.</description><label>X</label></PermissionSet>",
    ),
    (
        "secret-in-description",
        "externalCredentials/X.externalCredential-meta.xml",
        "<ExternalCredential><externalCredentialParameters><description>@</description></externalCredentialParameters>\
         </ExternalCredential>",
    ),
    (
        "secret-in-url",
        "namedCredentials/X.namedCredential-meta.xml",
        "<NamedCredential><namedCredentialParameters><parameterName>Url</parameterName><parameterType>Url</parameterType>\
         <parameterValue>https://a.example.com/b?c=d&amp;sig=@</parameterValue></namedCredentialParameters></NamedCredential>",
    ),
    (
        "secret-in-element",
        "namedCredentials/X.namedCredential-meta.xml",
        "<NamedCredential><oauthToken>@</oauthToken></NamedCredential>",
    ),
    (
        "secret-in-comment",
        "authproviders/X.authprovider-meta.xml",
        "<AuthProvider><!-- was\n@ --><friendlyName>X</friendlyName></AuthProvider>",
    ),
];

/// All that people get to read of a finding.
fn said(finding: &Finding) -> String {
    let excerpt = finding.excerpt.iter().flat_map(|excerpt| &excerpt.lines).map(|line| line.text.as_str());
    let fix = finding.fix.iter().flat_map(|fix| {
        std::iter::once(fix.title.as_str()).chain(fix.edits.iter().map(|edit| edit.replacement.as_str()))
    });
    let words = [finding.message.as_str(), finding.help.as_deref().unwrap_or_default()];
    words.into_iter().chain(excerpt).chain(fix).collect::<Vec<_>>().join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_part_of_a_secret_is_said(secret in "([a-z][A-Z][0-9]){10}[a-zA-Z0-9]{10}") {
        for (rule, path, text) in PLACES {
            let found = check_files(None, &[((*path).to_owned(), text.replace('@', &secret))]);
            prop_assert!(found.iter().any(|finding| finding.rule.id == *rule), "{} finds nothing", rule);
            for finding in found {
                let said = said(&finding);
                let parts = (0..secret.len() - 4).map(|at| &secret[at..at + 4]);
                let leaked: Vec<&str> = parts.filter(|part| said.contains(part)).collect();
                prop_assert!(leaked.is_empty(), "{} says {:?} in {}", finding.rule.id, leaked, said);
            }
        }
    }
}

#[test]
fn a_secret_that_is_allowed_is_not_shown_beside_something_else() {
    let text = "<ExternalCredential><!-- xcred: allow secret-in-description because it is a test --><description>password: \
                staple42horse</description><nothing>x</nothing></ExternalCredential>";
    let found = check_files(None, &[("externalCredentials/X.externalCredential-meta.xml".to_owned(), text.to_owned())]);
    assert!(found.iter().any(|finding| finding.rule.id == "unknown-element"));
    assert!(found.iter().all(|finding| finding.rule.id != "secret-in-description"));
    assert!(found.iter().all(|finding| !said(finding).contains("staple")), "{found:?}");
}
