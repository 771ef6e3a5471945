//! The reference page of consequences: what the tables of the types say of changes, as Markdown.

use crate::{
    diff::{CONSEQUENCE_KINDS, ConsequenceKind},
    metadata::reference::phrase,
};

/// What stands above the kinds.
const INTRODUCTION: &str = "\
# Consequences

What a change means for those who make callouts, where we know it. `xcred diff` and `xcred deploy` tell it with each change;
`xcred diff --fail-on-change GRAVITY` exits with 1 where a change has consequences at least that grave.

- notable: callouts go on, and somebody wants to know
- disruptive: callouts fail until somebody does something
- destructive: something is gone that only people can bring back

No org says what it does to secrets when metadata changes, and no document does. What is inferred is marked so: it is what
the word for it means, and nobody has seen an org do otherwise. `{name}` is the component, the other names in braces are
elements that tell its parameters and accesses apart.
";

/// The page.
pub fn consequence_page() -> String {
    CONSEQUENCE_KINDS.iter().fold(INTRODUCTION.to_owned(), |page, kind| page + &section(kind))
}

fn section(kind: &'static ConsequenceKind) -> String {
    let rows = kind.said_by().map(|(table, rule)| {
        let elements: Vec<String> = rule.elements.iter().map(|path| phrase::code(path)).collect();
        let of = if elements.is_empty() { "the component".to_owned() } else { elements.join(", ") };
        format!("| {} | {of} | {} | {} |\n", table.name, rule.says, phrase::evidence(rule.evidence))
    });
    format!(
        "\n## {}\n\n{}: {}\n\nWay out: {}\n\n| Type | Change of | What follows | Known from |\n| --- | --- | --- | --- |\n{}",
        kind.id,
        capitalised(kind.gravity.word()),
        kind.summary,
        kind.way_out,
        rows.collect::<String>()
    )
}

fn capitalised(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}
