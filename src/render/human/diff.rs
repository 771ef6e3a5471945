//! Differences for people: component by component, element by element.

use std::{
    collections::BTreeSet,
    io::{self, Write},
};

use crate::{
    diff::{
        CertificateFacts, ChangeKind, ChangeSet, ComponentChange, Content, ContentChange, Detail, ElementChange, Hunk,
        Shown, Sign, Value,
    },
    finding::{Finding, NOT_WELL_FORMED, WRONG_ROOT},
    metadata::ComponentId,
    render::paint::{Label, counted, paint, printable},
    report::{DiffReport, Standpoint},
};

/// What stands for a value that can hold a secret.
const HIDDEN: &str = "(hidden)";

/// What stands for a value without a character.
const EMPTY: &str = "(empty)";

/// Writes a difference.
pub(super) fn write(report: &DiffReport, out: &mut dyn Write) -> io::Result<()> {
    let title = match report.standpoint {
        Standpoint::Deployment => format!("From {} to {}: what a deployment would change", report.from, report.to),
        Standpoint::Comparison => format!("From {} to {}: what differs", report.from, report.to),
    };
    writeln!(out, "{}\n", paint(Label::Heading, printable(&title)))?;
    write_changes(&report.changes, report.standpoint, out)?;
    write_unseen(report, out)?;
    write_unread(&report.findings, out)?;
    write_summary(&report.changes, report.standpoint, out)
}

/// Writes what is not shown and why, a line for each reason.
fn write_unseen(report: &DiffReport, out: &mut dyn Write) -> io::Result<()> {
    for sentence in report.unseen_in_words() {
        writeln!(out, "{}", paint(Label::Aside, printable(&sentence)))?;
    }
    if report.unseen.is_empty() { Ok(()) } else { writeln!(out) }
}

/// Writes how many components are neither different nor the same, because their files cannot be read.
fn write_unread(findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    let unreadable = findings.iter().filter(|finding| [NOT_WELL_FORMED, WRONG_ROOT].contains(&finding.rule));
    let unread: BTreeSet<&ComponentId> = unreadable.filter_map(|finding| finding.component.as_ref()).collect();
    let told = match unread.len() {
        0 => return Ok(()),
        1 => "1 component is not compared: its file has errors.".to_owned(),
        count => format!("{count} components are not compared: their files have errors."),
    };
    writeln!(out, "{}", paint(Label::Error, told))
}

/// Writes how many components differ, in one line.
fn write_summary(changes: &ChangeSet, standpoint: Standpoint, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", summary(changes, standpoint))
}

/// Writes the changes without title and summary.
pub(super) fn write_changes(changes: &ChangeSet, standpoint: Standpoint, out: &mut dyn Write) -> io::Result<()> {
    for (id, change) in changes.iter() {
        write_component(id, change, standpoint, out)?;
        writeln!(out)?;
    }
    Ok(())
}

fn write_component(
    id: &ComponentId,
    change: &ComponentChange,
    standpoint: Standpoint,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (label, sign) = sign_of(change.kind);
    let stays = standpoint == Standpoint::Deployment && change.kind == ChangeKind::Removed;
    let label = if stays { Label::Aside } else { label };
    writeln!(out, "{} {}", paint(label, sign), paint(Label::Heading, printable(&id.to_string())))?;
    let path = change.after.as_ref().or(change.before.as_ref());
    let file = path.map_or(String::new(), |path| printable(&path.display().to_string()).into_owned());
    let told = match (change.kind, standpoint) {
        (ChangeKind::Added, Standpoint::Deployment) => format!("new, from {file}"),
        (ChangeKind::Added, Standpoint::Comparison) => format!("only in the second: {file}"),
        (ChangeKind::Modified, _) => file,
        (ChangeKind::Removed, Standpoint::Deployment) => "only in the org; a deployment leaves it there".to_owned(),
        (ChangeKind::Removed, Standpoint::Comparison) => format!("only in the first: {file}"),
    };
    writeln!(out, "    {}", paint(Label::Aside, told))?;
    if let Some(other) = &change.moved {
        let renamed = format!("{} {}", renamed_word(change.kind), printable(other.full_name.as_str()));
        writeln!(out, "    {}", paint(Label::Modified, renamed))?;
    }
    match &change.detail {
        Detail::Elements(elements) => elements.iter().try_for_each(|element| write_element(element, out))?,
        Detail::Text(hunks) => hunks.iter().try_for_each(|hunk| write_hunk(hunk, out))?,
    }
    if let Some(content) = &change.content {
        write_content(content, out)?;
    }
    Ok(())
}

/// Of the new half of a rename, what it was; of the old half, what it is.
fn renamed_word(kind: ChangeKind) -> &'static str {
    if kind == ChangeKind::Removed { "renamed to" } else { "renamed from" }
}

fn write_content(content: &ContentChange, out: &mut dyn Write) -> io::Result<()> {
    let size = |bytes: Option<usize>| bytes.map_or("none".to_owned(), |bytes| counted(bytes, "byte"));
    let (before, after) = (size(content.before), size(content.after));
    writeln!(out, "    {} content file: {before} -> {after}", paint(Label::Modified, "~"))?;
    if content.certificate_before == content.certificate_after {
        return Ok(());
    }
    for (facts, label, sign) in
        [(&content.certificate_before, Label::Removed, "-"), (&content.certificate_after, Label::Added, "+")]
    {
        let Some(facts) = facts else { continue };
        let CertificateFacts { fingerprint, subject, not_before, not_after } = facts;
        for line in [format!("{subject}, {not_before} to {not_after}"), format!("SHA-256 {fingerprint}")] {
            writeln!(out, "        {}", paint(label, format!("{sign} {}", printable(&line))))?;
        }
    }
    Ok(())
}

fn sign_of(kind: ChangeKind) -> (Label, &'static str) {
    match kind {
        ChangeKind::Added => (Label::Added, "+"),
        ChangeKind::Modified => (Label::Modified, "~"),
        ChangeKind::Removed => (Label::Removed, "-"),
    }
}

fn write_element(change: &ElementChange, out: &mut dyn Write) -> io::Result<()> {
    let (label, sign) = sign_of(change.kind);
    let renamed = change.moved.as_ref().map(|other| format!("  {} {other}", renamed_word(change.kind)));
    let follows = change.follows.as_ref().map(|id| format!("  follows the rename of {id}"));
    let axes = [renamed, follows].into_iter().flatten().collect::<String>();
    let axes = paint(Label::Modified, printable(&axes));
    let place = place_of(change).map_or(String::new(), |place| format!("  {}", paint(Label::Aside, place)));
    writeln!(out, "    {} {}{place}{axes}", paint(label, sign), printable(&change.path.to_string()))?;
    for (value, label, sign) in [(&change.before, Label::Removed, "-"), (&change.after, Label::Added, "+")] {
        let Some(value) = value else { continue };
        match &value.content {
            Content::Text(shown) => {
                let default = if value.region.is_none() { " (the default)" } else { "" };
                let hidden = if looks_the_same(change) { " (what is hidden differs)" } else { "" };
                writeln!(out, "        {}{default}{hidden}", paint(label, format!("{sign} {}", text_of(shown))))?;
            }
            Content::Fields(fields) => write_fields(change, fields, label, sign, out)?,
        }
    }
    Ok(())
}

/// Writes the values inside an element that came or went, but for those that its path tells.
fn write_fields(
    change: &ElementChange,
    fields: &[(String, Shown)],
    label: Label,
    sign: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    let key = change.path.steps().last().map_or(&[][..], |step| &step.key);
    let told_by_path = |shown: &Shown| matches!(shown, Shown::Clear(text) if key.contains(text));
    for (name, shown) in fields.iter().filter(|(_, shown)| !told_by_path(shown)) {
        let line = format!("{sign} {}: {}", printable(name), text_of(shown));
        writeln!(out, "        {}", paint(label, line))?;
    }
    Ok(())
}

/// Whether both sides show the same, because they differ in what is not shown of an address.
fn looks_the_same(change: &ElementChange) -> bool {
    let clear = |value: &Option<Value>| match value.as_ref().map(|value| &value.content) {
        Some(Content::Text(Shown::Clear(text))) => Some(text.clone()),
        _ => None,
    };
    change.kind == ChangeKind::Modified
        && clear(&change.before).is_some()
        && clear(&change.before) == clear(&change.after)
}

fn text_of(shown: &Shown) -> String {
    match shown {
        Shown::Clear(text) if text.is_empty() => EMPTY.to_owned(),
        Shown::Clear(text) => printable(text).into_owned(),
        Shown::Hidden => HIDDEN.to_owned(),
    }
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

fn write_hunk(hunk: &Hunk, out: &mut dyn Write) -> io::Result<()> {
    for line in &hunk.lines {
        let text = printable(&line.text);
        let painted = match line.sign {
            Sign::Both => format!("  {text}"),
            Sign::Before => paint(Label::Removed, format!("- {text}")),
            Sign::After => paint(Label::Added, format!("+ {text}")),
        };
        writeln!(out, "        {painted}")?;
    }
    Ok(())
}

fn summary(changes: &ChangeSet, standpoint: Standpoint) -> String {
    let [added, modified, removed] =
        [ChangeKind::Added, ChangeKind::Modified, ChangeKind::Removed].map(|kind| changes.count(kind));
    let same = match changes.unchanged() {
        1 => "1 is the same".to_owned(),
        count => format!("{count} are the same"),
    };
    if changes.is_empty() {
        return format!("{}: {same}.", paint(Label::Good, "No differences"));
    }
    let words = match standpoint {
        Standpoint::Deployment => ["to create", "to change", "only in the org"],
        Standpoint::Comparison => ["only in the second", "different", "only in the first"],
    };
    if standpoint == Standpoint::Deployment && added + modified == 0 {
        return format!("{}: {removed} {}, {same}.", paint(Label::Good, "Nothing to deploy"), words[2]);
    }
    let told = [(Label::Added, added), (Label::Modified, modified), (Label::Removed, removed)];
    let parts: Vec<String> =
        told.iter().zip(words).map(|((label, count), word)| paint(*label, format!("{count} {word}"))).collect();
    format!("{}; {same}.", parts.join(", "))
}
