//! A difference as Markdown: what a comment of a pull request or merge request and the summary of a step show.
//!
//! It begins with a comment that nobody sees, so that whoever posts it finds it again and writes it anew. That marker is
//! the same for the same two sides of the same project, and another one for others: several comments of one pull request
//! do not fight. What is graver stands higher. Where there is not room for everything, what is left out is counted.

mod component;
mod fit;
mod head;
mod safe;

use std::{
    cmp::Reverse,
    io::{self, Write},
};

use self::{
    fit::{Form, Piece, forms},
    safe::code,
};
use super::{
    Run,
    paint::counted,
    place::{fnv1a, from_root},
    rank::{Rank, elements},
};
use crate::{
    diff::{ComponentChange, Family, families},
    metadata::ComponentId,
    report::{DiffReport, Report},
};

pub use fit::Room;

/// What the last paragraph needs at most.
const LAST_WORDS: usize = 300;

/// Writes a difference as a comment; nothing for other reports.
pub(super) fn write(report: &Report, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    match report {
        Report::Diff(diff) => out.write_all(text(diff, run, Room::Comment).as_bytes()),
        _ => Ok(()),
    }
}

/// The hidden comment that tells this comparison from others of the same repository.
fn marker(report: &DiffReport, run: &Run<'_>) -> String {
    let project = from_root(run.folder, run.project);
    format!("<!-- xcred-diff:{:016x} -->\n", fnv1a([project.as_str(), &report.from, &report.to]))
}

/// The difference in at most so much room; nothing where there is no room for its first lines.
pub fn text(report: &DiffReport, run: &Run<'_>, room: Room) -> String {
    let mut told = marker(report, run) + &head::head(report, run);
    if room.taken_by(&told) + LAST_WORDS > room.size() {
        return String::new();
    }
    let left = |told: &str| room.size() - LAST_WORDS - room.taken_by(told);
    let consequences = head::consequences(report, room, left(&told) / 2);
    told.push_str(&consequences);
    let agreed = head::agreed(report);
    let with_agreed = room.taken_by(&agreed) <= left(&told) / 2;
    let for_components = left(&told) - if with_agreed { room.taken_by(&agreed) } else { 0 };
    let (components, cut) = components(report, run, room, for_components);
    told.push_str(&components);
    told.push_str(if with_agreed { &agreed } else { "" });
    told + &cut
}

/// A component and its two forms.
struct Entry<'r> {
    change: &'r ComponentChange,
    whole: String,
    brief: String,
}

/// The components by family, as far as there is room, and what there is to say of those that are cut.
fn components(report: &DiffReport, run: &Run<'_>, room: Room, units: usize) -> (String, String) {
    let families = by_rank(report);
    let headings: Vec<String> = families.iter().map(heading).collect();
    let mut entries = Vec::new();
    let mut pieces = Vec::new();
    for (family, id) in
        families.iter().enumerate().flat_map(|(at, family)| family.members.iter().map(move |id| (at, id)))
    {
        let change = report.changes.get(id).expect("families hold changed components");
        let (whole, brief) = (component::whole(id, change, report, run), component::brief(id, change, report));
        let taken = |text: &str| room.taken_by(text);
        pieces.push(Piece { family, rank: Rank::of_component(change), whole: taken(&whole), brief: taken(&brief) });
        entries.push(Entry { change, whole, brief });
    }
    let sizes: Vec<usize> = headings.iter().map(|heading| room.taken_by(heading)).collect();
    let forms = forms(&pieces, &sizes, units);
    let mut told = String::new();
    let mut headed = None;
    for ((entry, piece), form) in entries.iter().zip(&pieces).zip(&forms).filter(|(_, form)| **form != Form::Left) {
        if headed != Some(piece.family) {
            told.push_str(&headings[piece.family]);
            headed = Some(piece.family);
        }
        told.push_str(if *form == Form::Whole { &entry.whole } else { &entry.brief });
    }
    (told, what_is_cut(&entries, &forms))
}

/// The families, those with the gravest changes first.
fn by_rank(report: &DiffReport) -> Vec<Family> {
    let rank = |id: &ComponentId| report.changes.get(id).map(Rank::of_component);
    let mut families = families(&report.changes, &report.graph);
    families.sort_by_key(|family| Reverse(family.members.iter().filter_map(rank).max()));
    families
}

fn heading(family: &Family) -> String {
    match &family.credential {
        Some(id) => format!("#### {}\n\n", code(&id.to_string())),
        None => "#### Other components\n\n".to_owned(),
    }
}

fn what_is_cut(entries: &[Entry<'_>], forms: &[Form]) -> String {
    let of = |wanted: Form| entries.iter().zip(forms).filter(move |(_, form)| **form == wanted).map(|(entry, _)| entry);
    let inside = |form| of(form).map(|entry| elements(entry.change).len()).sum::<usize>();
    let (brief, left) = (of(Form::Brief).count(), of(Form::Left).count());
    if brief + left == 0 {
        return String::new();
    }
    let hidden = counted(inside(Form::Brief) + inside(Form::Left), "changed element");
    format!(
        "There is no room here for all of it: {} without details, {} not shown; {hidden} left out. The command itself \
         shows everything.\n",
        counted(brief, "component"),
        counted(left, "component"),
    )
}

#[cfg(test)]
mod tests;
