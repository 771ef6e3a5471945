//! One changed component as Markdown: a fold with its elements, or its first line alone.

use super::{
    super::{
        Run,
        paint::{counted, printable},
        place::from_root,
        rank::{Rank, elements, words_of_kind, words_of_origin},
    },
    safe::{code, diff_block, html_code},
};
use crate::{
    diff::{ChangeKind, ComponentChange, Content, Detail, ElementChange, Hunk, Shown, Sign, Value},
    metadata::ComponentId,
    report::{DiffReport, Standpoint},
};

/// What stands for a value that can hold a secret.
const HIDDEN: &str = "(hidden)";

/// What stands for a value without a character.
const EMPTY: &str = "(empty)";

/// The component with all that changed in it.
pub(super) fn whole(id: &ComponentId, change: &ComponentChange, report: &DiffReport, run: &Run<'_>) -> String {
    let open = if Rank::of_component(change).is_pressing() { " open" } else { "" };
    let (file, lines) = (file_of(change, report.standpoint), lines(change));
    if file.is_none() && lines.is_empty() {
        return brief(id, change, report);
    }
    let head = format!("<details{open}>\n<summary>{}</summary>\n\n", summary(id, change, report.standpoint));
    let file = file.map(|file| format!("{}\n\n", code(&from_root(run.folder, file))));
    let block = if lines.is_empty() { String::new() } else { format!("{}\n", diff_block(&lines)) };
    format!("{head}{}{block}</details>\n\n", file.unwrap_or_default())
}

/// The component in one line, for where there is no room for more.
pub(super) fn brief(id: &ComponentId, change: &ComponentChange, report: &DiffReport) -> String {
    format!("<p>{}</p>\n\n", summary(id, change, report.standpoint))
}

/// Its file, but where the file is the org's and is no place to look.
fn file_of(change: &ComponentChange, standpoint: Standpoint) -> Option<&std::path::Path> {
    let stays = standpoint == Standpoint::Deployment && change.kind == ChangeKind::Removed;
    let path = change.after.as_deref().or(change.before.as_deref());
    path.filter(|_| !stays)
}

/// What the fold shows when it is closed, as HTML: Markdown means nothing there.
fn summary(id: &ComponentId, change: &ComponentChange, standpoint: Standpoint) -> String {
    let mut told = vec![words_of_kind(change.kind, standpoint).to_owned()];
    told.extend(change.moved.as_ref().map(|other| moved(change.kind, &html_code(&other.to_string()))));
    let inside = elements(change).len();
    told.extend((inside > 0).then(|| counted(inside, "element")));
    let marks = Rank::of_component(change).words();
    let marks = if marks.is_empty() { String::new() } else { format!(" <b>{}</b>", marks.join(", ")) };
    format!("{} {} {}{marks}", sign_of(change.kind), html_code(&id.to_string()), told.join(", "))
}

fn moved(kind: ChangeKind, other: &str) -> String {
    if kind == ChangeKind::Removed { format!("renamed to {other}") } else { format!("renamed from {other}") }
}

fn sign_of(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Added => "+",
        ChangeKind::Modified => "~",
        ChangeKind::Removed => "-",
    }
}

/// What changed in it, line by line: conflicts first, then what the first side became by itself.
fn lines(change: &ComponentChange) -> Vec<String> {
    let mut told: Vec<String> = match &change.detail {
        Detail::Elements(elements) => {
            let mut sorted: Vec<&ElementChange> = elements.iter().collect();
            sorted.sort_by_key(|element| std::cmp::Reverse(element.origin));
            sorted.into_iter().flat_map(lines_of_element).collect()
        }
        Detail::Text(hunks) => hunks.iter().flat_map(lines_of_hunk).collect(),
    };
    if let Some(content) = &change.content {
        let size = |bytes: Option<usize>| bytes.map_or("none".to_owned(), |bytes| counted(bytes, "byte"));
        told.push("@@ the content file @@".to_owned());
        told.extend([format!("- {}", size(content.before)), format!("+ {}", size(content.after))]);
    }
    told
}

fn lines_of_element(change: &ElementChange) -> Vec<String> {
    let place = place_of(change);
    let moved = change.moved.as_ref().map(|other| moved(change.kind, &printable(&other.to_string())));
    let origin = change.origin.map(|origin| words_of_origin(origin).to_owned());
    let notes: Vec<String> = [place, moved, origin].into_iter().flatten().collect();
    let mut told =
        vec![format!("@@ {} @@ {}", printable(&change.path.to_string()), notes.join("; ")).trim_end().to_owned()];
    let hidden = if looks_the_same(change) { " (what is hidden differs)" } else { "" };
    for (value, sign) in [(&change.before, "-"), (&change.after, "+")] {
        let Some(value) = value else { continue };
        match &value.content {
            Content::Text(shown) => {
                let default = if value.region.is_none() { " (the default)" } else { "" };
                told.push(format!("{sign} {}{default}{hidden}", text_of(shown)));
            }
            Content::Fields(fields) => {
                let fields = fields.iter().filter(|(_, shown)| !is_told_by_path(change, shown));
                told.extend(fields.map(|(name, shown)| format!("{sign} {}: {}", printable(name), text_of(shown))));
            }
        }
    }
    told
}

/// Whether the path of an element that came or went tells a value inside it.
fn is_told_by_path(change: &ElementChange, shown: &Shown) -> bool {
    let key = change.path.steps().last().map_or(&[][..], |step| &step.key);
    matches!(shown, Shown::Clear(text) if key.contains(text))
}

fn lines_of_hunk(hunk: &Hunk) -> Vec<String> {
    let line = |line: &crate::diff::HunkLine| {
        let sign = match line.sign {
            // Not a space: GitLab looks for commands at the start of lines.
            Sign::Both => "=",
            Sign::Before => "-",
            Sign::After => "+",
        };
        format!("{sign} {}", printable(&line.text))
    };
    std::iter::once("@@ text @@".to_owned()).chain(hunk.lines.iter().map(line)).collect()
}

fn text_of(shown: &Shown) -> String {
    match shown {
        Shown::Clear(text) if text.is_empty() => EMPTY.to_owned(),
        Shown::Clear(text) => printable(text).into_owned(),
        Shown::Hidden | Shown::Revealed(_) => HIDDEN.to_owned(),
    }
}

/// Whether both sides show the same, because they differ in what is not shown.
fn looks_the_same(change: &ElementChange) -> bool {
    let clear = |value: &Option<Value>| match value.as_ref().map(|value| &value.content) {
        Some(Content::Text(Shown::Clear(text))) => Some(text.clone()),
        _ => None,
    };
    change.kind == ChangeKind::Modified
        && clear(&change.before).is_some()
        && clear(&change.before) == clear(&change.after)
}

/// Where to look: the line in the second side's file, or in the first's where the element is gone.
fn place_of(change: &ElementChange) -> Option<String> {
    let line = |value: &Option<Value>| value.as_ref()?.region.map(|region| region.start.line);
    match (line(&change.after), line(&change.before)) {
        (Some(line), _) => Some(format!("line {line}")),
        (None, Some(line)) => Some(format!("was line {line}")),
        (None, None) => None,
    }
}
