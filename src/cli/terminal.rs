//! The terminal that a result is read on: how wide and how high it is, and what that makes of a page.

use std::{
    env,
    io::{self, IsTerminal},
};

use terminal_size::{Height, Width, terminal_size_of};

use crate::render::human::{Layout, Page};

/// What a terminal is taken for that does not tell its size.
const USUAL: Terminal = Terminal { columns: 80, rows: 24 };

/// From so many columns on, values stand side by side.
const WIDE: usize = 120;

/// The size of a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Terminal {
    columns: usize,
    /// The lines that it shows at once.
    pub(super) rows: usize,
}

impl Terminal {
    /// The terminal that standard output is; nothing where it is none.
    pub(super) fn of_stdout() -> Option<Self> {
        let stdout = io::stdout();
        stdout.is_terminal().then(|| match terminal_size_of(&stdout) {
            Some((Width(columns), Height(rows))) if columns > 0 && rows > 0 => {
                Self { columns: columns.into(), rows: rows.into() }
            }
            _ => USUAL,
        })
    }
}

/// The page for a terminal, or for what standard output is instead.
pub(super) fn page(terminal: Option<Terminal>, layout: Option<Layout>) -> Page {
    page_of(terminal.map(|terminal| terminal.columns), columns_of_environment(), layout)
}

/// The columns that the environment names, as git takes them.
fn columns_of_environment() -> Option<usize> {
    env::var("COLUMNS").ok()?.parse().ok().filter(|columns| *columns > 0)
}

fn page_of(terminal: Option<usize>, named: Option<usize>, layout: Option<Layout>) -> Page {
    let columns = terminal.map(|columns| named.unwrap_or(columns));
    let is_wide = columns.is_some_and(|columns| columns >= WIDE);
    let layout = layout.unwrap_or(if is_wide { Layout::SideBySide } else { Layout::Unified });
    // What goes elsewhere is as wide as it needs to be, but for layouts that need an edge.
    let needs_edge = matches!(layout, Layout::SideBySide | Layout::Stat);
    Page { columns: columns.or(named.filter(|_| needs_edge)), layout }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_as_wide_as_the_terminal_and_has_no_edge_elsewhere() {
        use Layout::{SideBySide, Stat, Unified};
        for (terminal, named, asked, columns, layout) in [
            (Some(119), None, None, Some(119), Unified),
            (Some(120), None, None, Some(120), SideBySide),
            (Some(160), Some(80), None, Some(80), Unified),
            (Some(160), None, Some(Unified), Some(160), Unified),
            (Some(80), None, Some(SideBySide), Some(80), SideBySide),
            (None, None, None, None, Unified),
            (None, Some(160), None, None, Unified),
            (None, Some(160), Some(SideBySide), Some(160), SideBySide),
            (None, Some(60), Some(Stat), Some(60), Stat),
        ] {
            assert_eq!(page_of(terminal, named, asked), Page { columns, layout }, "{terminal:?} {named:?} {asked:?}");
        }
    }
}
