//! References that lead out of the project.

use crate::{
    check::{CheckRule, Example, Look, ProjectNotes, ProjectView, Whereabouts, examples::{CREDENTIAL, NAMED_CREDENTIAL, PERMISSION_SET}, whereabouts::called},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "reference-elsewhere",
        severity: Severity::Note,
        summary: "A component refers to one that is not in the project.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Inference,
    why: "The target org may have it: certificates and auth providers often stay there. Where it does not, the \
          deployment fails. References into an installed package are not told.",
    way_out: "Ask the org with `xcred check --org`, or bring the component into the project.",
    source: "A deployment resolves references among its own components and those of the org.",
    look: Look::Project(look),
    example: Example {
        version: None,
        wrong: &[
            (
                "namedCredentials/Newsletter.namedCredential-meta.xml",
                r#"<?xml version="1.0" encoding="UTF-8"?>
<NamedCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <allowMergeFieldsInBody>false</allowMergeFieldsInBody>
    <allowMergeFieldsInHeader>false</allowMergeFieldsInHeader>
    <calloutStatus>Enabled</calloutStatus>
    <generateAuthorizationHeader>true</generateAuthorizationHeader>
    <label>Newsletter</label>
    <namedCredentialParameters>
        <parameterName>Url</parameterName>
        <parameterType>Url</parameterType>
        <parameterValue>https://newsletter.example.com</parameterValue>
    </namedCredentialParameters>
    <namedCredentialParameters>
        <externalCredential>⟦Newsletter⟧</externalCredential>
        <parameterName>ExternalCredential</parameterName>
        <parameterType>Authentication</parameterType>
    </namedCredentialParameters>
    <namedCredentialType>SecuredEndpoint</namedCredentialType>
</NamedCredential>
"#,
            ),
        ],
        right: &[
            NAMED_CREDENTIAL,
            CREDENTIAL,
            PERMISSION_SET,
        ],
    },
};

fn look(view: &ProjectView<'_>, notes: &mut ProjectNotes) {
    if !view.whole_project {
        return;
    }
    for (id, places) in &view.missing {
        if is_of_package(id.full_name.as_str()) || view.whereabouts(id) != Whereabouts::Elsewhere {
            continue;
        }
        let likely = view.likely(id);
        for (file, reference) in places {
            let note = notes.add(&RULE, *file, reference.span, format!("the {} is not in the project", called(id)));
            note.help(match likely {
                Some(meant) => format!("did you mean `{}`? if not, `--org` asks the org", meant.full_name),
                None => "the org may have it: `--org` asks".to_owned(),
            });
        }
    }
}

/// Whether the name begins with the namespace of a package: names hold no two underscores in a row otherwise.
fn is_of_package(full_name: &str) -> bool {
    full_name.contains("__")
}
