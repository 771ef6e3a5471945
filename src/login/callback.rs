//! The little server to which a browser comes back from the authorize page (RFC 8252, section 7.3).
//!
//! It listens on loopback alone, for one login, and takes one return: a page request for the redirect's path and host with
//! the state that left with the browser. Whatever else comes is refused with a page of our own and forgotten; it can neither
//! end the login nor stand in for it, see [`Stray`]. The browser is sent on at once to an address without the code, and waits
//! there for the page that says how the login ended, which holds neither code nor token and runs nothing.

mod head;
mod judge;
mod listen;
mod page;
mod returned;
mod stray;

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{Notify, Semaphore, oneshot, watch},
    task::JoinSet,
    time::{sleep, timeout},
};
use url::Url;

use crate::org::{InstanceUrl, oauth::State};
use head::Head;
use judge::{Expected, Verdict, judge};

pub use listen::{Doorway, ListenError, redirect_at};
pub use page::Ending;
pub use returned::{AuthorizationRefused, PastedError, Returned, returned_by_hand};
pub use stray::Stray;

/// Connections that are served at once; more are hung up on.
const MOST_CONNECTIONS: usize = 32;

/// How long the last page waits for a browser that was sent to it.
const FAREWELL: Duration = Duration::from_secs(3);

/// How long to rest after a connection that could not be accepted.
const PAUSE: Duration = Duration::from_millis(100);

/// How long, and how much, is read of what a client sends after it was answered.
const DRAINED: (Duration, u64) = (Duration::from_secs(1), 1 << 20);

/// A server that waits for one browser. It ends with this value.
pub struct Callback {
    shared: Arc<Shared>,
    returned: oneshot::Receiver<Returned>,
    ending: watch::Sender<Option<Arc<Vec<u8>>>>,
    _tasks: JoinSet<()>,
}

struct Shared {
    expected: Expected,
    /// Whoever waits, until a return was taken.
    waiting: Mutex<Option<oneshot::Sender<Returned>>>,
    ending: watch::Receiver<Option<Arc<Vec<u8>>>>,
    /// The last page was sent.
    seen: Notify,
    room: Arc<Semaphore>,
    on_stray: Box<dyn Fn(Stray) + Send + Sync>,
}

impl Doorway {
    /// Waits for the browser that left with this state for this login page. The observer hears of what is refused.
    ///
    /// # Panics
    /// Outside of an async runtime.
    pub fn wait(
        self,
        state: State,
        login_url: InstanceUrl,
        on_stray: impl Fn(Stray) + Send + Sync + 'static,
    ) -> Callback {
        let (sender, returned) = oneshot::channel();
        let (ending, page) = watch::channel(None);
        let redirect: Url = self.redirect().clone();
        let shared = Arc::new(Shared {
            expected: Expected { redirect, state, login_url },
            waiting: Mutex::new(Some(sender)),
            ending: page,
            seen: Notify::new(),
            room: Arc::new(Semaphore::new(MOST_CONNECTIONS)),
            on_stray: Box::new(on_stray),
        });
        let mut tasks = JoinSet::new();
        for listener in self.listeners {
            tasks.spawn(accept(listener, Arc::clone(&shared)));
        }
        Callback { shared, returned, ending, _tasks: tasks }
    }
}

impl Callback {
    /// What the browser brings back. It may never come: how long to wait is for the caller to say.
    pub async fn returned(&mut self) -> Returned {
        (&mut self.returned).await.expect("the sender lives in what this value shares, until it has sent")
    }

    /// Shows the browser how the login ended, and hangs up. A browser that does not ask is not waited for long.
    pub async fn end(self, ending: &Ending) {
        self.ending.send_replace(Some(Arc::new(page::end(ending))));
        drop(timeout(FAREWELL, self.shared.seen.notified()).await);
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Too many open files, for one, which does not pass at once.
            sleep(PAUSE).await;
            continue;
        };
        while connections.try_join_next().is_some() {}
        if let Ok(place) = Arc::clone(&shared.room).try_acquire_owned() {
            let shared = Arc::clone(&shared);
            connections.spawn(async move {
                shared.serve(stream).await;
                drop(place);
            });
        }
    }
}

impl Shared {
    async fn serve(&self, mut stream: TcpStream) {
        let Some(head) = Head::read(&mut stream).await else { return };
        let verdict = head.and_then(|head| judge(&head, &self.expected)).and_then(|verdict| self.take(verdict));
        let is_last = matches!(verdict, Ok(Answer::End));
        let answer = match verdict {
            Ok(Answer::Now(answer)) => answer,
            Ok(Answer::End) => match self.ending_page().await {
                Some(page) => page.to_vec(),
                None => return,
            },
            Err(stray) => {
                (self.on_stray)(stray);
                page::refusal(stray)
            }
        };
        let is_sent = stream.write_all(&answer).await.is_ok() && stream.shutdown().await.is_ok();
        if is_last {
            self.seen.notify_one();
        }
        if is_sent {
            drain(&mut stream).await;
        }
    }

    /// Takes what a verdict brings: the first return, and no other.
    fn take(&self, verdict: Verdict) -> Result<Answer, Stray> {
        match verdict {
            Verdict::Returned(returned) => {
                let sender = self.waiting().take().ok_or(Stray::SecondReturn)?;
                // Whoever stopped waiting has no use for it.
                drop(sender.send(returned));
                Ok(Answer::Now(page::to_the_end()))
            }
            Verdict::End if self.waiting().is_some() => Err(Stray::WrongPath),
            Verdict::End => Ok(Answer::End),
            Verdict::Preflight(origin) => Ok(Answer::Now(page::permission(&origin))),
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Option<oneshot::Sender<Returned>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The page that says how the login ended, once it has.
    async fn ending_page(&self) -> Option<Arc<Vec<u8>>> {
        let mut ending = self.ending.clone();
        let page = ending.wait_for(Option::is_some).await.ok()?;
        page.clone()
    }
}

/// What is answered, or waited for.
enum Answer {
    Now(Vec<u8>),
    End,
}

/// Reads away what else a client sends after its answer: closing on unread bytes would be a reset, and the client would
/// not see the answer.
async fn drain(stream: &mut TcpStream) {
    let (patience, limit) = DRAINED;
    let mut rest = stream.take(limit);
    drop(timeout(patience, tokio::io::copy(&mut rest, &mut tokio::io::sink())).await);
}

#[cfg(test)]
mod tests;
