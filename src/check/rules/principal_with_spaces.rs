//! Access to a principal as Setup shows its name.

use crate::{
    check::{CheckRule, Example, Look, ProjectNotes, ProjectView, examples::{CREDENTIAL, PERMISSION_SET}},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "principal-with-spaces",
        severity: Severity::Error,
        summary: "Spaces stand around the hyphen between external credential and principal.",
    },
    fixable: true,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Server,
    why: "Setup shows `Newsletter - Campaigns`, files say `Newsletter-Campaigns`. No name begins or ends with a \
          space, and the org refuses the permission set: `The <principal> parameter value doesn't exist or you may \
          not have permission to access it.` is all it says.",
    way_out: "Delete the spaces around the first hyphen.",
    source: "A server's answer to a principal that is not there; one of 65 values in public repositories has such \
             spaces.",
    look: Look::Project(look),
    example: Example {
        version: None,
        wrong: &[
            CREDENTIAL,
            (
                "permissionsets/Marketing.permissionset-meta.xml",
                r#"<?xml version="1.0" encoding="UTF-8"?>
<PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata">
    <externalCredentialPrincipalAccesses>
        <enabled>true</enabled>
        <externalCredentialPrincipal>⟦Newsletter - Campaigns⟧</externalCredentialPrincipal>
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
        right: &[
            CREDENTIAL,
            PERMISSION_SET,
        ],
    },
};

fn look(view: &ProjectView<'_>, notes: &mut ProjectNotes) {
    for (_, file) in view.of_type("PermissionSet") {
        for grant in file.facts.access.grants.iter().filter(|grant| grant.principal.is_some()) {
            let Some(spaces) = grant.spaces else { continue };
            let note = notes.add(&RULE, file, grant.span, "spaces stand around the hyphen");
            note.help("Setup shows them, files have none");
            note.fix("delete the spaces around the hyphen", [(spaces, "-".to_owned())]);
        }
    }
}
