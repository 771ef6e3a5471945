//! Principals of permission sets that orgs stumble over.

use crate::{
    check::{CheckRule, Example, Look, ProjectNotes, ProjectView},
    finding::{Rule, Severity},
    metadata::{ApiVersion, shape::Evidence},
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "principal-with-class-access",
        severity: Severity::Warning,
        summary: "A principal belongs to a permission set that has access to Apex classes.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Server,
    why: "Up to API version 57.0 a principal names its permission set. Where that one has `classAccesses`, the \
          deployment fails with `An unexpected error occurred. Please include this ErrorId if you contact support`, \
          and nothing says why. One such case is known, so that it may not always happen.",
    way_out: "Give the principal a permission set of its own, or move to API version 59.0 or later, where permission \
              sets name principals.",
    source: "A server's answer, quoted in a public issue of `sf`.",
    look: Look::Project(look),
    example: Example {
        version: Some(ApiVersion::new(57)),
        wrong: &[
            (
                "externalCredentials/Newsletter.externalCredential-meta.xml",
                r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Custom</authenticationProtocol>
    <externalCredentialParameters>
        <parameterName>Campaigns</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <principal>⟦Marketing⟧</principal>
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
    <classAccesses>
        <apexClass>Mailing</apexClass>
        <enabled>true</enabled>
    </classAccesses>
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
    <authenticationProtocol>Custom</authenticationProtocol>
    <externalCredentialParameters>
        <parameterName>Campaigns</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <principal>Marketing</principal>
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
    },
};

fn look(view: &ProjectView<'_>, notes: &mut ProjectNotes) {
    for (_, file) in view.of_type("ExternalCredential") {
        let of_sets = file.facts.references.iter().filter(|reference| reference.field == "principal");
        for reference in of_sets {
            if view.facts(&reference.to).is_some_and(|facts| facts.access.classes) {
                let message = format!("the permission set `{}` has access to Apex classes", reference.to.full_name);
                let note = notes.add(&RULE, file, reference.span, message);
                note.help("give the principal a permission set of its own");
            }
        }
    }
}
