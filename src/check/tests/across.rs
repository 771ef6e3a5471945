//! Rules across files where an example does not show all that they do.

use super::{super::examples, check_files};

/// The root of a file around what stands inside it.
fn document(root: &str, inside: &str) -> String {
    format!("<{root} xmlns=\"http://soap.sforce.com/2006/04/metadata\">{inside}</{root}>")
}

fn credential(name: &str, protocol: &str, parameters: &str) -> (String, String) {
    let inside = format!("<authenticationProtocol>{protocol}</authenticationProtocol>{parameters}<label>x</label>");
    (format!("externalCredentials/{name}.externalCredential-meta.xml"), document("ExternalCredential", &inside))
}

fn principal(name: &str, kind: &str) -> String {
    format!(
        "<externalCredentialParameters><parameterName>{name}</parameterName><parameterType>{kind}</parameterType>\
         <sequenceNumber>1</sequenceNumber></externalCredentialParameters>"
    )
}

fn grant(value: &str) -> String {
    format!(
        "<externalCredentialPrincipalAccesses><enabled>true</enabled>\
         <externalCredentialPrincipal>{value}</externalCredentialPrincipal></externalCredentialPrincipalAccesses>"
    )
}

fn tokens(allowed: &[&str]) -> String {
    let names = ["allowCreate", "allowDelete", "allowEdit", "allowRead", "modifyAllRecords", "viewAllRecords"];
    let lines: String = names.iter().map(|name| format!("<{name}>{}</{name}>", allowed.contains(name))).collect();
    format!("<objectPermissions>{lines}<object>UserExternalCredential</object></objectPermissions>")
}

fn permission_set(name: &str, inside: &str) -> (String, String) {
    let inside = format!("{inside}<label>x</label>");
    (format!("permissionsets/{name}.permissionset-meta.xml"), document("PermissionSet", &inside))
}

fn in_org((path, text): (String, String)) -> (String, String) {
    (format!("org:{path}"), text)
}

fn example((path, text): super::ExampleFile) -> (String, String) {
    (path.to_owned(), text.to_owned())
}

/// What the rules with these ids say of the files.
fn told(ids: &[&str], files: &[(String, String)]) -> Vec<String> {
    let found = check_files(None, files).into_iter().filter(|finding| ids.contains(&finding.rule.id));
    found.map(|one| format!("{}: {} ({})", one.rule.id, one.message, one.help.unwrap_or_default())).collect()
}

const REFERENCES: &[&str] = &["broken-reference", "reference-elsewhere", "reference-letter-case"];

#[test]
fn a_reference_is_told_by_where_its_component_stands() {
    let set = permission_set("P", &(grant("Shipping-A") + &tokens(&["allowRead"])));
    let near = credential("Shippings", "Basic", &principal("A", "NamedPrincipal"));
    let other_case = credential("shipping", "Basic", &principal("A", "NamedPrincipal"));
    let third_case = credential("SHIPPING", "Basic", &principal("A", "NamedPrincipal"));
    let itself = credential("Shipping", "Basic", &principal("A", "NamedPrincipal"));
    for (files, expected) in [
        (vec![itself.clone()], None),
        (
            vec![],
            Some(
                "reference-elsewhere: the external credential `Shipping` is not in the project (the org may have it: `--org` asks)",
            ),
        ),
        (
            vec![near.clone()],
            Some(
                "reference-elsewhere: the external credential `Shipping` is not in the project (did you mean `Shippings`? if not, `--org` asks the org)",
            ),
        ),
        (
            vec![other_case.clone()],
            Some(
                "reference-letter-case: `Shipping` differs from `shipping` of the project in capitals (capitals count: write `shipping`)",
            ),
        ),
        // Which of the two is meant is anyone's guess.
        (
            vec![other_case.clone(), third_case],
            Some(
                "reference-elsewhere: the external credential `Shipping` is not in the project (did you mean `shipping`? if not, `--org` asks the org)",
            ),
        ),
        (vec![in_org(itself)], None),
        (
            vec![in_org(near)],
            Some(
                "broken-reference: neither the project nor the org has the external credential `Shipping` (did you mean `Shippings`?)",
            ),
        ),
        (
            vec![other_case, in_org(example(examples::CREDENTIAL))],
            Some(
                "broken-reference: neither the project nor the org has the external credential `Shipping` (did you mean `shipping`?)",
            ),
        ),
    ] {
        let mut all = files;
        all.push(set.clone());
        assert_eq!(told(REFERENCES, &all).first().map(String::as_str), expected);
    }
}

#[test]
fn a_reference_into_a_package_is_told_only_where_the_org_lacks_it() {
    let set = permission_set("P", &(grant("ns__Shipping-A") + &tokens(&["allowRead"])));
    assert!(told(REFERENCES, std::slice::from_ref(&set)).is_empty());
    let there = in_org(credential("ns__Shipping", "Basic", &principal("A", "NamedPrincipal")));
    assert!(told(REFERENCES, &[set.clone(), there]).is_empty());
    let asked = told(REFERENCES, &[set, in_org(example(examples::CREDENTIAL))]);
    assert_eq!(asked.len(), 1, "{asked:?}");
}

#[test]
fn principals_are_looked_up_behind_the_first_hyphen() {
    let own = credential(
        "Erp",
        "Basic",
        &(principal("Order-Sync", "NamedPrincipal") + &principal("Stock", "NamedPrincipal")),
    );
    let ids = &["unknown-principal", "access-without-principal", "principal-with-spaces"];
    for (value, expected) in [
        ("Erp-Order-Sync", None),
        ("Erp-Order", Some("unknown-principal: `Erp` has no principal `Order` (did you mean `Erp-Order-Sync`?)")),
        ("Erp-Xyz", Some("unknown-principal: `Erp` has no principal `Xyz` (it has `Order-Sync`, `Stock`)")),
        (
            "Erp- Stock",
            Some("principal-with-spaces: spaces stand around the hyphen (Setup shows them, files have none)"),
        ),
        (
            "Erp",
            Some("access-without-principal: the access to `Erp` names no principal (write `CREDENTIAL-PRINCIPAL`)"),
        ),
        (
            "Erp-",
            Some("access-without-principal: the access to `Erp` names no principal (write `CREDENTIAL-PRINCIPAL`)"),
        ),
        (
            "-Stock",
            Some("access-without-principal: the access names no external credential (write `CREDENTIAL-PRINCIPAL`)"),
        ),
        // Nobody knows its principals.
        ("ns__Erp-Xyz", None),
    ] {
        let set = permission_set("P", &(grant(value) + &tokens(&["allowRead"])));
        let all = told(ids, &[own.clone(), set]);
        assert_eq!(all.first().map(String::as_str), expected, "{value}");
        assert!(all.len() < 2, "{all:?}");
    }
    let set = permission_set("P", &(grant("ns__Erp-Xyz") + &tokens(&["allowRead"])));
    let theirs = in_org(credential("ns__Erp", "Basic", &principal("Stock", "NamedPrincipal")));
    let expected = ["unknown-principal: `ns__Erp` has no principal `Xyz` (it has `Stock`)"];
    assert_eq!(told(ids, &[set, theirs]), expected, "the org's credential counts where the project has none");
}

#[test]
fn only_principals_of_users_have_to_be_granted() {
    for (kind, times) in
        [("NamedPrincipal", 1), ("PerUserPrincipal", 1), ("AwsStsPrincipal", 0), ("SystemUserPrincipal", 0)]
    {
        let files = [credential("Aws", "AwsSv4", &principal("A", kind))];
        assert_eq!(told(&["ungranted-principal"], &files).len(), times, "{kind}");
    }
}

#[test]
fn per_user_principals_need_more_access_to_tokens() {
    let id = &["no-user-external-credential-access"];
    let files = |kind: &str, allowed: &[&str]| {
        let set = permission_set("P", &(grant("Erp-A") + &tokens(allowed)));
        told(id, &[credential("Erp", "Basic", &principal("A", kind)), set])
    };
    assert_eq!(files("NamedPrincipal", &["allowRead"]).len(), 0);
    assert_eq!(files("PerUserPrincipal", &["allowRead", "allowCreate", "allowEdit", "allowDelete"]).len(), 0);
    assert_eq!(files("PerUserPrincipal", &["modifyAllRecords"]).len(), 0);
    let expected = "no-user-external-credential-access: `P` grants the per-user principal `A` of `Erp` without `allowCreate`, \
                    `allowDelete`, `allowEdit` for `UserExternalCredential` (set `allowCreate`, `allowDelete`, `allowEdit` to \
                    `true` in the `objectPermissions` for it, unless profiles give the access)";
    assert_eq!(files("PerUserPrincipal", &["allowRead"]), [expected]);
    let both = principal("B", "NamedPrincipal") + &principal("A", "PerUserPrincipal");
    let set = permission_set("P", &(grant("Erp-B") + &grant("Erp-A")));
    let expected = "no-user-external-credential-access: `P` grants the per-user principal `A` of `Erp` without `allowCreate`, \
                    `allowDelete`, `allowEdit`, `allowRead` for `UserExternalCredential` (add `objectPermissions` for it with \
                    `allowCreate`, `allowDelete`, `allowEdit`, `allowRead`, unless profiles give the access)";
    assert_eq!(told(id, &[credential("Erp", "Basic", &both), set]), [expected], "the one that lacks most is told");
}

#[test]
fn what_is_deleted_with_its_referrers_is_no_trouble() {
    let [own, named, set] = [examples::CREDENTIAL, examples::NAMED_CREDENTIAL, examples::PERMISSION_SET].map(example);
    let types = |kind: &str| format!("<types><members>Newsletter</members><name>{kind}</name></types>");
    let manifest = |inside: &str| ("destructiveChangesPost.xml".to_owned(), document("Package", inside));
    let id = &["deletion-still-referred"];
    let both = manifest(&(types("ExternalCredential") + &types("NamedCredential")));
    assert!(told(id, &[own.clone(), named.clone(), both]).is_empty());
    let one = manifest(&types("ExternalCredential"));
    let expected = "deletion-still-referred: the external credential `Newsletter` is to be deleted, and the named credential \
                    `Newsletter` and another one still refer to it (delete what refers to it as well, or mend it first)";
    assert_eq!(told(id, &[own, named.clone(), set, one.clone()]), [expected]);
    let expected = "deletion-still-referred: the external credential `Newsletter` is to be deleted, and the named credential \
                    `Newsletter` of the org still refers to it (delete what refers to it as well, or mend it first)";
    assert_eq!(told(id, &[in_org(named), one]), [expected]);
}

#[test]
fn a_bystander_that_is_broken_or_allowed_says_nothing() {
    let access = "<externalCredentialPrincipalAccesses></externalCredentialPrincipalAccesses>";
    let id = &["profile-with-principal-access", "unused-allow"];
    let profile = |text: String| told(id, &[("profiles/Admin.profile-meta.xml".to_owned(), text)]).len();
    assert_eq!(profile(document("Profile", access)), 1);
    assert_eq!(profile(document("Profile", &access.replace("</", "<"))), 0);
    let allow = "<!-- xcred: allow profile-with-principal-access because a test does -->";
    assert_eq!(profile(document("Profile", &format!("{allow}{access}"))), 0);
    let muting = ("x/Quiet.mutingpermissionset-meta.xml".to_owned(), document("MutingPermissionSet", access));
    assert_eq!(told(id, &[muting]).len(), 1);
}

#[test]
fn a_legacy_element_is_told_by_the_type_beside_it() {
    let id = &["mixed-named-credential"];
    let named = |kind: &str, more: &str| {
        let text = document(
            "NamedCredential",
            &format!("<endpoint>https://a.example.com</endpoint><label>x</label>{more}{kind}"),
        );
        told(id, &[("namedCredentials/X.namedCredential-meta.xml".to_owned(), text)]).len()
    };
    let parameter = "<namedCredentialParameters><parameterName>Url</parameterName><parameterType>Url</parameterType>\
                     </namedCredentialParameters>";
    assert_eq!(named("<namedCredentialType>Legacy</namedCredentialType>", ""), 0);
    assert_eq!(named("<namedCredentialType>PrivateEndpoint</namedCredentialType>", ""), 1);
    assert_eq!(named("", ""), 0, "before the types there were, all were legacy");
    assert_eq!(named("", parameter), 1);
}
