//! The reference page of a trouble: what its table row says, as Markdown, and the index of all.

use super::trouble_words::told;
use crate::{
    metadata::reference::phrase,
    org::{
        Trouble,
        trouble::{Area, Step},
    },
};

/// What stands above the index.
const INTRODUCTION: &str = "\
# Troubles

What users meet at login and on the connection, with what happened and what to do next. An error that is one of them begins
with the sentence that stands here, goes on with what was tried and what the server said, and ends with the next step;
`xcred explain ID` says what the page says, and the error of `--json` carries the id as `trouble`. How a run ends is told by
its [exit code](../exit-codes.md): 65 for all of these, and 64 for what xcred refuses before anything is sent.

Where several fit, the one counts that asks the most: words of the server more than its error code, a code more than the
status, that more than the kind of failure. Words are matched where the server gives no code, and nowhere else.
";

/// The page of one trouble.
pub fn page(trouble: &Trouble) -> String {
    let steps: String = trouble.steps.iter().map(step).collect();
    let signs: String = trouble.when.iter().map(|sign| format!("- {}\n", told(sign))).collect();
    format!(
        "# {}\n\n{}\n\n## Why\n\n{}\n\n## What to do\n\n{steps}\n## By what it is known\n\n{signs}\n## Source\n\n{} Known from: {}.\n",
        trouble.id,
        trouble.happened,
        escaped(&trouble.why),
        trouble.source,
        phrase::evidence(trouble.evidence),
    )
}

fn step(step: &Step) -> String {
    let action = capitalised(&step.action);
    match (&step.run, &step.click) {
        (Some(command), _) => format!("1. {action}: `{command}`\n"),
        (None, Some(path)) => format!("1. {action}: {}\n", escaped(path)),
        (None, None) => format!("1. {action}.\n"),
    }
}

/// The index of all pages, each as `ID.md` beside it.
pub fn index(areas: impl Iterator<Item = &'static Area>) -> String {
    let section = |area: &Area| {
        let rows = area.troubles.iter().map(|one| format!("| [{id}]({id}.md) | {} |\n", one.happened, id = one.id));
        format!("\n## {}\n\n| Trouble | What happened |\n| --- | --- |\n{}", area.title, rows.collect::<String>())
    };
    areas.fold(INTRODUCTION.to_owned(), |page, area| page + &section(area))
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

/// Paths of clicks hold `>`, which begins a quotation in Markdown where it begins a line, and nowhere here.
fn escaped(text: &str) -> String {
    text.replace('<', "&lt;")
}
