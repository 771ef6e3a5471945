//! Ignore patterns with the wrong slash.

use crate::{
    check::{CheckRule, Example, Look, Notes},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
    source::{BystanderKind, forceignore::has_backslash_folder},
    xml::Span,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "backslash-in-forceignore",
        severity: Severity::Warning,
        summary: "A pattern of `.forceignore` names folders with backslashes.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Document,
    why: "The patterns are those of `.gitignore`, where a backslash takes the next character as it is: the pattern \
          matches no folder, and what it was to keep out is deployed. `sf` once took it for a slash and now says: `The \
          ignore rules will not work as expected until you fix this.`, on each command.",
    way_out: "Write `/` between folders, on Windows too.",
    source: "`gitignore(5)`, section PATTERN FORMAT; the warning of `sf`, quoted in a public issue.",
    look: Look::Bystanders(BystanderKind::ForceIgnore, look),
    example: Example {
        version: None,
        wrong: &[
            (
                ".forceignore",
                r"# Drafts are not for orgs.
⟦force-app\drafts\**⟧
",
            ),
        ],
        right: &[
            (
                ".forceignore",
                r"# Drafts are not for orgs.
force-app/drafts/**
",
            ),
        ],
    },
};

fn look(bytes: &[u8], notes: &mut Notes) {
    let mut start = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let pattern = line.trim_ascii_end();
        if str::from_utf8(pattern).is_ok_and(has_backslash_folder) {
            let span = Span::new(start, start + pattern.len());
            notes.add(&RULE, span, "a backslash is no separator of folders here").help("write `/` instead");
        }
        start += line.len();
    }
}
