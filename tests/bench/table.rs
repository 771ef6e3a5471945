//! The table of results.

use std::{
    io::{self, Write},
    time::Duration,
};

use crate::{
    comparison::{Comparison, Paired},
    measurement::Measurement,
    options::Options,
};

/// The line ends of the columns, so that head and rows agree.
macro_rules! columns {
    ($out:expr, $($cell:expr),*) => {
        writeln!($out, "| {:<29} | {:<29} | {:>6} | {:>6} | {:>6} | {:>22} | {:>22} | {:>6} | {:>6} |", $($cell),*)
    };
}

/// Writes what stands above the rows.
pub(crate) fn head(out: &mut impl Write, options: &Options) -> io::Result<()> {
    let (components, rounds) = (options.components, options.rounds);
    writeln!(
        out,
        "{components} components a tree, {rounds} rounds; ratios of medians, of minima and of processor time; times in ms \
         as median [min-max]; peak memory in MiB\n"
    )?;
    columns!(out, "scenario", "floor", "median", "min", "work", "xcred", "floor", "xcred", "floor")?;
    let rule = |width: usize| "-".repeat(width);
    columns!(out, rule(29), rule(29), rule(6), rule(6), rule(6), rule(22), rule(22), rule(6), rule(6))
}

/// Writes one comparison. Three ratios: of the medians; of the fastest runs; and of the median processor time over
/// all threads, which a busy machine spoils least and which more threads do not lower.
pub(crate) fn row(out: &mut impl Write, comparison: &Comparison, paired: &Paired) -> io::Result<()> {
    let (ours, floor) = (Spread::of(&paired.ours), Spread::of(&paired.floor));
    let ratio = |one: Duration, other: Duration| match other.as_secs_f64() {
        0.0 => "-".to_owned(),
        other => format!("{:.2}", one.as_secs_f64() / other),
    };
    columns!(
        out,
        comparison.title,
        comparison.floor_title,
        ratio(ours.median, floor.median),
        ratio(ours.least, floor.least),
        ours.work.zip(floor.work).map_or_else(|| "-".to_owned(), |(ours, floor)| ratio(ours, floor)),
        ours.text(),
        floor.text(),
        peak(&paired.ours),
        peak(&paired.floor)
    )?;
    out.flush()
}

/// The times of one scenario.
struct Spread {
    least: Duration,
    median: Duration,
    most: Duration,
    /// The median processor time. The system counts it in ticks of some milliseconds.
    work: Option<Duration>,
}

impl Spread {
    fn of(measurements: &[Measurement]) -> Self {
        let mut times: Vec<Duration> = measurements.iter().map(|one| one.took.time).collect();
        let mut works: Vec<Duration> = measurements.iter().filter_map(|one| one.took.processor).collect();
        times.sort_unstable();
        works.sort_unstable();
        let median = |sorted: &[Duration]| sorted.get(sorted.len() / 2).copied();
        let (least, most) = (times.first().copied().unwrap_or_default(), times.last().copied().unwrap_or_default());
        Self { least, median: median(&times).unwrap_or_default(), most, work: median(&works) }
    }

    fn text(&self) -> String {
        let milliseconds = |time: Duration| time.as_secs_f64() * 1_000.0;
        let (least, median, most) = (milliseconds(self.least), milliseconds(self.median), milliseconds(self.most));
        format!("{median:.1} [{least:.1}-{most:.1}]")
    }
}

/// The highest peak among the rounds, in MiB.
fn peak(measurements: &[Measurement]) -> String {
    let peaks: Option<Vec<u64>> = measurements.iter().map(|one| one.peak).collect();
    let most = peaks.and_then(|peaks| peaks.into_iter().max());
    most.map_or_else(|| "-".to_owned(), |kib| format!("{}.{}", kib / 1024, kib % 1024 * 10 / 1024))
}
