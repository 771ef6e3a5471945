//! One measurement: a process that runs one scenario, and tells how long it took and how much memory it had.

use std::{
    env,
    error::Error,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use crate::scenarios;

/// What goes wrong ends the run, whatever it is.
pub(crate) type Outcome<T> = Result<T, Box<dyn Error>>;

/// What a scenario works on.
pub(crate) struct Stage {
    /// The folder that holds the trees.
    pub(crate) dir: PathBuf,
    /// The components of each tree.
    pub(crate) components: usize,
}

/// What the timed part of a scenario took.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Took {
    /// How long it ran.
    pub(crate) time: Duration,
    /// How long processors worked for this process meanwhile, over all threads; nothing where the system does not tell.
    /// A busy machine spoils it less than the time.
    pub(crate) processor: Option<Duration>,
}

/// What one run of a scenario took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measurement {
    /// What the timed part took.
    pub(crate) took: Took,
    /// The most memory that the process had at once, in KiB; nothing where the system does not tell.
    pub(crate) peak: Option<u64>,
}

/// What the process of one measurement is told: `--scenario NAME DIR COMPONENTS`.
pub(crate) struct Order {
    scenario: String,
    stage: Stage,
}

impl Order {
    const FLAG: &'static str = "--scenario";

    /// Reads the order, if the arguments are one.
    pub(crate) fn read(arguments: &[String]) -> Option<Outcome<Self>> {
        if arguments.first()? != Self::FLAG {
            return None;
        }
        let [_, scenario, dir, components] = arguments else {
            return Some(Err("an order is `--scenario NAME DIR COMPONENTS`".into()));
        };
        let order = components.parse().map(|components| Self {
            scenario: scenario.clone(),
            stage: Stage { dir: PathBuf::from(dir), components },
        });
        Some(order.map_err(Into::into))
    }

    /// Runs the scenario and tells of it on standard error, for standard output may be the scenario's own.
    pub(crate) fn obey(&self) -> Outcome<()> {
        let scenario = scenarios::named(&self.scenario).ok_or_else(|| format!("`{}` is no scenario", self.scenario))?;
        let took = scenario(&self.stage)?;
        let told = |known: Option<u128>| known.map_or_else(|| "-".to_owned(), |number| number.to_string());
        let processor = told(took.processor.map(|time| time.as_nanos()));
        writeln!(io::stderr(), "{} {processor} {}", took.time.as_nanos(), told(peak_memory().map(u128::from)))?;
        Ok(())
    }
}

/// Runs a scenario in a process of its own.
pub(crate) fn measure(scenario: &str, dir: &Path, components: usize) -> Outcome<Measurement> {
    let mut command = Command::new(env::current_exe()?);
    command.args([Order::FLAG, scenario]).arg(dir).arg(components.to_string());
    let output = command.stdin(Stdio::null()).stdout(Stdio::null()).output()?;
    let told = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("`{scenario}` failed: {}", told.trim()).into());
    }
    let last: Vec<&str> = told.lines().last().unwrap_or_default().split(' ').collect();
    let [time, processor, peak] = last[..] else {
        return Err(format!("`{scenario}` told nothing: {told}").into());
    };
    let processor = processor.parse().ok().map(Duration::from_nanos);
    let took = Took { time: Duration::from_nanos(time.parse()?), processor };
    Ok(Measurement { took, peak: peak.parse().ok() })
}

/// What some work gives, and what it took. What it gives is dropped after that is known.
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (T, Took) {
    let (worked, started) = (processor_time(), Instant::now());
    let made = work();
    let time = started.elapsed();
    let processor = worked.zip(processor_time()).map(|(before, after)| after.saturating_sub(before));
    (made, Took { time, processor })
}

/// How long processors have worked for the threads of this process, as Linux tells it.
fn processor_time() -> Option<Duration> {
    let mut nanoseconds = 0;
    for thread in fs::read_dir("/proc/self/task").ok()? {
        let told = fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
        nanoseconds += told.split(' ').next()?.parse::<u64>().ok()?;
    }
    Some(Duration::from_nanos(nanoseconds))
}

/// The most memory that this process had at once, as Linux tells it.
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}
