//! Access to principals that are not there.

use crate::{
    check::{
        CheckRule, Example, GrantAt, Look, ProjectNotes, ProjectView,
        examples::{CREDENTIAL, PERMISSION_SET},
        whereabouts::nearest,
    },
    finding::{Rule, Severity, read_document},
    metadata::{ApiVersion, ComponentId, shape::Evidence},
    source::facts,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "unknown-principal",
        severity: Severity::Error,
        summary: "A permission set grants a principal that its external credential does not have.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Server,
    why: "The org refuses the permission set, and `The <principal> parameter value doesn't exist or you may not have \
          permission to access it.` is all it says.",
    way_out: "Name a principal of the external credential as it spells it, or add the principal there.",
    source: "A server's answer at API version 67.0.",
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
        <externalCredentialPrincipal>⟦Newsletter-Campagins⟧</externalCredentialPrincipal>
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
    // A newer version may have kinds of principals that the tables do not know.
    if view.version > ApiVersion::NEWEST_KNOWN {
        return;
    }
    for (_, file) in view.of_type("PermissionSet") {
        for grant in &file.facts.access.grants {
            let Some(wanted) = grant.principal.as_deref() else { continue };
            let Some(principals) = principals_of(view, &grant.credential) else { continue };
            if !principals.iter().any(|name| name == wanted) {
                let message = format!("`{}` has no principal `{wanted}`", grant.credential.full_name);
                notes.add(&RULE, file, grant.span, message).help(way_out(grant, wanted, &principals));
            }
        }
    }
}

/// The names of an external credential's principals: as the project has it, else as the org has it.
fn principals_of(view: &ProjectView<'_>, credential: &ComponentId) -> Option<Vec<String>> {
    if view.holds(credential) {
        let principals = &view.facts(credential)?.principals;
        return Some(principals.iter().map(|principal| principal.name.clone()).collect());
    }
    let component = view.org?.get(credential)?;
    let document = read_document(component).ok()??;
    Some(facts(component, &document).principals.into_iter().map(|principal| principal.name).collect())
}

fn way_out(grant: &GrantAt, wanted: &str, principals: &[String]) -> String {
    let likely = nearest(wanted, principals.iter(), |name| name);
    match (likely, principals) {
        (Some(meant), _) => format!("did you mean `{}-{meant}`?", grant.credential.full_name),
        (None, []) => "the external credential has no principal at all".to_owned(),
        (None, some) => {
            let names: Vec<String> = some.iter().map(|name| format!("`{name}`")).collect();
            format!("it has {}", names.join(", "))
        }
    }
}
