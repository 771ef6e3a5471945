//! What seems to have another name now.

use super::*;

fn side(files: &[(&str, &str, String)]) -> Snapshot {
    let component = |(kind, name, inner): &(&str, &str, String)| {
        let text = format!("<{kind}>\n{inner}\n</{kind}>");
        Component::of_one_file(ComponentId::new(*kind, *name), format!("{name}.xml"), text.into_bytes())
    };
    Snapshot::of(files.iter().map(component))
}

fn erp(name: &str, scope: &str) -> String {
    let url = parameter("AuthProviderUrl", "AuthProviderUrl", "<parameterValue>https://login.example</parameterValue>");
    let header =
        parameter("X-Key", "AuthHeader", &format!("<parameterValue>{{!$Credential.{name}.Key}}</parameterValue>"));
    let scope = parameter("Scope", "AuthParameter", &format!("<parameterValue>{scope}</parameterValue>"));
    let principal = parameter("Admin", "NamedPrincipal", "<sequenceNumber>1</sequenceNumber>");
    format!(
        "<authenticationProtocol>Oauth</authenticationProtocol><label>{name} of ours</label>{url}{header}{scope}{principal}"
    )
}

fn api(of: &str) -> String {
    format!(
        "<namedCredentialParameters><externalCredential>{of}</externalCredential><parameterName>ExternalCredential</parameterName><parameterType>Authentication</parameterType></namedCredentialParameters>"
    )
}

fn grant(of: &str) -> String {
    format!(
        "<externalCredentialPrincipalAccesses><enabled>true</enabled><externalCredentialPrincipal>{of}</externalCredentialPrincipal></externalCredentialPrincipalAccesses>"
    )
}

/// What is told of each component and element: kind, name, other name, what it follows.
fn axes(comparison: &Comparison) -> Vec<String> {
    let mut lines = Vec::new();
    let mark = |kind: ChangeKind| match kind {
        ChangeKind::Added => '+',
        ChangeKind::Modified => '~',
        ChangeKind::Removed => '-',
    };
    for (id, change) in comparison.changes.iter() {
        let moved = change.moved.as_ref().map_or(String::new(), |other| format!(" ({})", other.full_name));
        lines.push(format!("{} {id}{moved}", mark(change.kind)));
        let Detail::Elements(elements) = &change.detail else { continue };
        for element in elements {
            let moved = element.moved.as_ref().map_or(String::new(), |other| format!(" ({other})"));
            let follows = element.follows.as_ref().map_or(String::new(), |id| format!(" follows {id}"));
            lines.push(format!("  {} {}{moved}{follows}", mark(element.kind), element.path));
        }
    }
    lines
}

#[test]
fn a_renamed_credential_is_told_and_its_references_follow() {
    let before = side(&[
        ("ExternalCredential", "Old", erp("Old", "read")),
        ("NamedCredential", "Api", api("Old")),
        ("PermissionSet", "P", grant("Old-Admin")),
    ]);
    let after = side(&[
        ("ExternalCredential", "New", erp("New", "write")),
        ("NamedCredential", "Api", api("New")),
        ("PermissionSet", "P", grant("New-Admin")),
    ]);
    insta::assert_snapshot!(axes(&compare(&before, &after)).join("\n"), @r"
    + ExternalCredential:New (Old)
      ~ externalCredentialParameters[AuthHeader,X-Key].parameterValue follows ExternalCredential:New
      ~ externalCredentialParameters[AuthParameter,Scope].parameterValue
      ~ label
    - ExternalCredential:Old (New)
    ~ NamedCredential:Api
      ~ namedCredentialParameters[Authentication,ExternalCredential].externalCredential follows ExternalCredential:New
    ~ PermissionSet:P
      + externalCredentialPrincipalAccesses[New-Admin] (externalCredentialPrincipalAccesses[Old-Admin]) follows ExternalCredential:New
      - externalCredentialPrincipalAccesses[Old-Admin] (externalCredentialPrincipalAccesses[New-Admin]) follows ExternalCredential:New
    ");
}

#[test]
fn a_renamed_principal_is_told_with_what_else_changed_in_it() {
    let of = |name: &str, number: u8| {
        let principal = parameter(
            name,
            "NamedPrincipal",
            &format!("<parameterGroup>{name}</parameterGroup><sequenceNumber>{number}</sequenceNumber>"),
        );
        let scope = parameter(
            "Scope",
            "AuthParameter",
            &format!("<parameterGroup>{name}</parameterGroup><parameterValue>all</parameterValue>"),
        );
        principal + &scope
    };
    let before = side(&[("ExternalCredential", "Erp", of("Admin", 1)), ("PermissionSet", "P", grant("Erp-Admin"))]);
    let after = side(&[("ExternalCredential", "Erp", of("Batch", 2)), ("PermissionSet", "P", grant("Erp-Batch"))]);
    insta::assert_snapshot!(axes(&compare(&before, &after)).join("\n"), @r"
    ~ ExternalCredential:Erp
      - externalCredentialParameters[AuthParameter,Scope,Admin] (externalCredentialParameters[AuthParameter,Scope,Batch])
      + externalCredentialParameters[AuthParameter,Scope,Batch] (externalCredentialParameters[AuthParameter,Scope,Admin])
      - externalCredentialParameters[NamedPrincipal,Admin] (externalCredentialParameters[NamedPrincipal,Batch])
      + externalCredentialParameters[NamedPrincipal,Batch] (externalCredentialParameters[NamedPrincipal,Admin])
      ~ externalCredentialParameters[NamedPrincipal,Batch].sequenceNumber
    ~ PermissionSet:P
      - externalCredentialPrincipalAccesses[Erp-Admin] (externalCredentialPrincipalAccesses[Erp-Batch]) follows ExternalCredential:Erp
      + externalCredentialPrincipalAccesses[Erp-Batch] (externalCredentialPrincipalAccesses[Erp-Admin]) follows ExternalCredential:Erp
    ");
}

#[test]
fn where_several_could_be_meant_nothing_has_moved() {
    let one = side(&[("ExternalCredential", "Old", erp("Old", "read"))]);
    let two = side(&[
        ("ExternalCredential", "New", erp("New", "read")),
        ("ExternalCredential", "Newer", erp("Newer", "read")),
    ]);
    assert_eq!(
        axes(&compare(&one, &two)),
        ["+ ExternalCredential:New", "+ ExternalCredential:Newer", "- ExternalCredential:Old"]
    );
    let principals = |names: [&str; 2]| {
        side(&[("ExternalCredential", "Erp", names.map(|name| parameter(name, "NamedPrincipal", "")).concat())])
    };
    let told = axes(&compare(&principals(["A", "B"]), &principals(["C", "D"])));
    assert!(told.iter().all(|line| !line.contains('(')), "{told:?}");
}

#[test]
fn what_only_looks_alike_has_not_moved() {
    let site = |url: &str| {
        format!(
            "<endpointUrl>{url}</endpointUrl><context>All</context><isActive>true</isActive><isApplicableToImgSrc>true</isApplicableToImgSrc>"
        )
    };
    let before = side(&[("CspTrustedSite", "A", site("https://a.example"))]);
    let told = axes(&compare(&before, &side(&[("CspTrustedSite", "B", site("https://b.example"))])));
    assert_eq!(told, ["- CspTrustedSite:A", "+ CspTrustedSite:B"]);
    let told = axes(&compare(&before, &side(&[("CspTrustedSite", "B", site("https://a.example"))])));
    assert_eq!(told, ["- CspTrustedSite:A (B)", "+ CspTrustedSite:B (A)"]);
    let other = parameter("X", "AuthHeader", "<parameterValue>{!$Credential.New.Y}</parameterValue>");
    let told = axes(&compare(
        &side(&[("ExternalCredential", "Old", erp("Old", "read"))]),
        &side(&[(
            "ExternalCredential",
            "New",
            format!("<authenticationProtocol>Custom</authenticationProtocol>{other}"),
        )]),
    ));
    assert_eq!(told, ["+ ExternalCredential:New", "- ExternalCredential:Old"]);
}
