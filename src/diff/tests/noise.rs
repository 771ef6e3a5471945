//! What is no difference, and what must not be taken for none.

use super::*;

fn whole(type_name: &str, inner: &str) -> String {
    format!("<{type_name}>\n{inner}\n</{type_name}>\n")
}

fn header(number: u8, value: &str) -> String {
    parameter(
        "Cookie",
        "AuthHeader",
        &format!("<parameterValue>{value}</parameterValue><sequenceNumber>{number}</sequenceNumber>"),
    )
}

fn within(terms: &Terms, type_name: &str, before: &str, after: &str) -> Vec<String> {
    let comparison = compare_on(&snapshot_of(type_name, before), &snapshot_of(type_name, after), terms);
    let Some((_, change)) = comparison.changes.iter().next() else { return Vec::new() };
    let Detail::Elements(elements) = &change.detail else { panic!("{change:?}") };
    elements.iter().map(told).collect()
}

#[test]
fn headers_of_one_name_are_told_apart_by_number_then_by_value() {
    let list = "externalCredentialParameters";
    let one = credential(&(header(1, "{!$Credential.A.x}") + &header(2, "{!$Credential.A.y}")));
    let turned = credential(&(header(2, "{!$Credential.A.y}") + &header(1, "{!$Credential.A.x}")));
    assert_eq!(changes("ExternalCredential", &one, &turned), [""; 0]);
    let changed = credential(&(header(2, "{!$Credential.A.z}") + &header(1, "{!$Credential.A.x}")));
    let expected =
        format!("{list}[AuthHeader,Cookie,#2].parameterValue {{!$Credential.A.y}}@2 -> {{!$Credential.A.z}}@2");
    assert_eq!(changes("ExternalCredential", &one, &changed), [expected]);
    let renumbered = credential(&(header(1, "{!$Credential.A.x}") + &header(3, "{!$Credential.A.y}")));
    let expected = format!("{list}[AuthHeader,Cookie,#2].sequenceNumber 2@2 -> 3@2");
    assert_eq!(changes("ExternalCredential", &one, &renumbered), [expected]);
    let fewer = changes("ExternalCredential", &one, &credential(&header(1, "{!$Credential.A.x}")));
    assert_eq!(fewer.len(), 1, "{fewer:?}");
    assert!(fewer[0].starts_with(&format!("{list}[AuthHeader,Cookie,#2] {{")), "{fewer:?}");
}

#[test]
fn switches_and_numbers_have_many_spellings() {
    let site = |active: &str| {
        whole("RemoteSiteSetting", &format!("<isActive>{active}</isActive><url>https://a.example</url>"))
    };
    for same in ["1", " true\n", "<![CDATA[true]]>"] {
        assert_eq!(changes("RemoteSiteSetting", &site("true"), &site(same)), [""; 0], "{same}");
    }
    assert_eq!(changes("RemoteSiteSetting", &site("true"), &site("0")), ["isActive true@2 -> 0@2"]);
    let principal = |number: &str| {
        credential(&parameter("A", "NamedPrincipal", &format!("<sequenceNumber>{number}</sequenceNumber>")))
    };
    assert_eq!(changes("ExternalCredential", &principal("1"), &principal("+001")), [""; 0]);
    assert_eq!(changes("ExternalCredential", &principal("1"), &principal("1.0")).len(), 1);
}

#[test]
fn what_is_empty_is_absent() {
    for empty in [
        "<description/>",
        "<description>\n</description>",
        "<description xsi:nil='1' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'>x</description>",
        "<externalCredentialParameters/>",
        "<externalCredentialParameters><description/></externalCredentialParameters>",
    ] {
        assert_eq!(changes("ExternalCredential", &credential(""), &credential(empty)), [""; 0], "{empty}");
    }
}

#[test]
fn names_that_orgs_make_up_are_matched_where_there_is_no_choice() {
    let of = |end: &str| parameter(&format!("Billing_{end}"), "NamedPrincipal", "<sequenceNumber>1</sequenceNumber>");
    let (here, there) = (of("WnQvjgP1666628587620"), of("cDnjCvC1671376892663"));
    assert_eq!(changes("ExternalCredential", &credential(&here), &credential(&there)), [""; 0]);
    let other = there.replace(">1<", ">2<");
    let expected =
        ["externalCredentialParameters[NamedPrincipal,Billing_cDnjCvC1671376892663].sequenceNumber 1@2 -> 2@2"];
    assert_eq!(changes("ExternalCredential", &credential(&here), &credential(&other)), expected);
    let several = there.clone() + &of("aaaaaaa1671376892663");
    assert_eq!(
        changes("ExternalCredential", &credential(&here), &credential(&several)).len(),
        3,
        "which is which is not known"
    );
    let plain = parameter("Billing", "NamedPrincipal", "<sequenceNumber>1</sequenceNumber>");
    assert_eq!(
        changes("ExternalCredential", &credential(&here), &credential(&plain)).len(),
        2,
        "somebody chose that name"
    );
}

#[test]
fn a_grant_means_the_same_with_spaces_around_its_hyphen() {
    let grant = |of: &str| {
        whole(
            "PermissionSet",
            &format!(
                "<externalCredentialPrincipalAccesses><enabled>true</enabled><externalCredentialPrincipal>{of}</externalCredentialPrincipal></externalCredentialPrincipalAccesses>"
            ),
        )
    };
    let loose = Terms { spelling: Spelling::AsPeople, ..Terms::default() };
    assert_eq!(within(&loose, "PermissionSet", &grant("Erp - Night run"), &grant("Erp-Night run")), [""; 0]);
    assert_eq!(
        changes("PermissionSet", &grant("Erp - Night"), &grant("Erp-Night")).len(),
        2,
        "an org refuses the first"
    );
    assert_eq!(changes("PermissionSet", &grant("Erp-Night"), &grant("Erp-Day")).len(), 2);
    let terms = Terms { namespace: Some("lark".into()), ..Terms::default() };
    assert_eq!(within(&terms, "PermissionSet", &grant("lark__Erp-Night"), &grant("Erp-Night")), [""; 0]);
    assert_eq!(within(&terms, "PermissionSet", &grant("hill__Erp-Night"), &grant("Erp-Night")).len(), 2);
}

#[test]
fn the_projects_namespace_is_no_difference_and_others_are() {
    let terms = Terms { namespace: Some("lark".into()), ..Terms::default() };
    let of = |name: &str| {
        whole(
            "NamedCredential",
            &format!(
                "<namedCredentialParameters><externalCredential>{name}</externalCredential><parameterName>ExternalCredential</parameterName><parameterType>Authentication</parameterType></namedCredentialParameters>"
            ),
        )
    };
    assert_eq!(within(&terms, "NamedCredential", &of("lark__Erp"), &of("Erp")), [""; 0]);
    assert_eq!(within(&terms, "NamedCredential", &of("hill__Erp"), &of("Erp")).len(), 1);
    assert_eq!(changes("NamedCredential", &of("lark__Erp"), &of("Erp")).len(), 1);
    let side = |name: &str| {
        Snapshot::of([Component::of_one_file(ComponentId::new("NamedCredential", name), name, of("Erp").into_bytes())])
    };
    let (before, after) = (side("lark__Api"), side("Api"));
    assert!(compare_on(&aligned(&before, &after, &terms), &after, &terms).changes.is_empty());
    let credential =
        Component::of_one_file(ComponentId::new("ExternalCredential", "Erp"), "e", "<ExternalCredential/>".as_bytes());
    let named = Component::of_one_file(ComponentId::new("NamedCredential", "Api"), "a", of("lark__Erp").into_bytes());
    let both = Snapshot::of([credential, named]);
    let graph = Graph::on(&both, &both, &ChangeSet::default(), &terms);
    assert_eq!(graph.nodes.len(), 2, "{graph:?}");
    assert_eq!(compare_on(&aligned(&side("hill__Api"), &after, &terms), &after, &terms).changes.iter().len(), 2);
}

#[test]
fn older_api_versions_say_the_same_in_other_words() {
    let old = credential(
        &(parameter("A", "NamedPrincipal", "<principal>Billing</principal>") + "<masterLabel>Erp</masterLabel>"),
    );
    let new =
        credential(&(parameter("A", "NamedPrincipal", "<parameterGroup>A</parameterGroup>") + "<label>Erp</label>"));
    assert_eq!(changes("ExternalCredential", &old, &new), [""; 0]);
    assert_eq!(changes("ExternalCredential", &new, &old), [""; 0]);
    let renamed = new.replace("<label>Erp", "<label>Shop");
    assert_eq!(changes("ExternalCredential", &old, &renamed), ["label Erp@2 -> Shop@2"]);
}
