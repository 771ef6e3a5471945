//! How a deployment goes on: one moving line on a terminal, one line per change of state elsewhere.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::console::Console;
use crate::{
    org::DeployResult,
    render::paint::{counted, printable},
};

/// How often the moving line moves.
const TICK: Duration = Duration::from_millis(120);

/// Tells how a deployment goes on.
pub(super) struct Progress<'c> {
    console: &'c Console,
    bar: Option<ProgressBar>,
    last: Option<String>,
    failures: usize,
}

impl<'c> Progress<'c> {
    /// Starts telling.
    pub(super) fn new(console: &'c Console) -> Self {
        let bar = console.is_live().then(|| {
            let style = ProgressStyle::with_template("{spinner} {msg} ({elapsed})");
            let bar = ProgressBar::new_spinner().with_style(style.expect("the template is ours"));
            bar.enable_steady_tick(TICK);
            bar
        });
        Self { console, bar, last: None, failures: 0 }
    }

    /// Tells how it stands now.
    pub(super) fn tell(&mut self, result: &DeployResult) {
        self.tell_new_failures(result);
        let line = line(result);
        match &self.bar {
            Some(bar) => bar.set_message(line),
            None if self.last.as_ref() != Some(&line) => {
                self.console.say(&line);
                self.last = Some(line);
            }
            None => {}
        }
    }

    /// Failures are told as they happen, so that nobody waits for the end of what is lost already.
    fn tell_new_failures(&mut self, result: &DeployResult) {
        let failures = result.details.as_ref().map_or(&[][..], |details| &details.component_failures);
        for failure in failures.iter().skip(self.failures) {
            let problem = failure.problem.as_deref().unwrap_or("no reason given");
            let line = format!("refused: {} ({})", failure.full_name, printable(problem));
            match &self.bar {
                Some(bar) => bar.println(line),
                None => self.console.say(&line),
            }
        }
        self.failures = self.failures.max(failures.len());
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn line(result: &DeployResult) -> String {
    let mut line = result.status.to_string();
    if result.components_total > 0 {
        let done = result.components_deployed + result.component_errors;
        line.push_str(&format!(": {done} of {}", many(result.components_total, "component")));
    }
    if result.tests_total > 0 {
        line.push_str(&format!(", {} of {}", result.tests_completed, many(result.tests_total, "test")));
    }
    if let Some(detail) = &result.state_detail {
        line.push_str(&format!(", {}", printable(detail)));
    }
    line
}

fn many(count: u64, noun: &str) -> String {
    counted(usize::try_from(count).unwrap_or(usize::MAX), noun)
}
