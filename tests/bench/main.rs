//! Benchmarks of the spine: each measurement beside its floor, which is what the file system or the XML reader alone
//! need for the same files.
//!
//! The binary starts itself again for every measurement, so that none warms up another and each has its own peak of
//! memory. It asserts no time; what a scenario finds is checked, and a wrong answer fails the run.
//! `docs/benchmarks.md` says what the figures mean.

mod comparison;
mod floors;
mod measurement;
mod options;
mod revisions;
mod scenarios;
mod table;
mod trees;

use std::{
    io::{self, Write},
    process::ExitCode,
};

use measurement::{Order, Outcome};
use options::Options;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match Order::read(&arguments) {
        Some(order) => order.and_then(|order| order.obey()),
        None => Options::read(&arguments).and_then(|options| compare_all(&options)),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell when the place to tell it is gone.
            drop(writeln!(io::stderr(), "error: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn compare_all(options: &Options) -> Outcome<()> {
    let dir = tempfile::tempdir()?;
    trees::plant(dir.path(), options.components)?;
    revisions::plant(dir.path())?;
    let mut out = io::stdout().lock();
    table::head(&mut out, options)?;
    for comparison in comparison::ALL {
        let paired = comparison.run(dir.path(), options)?;
        table::row(&mut out, comparison, &paired)?;
    }
    Ok(())
}
