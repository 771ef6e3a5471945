//! Access to principals without access to their tokens.

use crate::{
    check::{
        Access, CheckRule, Example, FileView, GrantAt, Look, ProjectNotes, ProjectView,
        examples::{CREDENTIAL, PERMISSION_SET},
    },
    finding::{Rule, Severity},
    metadata::{ComponentId, shape::Evidence},
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
    for (set, file) in view.of_type("PermissionSet") {
        let access = &file.facts.access;
        if access.tokens.contains(&"modifyAllRecords") {
            continue;
        }
        let enabled = access.grants.iter().filter(|grant| grant.enabled && grant.principal.is_some());
        let lacking = enabled.map(|grant| Lacking::of(view, access, grant));
        // What the one that lacks most needs is enough for all; of several such, the first.
        if let Some(most) = lacking.rev().max_by_key(|one| one.missing.len()).filter(|one| !one.missing.is_empty()) {
            most.tell(set, file, notes);
        }
    }
}

/// What a granted principal needs and its permission set does not give.
struct Lacking<'a> {
    grant: &'a GrantAt,
    is_of_each: bool,
    missing: Vec<&'static str>,
}

impl<'a> Lacking<'a> {
    fn of(view: &ProjectView<'_>, access: &Access, grant: &'a GrantAt) -> Self {
        let principals = view.facts(&grant.credential).map_or(&[][..], |facts| &facts.principals);
        let named = principals.iter().find(|principal| Some(principal.name.as_str()) == grant.principal.as_deref());
        let is_of_each = named.is_some_and(|principal| principal.kind == "PerUserPrincipal");
        let needs = if is_of_each { OF_EACH } else { OF_ALL };
        let missing = needs.iter().copied().filter(|need| !access.tokens.contains(need)).collect();
        Self { grant, is_of_each, missing }
    }

    fn tell(&self, set: &ComponentId, file: FileView<'_>, notes: &mut ProjectNotes) {
        let missing: Vec<String> = self.missing.iter().map(|name| format!("`{name}`")).collect();
        let missing = missing.join(", ");
        let (credential, principal) = (&self.grant.credential, self.grant.principal.as_deref().unwrap_or_default());
        let kind = if self.is_of_each { "per-user principal" } else { "principal" };
        let message = format!(
            "`{}` grants the {kind} `{principal}` of `{}` without {missing} for `UserExternalCredential`",
            set.full_name, credential.full_name
        );
        let note = notes.add(&RULE, file, self.grant.span, message);
        note.help(if file.facts.access.tells_of_tokens {
            format!("set {missing} to `true` in the `objectPermissions` for it, unless profiles give the access")
        } else {
            format!("add `objectPermissions` for it with {missing}, unless profiles give the access")
        });
    }
}
