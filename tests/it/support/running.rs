//! A process that runs: what it said so far, and a limit after which it is killed.
//!
//! Threads read both streams and wait for the end; everything arrives on one channel, so that waiting never polls. The
//! process leads a group of its own: an interrupt reaches what it started, as Ctrl-C on a terminal would.

use super::{Conversation, redact::Redactions};
use std::{
    io::{Read, Write},
    os::unix::process::CommandExt,
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc::{Receiver, Sender, channel},
    thread,
    time::{Duration, Instant},
};

/// One of the two streams of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stream {
    Stdout,
    Stderr,
}

enum Event {
    Said(Stream, Vec<u8>),
    Closed,
    Ended(ExitStatus),
}

/// How a process is started, apart from its [`Command`].
pub(crate) struct Start {
    /// The command line as the conversation shows it.
    pub(crate) line: String,
    pub(crate) stdin: Option<Vec<u8>>,
    pub(crate) limit: Duration,
    pub(crate) paths: Redactions,
}

/// A started process. Dropping it kills it and everything in its group.
pub(crate) struct Running {
    start: Start,
    group: libc::pid_t,
    events: Receiver<Event>,
    deadline: Instant,
    stdout: Vec<u8>,
    stderr: Vec<u8>,
    open: usize,
    ended: Option<ExitStatus>,
}

/// Lets the process hear interrupts: a shell that starts the tests in the background has them ignored by all below it.
#[expect(unsafe_code, reason = "only `pre_exec` runs between fork and exec, and `signal` may be called there")]
fn hears_interrupts(command: &mut Command) {
    let reset = || {
        // SAFETY: `signal` is async-signal-safe, and the default action needs no handler.
        unsafe { libc::signal(libc::SIGINT, libc::SIG_DFL) };
        Ok(())
    };
    // SAFETY: the closure allocates nothing and takes no lock.
    unsafe { command.pre_exec(reset) };
}

impl Running {
    /// Starts the process; its limit begins to count.
    #[track_caller]
    pub(crate) fn start(mut command: Command, mut start: Start) -> Self {
        let stdin = if start.stdin.is_some() { Stdio::piped() } else { Stdio::null() };
        command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
        hears_interrupts(&mut command);
        let child = command.spawn().unwrap_or_else(|error| panic!("`{}` does not start: {error}", start.line));
        let group = child.id().try_into().expect("process ids are positive");
        let (sender, events) = channel();
        watch(child, start.stdin.take(), &sender);
        Self {
            deadline: Instant::now() + start.limit,
            start,
            group,
            events,
            stdout: Vec::new(),
            stderr: Vec::new(),
            open: 2,
            ended: None,
        }
    }

    /// What the process said so far on one stream.
    fn said(&self, stream: Stream) -> String {
        let bytes = match stream {
            Stream::Stdout => &self.stdout,
            Stream::Stderr => &self.stderr,
        };
        String::from_utf8_lossy(bytes).into_owned()
    }

    /// Blocks until a whole line with this text stands on the stream, and answers the line; fails where the process ends
    /// without.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, stream: Stream, text: &str) -> String {
        loop {
            let said = self.said(stream);
            let mut lines = said.split_inclusive('\n').filter(|line| line.ends_with('\n'));
            if let Some(line) = lines.find(|line| line.contains(text)) {
                return line.trim_end().to_owned();
            }
            assert!(!self.is_over(), "the process ended without `{text}` on {stream:?}\n{}", self.heard());
            self.listen();
        }
    }

    /// The process's id, which is its group's too.
    pub(crate) fn id(&self) -> libc::pid_t {
        self.group
    }

    /// Interrupts the process and what it started, as Ctrl-C does.
    pub(crate) fn interrupt(&self) {
        self.signal(libc::SIGINT);
    }

    /// Waits for the end.
    #[track_caller]
    pub(crate) fn finish(mut self) -> Conversation {
        while !self.is_over() {
            self.listen();
        }
        let text = |bytes: &mut Vec<u8>| {
            String::from_utf8(std::mem::take(bytes))
                .unwrap_or_else(|error| panic!("what was printed is not UTF-8: {:?}", error.into_bytes()))
        };
        Conversation {
            command: self.start.line.clone(),
            status: self.ended.expect("a process that is over has a status").into(),
            stdout: text(&mut self.stdout),
            stderr: text(&mut self.stderr),
            paths: self.start.paths.clone(),
        }
    }

    fn is_over(&self) -> bool {
        self.ended.is_some() && self.open == 0
    }

    /// Takes in the next event; at the limit the test fails with what was heard.
    #[track_caller]
    fn listen(&mut self) {
        let left = self.deadline.saturating_duration_since(Instant::now());
        let Ok(event) = self.events.recv_timeout(left) else {
            panic!("no end after {:?}, so it was killed\n{}", self.start.limit, self.heard());
        };
        match event {
            Event::Said(Stream::Stdout, bytes) => self.stdout.extend(bytes),
            Event::Said(Stream::Stderr, bytes) => self.stderr.extend(bytes),
            Event::Closed => self.open -= 1,
            Event::Ended(status) => self.ended = Some(status),
        }
    }

    fn heard(&self) -> String {
        let (stdout, stderr) = (self.said(Stream::Stdout), self.said(Stream::Stderr));
        format!("$ {}\n--- stdout\n{stdout}\n--- stderr\n{stderr}", self.start.line)
    }

    #[expect(unsafe_code, reason = "the standard library kills one child, not its group, and knows no other signal")]
    fn signal(&self, signal: libc::c_int) {
        // SAFETY: `kill` takes two integers and touches no memory of ours. The group is the child's own.
        unsafe { libc::kill(-self.group, signal) };
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.is_over() {
            self.signal(libc::SIGKILL);
        }
    }
}

/// Starts the threads that feed the channel, and the one that writes stdin.
fn watch(mut child: Child, stdin: Option<Vec<u8>>, sender: &Sender<Event>) {
    if let (Some(mut pipe), Some(bytes)) = (child.stdin.take(), stdin) {
        // A process may end without reading everything; that is its right.
        thread::spawn(move || drop(pipe.write_all(&bytes)));
    }
    read(child.stdout.take().expect("stdout is piped"), Stream::Stdout, sender.clone());
    read(child.stderr.take().expect("stderr is piped"), Stream::Stderr, sender.clone());
    let sender = sender.clone();
    thread::spawn(move || {
        let status = child.wait().expect("a child that was started can be waited for");
        // Nobody listens any more where the test failed before.
        drop(sender.send(Event::Ended(status)));
    });
}

fn read(mut pipe: impl Read + Send + 'static, stream: Stream, sender: Sender<Event>) {
    thread::spawn(move || {
        let mut buffer = [0; 8192];
        while let Ok(count @ 1..) = pipe.read(&mut buffer) {
            if sender.send(Event::Said(stream, buffer[..count].to_vec())).is_err() {
                return;
            }
        }
        drop(sender.send(Event::Closed));
    });
}
