//! Access to principals where metadata cannot hold it.

use crate::{
    check::{CheckRule, Example, Look, Notes},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
    source::BystanderKind,
    xml,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "profile-with-principal-access",
        severity: Severity::Error,
        summary: "A profile or muting permission set names principals of external credentials.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Schema,
    why: "Profiles and muting permission sets have no such element in any API version: the org refuses the file. What \
          Setup shows on a profile as External Credential Principal Access is not in its metadata.",
    way_out: "Move the access to a permission set. Access that a profile has in Setup has to be given by hand in each \
              org.",
    source: "Metadata API WSDL, versions 59 to 66: `externalCredentialPrincipalAccesses` is an element of \
             `PermissionSet` alone.",
    look: Look::Bystanders(BystanderKind::Profile, look),
    example: Example {
        version: None,
        wrong: &[
            (
                "profiles/Marketing.profile-meta.xml",
                r#"<?xml version="1.0" encoding="UTF-8"?>
<Profile xmlns="http://soap.sforce.com/2006/04/metadata">
    <custom>true</custom>
    ⟦<externalCredentialPrincipalAccesses>⟧
        <enabled>true</enabled>
        <externalCredentialPrincipal>Newsletter-Campaigns</externalCredentialPrincipal>
    </externalCredentialPrincipalAccesses>
</Profile>
"#,
            ),
        ],
        right: &[
            (
                "profiles/Marketing.profile-meta.xml",
                r#"<?xml version="1.0" encoding="UTF-8"?>
<Profile xmlns="http://soap.sforce.com/2006/04/metadata">
    <custom>true</custom>
</Profile>
"#,
            ),
        ],
    },
};

/// The element.
const ACCESS: &str = "externalCredentialPrincipalAccesses";

fn look(bytes: &[u8], notes: &mut Notes) {
    // Profiles are large, and nearly none has it.
    if memchr::memmem::find(bytes, ACCESS.as_bytes()).is_none() {
        return;
    }
    let Ok(document) = xml::parse(bytes) else { return };
    let root = document.root();
    if !matches!(root.local_name(), "Profile" | "MutingPermissionSet") {
        return;
    }
    for access in root.children_named(ACCESS) {
        let message = format!("a `{}` cannot hold `<{ACCESS}>`", root.local_name());
        notes.add(&RULE, access.start_tag, message).help("grant the principal by a permission set");
    }
}
