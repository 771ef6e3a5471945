//! At which revision a finding stands, where its path alone would send people to a file that is sound by now.

use super::gather::Held;
use crate::finding::{Finding, read_document};

/// Says of findings that only revisions have, at which. Their paths are those of the working tree too.
pub(super) fn at_revisions(findings: &mut [Finding], sides: [&Held; 2]) {
    for finding in findings {
        let holders: Vec<&Held> = sides.into_iter().filter(|side| holds(side, finding)).collect();
        if !holders.is_empty() && holders.iter().all(|side| side.is_revision) {
            let names: Vec<String> = holders.iter().map(|side| format!("`{}`", side.name)).collect();
            finding.message.push_str(&format!(" (at {})", names.join(" and ")));
        }
    }
}

/// Whether a side has what is found: in its names and places, or in the text of a component.
fn holds(side: &Held, finding: &Finding) -> bool {
    let component = finding.component.as_ref().and_then(|id| side.snapshot.get(id));
    let in_text = component.and_then(|component| read_document(component).err());
    side.findings.contains(finding) || in_text.is_some_and(|found| *found == *finding)
}
