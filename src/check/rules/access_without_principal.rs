//! Access to no principal in particular.

use crate::{
    check::{CheckRule, Example, GrantAt, Look, ProjectNotes, ProjectView, examples::{CREDENTIAL, PERMISSION_SET}},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "access-without-principal",
        severity: Severity::Error,
        summary: "A permission set's access names no principal.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Server,
    why: "The value is the name of an external credential, a hyphen and the name of one of its principals. `The \
          <principal> parameter value doesn't exist or you may not have permission to access it.` is the org's answer \
          to one without the second name.",
    way_out: "Write `CREDENTIAL-PRINCIPAL`, with the principal's name as the external credential spells it.",
    source: "A server's answer to a principal that is not there; 65 values in 25 public repositories all have both names.",
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
        <externalCredentialPrincipal>Newsletter-Campaigns</externalCredentialPrincipal>
    </externalCredentialPrincipalAccesses>
    <externalCredentialPrincipalAccesses>
        <enabled>true</enabled>
        <externalCredentialPrincipal>⟦Newsletter⟧</externalCredentialPrincipal>
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
        for grant in file.facts.access.grants.iter().filter(|grant| names_none(grant)) {
            let named = grant.credential.full_name.as_str();
            let message = match named {
                "" => "the access names no external credential".to_owned(),
                _ => format!("the access to `{named}` names no principal"),
            };
            let principals = view.facts(&grant.credential).map_or(&[][..], |facts| &facts.principals);
            let help = match principals {
                [only] => format!("write `{named}-{}`", only.name),
                _ => "write `CREDENTIAL-PRINCIPAL`".to_owned(),
            };
            notes.add(&RULE, file, grant.span, message).help(help);
        }
    }
}

fn names_none(grant: &GrantAt) -> bool {
    grant.principal.is_none() || grant.credential.full_name.as_str().is_empty()
}
