//! A run on a terminal of some size: the kernel's own pseudo terminal, and a reader at the other end.
//!
//! Both streams of the process are the terminal, as they are for a person. What is typed is typed at once; a program
//! reads it when it asks.

use super::{Ending, Sandbox, redact::Redactions, sandbox::Invocation};
use pty_process::{Size, blocking};
use std::{
    fmt, fs,
    io::{Read, Write},
    mem::MaybeUninit,
    os::{fd::AsRawFd, unix::fs::PermissionsExt},
    path::PathBuf,
    sync::{Arc, mpsc::channel},
    thread,
    time::Duration,
};
use unicode_width::UnicodeWidthStr;

/// After this long a run is killed.
const LIMIT: Duration = Duration::from_secs(60);

/// What stood on the terminal after a run, and how the run ended.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    command: String,
    size: (u16, u16),
    /// What was printed, with plain line ends.
    pub(crate) text: String,
    pub(crate) status: Ending,
    paths: Redactions,
}

/// A pager that keeps what it is given, and tells what it was told.
pub(crate) const KEEPING_PAGER: &str = "cat > shown; echo \"paged with LESS=$LESS\"";

impl Sandbox {
    /// Writes a pager that does what these lines of shell say, and gives its path.
    pub(crate) fn pager(&self, lines: &str) -> PathBuf {
        let path = self.write("pager", format!("#!/bin/sh\n{lines}\n"));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a file's owner can make it run");
        path
    }

    /// What a pager kept; nothing where none did.
    pub(crate) fn shown_to_pager(&self) -> Option<String> {
        fs::read_to_string(self.path("shown")).ok()
    }
}

impl Invocation {
    /// Runs on a terminal with so many columns and rows.
    #[track_caller]
    pub(crate) fn on_terminal(self, columns: u16, rows: u16) -> Seen {
        self.typing("", columns, rows)
    }

    /// The same, and types this.
    #[track_caller]
    pub(crate) fn typing(self, keys: &str, columns: u16, rows: u16) -> Seen {
        self.answering("", keys, columns, rows)
    }

    /// The same, and types this where a question for a secret stands on the terminal, once that shows no longer what is
    /// typed; at once where there is no question to wait for.
    #[track_caller]
    pub(crate) fn answering(self, question: &str, keys: &str, columns: u16, rows: u16) -> Seen {
        let (line, paths, prepared) = self.into_parts();
        let mut command = blocking::Command::new(prepared.get_program()).args(prepared.get_args()).env_clear();
        command = command.envs(prepared.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command = command.env("TERM", "xterm-256color");
        if let Some(folder) = prepared.get_current_dir() {
            command = command.current_dir(folder);
        }
        let (terminal, inner) = blocking::open().expect("the kernel has a terminal to spare");
        terminal.resize(Size::new(rows, columns)).expect("a terminal takes a size");
        // What is typed is echoed before the process prints anything.
        let mut typed = (!question.is_empty()).then(|| (question.to_owned(), keys.to_owned()));
        if typed.is_none() {
            (&terminal).write_all(keys.as_bytes()).expect("a terminal takes what is typed");
        }
        let mut child = command.spawn(inner).unwrap_or_else(|error| panic!("`{line}` does not start: {error}"));
        let terminal = Arc::new(terminal);
        let (sender, ended) = channel();
        let reader = Arc::clone(&terminal);
        let read = thread::spawn(move || {
            let (mut bytes, mut buffer) = (Vec::new(), [0; 8192]);
            // When the last process that held it is gone, Linux fails the read.
            while let Ok(count @ 1..) = (&*reader).read(&mut buffer) {
                bytes.extend_from_slice(&buffer[..count]);
                let is_asked =
                    |(question, _): &mut (String, String)| String::from_utf8_lossy(&bytes).contains(&**question);
                if let Some((_, keys)) = typed.take_if(is_asked) {
                    while shows_what_is_typed(&*reader) {
                        thread::yield_now();
                    }
                    (&*reader).write_all(keys.as_bytes()).expect("a terminal takes what is typed");
                }
            }
            // Nobody listens any more where the run took too long.
            sender.send(()).ok();
            bytes
        });
        let in_time = ended.recv_timeout(LIMIT).is_ok();
        if !in_time {
            child.kill().expect("a child that runs can be killed");
        }
        let status = child.wait().expect("a child that was started can be waited for").into();
        let bytes = read.join().expect("the reader does not panic");
        let text = String::from_utf8(bytes).expect("what is printed is UTF-8").replace("\r\n", "\n");
        assert!(in_time, "no end after {LIMIT:?}, so it was killed\n{text}");
        Seen { command: line, size: (columns, rows), text, status, paths }
    }
}

/// Whether a terminal echoes. A terminal that is gone does not.
#[expect(unsafe_code, reason = "the modes of a terminal are read by a function of C")]
fn shows_what_is_typed(terminal: &impl AsRawFd) -> bool {
    let mut modes = MaybeUninit::<libc::termios>::uninit();
    // SAFETY: the descriptor is open as long as the terminal is borrowed, and the modes are read where the call has filled them.
    unsafe {
        libc::tcgetattr(terminal.as_raw_fd(), modes.as_mut_ptr()) == 0 && modes.assume_init().c_lflag & libc::ECHO != 0
    }
}

impl Seen {
    /// Asserts the exit code, and shows what was seen where it is another.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.status, Ending::Exit(code), "\n{self}");
        self
    }

    /// Asserts that no line is wider than the terminal.
    #[track_caller]
    pub(crate) fn fits(&self) {
        let (plain, columns) = (self.plain(), usize::from(self.size.0));
        for line in plain.text.lines() {
            assert!(line.width() <= columns, "{} columns: {line}\n{plain}", line.width());
        }
    }

    /// The same without colours.
    pub(crate) fn plain(&self) -> Self {
        let mut text = String::new();
        let mut pieces = self.text.split('\u{1b}');
        text.push_str(pieces.next().unwrap_or_default());
        for piece in pieces {
            text.push_str(piece.split_once('m').map_or(piece, |(_, rest)| rest));
        }
        Self { text, ..self.clone() }
    }

    /// The same with colours that can be read: `<31>` for red.
    pub(crate) fn with_colours_told(&self) -> Self {
        let mut text = String::new();
        let mut pieces = self.text.split("\u{1b}[");
        text.push_str(pieces.next().unwrap_or_default());
        for piece in pieces {
            let (code, rest) = piece.split_once('m').unwrap_or(("?", piece));
            text.push_str(&format!("<{code}>{rest}"));
        }
        Self { text, ..self.clone() }
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (columns, rows) = self.size;
        writeln!(out, "$ {}", self.paths.apply(&self.command))?;
        writeln!(out, "--- terminal of {columns} columns and {rows} rows")?;
        write!(out, "{}", self.paths.apply(&self.text))?;
        write!(out, "--- {}", self.status)
    }
}
