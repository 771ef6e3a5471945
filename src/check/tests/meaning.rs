//! What the rules on meaning say of components, case by case: how grave it is, and that neighbours stay silent.

use super::*;
use crate::metadata::{shape::Secrecy, type_named};

/// Parameters, one a line: type, name and value, or `child=value` for what is no `parameterValue`.
fn parameters(tag: &str, lines: &str) -> String {
    let mut text = String::new();
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let mut words = line.split_whitespace();
        let (kind, name) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let mut children = format!("<parameterName>{name}</parameterName><parameterType>{kind}</parameterType>");
        for word in words {
            let (child, value) = match word.split_once('=') {
                Some((child, value)) if child.chars().all(char::is_alphabetic) => (child, value),
                _ => ("parameterValue", word),
            };
            children += &format!("<{child}>{}</{child}>", value.replace('~', " "));
        }
        text += &format!("<{tag}>{children}</{tag}>");
    }
    text
}

fn credential(protocol: &str, lines: &str) -> (String, String) {
    let inside = parameters("externalCredentialParameters", lines);
    let text = format!(
        "<ExternalCredential xmlns=\"http://soap.sforce.com/2006/04/metadata\">\
         <authenticationProtocol>{protocol}</authenticationProtocol>{inside}<label>Erp</label></ExternalCredential>"
    );
    ("externalCredentials/Erp.externalCredential-meta.xml".to_owned(), text)
}

fn provider(flow: &str, lines: &str) -> (String, String) {
    let inside = parameters("externalAuthIdentityProviderParameters", lines);
    let text = format!(
        "<ExternalAuthIdentityProvider xmlns=\"http://soap.sforce.com/2006/04/metadata\">\
         <authenticationFlow>{flow}</authenticationFlow><authenticationProtocol>OAuth</authenticationProtocol>\
         {inside}<label>Shop</label></ExternalAuthIdentityProvider>"
    );
    ("externalAuthIdentityProviders/Shop.externalAuthIdentityProvider-meta.xml".to_owned(), text)
}

fn named(lines: &str) -> (String, String) {
    let inside = parameters("namedCredentialParameters", lines);
    let text = format!(
        "<NamedCredential xmlns=\"http://soap.sforce.com/2006/04/metadata\"><label>Erp</label>{inside}\
         <namedCredentialType>SecuredEndpoint</namedCredentialType></NamedCredential>"
    );
    ("namedCredentials/Erp.namedCredential-meta.xml".to_owned(), text)
}

/// What is said of a file: severity, rule and the text that it points at, in the order of the file.
fn told(file: (String, String)) -> Vec<String> {
    let any_rule_of_one_file = rules_named("not-a-url");
    let text = file.1.clone();
    let found = findings(any_rule_of_one_file, None, &[file]);
    let tell = |finding: &Finding| {
        let region = finding.location.as_ref().and_then(|location| location.region).expect("a place");
        let cut = &text[offset_of(&text, region.start)..offset_of(&text, region.end)];
        format!("{} {} {cut}", finding.rule.severity, finding.rule.id)
    };
    // Whether a value is for Salesforce alone is the schema's.
    found.iter().filter(|finding| finding.rule.id != "reserved-value").map(tell).collect()
}

fn rules_named(id: &str) -> &'static CheckRule {
    crate::check::rules::rule_named(id).expect("there is such a rule")
}

const PRINCIPAL: &str = "NamedPrincipal Nightly sequenceNumber=1\n";

#[test]
fn what_servers_were_seen_to_refuse_is_an_error() {
    for (file, expected) in [
        (credential("JwtExchange", PRINCIPAL), "error protocol-not-deployable JwtExchange"),
        (credential("Password", PRINCIPAL), "error protocol-not-deployable Password"),
        (credential("password", PRINCIPAL), "error unknown-value password"),
        (credential("NoAuthentication", PRINCIPAL), "error protocol-not-deployable NoAuthentication"),
        (credential("Custom", &format!("{PRINCIPAL}CustomPrincipal x")), "error refused-parameter CustomPrincipal"),
        (
            credential("Oauth", &format!("{PRINCIPAL}AuthProviderUrl AuthProviderUrl https://erp.example.com/t")),
            "error refused-parameter AuthProviderUrl",
        ),
        (credential("Jwt", PRINCIPAL), "error missing-parameter Jwt"),
        (
            credential("Oauth", &format!("{PRINCIPAL}AuthProtocolVariant Oauth ClientCredentialsClientSecretBasic")),
            "error missing-parameter Oauth",
        ),
        (
            credential("Custom", &format!("{PRINCIPAL}AuthHeader Accept sequenceNumber=1")),
            "error missing-parameter-field AuthHeader",
        ),
        (
            named(
                "Url Url https://erp.example.com\nAuthentication ExternalCredential externalCredential=Erp\nHttpHeader Accept text/xml",
            ),
            "error missing-parameter-field HttpHeader",
        ),
    ] {
        assert_eq!(told(file), [expected]);
    }
}

#[test]
fn what_is_inferred_is_a_warning_or_a_note() {
    for (file, expected) in [
        (credential("Oauth", PRINCIPAL), &["warning missing-parameter Oauth"][..]),
        (
            credential(
                "Custom",
                &format!("{PRINCIPAL}AuthProtocolVariant Custom NoAuthentication\nAuthParameter Scope read"),
            ),
            &["warning refused-parameter AuthParameter"],
        ),
        (
            credential("Custom", "NamedPrincipal Nightly secret sequenceNumber=1"),
            &["warning value-in-wrong-element <parameterValue>"],
        ),
        (credential("Basic", "NamedPrincipal Nightly"), &["warning missing-sequence-number NamedPrincipal"]),
        (
            credential("Basic", &format!("{PRINCIPAL}AuthParameter AwsRegion")),
            &["warning missing-parameter-field AuthParameter", "note unusual-parameter AuthParameter"],
        ),
        (
            credential(
                "AwsSv4",
                &format!(
                    "{PRINCIPAL}AuthProtocolVariant AwsSv4 AwsSv4_STS\nAwsStsPrincipal AwsStsPrincipal\nAuthParameter AwsService s3\nAuthParameter AwsRegion eu-west-1\nAuthProviderUrlQueryParameter AwsExternalId 7\nAuthParameter AwsProfileArn arn"
                ),
            ),
            &["note unusual-parameter AuthParameter"],
        ),
        (
            named("Url Url https://erp.example.com"),
            &["warning missing-parameter <NamedCredential xmlns=\"http://soap.sforce.com/2006/04/metadata\">"],
        ),
    ] {
        assert_eq!(told(file), expected);
    }
}

#[test]
fn a_full_name_hides_no_missing_parameter_and_an_unknown_element_may() {
    let missing = |element: &str| {
        let (path, text) = credential("Jwt", PRINCIPAL);
        let text = text.replace("<label>", &format!("<{element}>Erp</{element}><label>"));
        told((path, text)).contains(&"error missing-parameter Jwt".to_owned())
    };
    assert_eq!(["description", "fullName", "principals"].map(missing), [true, true, false]);
}

#[test]
fn jwt_bearer_wants_its_certificate_and_misses_its_claims() {
    let file = credential(
        "Oauth",
        &format!(
            "{PRINCIPAL}AuthProtocolVariant Oauth JwtBearer\nAuthProviderUrl AuthProviderUrl https://erp.example.com/t\nJwtBodyClaim aud \"https://erp.example.com\"\nJwtBodyClaim iss erp"
        ),
    );
    assert_eq!(told(file), ["error missing-parameter Oauth", "warning missing-parameter Oauth"]);
}

#[test]
fn identity_providers_need_their_urls() {
    assert_eq!(told(provider("ClientCredentials", "")), ["error missing-parameter OAuth"]);
    let authorize = provider("AuthorizationCode", "TokenUrl TokenUrl https://shop.example.com/token");
    assert_eq!(told(authorize), ["error missing-parameter OAuth"]);
    let options = "TokenUrl TokenUrl https://shop.example.com/token\nIdentityProviderOptions Pkce true\n\
                   ClientAuthentication ClientAuthentication ClientSecretJwt";
    let expected = ["warning unknown-parameter-value ClientSecretJwt", "warning fixed-parameter-name Pkce"];
    let mut found = told(provider("ClientCredentials", options));
    found.sort_by(|one, other| other.cmp(one));
    assert_eq!(found, expected);
    let pair = provider("SalesforceDefined", "TokenUrl TokenUrl https://shop.example.com/token");
    assert_eq!(told(pair), ["warning mismatched-variant SalesforceDefined"]);
    let twice = "TokenUrl TokenUrl https://shop.example.com/token\nTokenUrl TokenUrl https://shop.example.com/other";
    assert_eq!(told(provider("ClientCredentials", twice)), ["warning duplicate-parameter TokenUrl"]);
}

#[test]
fn urls_are_judged_unless_they_are_filled_in_later() {
    let url = |value: &str| told(provider("ClientCredentials", &format!("TokenUrl TokenUrl {value}")));
    for silent in ["https://shop.example.com/token", "${SHOP}/token", "{!$Setup.Url}", "__SHOP__", "REPLACE_ME"] {
        assert!(url(silent).is_empty(), "{silent}");
    }
    assert_eq!(url("/token"), ["warning not-a-url /token"]);
    assert_eq!(url("ftp://shop.example.com"), ["warning not-a-url ftp://shop.example.com"]);
    assert_eq!(url("HTTP://shop.example.com"), ["warning url-not-https HTTP"]);
    assert_eq!(url("https://me:word@shop.example.com/@x"), ["warning url-with-user-info me:word"]);
    let audience =
        "TokenUrl TokenUrl https://shop.example.com/token\nTokenRequestBodyParameter audience shop sequenceNumber=1";
    assert!(told(provider("ClientCredentials", audience)).is_empty());
}

#[test]
fn formulas_may_name_their_own_credential_in_any_capitals() {
    let header = |formula: &str| {
        told(credential("Custom", &format!("{PRINCIPAL}AuthHeader Authorization {formula} sequenceNumber=1")))
    };
    for silent in [
        "{!$Credential.Erp.Token}",
        "{!$credential.ERP.Token}",
        "{!'Bearer~'&amp;$Credential.Erp.Token}",
        "{!$Credential.OAuthToken}",
    ] {
        assert!(header(silent).is_empty(), "{silent}");
    }
    assert_eq!(header("{!$Credential.Token}"), ["warning formula-unknown-credential $Credential.Token"]);
    assert_eq!(header("{!$Credential.Shop.Token"), ["warning unreadable-formula {!$Credential.Shop.Token"]);
    assert_eq!(header("Bearer~$Credential.Erp.Token"), ["warning formula-not-whole Bearer $Credential.Erp.Token"]);
}

#[test]
fn nobody_is_sent_to_a_value_that_is_not_for_everybody() {
    for (protocol, kind) in [
        ("apikey", "NamedPrincipal"),
        ("OrgJwtt", "NamedPrincipal"),
        ("Custom", "customprincipal"),
        ("Custom", "CustomPrincipl"),
        ("Custom", "Custom"),
    ] {
        let found = findings(
            rules_named("unknown-value"),
            Some(ApiVersion::NEWEST_KNOWN),
            &[credential(protocol, &format!("{kind} X x"))],
        );
        let unknown: Vec<&Finding> = found.iter().filter(|finding| finding.rule.id == "unknown-value").collect();
        let [unknown] = unknown[..] else { panic!("{found:#?}") };
        let help = unknown.help.as_deref().expect("a way out");
        let shown = ["`ApiKey`", "`OrgJwt`", "`CustomPrincipal`"].map(|name| help.contains(name));
        assert!(unknown.fix.is_none() && shown == [false; 3], "{unknown:#?}");
    }
}

#[test]
fn headers_may_stand_twice() {
    let twice = format!("{PRINCIPAL}AuthHeader Accept a sequenceNumber=1\nAuthHeader Accept b sequenceNumber=2");
    assert!(told(credential("Custom", &twice)).is_empty());
}

#[test]
fn names_are_developer_names_with_or_without_a_namespace() {
    let named = |name: &str| {
        let (_, text) = credential("Basic", PRINCIPAL);
        told((format!("externalCredentials/{name}.externalCredential-meta.xml"), text)).len()
    };
    for (name, faults) in [
        ("Erp", 0),
        ("E", 0),
        ("Erp_2", 0),
        ("larkhill__Erp", 0),
        ("1Erp", 1),
        ("_Erp", 1),
        ("Erp_", 1),
        ("Erp__", 1),
        ("larkhill__Erp__2", 1),
        ("Erp 2", 1),
        ("Ärp", 1),
        ("larkhill_and_sons__Erp", 1),
    ] {
        assert_eq!(named(name), faults, "{name}");
    }
}

/// What nobody may read, in each form in which the rules on meaning look at values.
const SECRETS: &[&str] = &[
    "QQsecretQQ",
    "QQsecretQQ~{!$Credential.Erp.Token}",
    "{!'QQsecretQQ'~$Credential.Erp.Token}",
    "{!$Credential.QQsecretQQ}",
    "QQsecretQQ~$Credential.Erp.Token",
    "https://QQsecretQQ:QQsecretQQ@erp.example.com/?QQsecretQQ#QQsecretQQ",
    "http://QQsecretQQ@erp.example.com",
];

#[test]
fn no_value_that_can_be_a_secret_is_told() {
    for table in ["ExternalCredential", "ExternalAuthIdentityProvider", "NamedCredential"] {
        let table = type_named(table).expect("its table is built in");
        let (structure, shape) = table
            .structures
            .values()
            .find_map(|one| one.element("parameterValue").map(|shape| (one, shape)))
            .expect("it has parameters");
        let types = structure.parameters.iter().flat_map(|rule| &rule.types);
        let secrecy = |kind: &str| shape.secrecy(|name| (name == "parameterType").then_some(kind));
        let pairs = types.flat_map(|kind| SECRETS.iter().map(move |secret| (kind, *secret)));
        // The path of a URL is shown, and so is text that is no URL.
        let hidden = pairs.filter(|(kind, secret)| match secrecy(kind) {
            Secrecy::Whole => true,
            Secrecy::InUrl => secret.contains("://"),
            Secrecy::Harmless => false,
        });
        for (kind, secret) in hidden {
            let lines = format!("{kind} X-Key {secret} sequenceNumber=1");
            for file in [
                credential("Basic", &lines),
                credential("Custom", &lines),
                provider("ClientCredentials", &lines),
                named(&lines),
            ] {
                for finding in findings(rules_named("not-a-url"), None, &[file]) {
                    assert!(!format!("{finding:?}").contains("QQsecretQQ"), "{finding:#?}");
                }
            }
        }
    }
}

#[test]
fn nobody_is_sent_to_a_value_that_no_org_takes() {
    for (protocol, help) in [
        ("password", "no org takes `Password` either. For a user name and a password: `Basic`"),
        ("Passwords", "`xcred explain ExternalCredential.authenticationProtocol` lists the values"),
        ("basic", "capitals count: write `Basic`"),
    ] {
        let found = super::check_files(None, &[credential(protocol, PRINCIPAL)]);
        let told = found.iter().find(|finding| finding.rule.id == "unknown-value").expect("it is no value");
        assert_eq!(told.help.as_deref(), Some(help));
        assert_eq!(told.fix.is_some(), protocol == "basic");
    }
}
