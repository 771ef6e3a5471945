//! Principals that nobody may use.

use std::collections::BTreeSet;

use crate::{
    check::{CheckRule, Example, FileView, GrantAt, Look, PrincipalAt, ProjectNotes, ProjectView},
    finding::{Rule, Severity},
    metadata::{shape::Evidence, type_named},
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "ungranted-principal",
        severity: Severity::Warning,
        summary: "No permission set of the project grants a principal.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Document,
    why: "The deployment is green, and then each callout fails with `We couldn't access the credential(s)`: users need \
          access to the principal by a permission set. Access by a profile cannot be deployed at all.",
    way_out: "Add `externalCredentialPrincipalAccesses` with `CREDENTIAL-PRINCIPAL` to a permission set. Where access is \
              granted in the org by hand, allow the rule and say so.",
    source: "Salesforce's guide to named credentials: Enable External Credential Principals.",
    look: Look::Project(look),
    example: Example {
        version: None,
        wrong: &[
            (
                "externalCredentials/Newsletter.externalCredential-meta.xml",
                r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Basic</authenticationProtocol>
    <externalCredentialParameters>
        <parameterName>⟦Campaigns⟧</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <label>Newsletter</label>
</ExternalCredential>
"#,
            ),
            (
                "permissionsets/Marketing.permissionset-meta.xml",
                r#"<?xml version="1.0" encoding="UTF-8"?>
<PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata">
    <label>Marketing</label>
</PermissionSet>
"#,
            ),
        ],
        right: &[
            (
                "externalCredentials/Newsletter.externalCredential-meta.xml",
                r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Basic</authenticationProtocol>
    <externalCredentialParameters>
        <parameterName>Campaigns</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <label>Newsletter</label>
</ExternalCredential>
"#,
            ),
            (
                "permissionsets/Marketing.permissionset-meta.xml",
                r#"<?xml version="1.0" encoding="UTF-8"?>
<PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata">
    <externalCredentialPrincipalAccesses>
        <enabled>true</enabled>
        <externalCredentialPrincipal>Newsletter-Campaigns</externalCredentialPrincipal>
    </externalCredentialPrincipalAccesses>
    <label>Marketing</label>
    <objectPermissions>
        <allowCreate>false</allowCreate>
        <allowDelete>false</allowDelete>
        <allowEdit>false</allowEdit>
        <allowRead>true</allowRead>
        <modifyAllRecords>false</modifyAllRecords>
        <object>UserExternalCredential</object>
        <viewAllRecords>false</viewAllRecords>
    </objectPermissions>
</PermissionSet>
"#,
            ),
        ],
    },
};

fn look(view: &ProjectView<'_>, notes: &mut ProjectNotes) {
    if !view.whole_project || !can_be_granted(view) {
        return;
    }
    let sets = view.of_type("PermissionSet").flat_map(|(_, file)| &file.facts.access.grants);
    let granted: BTreeSet<(&str, &str)> = sets.filter_map(|grant| named(grant).filter(|_| grant.enabled)).collect();
    for (id, file) in view.of_type("ExternalCredential") {
        let credential = id.full_name.as_str();
        for principal in file.facts.principals.iter().filter(|principal| principal.granted) {
            if !granted.contains(&(credential, principal.name.as_str())) {
                tell(credential, file, principal, notes);
            }
        }
    }
}

/// Whether permission sets can grant principals at all in this API version.
fn can_be_granted(view: &ProjectView<'_>) -> bool {
    let table = type_named("PermissionSet");
    let element = table.and_then(|table| table.element("externalCredentialPrincipalAccesses"));
    element.is_some_and(|element| element.exists_in(view.version))
}

fn named(grant: &GrantAt) -> Option<(&str, &str)> {
    Some((grant.credential.full_name.as_str(), grant.principal.as_deref()?))
}

fn tell(credential: &str, file: FileView<'_>, principal: &PrincipalAt, notes: &mut ProjectNotes) {
    let message = format!("no permission set of the project grants the principal `{}`", principal.name);
    let note = notes.add(&RULE, file, principal.span, message);
    note.help(format!("add `externalCredentialPrincipalAccesses` with `{credential}-{}` to one", principal.name));
}
