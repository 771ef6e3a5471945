//! Scans for people: a table of components and whom they refer to.

use std::io::{self, Write};

use comfy_table::{Table, presets};

use crate::{
    render::paint::{Label, counted, paint, printable},
    report::{ReferenceFound, ScanReport, ScannedComponent, There, WhyReport},
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
    [
        cell([component.id.to_string()]),
        cell([format!("{protocol}{flow}")]),
        cell(component.principals.iter().map(|principal| principal.name.clone())),
        cell(component.refers_to.iter().map(reference)),
        cell([component.file.display().to_string()]),
    ]
}

/// One line for each text, however many lines the text would be.
fn cell(texts: impl IntoIterator<Item = String>) -> String {
    texts.into_iter().map(|text| printable(&text).into_owned()).collect::<Vec<_>>().join("\n")
}

fn reference(reference: &ReferenceFound) -> String {
    let principal = reference.principal.as_ref().map_or(String::new(), |principal| format!(" ({principal})"));
    let missing = if reference.present { "" } else { " [not here]" };
    format!("{}{principal}{missing}", reference.to)
}

fn summary(report: &ScanReport) -> String {
    let mut parts = vec![counted(report.components.len(), "component")];
    if report.ignored > 0 {
        parts.push(format!("{} ignored", counted(report.ignored, "path")));
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
    writeln!(out, "{}: {}", printable(&report.file.display().to_string()), verdict(report))?;
    match &report.decided_by {
        Some(rule) => writeln!(out, "  decided by {}", printable(rule)),
        None => writeln!(out, "  no ignore rule matches it"),
    }
}

fn verdict(report: &WhyReport) -> String {
    let left = |reason: &str| format!("{}: {reason}", paint(Label::Aside, "left"));
    match (&report.component, report.there) {
        _ if report.ignored => paint(Label::Removed, "ignored"),
        _ if report.outside => left("it lies in no package directory of the project; `-d` names it"),
        (_, There::Folder) => format!("{}: a folder, whose files are looked at", paint(Label::Added, "taken")),
        (Some(id), There::File) => format!("{} as {}", paint(Label::Added, "taken"), printable(&id.to_string())),
        (Some(id), There::Nothing) => {
            format!("{}, and would be taken as {}", paint(Label::Aside, "not there"), printable(&id.to_string()))
        }
        (None, _) => match &report.likely_name {
            Some(name) => left(&format!("its name is nearly that of a component; did you mean `{}`?", printable(name))),
            None => left("its name is that of no type xcred looks after"),
        },
    }
}
