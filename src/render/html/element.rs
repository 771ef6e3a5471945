//! One changed element as a row: its path, both sides, and where it stands.

use super::{
    kinds::{self, Mark},
    text::{Text, Way},
    words::{self, Piece},
};
use crate::diff::{ChangeKind, Content, ElementChange, ElementPath, Shown, Value};

/// A value of more bytes scrolls.
const LONG: usize = 1_200;

/// A value of more lines scrolls.
const LONG_LINES: usize = 16;

/// One changed element.
#[derive(Debug)]
pub(super) struct Row<'a> {
    pub(super) mark: Mark,
    /// The way to the element, without its last step.
    pub(super) above: Way<'a>,
    /// The last step.
    pub(super) last: Way<'a>,
    pub(super) before: Cell<'a>,
    pub(super) after: Cell<'a>,
    /// Its lines: on the second side, or where it was on the first.
    pub(super) place: String,
    pub(super) origin: Option<Mark>,
    /// Its other path, where it only seems to have moved.
    pub(super) moved: Option<Way<'a>>,
}

/// What one side holds.
#[derive(Debug)]
pub(super) struct Cell<'a> {
    pub(super) held: Held<'a>,
    /// Whether no file spells it out.
    pub(super) is_default: bool,
    /// Whether it is so long that it scrolls.
    pub(super) is_long: bool,
    /// Whether both sides show the same, because they differ in what is hidden.
    pub(super) differs_hidden: bool,
}

/// What one side holds, as it may be shown.
#[derive(Debug)]
pub(super) enum Held<'a> {
    Nothing,
    Empty,
    Hidden,
    Value(Vec<Piece<'a>>),
    Fields(Vec<(Text<'a>, Held<'a>)>),
}

impl<'a> Row<'a> {
    pub(super) fn of(change: &'a ElementChange) -> Self {
        let (before, after) = cells(change);
        let path = change.path.to_string();
        let (above, last) = split(&path);
        Self {
            mark: kinds::of_element(change.kind),
            above: Way::of(above.to_owned()),
            last: Way::of(last.to_owned()),
            before,
            after,
            place: place(change),
            origin: change.origin.map(kinds::of_origin),
            moved: change.moved.as_ref().map(|path: &ElementPath| Way::of(path.to_string())),
        }
    }
}

/// The path as the way and its last step. A point inside of a key separates nothing.
fn split(path: &str) -> (&str, &str) {
    let (mut depth, mut quoted, mut escaped, mut at) = (0_usize, false, false, 0);
    for (index, character) in path.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' if depth > 0 => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth = depth.saturating_sub(1),
            '.' if depth == 0 => at = index + 1,
            _ => {}
        }
    }
    path.split_at(at)
}

fn cells(change: &ElementChange) -> (Cell<'_>, Cell<'_>) {
    let (mut before, mut after) = (cell(change, change.before.as_ref()), cell(change, change.after.as_ref()));
    if let (Some(old), Some(new)) = (clear(change.before.as_ref()), clear(change.after.as_ref())) {
        if old == new {
            let is_modified = change.kind == ChangeKind::Modified;
            (before.held, after.held) = (Held::Value(words::same(old)), Held::Value(words::same(new)));
            (before.differs_hidden, after.differs_hidden) = (is_modified, is_modified);
        } else if !old.is_empty() && !new.is_empty() {
            let (old, new) = words::both(old, new);
            (before.held, after.held) = (Held::Value(old), Held::Value(new));
        }
    }
    (before, after)
}

fn clear(value: Option<&Value>) -> Option<&str> {
    match &value?.content {
        Content::Text(Shown::Clear(text)) => Some(text),
        _ => None,
    }
}

fn cell<'a>(change: &ElementChange, value: Option<&'a Value>) -> Cell<'a> {
    let held = value.map_or(Held::Nothing, |value| match &value.content {
        Content::Text(shown) => held(shown),
        Content::Fields(fields) => Held::Fields(untold(change, fields)),
    });
    let is_text = value.is_some_and(|value| matches!(value.content, Content::Text(_)));
    let is_default = is_text && value.is_some_and(|value| value.region.is_none());
    let is_long = value.is_some_and(|value| match &value.content {
        Content::Text(shown) => is_long(shown),
        Content::Fields(fields) => fields.len() > LONG_LINES || fields.iter().any(|(_, shown)| is_long(shown)),
    });
    Cell { held, is_default, is_long, differs_hidden: false }
}

fn is_long(shown: &Shown) -> bool {
    matches!(shown, Shown::Clear(text) if text.len() > LONG || text.lines().count() > LONG_LINES)
}

fn held(shown: &Shown) -> Held<'_> {
    match shown {
        Shown::Hidden | Shown::Revealed(_) => Held::Hidden,
        Shown::Clear(text) if text.is_empty() => Held::Empty,
        Shown::Clear(text) => Held::Value(words::whole(text)),
    }
}

/// The values inside an element that came or went, but for those that its path tells.
fn untold<'a>(change: &ElementChange, fields: &'a [(String, Shown)]) -> Vec<(Text<'a>, Held<'a>)> {
    let key = change.path.steps().last().map_or(&[][..], |step| &step.key);
    let told_by_path = |shown: &Shown| matches!(shown, Shown::Clear(text) if key.contains(text));
    let untold = fields.iter().filter(|(_, shown)| !told_by_path(shown));
    untold.map(|(name, shown)| (Text::of(name), held(shown))).collect()
}

fn place(change: &ElementChange) -> String {
    let line = |value: &Option<Value>| value.as_ref()?.region.map(|region| region.start.line);
    match (line(&change.before), line(&change.after)) {
        (_, Some(line)) => format!("line {line}"),
        (Some(line), None) => format!("was line {line}"),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_split_before_its_last_step() {
        for (path, above, last) in [
            ("label", "", "label"),
            ("a[B.c,D].e", "a[B.c,D].", "e"),
            (r#"a["].x\".[",b].c[d.e]"#, r#"a["].x\".[",b]."#, "c[d.e]"),
        ] {
            assert_eq!(split(path), (above, last));
        }
    }
}
