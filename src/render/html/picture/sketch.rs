//! Boxes and lines in units of the picture: what a layout becomes.

use std::collections::{BTreeMap, BTreeSet};

use super::{Selection, Tie, column_of, layout::Plan, selection::COLUMN_COUNT};
use crate::metadata::ComponentId;

/// The width of a box.
pub(super) const WIDTH: i32 = 232;

/// The height of a box.
const HEIGHT: i32 = 48;

/// The height of a line's place in a column that it passes, label included.
const PASS_HEIGHT: i32 = 20;

/// The room between two columns.
const BETWEEN: i32 = 72;

/// The room around the picture.
const MARGIN: i32 = 8;

/// The room for the names of the columns.
const HEADING: i32 = 36;

/// Where everything is drawn.
#[derive(Debug, Default)]
pub(super) struct Sketch<'a> {
    pub(super) width: i32,
    pub(super) height: i32,
    /// The middle of each drawn column, and which it is.
    pub(super) headings: Vec<(i32, usize)>,
    /// The left upper corner of each box.
    pub(super) places: BTreeMap<&'a ComponentId, (i32, i32)>,
    /// The way of each tie, in their order.
    pub(super) routes: Vec<Route>,
}

/// The way of a line.
#[derive(Debug, Clone)]
pub(super) struct Route {
    /// The way as an SVG path, in the direction of the reference.
    pub(super) path: String,
    /// Where its label has room.
    pub(super) label: Option<(i32, i32)>,
}

/// The items of a layout, and what they are.
struct Items<'a> {
    plan: Plan,
    /// Which item a component is.
    of_id: BTreeMap<&'a ComponentId, usize>,
    /// The items that each tie passes, from the left to the right, its ends included.
    chains: Vec<Vec<usize>>,
    /// The column of each item.
    columns: Vec<usize>,
}

impl<'a> Sketch<'a> {
    pub(super) fn of(selection: &Selection<'a>) -> Self {
        let used = used_columns(selection);
        let mut items = Items::of(selection, &used);
        let middles = items.plan.lay_out();
        let x = |item: usize| MARGIN + to_i32(items.columns[item]) * (WIDTH + BETWEEN);
        let y = |item: usize| HEADING + MARGIN + middles[item];
        let bottom = (0..middles.len()).map(|item| y(item) + items.plan.heights[item] / 2).max().unwrap_or(0);
        let ports = Ports::of(&items, &middles);
        let routes = selection.ties.iter().zip(&items.chains).enumerate().map(|(line, (tie, chain))| {
            let is_forth = items.of_id[tie.from] == chain[0];
            let points = points(chain, &x, &|item, side| y(item) + ports.shift(item, side, line));
            let label = chain.get(1).filter(|_| chain.len() > 2).map(|pass| (x(*pass) + WIDTH / 2, y(*pass)));
            Route { path: path(points, is_forth), label }
        });
        Self {
            // A line within the last column bends into the room on its right.
            width: to_i32(used.len()) * (WIDTH + BETWEEN) - BETWEEN / 2 + MARGIN,
            height: bottom + MARGIN,
            headings: used
                .iter()
                .enumerate()
                .map(|(at, column)| (MARGIN + to_i32(at) * (WIDTH + BETWEEN), *column))
                .collect(),
            places: items.of_id.iter().map(|(id, item)| (*id, (x(*item), y(*item) - HEIGHT / 2))).collect(),
            routes: routes.collect(),
        }
    }
}

/// The points of a line from the left to the right: where it leaves a box, enters and leaves the columns that it passes,
/// and reaches a box. One within a column leaves and comes back on the right.
fn points(chain: &[usize], x: &dyn Fn(usize) -> i32, y: &dyn Fn(usize, Side) -> i32) -> Vec<(i32, i32)> {
    let (first, last) = (chain[0], chain[chain.len() - 1]);
    let mut points = vec![(x(first) + WIDTH, y(first, Side::Right))];
    for pass in &chain[1..chain.len() - 1] {
        points.extend([(x(*pass), y(*pass, Side::Left)), (x(*pass) + WIDTH, y(*pass, Side::Right))]);
    }
    let end = if x(first) == x(last) { x(last) + WIDTH } else { x(last) };
    points.push((end, y(last, Side::Left)));
    points
}

/// The points as a path: a curve between columns, straight through them.
fn path(mut points: Vec<(i32, i32)>, is_forth: bool) -> String {
    if !is_forth {
        points.reverse();
    }
    let mut path = String::new();
    for (at, pair) in points.windows(2).enumerate() {
        let [(x, y), (to_x, to_y)] = [pair[0], pair[1]];
        if at == 0 {
            path.push_str(&format!("M{x} {y}"));
        }
        let middle = if x == to_x { x + BETWEEN / 2 } else { i32::midpoint(x, to_x) };
        path.push_str(&match at % 2 {
            0 => format!("C{middle} {y} {middle} {to_y} {to_x} {to_y}"),
            _ => format!("H{to_x}"),
        });
    }
    path
}

/// The columns that something stands in, and those that a labelled line passes: there its label has room.
fn used_columns(selection: &Selection<'_>) -> Vec<usize> {
    let mut used: BTreeSet<usize> = selection.nodes.iter().map(|id| column_of(id)).collect();
    for tie in selection.ties.iter().filter(|tie| !tie.principals.is_empty()) {
        let (one, other) = (column_of(tie.from), column_of(tie.to));
        used.extend(one.min(other)..one.max(other));
    }
    (0..COLUMN_COUNT).filter(|column| used.contains(column)).collect()
}

impl<'a> Items<'a> {
    fn of(selection: &Selection<'a>, used: &[usize]) -> Self {
        let mut items = Self { plan: Plan::default(), of_id: BTreeMap::new(), chains: Vec::new(), columns: Vec::new() };
        items.plan.columns = vec![Vec::new(); used.len()];
        for id in &selection.nodes {
            let column = used.iter().position(|column| *column == column_of(id)).expect("the columns are of the nodes");
            let item = items.add(column, HEIGHT);
            items.of_id.insert(id, item);
        }
        for tie in &selection.ties {
            let chain = items.chain(tie);
            items.plan.lines.extend(chain.windows(2).map(|pair| (pair[0], pair[1])));
            items.chains.push(chain);
        }
        items
    }

    fn add(&mut self, column: usize, height: i32) -> usize {
        let item = self.columns.len();
        self.columns.push(column);
        self.plan.heights.push(height);
        self.plan.columns[column].push(item);
        item
    }

    fn chain(&mut self, tie: &Tie<'_>) -> Vec<usize> {
        let (one, other) = (self.of_id[tie.from], self.of_id[tie.to]);
        let (left, right) = if self.columns[one] <= self.columns[other] { (one, other) } else { (other, one) };
        let between = self.columns[left] + 1..self.columns[right];
        let mut chain = vec![left];
        chain.extend(between.map(|column| self.add(column, PASS_HEIGHT)));
        chain.push(right);
        chain
    }
}

/// A side of a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Left,
    Right,
}

/// Where lines leave and reach boxes: apart from each other, in the order of where they go.
struct Ports(BTreeMap<(usize, Side, usize), i32>);

impl Ports {
    fn of(items: &Items<'_>, middles: &[i32]) -> Self {
        let mut ends: BTreeMap<(usize, Side), Vec<(i32, usize)>> = BTreeMap::new();
        for (line, chain) in items.chains.iter().enumerate() {
            let (first, last) = (chain[0], chain[chain.len() - 1]);
            ends.entry((first, Side::Right)).or_default().push((middles[chain[1]], line));
            ends.entry((last, Side::Left)).or_default().push((middles[chain[chain.len() - 2]], line));
        }
        let mut shifts = BTreeMap::new();
        for ((item, side), mut lines) in ends {
            lines.sort_unstable();
            let count = to_i32(lines.len());
            let step = if count > 1 { ((HEIGHT - 16) / (count - 1)).min(10) } else { 0 };
            for (at, (_, line)) in lines.into_iter().enumerate() {
                shifts.insert((item, side, line), to_i32(at) * step - (count - 1) * step / 2);
            }
        }
        Self(shifts)
    }

    /// How far from the middle of an item a line meets it.
    fn shift(&self, item: usize, side: Side, line: usize) -> i32 {
        self.0.get(&(item, side, line)).copied().unwrap_or(0)
    }
}

fn to_i32(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
