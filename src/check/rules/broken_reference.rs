//! References that lead nowhere.

use crate::{
    check::{CheckRule, Example, Look, ProjectNotes, ProjectView, Whereabouts, examples::PERMISSION_SET, whereabouts::called},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "broken-reference",
        severity: Severity::Error,
        summary: "A component refers to one that neither the project nor the org has.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Server,
    why: "The org refuses the component: `In field: authProvider - no AuthProvider named AmazonCognito found`. The \
          org is asked with `--org`, and tells only what its user may see: without View Setup and Configuration it \
          seems to be empty.",
    way_out: "Mend the name, or bring what is missing into the project or the org first.",
    source: "A server's answer, quoted in a public issue.",
    look: Look::Project(look),
    example: Example {
        version: None,
        wrong: &[
            (
                "externalCredentials/Newsletter.externalCredential-meta.xml",
                r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Oauth</authenticationProtocol>
    <externalCredentialParameters>
        <authProvider>⟦Workspce⟧</authProvider>
        <parameterGroup>DefaultGroup</parameterGroup>
        <parameterName>AuthProvider</parameterName>
        <parameterType>AuthProvider</parameterType>
    </externalCredentialParameters>
    <externalCredentialParameters>
        <parameterGroup>Campaigns</parameterGroup>
        <parameterName>Campaigns</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <label>Newsletter</label>
</ExternalCredential>
"#,
            ),
            PERMISSION_SET,
            (
                "org:authproviders/Workspace.authprovider-meta.xml",
                r#"<?xml version="1.0" encoding="UTF-8"?>
<AuthProvider xmlns="http://soap.sforce.com/2006/04/metadata">
    <friendlyName>Workspace</friendlyName>
    <providerType>Google</providerType>
</AuthProvider>
"#,
            ),
        ],
        right: &[
            (
                "externalCredentials/Newsletter.externalCredential-meta.xml",
                r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Oauth</authenticationProtocol>
    <externalCredentialParameters>
        <authProvider>Workspace</authProvider>
        <parameterGroup>DefaultGroup</parameterGroup>
        <parameterName>AuthProvider</parameterName>
        <parameterType>AuthProvider</parameterType>
    </externalCredentialParameters>
    <externalCredentialParameters>
        <parameterGroup>Campaigns</parameterGroup>
        <parameterName>Campaigns</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <label>Newsletter</label>
</ExternalCredential>
"#,
            ),
            PERMISSION_SET,
            (
                "org:authproviders/Workspace.authprovider-meta.xml",
                r#"<?xml version="1.0" encoding="UTF-8"?>
<AuthProvider xmlns="http://soap.sforce.com/2006/04/metadata">
    <friendlyName>Workspace</friendlyName>
    <providerType>Google</providerType>
</AuthProvider>
"#,
            ),
        ],
    },
};

fn look(view: &ProjectView<'_>, notes: &mut ProjectNotes) {
    for (id, places) in &view.missing {
        if view.whereabouts(id) != Whereabouts::Nowhere {
            continue;
        }
        let likely = view.likely(id);
        for (file, reference) in places {
            let message = format!("neither the project nor the org has the {}", called(id));
            let note = notes.add(&RULE, *file, reference.span, message);
            note.help(match likely {
                Some(meant) => format!("did you mean `{}`?", meant.full_name),
                None => format!("the org would say: no {} named {} found", id.type_name, id.full_name),
            });
        }
    }
}
