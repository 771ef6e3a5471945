//! Access that is switched off.

use crate::{
    check::{CheckRule, Example, Look, ProjectNotes, ProjectView, examples::{CREDENTIAL, PERMISSION_SET}},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "disabled-principal-access",
        severity: Severity::Note,
        summary: "A permission set names a principal and grants no access to it.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Schema,
    why: "With `enabled` at `false` the element grants nothing: it says what everybody has anyway.",
    way_out: "Set `enabled` to `true`, or delete the element.",
    source: "Metadata API WSDL: `enabled` is a boolean of `PermissionSetExternalCredentialPrincipalAccess`.",
    look: Look::Project(look),
    example: Example {
        version: None,
        wrong: &[
            CREDENTIAL,
            PERMISSION_SET,
            (
                "permissionsets/Sales.permissionset-meta.xml",
                r#"<?xml version="1.0" encoding="UTF-8"?>
<PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata">
    <externalCredentialPrincipalAccesses>
        <enabled>⟦false⟧</enabled>
        <externalCredentialPrincipal>Newsletter-Campaigns</externalCredentialPrincipal>
    </externalCredentialPrincipalAccesses>
    <label>Sales</label>
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
        right: &[
            CREDENTIAL,
            PERMISSION_SET,
            (
                "permissionsets/Sales.permissionset-meta.xml",
                r#"<?xml version="1.0" encoding="UTF-8"?>
<PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata">
    <externalCredentialPrincipalAccesses>
        <enabled>true</enabled>
        <externalCredentialPrincipal>Newsletter-Campaigns</externalCredentialPrincipal>
    </externalCredentialPrincipalAccesses>
    <label>Sales</label>
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
    for (_, file) in view.of_type("PermissionSet") {
        for grant in file.facts.access.grants.iter().filter(|grant| !grant.enabled) {
            let Some(switch) = grant.switch else { continue };
            let credential = &grant.credential.full_name;
            let message = format!("the access to a principal of `{credential}` is switched off");
            notes.add(&RULE, file, switch, message).help("switch it on, or delete the element");
        }
    }
}
