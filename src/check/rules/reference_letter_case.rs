//! References that differ from a name in capitals.

use crate::{
    check::{CheckRule, Example, Look, ProjectNotes, ProjectView, Whereabouts, examples::{CREDENTIAL, PERMISSION_SET}},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "reference-letter-case",
        severity: Severity::Warning,
        summary: "A reference differs from a component of the project in capitals alone.",
    },
    fixable: true,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Corpus,
    why: "Names of components are compared with their capitals, so the reference leads somewhere else, or nowhere. \
          Whether an org forgives it is not known.",
    way_out: "Write the name as the component spells it.",
    source: "No reference in nineteen public repositories differs from a component beside it in capitals alone.",
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
        <enabled>true</enabled>
        <externalCredentialPrincipal>⟦newsletter⟧-Campaigns</externalCredentialPrincipal>
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
    for (id, places) in &view.missing {
        let Whereabouts::InOtherCase(meant) = view.whereabouts(id) else { continue };
        let meant = meant.full_name.as_str();
        for (file, reference) in places {
            let message = format!("`{}` differs from `{meant}` of the project in capitals", id.full_name);
            let note = notes.add(&RULE, *file, reference.span, message);
            note.help(format!("capitals count: write `{meant}`"));
            note.fix(format!("write the name as `{meant}`"), [(reference.span, meant.to_owned())]);
        }
    }
}
