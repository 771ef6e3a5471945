//! How often to ask for what takes its time, and how much trouble to bear on the way.

use std::time::Duration;

use super::{Org, error::OrgError};

const MEGABYTE: u64 = 1024 * 1024;

/// Archives larger than this are asked after this seldom; the largest first. As the Salesforce CLI does.
const BY_ARCHIVE: &[(u64, Duration)] = &[
    (15 * MEGABYTE, Duration::from_secs(10)),
    (5 * MEGABYTE, Duration::from_secs(5)),
    (MEGABYTE, Duration::from_secs(2)),
];

/// Waits between questions. The first question comes at once, the waits grow up to a longest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    /// The wait after the first question.
    pub first: Duration,
    /// What each wait is multiplied with for the next.
    pub growth: f64,
    /// The longest wait.
    pub longest: Duration,
    /// Questions without an answer in a row that are borne: the org works on without us.
    pub tolerated: u32,
    /// How long to go on asking; without it, to the end.
    pub patience: Option<Duration>,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            first: Duration::from_millis(100),
            growth: 1.5,
            longest: Duration::from_secs(1),
            tolerated: 100,
            patience: None,
        }
    }
}

impl Pace {
    /// The pace for so many components in an archive of so many bytes.
    pub fn for_load(components: usize, archive_bytes: u64) -> Self {
        let by_components = Duration::from_millis((components as u64).clamp(1_000, 10_000));
        let larger = BY_ARCHIVE.iter().find(|(size, _)| archive_bytes > *size);
        let by_archive = larger.map_or(Duration::ZERO, |(_, wait)| *wait);
        Self { longest: by_components.max(by_archive), ..Self::default() }
    }

    /// The same, for so long at most.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience: Some(patience), ..self }
    }

    /// The wait after one that was this long.
    fn after(&self, wait: Duration) -> Duration {
        wait.mul_f64(self.growth).min(self.longest)
    }
}

/// How following something ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Followed<T> {
    /// It is done.
    Done(T),
    /// The patience is used up; the last answer, if there was one.
    StillRunning(Option<T>),
}

impl Org {
    /// Asks until something is done. Lost connections and busy servers are borne as the pace says.
    pub(super) async fn follow<T>(
        &self,
        pace: &Pace,
        mut ask: impl AsyncFnMut() -> Result<T, OrgError>,
        is_done: impl Fn(&T) -> bool,
        mut observe: impl FnMut(&T),
    ) -> Result<Followed<T>, OrgError> {
        let started = self.clock.instant();
        let mut wait = pace.first.min(pace.longest);
        let mut failures = 0;
        let mut last = None;
        loop {
            match ask().await {
                Ok(answer) => {
                    failures = 0;
                    observe(&answer);
                    if is_done(&answer) {
                        return Ok(Followed::Done(answer));
                    }
                    last = Some(answer);
                }
                Err(error) if error.may_pass() && failures < pace.tolerated => failures += 1,
                Err(error) => return Err(error),
            }
            let elapsed = self.clock.instant() - started;
            let left = pace.patience.map(|patience| patience.saturating_sub(elapsed));
            if left == Some(Duration::ZERO) {
                return Ok(Followed::StillRunning(last));
            }
            self.clock.sleep(left.map_or(wait, |left| wait.min(left))).await;
            wait = pace.after(wait);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_the_longest_that_the_load_allows() {
        for (components, bytes, longest) in [
            (0, 0, 1_000),
            (1_000, 0, 1_000),
            (4_321, 0, 4_321),
            (50_000, 0, 10_000),
            (1, 2 * MEGABYTE, 2_000),
            (1, 6 * MEGABYTE, 5_000),
            (1, 16 * MEGABYTE, 10_000),
            (7_000, 6 * MEGABYTE, 7_000),
        ] {
            let pace = Pace::for_load(components, bytes);
            assert_eq!(pace.longest, Duration::from_millis(longest));
        }
        let pace = Pace::default();
        let mut wait = pace.first;
        let waits: Vec<u128> = std::iter::from_fn(|| {
            let now = wait;
            wait = pace.after(wait);
            Some(now.as_millis())
        })
        .take(8)
        .collect();
        assert_eq!(waits, [100, 150, 225, 337, 506, 759, 1000, 1000]);
    }
}
