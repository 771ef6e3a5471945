//! Turns that processes take with one login: who refreshes it, refreshes it alone.

use std::{fs::File, path::Path, time::Duration};

use ring::digest::{SHA256, digest};

use super::{Login, whole};
use crate::org::Clock;

/// How long to wait before another look whether it is our turn.
const PAUSE: Duration = Duration::from_millis(50);

/// A turn, until it is dropped.
#[derive(Debug)]
pub(super) struct Turn(#[expect(dead_code, reason = "it holds the lock")] File);

impl Turn {
    /// Waits for the turn with a login, for so long. Nothing where there is no place to take turns in, or another process
    /// does not end its own: then the org decides who was first.
    pub(super) async fn of(folder: &Path, login: &Login, clock: &dyn Clock, longest: Duration) -> Option<Self> {
        whole::make_private_folder(folder).ok()?;
        let who = format!("{} {:?}", login.origin, login.user_name);
        let mark: String =
            digest(&SHA256, who.as_bytes()).as_ref()[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        let file = whole::lock_file(&folder.join(format!("turn-{mark}.lock"))).ok()?;
        let started = clock.instant();
        while file.try_lock().is_err() {
            if started.elapsed() > longest {
                return None;
            }
            clock.sleep(PAUSE).await;
        }
        Some(Self(file))
    }
}
