//! What a side cannot say is said to be so, and not told as a difference.

use super::*;

fn terms_of(before: Source, after: Source) -> Terms {
    Terms { before, after, ..Terms::default() }
}

fn retrieved(major: u16) -> Source {
    Source { api_version: Some(crate::metadata::ApiVersion::new(major)), provenance: Provenance::Retrieved }
}

fn side(files: &[(&str, &str, &str)]) -> Snapshot {
    let component = |(kind, name, inner): &(&str, &str, &str)| {
        let text = format!("<{kind}>{inner}</{kind}>");
        Component::of_one_file(ComponentId::new(*kind, *name), format!("{name}.xml"), text.into_bytes())
    };
    Snapshot::of(files.iter().map(component))
}

/// What is not shown, one a line: reason, side, components, elements, how many.
fn unseen(comparison: &Comparison) -> Vec<String> {
    let tell = |one: &Unseen| {
        let components: Vec<_> = one.components.iter().map(ToString::to_string).collect();
        let elements: Vec<_> = one.elements.iter().map(String::as_str).collect();
        let stand = one.stand.map_or("-".to_owned(), |stand| format!("{stand:?}"));
        format!("{} {stand} {} [{}] {}", one.reason.id(), components.join(" "), elements.join(" "), one.differences)
    };
    comparison.unseen.iter().map(tell).collect()
}

#[test]
fn what_an_api_version_lacks_is_not_told_as_gone() {
    let new = side(&[(
        "ExternalCredential",
        "Erp",
        "<label>E</label><externalCredentialParameters><parameterName>X</parameterName><parameterType>SigningCertificate</parameterType><certificate>Key</certificate></externalCredentialParameters>",
    )]);
    let old = side(&[("ExternalCredential", "Erp", "<label>E</label>")]);
    let comparison = compare_on(&old, &new, &terms_of(retrieved(56), Source::default()));
    assert!(comparison.changes.is_empty(), "{:?}", comparison.changes);
    assert_eq!(unseen(&comparison), ["other-version Before ExternalCredential:Erp [externalCredentialParameters] 1"]);
    let comparison = compare_on(&old, &new, &terms_of(retrieved(57), Source::default()));
    assert_eq!((comparison.changes.iter().len(), comparison.unseen.len()), (1, 0));
}

#[test]
fn groups_are_not_asked_of_a_version_that_has_none() {
    let scope = |group: &str| {
        format!(
            "<externalCredentialParameters>{group}<parameterName>Scope</parameterName><parameterType>AuthParameter</parameterType><parameterValue>all</parameterValue></externalCredentialParameters>"
        )
    };
    let new = side(&[("ExternalCredential", "Erp", &scope("<parameterGroup>Night</parameterGroup>"))]);
    let old = side(&[("ExternalCredential", "Erp", &scope(""))]);
    let comparison = compare_on(&old, &new, &terms_of(retrieved(57), Source::default()));
    assert!(comparison.changes.is_empty(), "{:?}", comparison.changes);
    assert_eq!(unseen(&comparison), ["other-version Before ExternalCredential:Erp [parameterGroup] 1"]);
    assert_eq!(compare(&old, &new).changes.iter().len(), 1);
}

#[test]
fn secrets_that_no_org_returns_are_not_told_as_gone() {
    let of = |secret: &str| side(&[("AuthProvider", "Idp", &format!("<friendlyName>I</friendlyName>{secret}"))]);
    let here = of("<consumerSecret>s3cr3t</consumerSecret>");
    for held in ["", "<consumerSecret>Placeholder_Value</consumerSecret>"] {
        let comparison = compare_on(&of(held), &here, &terms_of(retrieved(66), Source::default()));
        assert!(comparison.changes.is_empty(), "{held}");
        assert_eq!(unseen(&comparison), ["never-retrieved Before AuthProvider:Idp [consumerSecret] 1"], "{held}");
    }
    let comparison = compare(&of("<consumerSecret>other</consumerSecret>"), &here);
    assert_eq!((comparison.changes.iter().len(), comparison.unseen.len()), (1, 0));
    assert!(!format!("{comparison:?}").contains("s3cr3t"));
}

#[test]
fn an_empty_listing_is_told_as_one_and_removes_nothing_where_others_refer_to_it() {
    let grant = "<externalCredentialPrincipalAccesses><enabled>true</enabled><externalCredentialPrincipal>Erp-A</externalCredentialPrincipal></externalCredentialPrincipalAccesses>";
    let full = side(&[("ExternalCredential", "Erp", "<label>E</label>"), ("PermissionSet", "P", grant)]);
    let blind = side(&[("PermissionSet", "P", grant)]);
    let comparison = compare_on(&full, &blind, &terms_of(retrieved(66), retrieved(66)));
    assert!(comparison.changes.is_empty());
    assert_eq!(unseen(&comparison), ["not-permitted After ExternalCredential:Erp [] 1"]);
    let comparison = compare_on(&blind, &full, &terms_of(retrieved(66), Source::default()));
    assert_eq!(comparison.changes.count(ChangeKind::Added), 1, "a deployment would send it");
    assert_eq!(unseen(&comparison), ["not-permitted Before ExternalCredential:Erp [] 1"]);
    let alone = side(&[("ExternalCredential", "Erp", "<label>E</label>")]);
    let comparison = compare_on(&alone, &Snapshot::default(), &terms_of(retrieved(66), retrieved(66)));
    assert_eq!(comparison.changes.count(ChangeKind::Removed), 1);
    assert_eq!(unseen(&comparison), ["perhaps-not-permitted After ExternalCredential:Erp [] 1"]);
    assert!(compare(&alone, &Snapshot::default()).unseen.is_empty(), "files hide nothing");
}

#[test]
fn components_of_packages_are_not_told_as_gone_from_an_org() {
    let full = side(&[
        ("ExternalCredential", "Own", "<label>O</label>"),
        ("ExternalCredential", "pkg__Theirs", "<label>T</label>"),
    ]);
    let own = side(&[("ExternalCredential", "Own", "<label>O</label>")]);
    let comparison = compare_on(&full, &own, &terms_of(retrieved(66), retrieved(66)));
    assert!(comparison.changes.is_empty());
    assert_eq!(unseen(&comparison), ["managed After ExternalCredential:pkg__Theirs [] 1"]);
    assert_eq!(compare(&full, &own).changes.count(ChangeKind::Removed), 1);
}

#[test]
fn of_permission_sets_only_what_concerns_callouts_is_told_unless_asked() {
    let set = |label: &str, read: &str, granted: &str| {
        format!(
            "<label>{label}</label><objectPermissions><object>UserExternalCredential</object><allowRead>{read}</allowRead></objectPermissions>\
             <objectPermissions><object>Account</object><allowRead>{read}</allowRead></objectPermissions>\
             <externalCredentialPrincipalAccesses><enabled>{granted}</enabled><externalCredentialPrincipal>Erp-A</externalCredentialPrincipal></externalCredentialPrincipalAccesses>"
        )
    };
    let before = side(&[("PermissionSet", "P", &set("One", "false", "false"))]);
    let after = side(&[
        ("PermissionSet", "P", &set("Two", "true", "true")),
        ("PermissionSet", "Sales", "<label>Sales</label>"),
    ]);
    let terms = Terms { breadth: Breadth::Callouts, ..Terms::default() };
    let comparison = compare_on(&before, &after, &terms);
    let (_, change) = comparison.changes.iter().next().unwrap();
    let Detail::Elements(elements) = &change.detail else { panic!("{change:?}") };
    let paths: Vec<String> = elements.iter().map(|element| element.path.to_string()).collect();
    let expected =
        ["externalCredentialPrincipalAccesses[Erp-A].enabled", "objectPermissions[UserExternalCredential].allowRead"];
    assert_eq!(paths, expected);
    let expected = ["not-of-callouts - PermissionSet:P PermissionSet:Sales [PermissionSet label objectPermissions] 3"];
    assert_eq!(unseen(&comparison), expected);
    let comparison = compare(&before, &after);
    assert_eq!((comparison.changes.iter().len(), comparison.unseen.len()), (2, 0));
}
