//! One changed element: its path, its place, and both values.

use std::io;

use super::{Writer, component::sign_of, origin, value::Side};
use crate::{
    diff::{ChangeKind, ComponentChange, Content, ElementChange, Shown, Value},
    render::{human::text::Text, paint::Label},
};

impl Writer<'_, '_> {
    /// Writes a changed element, and what follows from its change.
    pub(super) fn element(&mut self, component: &ComponentChange, change: &ElementChange) -> io::Result<()> {
        let (label, sign) = sign_of(change.kind);
        let mut head = Text::of(label, sign).plain(" ").plain(change.path.to_string());
        if let Some(place) = place_of(change) {
            head = head.plain("  ").with(Label::Aside, place);
        }
        self.sheet.line(1, &origin::marked(head, change.origin))?;
        if let Some(other) = &change.moved {
            let way = if change.kind == ChangeKind::Removed { "renamed to" } else { "renamed from" };
            self.sheet.line(2, &Text::of(Label::Modified, format!("{way} {other}")))?;
        }
        if let Some(renamed) = &change.follows {
            self.sheet.line(2, &Text::of(Label::Aside, format!("follows the rename of {renamed}")))?;
        }
        self.values(change)?;
        self.consequences(2, component, Some(&change.path))
    }

    fn values(&mut self, change: &ElementChange) -> io::Result<()> {
        let both = [change.before.as_ref(), change.after.as_ref()];
        if let [Some(Content::Text(before)), Some(Content::Text(after))] = both.map(content) {
            return self.both_values([before, after], both.map(is_default));
        }
        for (value, side) in both.into_iter().zip([Side::Before, Side::After]) {
            match content(value) {
                Some(Content::Text(shown)) => self.one_value(2, side, None, shown, is_default(value))?,
                Some(Content::Fields(fields)) => self.fields(change, fields, side)?,
                None => {}
            }
        }
        Ok(())
    }

    /// Writes the values inside an element that came or went, but for those that its path tells.
    fn fields(&mut self, change: &ElementChange, fields: &[(String, Shown)], side: Side) -> io::Result<()> {
        let key = change.path.steps().last().map_or(&[][..], |step| &step.key);
        let told_by_path = |shown: &Shown| matches!(shown, Shown::Clear(text) if key.contains(text));
        let untold = fields.iter().filter(|(_, shown)| !told_by_path(shown));
        untold.into_iter().try_for_each(|(name, shown)| self.one_value(2, side, Some(name), shown, false))
    }
}

fn content(value: Option<&Value>) -> Option<&Content> {
    value.map(|value| &value.content)
}

/// Whether no file spells the value out.
fn is_default(value: Option<&Value>) -> bool {
    value.is_some_and(|value| value.region.is_none())
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
