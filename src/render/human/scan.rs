//! Scans for people: a table of components and whom they refer to.

use std::io::{self, Write};

use comfy_table::{Table, presets};

use crate::{
    render::paint::{Label, counted, paint, printable},
    report::{ReferenceFound, ScanReport, ScannedComponent, WhyReport},
};

/// Writes a scan as a table.
pub(super) fn write(report: &ScanReport, out: &mut dyn Write) -> io::Result<()> {
    if report.components.is_empty() {
        return writeln!(out, "No components in {}.", printable(&report.side));
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(["COMPONENT", "PROTOCOL", "PRINCIPALS", "REFERS TO", "FILE"]);
    for component in &report.components {
        table.add_row(row_of(component));
    }
    write_table(&mut table, out)?;
    writeln!(out, "\n{}", summary(report))
}

/// Writes a table flush left, without spaces at the ends of lines.
pub(super) fn write_table(table: &mut Table, out: &mut dyn Write) -> io::Result<()> {
    for column in table.column_iter_mut() {
        column.set_padding((0, 1));
    }
    table.lines().try_for_each(|line| writeln!(out, "{}", line.trim_end()))
}

fn row_of(component: &ScannedComponent) -> [String; 5] {
    let protocol = component.protocol.as_deref().unwrap_or_default();
    let flow = component.flow.as_ref().map_or(String::new(), |flow| format!(" {flow}"));
    let principals: Vec<&str> = component.principals.iter().map(|principal| principal.name.as_str()).collect();
    let refers_to: Vec<String> = component.refers_to.iter().map(reference).collect();
    let cells = [
        component.id.to_string(),
        format!("{protocol}{flow}"),
        principals.join("\n"),
        refers_to.join("\n"),
        component.file.display().to_string(),
    ];
    cells.map(|cell| cell.split('\n').map(printable).collect::<Vec<_>>().join("\n"))
}

fn reference(reference: &ReferenceFound) -> String {
    let principal = reference.principal.as_ref().map_or(String::new(), |principal| format!(" ({principal})"));
    let missing = if reference.present { "" } else { " [not here]" };
    format!("{}{principal}{missing}", reference.to)
}

fn summary(report: &ScanReport) -> String {
    let mut parts = vec![counted(report.components.len(), "component")];
    if report.ignored > 0 {
        parts.push(format!("{} ignored", counted(report.ignored, "file")));
    }
    let references = report.components.iter().flat_map(|component| &component.refers_to);
    let missing = references.filter(|reference| !reference.present).count();
    if missing > 0 {
        parts.push(format!("{} to components that are not here", counted(missing, "reference")));
    }
    format!("{} in {}.", parts.join(", "), printable(&report.side))
}

/// Writes why a file is taken or left.
pub(super) fn write_why(report: &WhyReport, out: &mut dyn Write) -> io::Result<()> {
    let file = report.file.display().to_string();
    let verdict = match (&report.component, report.ignored) {
        (_, true) => paint(Label::Removed, "ignored"),
        (Some(id), false) => format!("{} as {}", paint(Label::Added, "taken"), printable(&id.to_string())),
        (None, false) => format!("{}: its name is that of no type xcred looks after", paint(Label::Aside, "left")),
    };
    writeln!(out, "{}: {verdict}", printable(&file))?;
    match &report.decided_by {
        Some(rule) => writeln!(out, "  decided by {}", printable(rule)),
        None => writeln!(out, "  no ignore rule matches it"),
    }
}
