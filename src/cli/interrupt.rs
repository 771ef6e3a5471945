//! Ctrl-C, from where it means more than the end of the process.

use std::io;

use super::{
    error::{Failure, Outcome},
    exit::Exit,
};

/// Interrupts since this was made. From then on they no longer end the process by themselves, whether or not anybody
/// waits for them, and none is lost that comes while nobody does.
#[derive(Debug)]
pub(super) struct Interrupts(Source);

#[cfg(unix)]
type Source = tokio::signal::unix::Signal;
#[cfg(windows)]
type Source = tokio::signal::windows::CtrlC;

#[cfg(unix)]
fn source() -> io::Result<Source> {
    tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt())
}

#[cfg(windows)]
fn source() -> io::Result<Source> {
    tokio::signal::windows::ctrl_c()
}

impl Interrupts {
    /// Takes interrupts from now on.
    pub(super) fn take() -> Outcome<Self> {
        source().map(Self).map_err(|error| Failure::of(Exit::Failed, "SignalError", &error))
    }

    /// Waits for one.
    pub(super) async fn next(&mut self) {
        if self.0.recv().await.is_none() {
            // The runtime is ending, and with it all that could be interrupted.
            std::future::pending::<()>().await;
        }
    }
}

/// The end of a run that was interrupted.
pub(super) fn interrupted(message: &str) -> Failure {
    let mut failure = Failure::failed("Interrupted", message);
    failure.exit = Exit::Interrupted;
    failure
}
