//! What follows from a change: under it, the gravest first, each with its way out once.

use std::{cmp::Reverse, io};

use super::Writer;
use crate::{
    diff::{ComponentChange, Consequence, ElementPath, Gravity},
    render::{human::text::Text, paint::Label},
};

/// The label and the word of each gravity, the gravest first.
pub(super) const GRAVITIES: [(Gravity, Label, &str); 3] = [
    (Gravity::Destructive, Label::Error, "destructive"),
    (Gravity::Disruptive, Label::Warning, "disruptive"),
    (Gravity::Notable, Label::Note, "notable"),
];

impl Writer<'_, '_> {
    /// Writes what follows from an element's change, or from the component's where there is no path.
    pub(super) fn consequences(
        &mut self,
        level: usize,
        change: &ComponentChange,
        at: Option<&ElementPath>,
    ) -> io::Result<()> {
        let mut here: Vec<&Consequence> = change.consequences.iter().filter(|one| one.at.as_ref() == at).collect();
        here.sort_by_key(|one| Reverse(one.kind.gravity));
        here.into_iter().try_for_each(|one| self.consequence(level, one))
    }

    fn consequence(&mut self, level: usize, one: &Consequence) -> io::Result<()> {
        let gravity = GRAVITIES.iter().find(|(gravity, ..)| *gravity == one.kind.gravity);
        let (_, label, word) = gravity.expect("the table has each gravity");
        let says = Text::of(*label, format!("! {word}")).plain(": ").plain(&one.says);
        self.sheet.line(level, &says)?;
        if self.told.insert(one.kind.id) {
            self.sheet.line(
                level,
                &Text::default().plain("  ").with(Label::Note, "help").plain(": ").plain(one.kind.way_out),
            )?;
        }
        Ok(())
    }
}
