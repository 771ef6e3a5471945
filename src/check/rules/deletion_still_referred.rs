//! Deletions of what is still referred to.

use std::collections::BTreeSet;

use crate::{
    check::{
        CheckRule, Example, Look, ProjectNotes, ProjectView, Standing,
        examples::{CREDENTIAL, NAMED_CREDENTIAL, PERMISSION_SET},
        referrers::referrers,
        whereabouts::called,
    },
    finding::{Rule, Severity},
    metadata::{ComponentId, shape::Evidence},
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "deletion-still-referred",
        severity: Severity::Warning,
        summary: "A component is to be deleted while another one still refers to it.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Inference,
    why: "An org does not delete what is still in use, and the deployment fails. Where it did, the callouts of what \
          is left would.",
    way_out: "Delete what refers to it as well, or let it refer to something else first.",
    source: "What orgs say of custom fields that are in use; no server's answer is known for credentials.",
    look: Look::Project(look),
    example: Example {
        version: None,
        wrong: &[
            CREDENTIAL,
            NAMED_CREDENTIAL,
            PERMISSION_SET,
            (
                "manifest/destructiveChanges.xml",
                r#"<?xml version="1.0" encoding="UTF-8"?>
<Package xmlns="http://soap.sforce.com/2006/04/metadata">
    <types>
        <members>⟦Newsletter⟧</members>
        <name>ExternalCredential</name>
    </types>
</Package>
"#,
            ),
        ],
        right: &[
            CREDENTIAL,
            PERMISSION_SET,
            (
                "manifest/destructiveChanges.xml",
                r#"<?xml version="1.0" encoding="UTF-8"?>
<Package xmlns="http://soap.sforce.com/2006/04/metadata">
    <types>
        <members>Newsletter</members>
        <name>NamedCredential</name>
    </types>
</Package>
"#,
            ),
        ],
    },
};

fn look(view: &ProjectView<'_>, notes: &mut ProjectNotes) {
    let going: BTreeSet<&ComponentId> = view.deletions().map(|(_, deletion)| &deletion.id).collect();
    if going.is_empty() {
        return;
    }
    let referrers = referrers(view);
    for (file, deletion) in view.deletions() {
        let Some(all) = referrers.get(&deletion.id) else { continue };
        let staying: Vec<_> = all.iter().filter(|(_, id)| !going.contains(id)).collect();
        let Some((standing, first)) = staying.first() else { continue };
        let others = match staying.len() - 1 {
            0 => String::new(),
            1 => " and another one".to_owned(),
            more => format!(" and {more} others"),
        };
        let side = if *standing == Standing::InOrg { " of the org" } else { "" };
        let verb = if staying.len() == 1 { "refers" } else { "refer" };
        let gone = called(&deletion.id);
        let message = format!("the {gone} is to be deleted, and the {}{side}{others} still {verb} to it", called(first));
        notes.add(&RULE, file, deletion.span, message).help("delete what refers to it as well, or mend it first");
    }
}
