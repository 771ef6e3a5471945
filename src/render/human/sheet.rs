//! What text for people is written on: how wide it is, and how a line comes to stand on it.

use std::io::{self, Write};

use super::text::Text;
use crate::render::paint::{Label, paint};

/// How a difference is laid out for people, and on how wide a page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Page {
    /// The columns of a terminal; on a page without an end, such as a file, nothing is wrapped or cut.
    pub columns: Option<usize>,
    /// The layout.
    pub layout: Layout,
}

/// How a difference is laid out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Layout {
    /// Values one below the other.
    #[default]
    Unified,
    /// Values side by side.
    SideBySide,
    /// One line for each component, with how much changed in it.
    Stat,
    /// The names of the changed components.
    NameOnly,
    /// What happened to each component, and its name.
    NameStatus,
    /// The counts alone.
    Summary,
}

/// Narrower pages are written on as if they were this wide.
const NARROWEST: usize = 20;

/// A page with fewer columns is indented less.
const NARROW: usize = 60;

/// The columns of a page that has no end, where a layout needs one.
const USUAL: usize = 120;

/// What stands between two values side by side.
const BETWEEN: &str = " │ ";

/// Lines of a value begin with its sign and a space; further lines stand below its text.
const HANG: usize = 2;

/// A page that is written on.
pub(super) struct Sheet<'o> {
    out: &'o mut dyn Write,
    columns: Option<usize>,
    is_beside: bool,
}

impl<'o> Sheet<'o> {
    /// An empty sheet.
    pub(super) fn new(page: Page, out: &'o mut dyn Write) -> Self {
        let is_beside = page.layout == Layout::SideBySide;
        let columns = page.columns.or(is_beside.then_some(USUAL)).map(|columns| columns.max(NARROWEST));
        Self { out, columns, is_beside }
    }

    /// Whether values stand side by side.
    pub(super) fn is_beside(&self) -> bool {
        self.is_beside
    }

    /// The columns that a value of this level has; nothing where it has all it needs.
    pub(super) fn room(&self, level: usize) -> Option<usize> {
        let room = self.columns?.saturating_sub(self.indent(level));
        Some(if self.is_beside { half(room) } else { room }.saturating_sub(HANG))
    }

    fn indent(&self, level: usize) -> usize {
        let step = if self.columns.is_some_and(|columns| columns < NARROW) { 2 } else { 4 };
        level * step
    }

    /// Writes an empty line.
    pub(super) fn blank(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }

    /// Writes a text that is indented by so many levels.
    pub(super) fn line(&mut self, level: usize, text: &Text) -> io::Result<()> {
        let indent = " ".repeat(self.indent(level));
        let Some(columns) = self.columns else { return writeln!(self.out, "{indent}{}", text.painted()) };
        for (line, _) in text.wrapped(columns - indent.len(), HANG) {
            writeln!(self.out, "{indent}{line}")?;
        }
        Ok(())
    }

    /// Writes two texts side by side.
    pub(super) fn pair(&mut self, level: usize, left: &Text, right: &Text) -> io::Result<()> {
        let indent = " ".repeat(self.indent(level));
        let half = half(self.columns.unwrap_or(USUAL) - indent.len());
        let (left, right) = (left.wrapped(half, HANG), right.wrapped(half, HANG));
        let nothing = (String::new(), 0);
        for at in 0..left.len().max(right.len()) {
            let (left, width) = left.get(at).unwrap_or(&nothing);
            let (right, _) = right.get(at).unwrap_or(&nothing);
            let (space, between) = (" ".repeat(half - width), paint(Label::Aside, BETWEEN.trim_end()));
            let right = if right.is_empty() { String::new() } else { format!(" {right}") };
            writeln!(self.out, "{indent}{left}{space}{between}{right}")?;
        }
        Ok(())
    }

    /// Writes a title over what belongs together, with a rule from edge to edge where there are edges.
    pub(super) fn title(&mut self, title: &Text) -> io::Result<()> {
        let Some(columns) = self.columns else {
            return self.line(0, &Text::of(Label::Aside, "── ").then(title.clone()));
        };
        let start = Text::of(Label::Aside, "── ").then(title.clone()).plain(" ");
        let rest = columns.saturating_sub(start.width());
        self.line(0, &start.with(Label::Aside, "─".repeat(rest)))
    }
}

/// The columns of one of two values that share so many.
fn half(columns: usize) -> usize {
    columns.saturating_sub(BETWEEN.chars().count()) / 2
}
