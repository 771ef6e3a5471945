//! Access to principals without access to their tokens.

use crate::{
    check::{CheckRule, Example, FileView, GrantAt, Look, ProjectNotes, ProjectView, examples::{CREDENTIAL, PERMISSION_SET}},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "no-user-external-credential-access",
        severity: Severity::Note,
        summary: "A permission set grants a principal and no access to the stored tokens.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Document,
    why: "Whoever makes a callout needs the object `UserExternalCredential` as well, where the tokens are kept: read \
          access, and for per-user principals the right to create, edit and delete. Without it the callout fails with \
          `We couldn't access the credential(s)`. Most standard profiles and permission sets give it, guest users and \
          many custom ones do not, so it can come from elsewhere.",
    way_out: "Add `objectPermissions` for `UserExternalCredential` to the permission set, or switch the rule off \
              where profiles give it.",
    source: "Salesforce Help: Enable User External Credentials; Permission Concepts for User External Credentials. 11 \
             of 16 permission sets in public repositories that grant a principal do without.",
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
        <externalCredentialPrincipal>⟦Newsletter-Campaigns⟧</externalCredentialPrincipal>
    </externalCredentialPrincipalAccesses>
    <label>Marketing</label>
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

/// What users of a principal that is the same for all of them need.
const OF_ALL: &[&str] = &["allowRead"];

/// What users of a principal need who enter their own secrets.
const OF_EACH: &[&str] = &["allowCreate", "allowDelete", "allowEdit", "allowRead"];

fn look(view: &ProjectView<'_>, notes: &mut ProjectNotes) {
    for (_, file) in view.of_type("PermissionSet") {
        let tokens = &file.facts.access.tokens;
        if tokens.contains(&"modifyAllRecords") {
            continue;
        }
        let enabled = file.facts.access.grants.iter().filter(|grant| grant.enabled && grant.principal.is_some());
        let lacking = |grant| -> Vec<&str> {
            needs(view, grant).iter().copied().filter(|need| !tokens.contains(need)).collect()
        };
        if let Some((grant, missing)) = enabled.map(|grant| (grant, lacking(grant))).find(|(_, missing)| !missing.is_empty()) {
            tell(file, grant, &missing, notes);
        }
    }
}

fn needs(view: &ProjectView<'_>, grant: &GrantAt) -> &'static [&'static str] {
    let principals = view.facts(&grant.credential).map_or(&[][..], |facts| &facts.principals);
    let named = principals.iter().find(|principal| Some(principal.name.as_str()) == grant.principal.as_deref());
    if named.is_some_and(|principal| principal.kind == "PerUserPrincipal") { OF_EACH } else { OF_ALL }
}

fn tell(file: FileView<'_>, grant: &GrantAt, missing: &[&str], notes: &mut ProjectNotes) {
    let names: Vec<String> = missing.iter().map(|name| format!("`{name}`")).collect();
    let message = format!("a principal is granted without {} for `UserExternalCredential`", names.join(", "));
    let note = notes.add(&RULE, file, grant.span, message);
    note.help("add `objectPermissions` for it, unless profiles give the access");
}
