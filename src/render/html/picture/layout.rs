//! Where nodes stand: columns from left to right, in each an order that crosses few lines, at heights that keep lines
//! straight. The method of Sugiyama, Tagawa and Toda with the columns given: lines that pass a column get a place in it.

/// What is laid out: items that stand in a column and have a height, and lines between items.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// The items by column, in their order.
    pub(super) columns: Vec<Vec<usize>>,
    /// The height of each item.
    pub(super) heights: Vec<i32>,
    /// The pairs of items that lines connect.
    pub(super) lines: Vec<(usize, usize)>,
}

/// The least distance between two items of a column.
const GAP: i32 = 14;

/// How often the order of each column is improved.
const SWEEPS: usize = 8;

impl Plan {
    /// Orders the columns and gives back the middle of each item.
    pub(super) fn lay_out(&mut self) -> Vec<i32> {
        let neighbours = self.neighbours();
        let groups = groups(&neighbours);
        self.order(&neighbours, &groups);
        self.middles(&neighbours)
    }

    fn neighbours(&self) -> Vec<Vec<usize>> {
        let mut neighbours = vec![Vec::new(); self.heights.len()];
        for (one, other) in &self.lines {
            neighbours[*one].push(*other);
            neighbours[*other].push(*one);
        }
        neighbours
    }

    /// Moves each item to the mean place of its neighbours, forth and back. What is connected stays together.
    fn order(&mut self, neighbours: &[Vec<usize>], groups: &[usize]) {
        for sweep in 0..SWEEPS {
            let mut places = vec![0_i64; self.heights.len()];
            for column in &self.columns {
                for (place, item) in column.iter().enumerate() {
                    // Places are fractions of a column, so that short and long columns compare.
                    places[*item] = (2 * to_i64(place) + 1) * 1_000_000 / to_i64(column.len().max(1));
                }
            }
            let count = self.columns.len();
            let order: Vec<usize> = if sweep % 2 == 0 { (0..count).collect() } else { (0..count).rev().collect() };
            for at in order {
                let mean =
                    |item: &usize| mean(neighbours[*item].iter().map(|other| places[*other])).unwrap_or(places[*item]);
                self.columns[at].sort_by_key(|item| (groups[*item], mean(item)));
                let length = to_i64(self.columns[at].len().max(1));
                for (place, item) in self.columns[at].iter().enumerate() {
                    places[*item] = (2 * to_i64(place) + 1) * 1_000_000 / length;
                }
            }
        }
    }

    /// The middle of each item: as near to the mean of its neighbours as the order and the gaps allow.
    fn middles(&self, neighbours: &[Vec<usize>]) -> Vec<i32> {
        let mut middles = vec![0; self.heights.len()];
        for column in &self.columns {
            self.settle(column, &vec![0; column.len()], &mut middles);
        }
        for sweep in 0..SWEEPS {
            let count = self.columns.len();
            let order: Vec<usize> = if sweep % 2 == 0 { (0..count).collect() } else { (0..count).rev().collect() };
            for at in order {
                let column = &self.columns[at];
                let wish = |item: &usize| mean(neighbours[*item].iter().map(|other| i64::from(middles[*other])));
                let wishes: Vec<i32> = column.iter().map(|item| wish(item).map_or(middles[*item], to_i32)).collect();
                self.settle(column, &wishes, &mut middles);
            }
        }
        let top = (0..middles.len()).map(|item| middles[item] - self.heights[item] / 2).min().unwrap_or(0);
        middles.iter().map(|middle| middle - top).collect()
    }

    /// Puts a column's items where they wish to be, in their order and with gaps between: the least squares, found by
    /// pooling neighbours that want to pass each other.
    fn settle(&self, column: &[usize], wishes: &[i32], middles: &mut [i32]) {
        let mut offsets = Vec::with_capacity(column.len());
        let mut offset = 0;
        for (place, item) in column.iter().enumerate() {
            if place > 0 {
                offset += i32::midpoint(self.heights[column[place - 1]], self.heights[*item]) + GAP;
            }
            offsets.push(offset);
        }
        let mut pools: Vec<(i64, i64)> = Vec::new();
        for (wish, offset) in wishes.iter().zip(&offsets) {
            let mut pool = (i64::from(wish - offset), 1);
            while let Some(before) = pools.pop_if(|before| before.0 * pool.1 > pool.0 * before.1) {
                pool = (pool.0 + before.0, pool.1 + before.1);
            }
            pools.push(pool);
        }
        let places = pools.iter().flat_map(|(sum, count)| (0..*count).map(move |_| to_i32(sum.div_euclid(*count))));
        for ((item, offset), place) in column.iter().zip(&offsets).zip(places) {
            middles[*item] = place + offset;
        }
    }
}

fn mean(values: impl Iterator<Item = i64>) -> Option<i64> {
    let (sum, count) = values.fold((0, 0), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / count)
}

fn to_i64(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn to_i32(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// The number of the connected part that each item belongs to, in the order of the items.
fn groups(neighbours: &[Vec<usize>]) -> Vec<usize> {
    let mut groups = vec![usize::MAX; neighbours.len()];
    for start in 0..neighbours.len() {
        let mut open = if groups[start] == usize::MAX { vec![start] } else { continue };
        while let Some(item) = open.pop() {
            if groups[item] == usize::MAX {
                groups[item] = start;
                open.extend(&neighbours[item]);
            }
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// How many pairs of lines between neighbouring columns cross.
    fn crossings(plan: &Plan) -> usize {
        let place = |item: usize| {
            let find = |column: &Vec<usize>| column.iter().position(|one| *one == item);
            plan.columns.iter().enumerate().find_map(|(at, column)| Some((at, find(column)?))).unwrap()
        };
        let lines: Vec<_> = plan.lines.iter().map(|(one, other)| (place(*one), place(*other))).collect();
        let cross = |(a, b): &((usize, usize), (usize, usize)), (c, d): &((usize, usize), (usize, usize))| {
            (a.0, b.0) == (c.0, d.0) && ((a.1 < c.1 && b.1 > d.1) || (a.1 > c.1 && b.1 < d.1))
        };
        lines.iter().enumerate().map(|(at, line)| lines[..at].iter().filter(|other| cross(line, other)).count()).sum()
    }

    #[test]
    fn lines_that_need_not_cross_do_not() {
        let lines = vec![(0, 5), (1, 4), (2, 3), (5, 6), (4, 7), (3, 8)];
        let mut plan = Plan { columns: vec![vec![0, 1, 2], vec![3, 4, 5], vec![6, 7, 8]], heights: vec![40; 9], lines };
        let middles = plan.lay_out();
        assert_eq!(crossings(&plan), 0);
        assert_eq!((middles[0], middles[5]), (middles[5], middles[6]), "a chain is straight");
    }

    proptest! {
        #[test]
        fn nothing_overlaps_and_nothing_stands_above_the_top(
            sizes in prop::collection::vec(0..8_usize, 1..5),
            height in 10..60_i32,
            seed in prop::collection::vec((0..40_usize, 0..40_usize), 0..40),
        ) {
            let mut next = 0;
            let columns: Vec<Vec<usize>> = sizes.iter().map(|size| {
                next += size;
                (next - size..next).collect()
            }).collect();
            let lines = seed.into_iter().filter(|(one, other)| *one < next && *other < next && one != other).collect();
            let mut plan = Plan { columns, heights: (0..next).map(|item| height + i32::try_from(item).unwrap()).collect(), lines };
            let middles = plan.lay_out();
            for column in &plan.columns {
                for pair in column.windows(2) {
                    let [one, other] = [pair[0], pair[1]];
                    prop_assert!(middles[other] - middles[one] >= i32::midpoint(plan.heights[one], plan.heights[other]) + GAP);
                }
            }
            for (middle, height) in middles.iter().zip(&plan.heights) {
                prop_assert!(*middle >= height / 2);
            }
        }
    }
}
