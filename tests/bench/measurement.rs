//! One measurement: a process that runs one scenario, and tells how long it took and how much memory it had.

use std::{
    env,
    error::Error,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
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

/// What one run of a scenario took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measurement {
    /// How long the timed part ran.
    pub(crate) time: Duration,
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
        let time = scenario(&self.stage)?;
        let peak = peak_memory().map_or_else(|| "-".to_owned(), |kib| kib.to_string());
        writeln!(io::stderr(), "{} {peak}", time.as_nanos())?;
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
    let last = told.lines().last().unwrap_or_default();
    let (nanoseconds, peak) = last.split_once(' ').ok_or_else(|| format!("`{scenario}` told nothing: {told}"))?;
    Ok(Measurement { time: Duration::from_nanos(nanoseconds.parse()?), peak: peak.parse().ok() })
}

/// The most memory that this process had at once, as Linux tells it.
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}
