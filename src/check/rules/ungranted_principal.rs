//! Principals that nobody may use.

use crate::{
    check::{CheckRule, Example, FileView, Look, PrincipalAt, ProjectNotes, ProjectView},
    finding::{Rule, Severity},
    metadata::{ComponentId, shape::Evidence},
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
    if !view.whole_project {
        return;
    }
    for (id, file) in view.of_type("ExternalCredential") {
        for principal in &file.facts.principals {
            tell(view, id, file, principal, notes);
        }
    }
}

fn tell(view: &ProjectView<'_>, id: &ComponentId, file: FileView<'_>, principal: &PrincipalAt, notes: &mut ProjectNotes) {
    let mut grants = view.of_type("PermissionSet").flat_map(|(_, file)| &file.facts.grants);
    let name = Some(principal.name.as_str());
    if grants.any(|grant| grant.enabled && grant.credential == *id && grant.principal.as_deref() == name) {
        return;
    }
    let message = format!("no permission set of the project grants the principal `{}`", principal.name);
    let note = notes.add(&RULE, file, principal.span, message);
    note.help(format!("add `externalCredentialPrincipalAccesses` with `{}-{}` to one", id.full_name, principal.name));
}
