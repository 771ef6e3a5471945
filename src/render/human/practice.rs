//! The practice org for people: a table of what it holds.

use std::io::{self, Write};

use comfy_table::{Table, presets};

use super::scan::write_table;
use crate::{
    render::paint::{counted, printable},
    report::PracticeReport,
};

/// Writes what the practice org holds.
pub(super) fn write(report: &PracticeReport, out: &mut dyn Write) -> io::Result<()> {
    let state = report.state.display().to_string();
    if report.components.is_empty() {
        return writeln!(out, "The practice org in `{}` is empty.", printable(&state));
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(["COMPONENT", "ID", "LAST MODIFIED"]);
    for component in &report.components {
        let cells = [component.id.to_string(), component.record.clone(), component.modified.clone()];
        table.add_row(cells.map(|cell| printable(&cell).into_owned()));
    }
    write_table(&mut table, out)?;
    writeln!(out, "\n{} in `{}`.", counted(report.components.len(), "component"), printable(&state))
}
