//! Facts that the rest of the tool leans on, asked the way the rest of the tool asks.

use super::*;
use crate::metadata::shape::{Evidence, ParameterRole, Secrecy};

/// The children of a parameter with this type and name.
fn parameter<'v>(parameter_type: &'v str, name: &'v str) -> impl Fn(&str) -> Option<&'v str> {
    move |child| match child {
        "parameterType" => Some(parameter_type),
        "parameterName" => Some(name),
        _ => None,
    }
}

fn table(name: &str) -> &'static MetadataType {
    type_named(name).expect("its table is built in")
}

fn child(type_name: &str, structure: &str, name: &str) -> &'static ElementShape {
    table(type_name).structures[structure].element(name).expect("the table has it")
}

#[test]
fn values_are_hidden_unless_they_are_known_to_be_harmless() {
    let credential = child("ExternalCredential", "ExternalCredentialParameter", "parameterValue");
    let named = child("NamedCredential", "NamedCredentialParameter", "parameterValue");
    let provider = child("ExternalAuthIdentityProvider", "ExternalAuthIdentityProviderParameter", "parameterValue");
    for (value, parameter_type, name, secrecy) in [
        (credential, "AuthHeader", "Authorization", Secrecy::Whole),
        (credential, "AuthHeader", "content-type", Secrecy::Harmless),
        (credential, "AuthParameter", "Scope", Secrecy::Harmless),
        (credential, "AuthParameter", "scope", Secrecy::Whole),
        (credential, "AuthParameter", "AwsStsExternalId", Secrecy::Whole),
        (credential, "AuthProviderUrl", "AuthProviderUrl", Secrecy::InUrl),
        (credential, "JwtBodyClaim", "aud", Secrecy::Harmless),
        (credential, "JwtBodyClaim", "client_secret", Secrecy::Whole),
        (credential, "NamedPrincipal", "Admin", Secrecy::Whole),
        (named, "HttpHeader", "X-Api-Key", Secrecy::Whole),
        (named, "Url", "Url", Secrecy::InUrl),
        (named, "CustomParameter", "any", Secrecy::Whole),
        (provider, "TokenRequestBodyParameter", "client_assertion", Secrecy::Whole),
        (provider, "TokenRequestBodyParameter", "grant_type", Secrecy::Harmless),
        (provider, "TokenRequestBodyParameter", "audience", Secrecy::InUrl),
        (provider, "TokenRequestHttpHeader", "Authorization", Secrecy::Whole),
        (provider, "TokenUrl", "TokenUrl", Secrecy::InUrl),
    ] {
        assert_eq!(value.secrecy(parameter(parameter_type, name)), secrecy, "{parameter_type} {name}");
    }
}

#[test]
fn the_value_of_an_unknown_parameter_type_is_hidden() {
    let elements = all_elements().map(|(_, element)| element);
    let values: Vec<_> = elements.filter(|element| element.name == "parameterValue").collect();
    assert_eq!(values.len(), 3);
    for value in values {
        assert!(value.can_hold_secret(parameter("NobodyHeardOfIt", "Accept")));
        assert!(value.can_hold_secret(|_| None));
    }
}

#[test]
fn elements_that_are_secrets_are_hidden() {
    for (type_name, names) in [
        ("AuthProvider", &["consumerSecret", "ecKey"][..]),
        ("NamedCredential", &["awsAccessKey", "awsAccessSecret", "oauthRefreshToken", "oauthToken", "password"]),
    ] {
        for name in names {
            let element = table(type_name).element(name);
            assert!(element.is_some_and(|element| element.can_hold_secret(|_| None)), "{type_name} {name}");
        }
    }
}

#[test]
fn principals_are_their_own_group_and_the_rest_is_in_the_default_group() {
    let group = child("ExternalCredential", "ExternalCredentialParameter", "parameterGroup");
    assert_eq!(group.default_among(parameter("NamedPrincipal", "Admin")), Some("Admin"));
    assert_eq!(group.default_among(parameter("PerUserPrincipal", "Each")), Some("Each"));
    assert_eq!(group.default_among(parameter("AuthHeader", "Accept")), Some("DefaultGroup"));
}

#[test]
fn allowed_namespaces_are_told_apart_by_namespace() {
    let parameters = table("NamedCredential").element("namedCredentialParameters").expect("the table has it");
    let random = parameter("AllowedManagedPackageNamespaces", "AllowedNamespace_qxD");
    assert_eq!(parameters.key_of(random), ["parameterType", "parameterValue"]);
    assert_eq!(parameters.key_of(parameter("Url", "Url")), ["parameterType", "parameterName"]);
}

#[test]
fn version_57_names_permission_sets_and_version_58_has_groups() {
    let principal = child("ExternalCredential", "ExternalCredentialParameter", "principal");
    let group = child("ExternalCredential", "ExternalCredentialParameter", "parameterGroup");
    let exists = |major| (principal.exists_in(ApiVersion::new(major)), group.exists_in(ApiVersion::new(major)));
    assert_eq!([exists(57), exists(58)], [(true, false), (false, true)]);
}

#[test]
fn every_version_requires_one_label() {
    for major in ApiVersion::OLDEST_KNOWN.major()..=ApiVersion::NEWEST_KNOWN.major() {
        let labels = ["label", "masterLabel"].into_iter().filter_map(|name| table("ExternalCredential").element(name));
        assert_eq!(labels.filter(|label| label.required && label.exists_in(ApiVersion::new(major))).count(), 1);
    }
}

#[test]
fn the_protocols_that_orgs_were_seen_to_refuse_are_marked() {
    let protocols = table("ExternalCredential").enumerations["AuthenticationProtocol"].values.iter();
    let refused = protocols.filter(|value| value.not_deployable).map(|value| value.name.as_str());
    assert!(refused.eq(["NoAuthentication", "Password", "JwtExchange"]));
}

#[test]
fn orgs_were_seen_to_want_these_parameters() {
    let wanted = |protocol, variant| {
        let row = table("ExternalCredential").protocol(protocol, variant).expect("the table has it");
        let seen = row.required.iter().filter(|set| set.evidence == Evidence::Server);
        seen.flat_map(|set| &set.types).map(String::as_str).collect::<Vec<_>>()
    };
    assert_eq!(wanted("Jwt", None), ["SigningCertificate"]);
    let variant = Some("ClientCredentialsClientSecretBasic");
    assert_eq!(wanted("Oauth", variant), ["AuthProtocolVariant", "AuthProviderUrl"]);
}

#[test]
fn principals_carry_no_value() {
    let rules = table("ExternalCredential").structures["ExternalCredentialParameter"].parameters.iter();
    let principals: Vec<_> = rules.filter(|rule| rule.role == ParameterRole::Principal).collect();
    assert!(!principals.is_empty() && principals.iter().all(|rule| rule.value_in.is_none()));
}
