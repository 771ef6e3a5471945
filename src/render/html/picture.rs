//! The picture of who refers to whom, in which what changed stands out.

mod layout;
mod selection;
mod sketch;

use selection::{Selection, Tie, column_name, column_of};
use sketch::{Sketch, WIDTH};

use super::{
    family::Anchors,
    kinds::{self, Mark},
    text::{Flat, Text, grouped},
};
use crate::{
    diff::{Family, Graph, Standing},
    metadata::ComponentId,
    report::DiffReport,
};

/// So wide may a name be in a box, in columns of a fixed-width font.
const NAME_COLUMNS: usize = 25;

/// So wide may the label of a line be.
const LABEL_COLUMNS: usize = 30;

/// The width of a letter of a label, in tenths.
const LABEL_LETTER: i32 = 64;

/// The picture.
#[derive(Debug)]
pub(super) struct Picture<'a> {
    pub(super) width: i32,
    pub(super) height: i32,
    /// The names of the columns and where they stand.
    pub(super) headings: Vec<(i32, &'static str)>,
    pub(super) boxes: Vec<Boxed<'a>>,
    pub(super) lines: Vec<Drawn<'a>>,
    /// What is not drawn, in sentences.
    pub(super) left_out: Vec<String>,
    /// What it shows, in one sentence.
    pub(super) told: String,
}

/// A component as a box.
#[derive(Debug)]
pub(super) struct Boxed<'a> {
    pub(super) x: i32,
    pub(super) y: i32,
    /// How it is marked where it changed.
    pub(super) mark: Option<Mark>,
    /// Whether it is on neither side, and only referred to.
    pub(super) is_elsewhere: bool,
    pub(super) type_name: Flat<'a>,
    pub(super) name: Flat<'a>,
    /// What it is and what happened to it.
    pub(super) title: Flat<'a>,
    /// Where the page tells of it.
    pub(super) anchor: Option<String>,
}

/// A reference as a line, and as a row for those who see no lines.
#[derive(Debug)]
pub(super) struct Drawn<'a> {
    pub(super) path: String,
    pub(super) class: &'static str,
    pub(super) label: Option<Label<'a>>,
    pub(super) from: Text<'a>,
    pub(super) to: Text<'a>,
    pub(super) principals: Text<'a>,
    pub(super) told: &'static str,
}

/// The principals of a line.
#[derive(Debug)]
pub(super) struct Label<'a> {
    pub(super) x: i32,
    pub(super) y: i32,
    /// The width of the room that it takes.
    pub(super) width: i32,
    pub(super) text: Flat<'a>,
    /// All of them, where the label is short of room.
    pub(super) title: Flat<'a>,
}

impl<'a> Picture<'a> {
    /// The picture of a report; nothing where there is nothing to draw.
    pub(super) fn of(report: &'a DiffReport, families: &'a [Family], anchors: &Anchors<'a>) -> Option<Self> {
        let selection = Selection::of(report, families);
        if selection.nodes.is_empty() {
            return None;
        }
        let sketch = Sketch::of(&selection);
        let boxed = |(id, (x, y)): (&&'a ComponentId, &(i32, i32))| boxed(id, (*x, *y), report, anchors);
        Some(Self {
            width: sketch.width,
            height: sketch.height,
            headings: sketch.headings.iter().map(|(x, column)| (*x, column_name(*column))).collect(),
            boxes: sketch.places.iter().map(boxed).collect(),
            lines: selection.ties.iter().zip(&sketch.routes).map(|(tie, route)| drawn(tie, route)).collect(),
            left_out: left_out(&selection),
            told: told(&selection, &report.graph),
        })
    }

    /// The width of a box.
    #[expect(clippy::unused_self, reason = "templates call what they are given")]
    pub(super) fn box_width(&self) -> i32 {
        WIDTH
    }
}

fn boxed<'a>(id: &'a ComponentId, (x, y): (i32, i32), report: &'a DiffReport, anchors: &Anchors<'a>) -> Boxed<'a> {
    let node = report.graph.nodes.get(id);
    let change = report.changes.get(id).map(|change| kinds::of_component(change.kind, report.standpoint));
    let is_elsewhere = change.is_none() && node.is_some_and(|node| node.standing == Standing::Elsewhere);
    let told = match (change, is_elsewhere) {
        (Some(mark), _) => mark.meaning,
        (None, true) => "not on either side",
        (None, false) => "unchanged",
    };
    Boxed {
        x,
        y,
        mark: change,
        is_elsewhere,
        type_name: Flat::of(cut(id.type_name.as_str(), LABEL_COLUMNS)),
        name: Flat::of(cut(id.full_name.as_str(), NAME_COLUMNS)),
        title: Flat::of(format!("{id}: {told}")),
        anchor: anchors.get(id).map(str::to_owned),
    }
}

fn drawn<'a>(tie: &Tie<'a>, route: &sketch::Route) -> Drawn<'a> {
    let (class, sign, told) = match tie.standing {
        Standing::After => ("added", "+ ", "only in the second"),
        Standing::Before => ("removed", "− ", "only in the first"),
        Standing::Both | Standing::Elsewhere if tie.is_mixed => ("modified", "~ ", "different"),
        Standing::Both | Standing::Elsewhere => ("same", "", "on both sides"),
    };
    let principals: Vec<&str> = tie.principals.iter().copied().collect();
    let principals = principals.join(", ");
    let label = route.label.filter(|_| !principals.is_empty()).map(|(x, y)| {
        let text = cut(&format!("{sign}{principals}"), LABEL_COLUMNS);
        let width = i32::try_from(width_of(&text)).unwrap_or(i32::MAX) * LABEL_LETTER / 10 + 10;
        Label { x, y, width, text: Flat::of(text), title: Flat::of(format!("{principals}: {told}")) }
    });
    let (from, to) = (Text::of(tie.from.to_string()), Text::of(tie.to.to_string()));
    Drawn { path: route.path.clone(), class, label, from, to, principals: Text::of(principals), told }
}

fn left_out(selection: &Selection<'_>) -> Vec<String> {
    let all = [
        (
            selection.changed_left_out,
            "changed component is",
            "changed components are",
            "left out, to keep the picture readable",
        ),
        (selection.neighbours_left_out, "unchanged neighbour is", "unchanged neighbours are", "left out"),
        (selection.alone, "changed component stands", "changed components stand", "alone and is not drawn"),
    ];
    let sentence = |(count, one, many, rest): (usize, &str, &str, &str)| {
        let rest = if count == 1 { rest.to_owned() } else { rest.replace("and is", "and are") };
        (count > 0).then(|| format!("{} {} {rest}.", grouped(count), if count == 1 { one } else { many }))
    };
    all.into_iter().filter_map(sentence).collect()
}

fn told(selection: &Selection<'_>, graph: &Graph) -> String {
    let is_changed = |id: &&&ComponentId| graph.nodes.get(**id).is_some_and(|node| node.change.is_some());
    let changed = selection.nodes.iter().filter(is_changed).count();
    let beside = selection.nodes.len() - changed;
    format!("{changed} changed and {beside} unchanged components, and who refers to whom.")
}

/// The text in so many columns: where it is longer, its middle gives way, for names differ at both ends.
fn cut(text: &str, columns: usize) -> String {
    let shown = crate::render::paint::printable(text);
    if width_of(&shown) <= columns {
        return shown.into_owned();
    }
    let tail_columns = columns / 3;
    let head = fitting(shown.chars(), columns - 1 - tail_columns);
    let tail: Vec<char> = fitting(shown.chars().rev(), tail_columns).chars().rev().collect();
    format!("{head}…{}", tail.into_iter().collect::<String>())
}

/// As many of the first characters as have room.
fn fitting(characters: impl Iterator<Item = char>, columns: usize) -> String {
    let mut used = 0;
    let has_room = |character: &char| {
        used += column_width(*character);
        used <= columns
    };
    characters.take_while(has_room).collect()
}

fn width_of(text: &str) -> usize {
    text.chars().map(column_width).sum()
}

/// How wide a character can be. What is not of a fixed-width font's own letters may come from another font, and be wider.
fn column_width(character: char) -> usize {
    if character.is_ascii() || "…−".contains(character) { 1 } else { 2 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_give_way_in_the_middle() {
        assert_eq!(cut("Stripe", 25), "Stripe");
        let told = cut("Larkhill_Marketing_Callouts_of_Europe", 25);
        assert_eq!((told.as_str(), width_of(&told)), ("Larkhill_Marketi…f_Europe", 25));
        assert_eq!(cut(&"漢".repeat(40), 25), format!("{}…{}", "漢".repeat(8), "漢".repeat(4)));
    }
}
