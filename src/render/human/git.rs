//! What git shows of metadata files.

use std::{
    io::{self, Write},
    path::PathBuf,
};

use super::{
    diff::{Subject, write_changes},
    sheet::Page,
};
use crate::{
    diff::{ChangeSet, Graph},
    finding::Finding,
    render::paint::{Label, paint, printable},
    report::Standpoint,
};

/// What differs between two versions of a file.
#[derive(Debug)]
pub struct FileDiff {
    /// The file's path in the repository.
    pub path: PathBuf,
    /// Its path in the second version, where that is another one.
    pub new_path: Option<PathBuf>,
    /// What the comparison found.
    pub compared: FileCompared,
}

/// What the comparison of two versions found.
#[derive(Debug)]
pub enum FileCompared {
    /// The file waits to be merged, and there are no two versions.
    Unmerged,
    /// What differs.
    Changes(ChangeSet),
    /// Why nothing can be compared.
    Unreadable(Vec<Finding>),
}

/// Writes what differs between two versions of a file.
pub fn write_file_diff(diff: &FileDiff, out: &mut dyn Write) -> io::Result<()> {
    let renamed = diff.new_path.as_ref().map_or_else(String::new, |path| format!(" -> {}", path.display()));
    let title = format!("diff --xcred {}{renamed}", diff.path.display());
    writeln!(out, "{}", paint(Label::Heading, printable(&title)))?;
    match &diff.compared {
        FileCompared::Unmerged => writeln!(out, "    not merged yet"),
        FileCompared::Changes(changes) if changes.is_empty() => {
            writeln!(out, "    {}\n", paint(Label::Aside, "no element differs: the form or comments do"))
        }
        FileCompared::Changes(changes) => {
            let graph = &Graph::default();
            write_changes(Subject { changes, graph, standpoint: Standpoint::Comparison }, Page::default(), out)
        }
        FileCompared::Unreadable(findings) => findings.iter().try_for_each(|finding| write_unreadable(finding, out)),
    }
}

/// Writes a file as lines; where it cannot be read, why. What git shows beside it must not be lost.
pub fn write_flat(lines: Result<Vec<String>, Box<Finding>>, out: &mut dyn Write) -> io::Result<()> {
    match lines {
        Ok(lines) => lines.iter().try_for_each(|line| writeln!(out, "{}", printable(line))),
        Err(finding) => write_unreadable(&finding, out),
    }
}

fn write_unreadable(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let place = finding.location.as_ref().map_or_else(String::new, |location| format!("{location}: "));
    writeln!(out, "    {}", paint(Label::Error, printable(&format!("{place}{}", finding.message))))?;
    writeln!(out, "    {}\n", paint(Label::Aside, "`git diff --no-ext-diff --no-textconv` shows the text"))
}
