//! A temporary world for the binary: a project folder, an empty HOME, a temporary folder, and no inherited environment.

use super::{
    Conversation,
    redact::Redactions,
    running::{Running, Start},
};
use std::{
    ffi::{OsStr, OsString},
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};
use tempfile::TempDir;
use walkdir::WalkDir;

/// After this long a run is killed; generous, because machines that test are busy.
const LIMIT: Duration = Duration::from_secs(60);

/// Where the tools stand that xcred may call, such as git; nothing of the user's own.
const PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// A temporary world, removed when it is dropped. Paths given to its methods are relative to the project folder.
pub(crate) struct Sandbox {
    root: PathBuf,
    _folder: TempDir,
}

impl Sandbox {
    /// Creates the folders.
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder can be made");
        let root = folder.path().canonicalize().expect("a new folder has a path");
        let sandbox = Self { root, _folder: folder };
        for folder in [sandbox.project(), sandbox.home(), sandbox.temp()] {
            fs::create_dir(folder).expect("a folder can be made in the sandbox");
        }
        sandbox
    }

    /// The folder where commands run: `[DIR]` in conversations.
    pub(crate) fn project(&self) -> PathBuf {
        self.root.join("project")
    }

    /// The empty HOME: `[HOME]` in conversations.
    pub(crate) fn home(&self) -> PathBuf {
        self.root.join("home")
    }

    /// The folder for temporary files: `[TMP]` in conversations. What lies here after a run was left behind.
    pub(crate) fn temp(&self) -> PathBuf {
        self.root.join("tmp")
    }

    /// The absolute path of something in the project folder.
    pub(crate) fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.project().join(path)
    }

    /// Writes a file with exactly these bytes, and the folders above it.
    #[track_caller]
    pub(crate) fn write(&self, path: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(path);
        let folder = path.parent().expect("a file lies in a folder");
        fs::create_dir_all(folder).expect("a folder can be made in the sandbox");
        fs::write(&path, bytes).unwrap_or_else(|error| panic!("`{}`: {error}", path.display()));
        path
    }

    /// Reads a file's bytes.
    #[track_caller]
    pub(crate) fn read(&self, path: impl AsRef<Path>) -> Vec<u8> {
        let path = self.path(path);
        fs::read(&path).unwrap_or_else(|error| panic!("`{}`: {error}", path.display()))
    }

    /// Copies what lies in a folder into one of the sandbox, byte for byte, symbolic links as links. A practice org's
    /// state (`.xcred`) stays behind: a test starts from what is checked in.
    #[track_caller]
    pub(crate) fn copy(&self, from: impl AsRef<Path>, to: impl AsRef<Path>) {
        let (from, to) = (from.as_ref(), self.path(to));
        let walk = WalkDir::new(from).into_iter().filter_entry(|entry| entry.file_name() != ".xcred");
        for entry in walk {
            let entry = entry.expect("the folder can be read");
            let inside = entry.path().strip_prefix(from).expect("the walk started there");
            copy_entry(&entry, &to.join(inside));
        }
    }

    /// Runs `xcred` and waits for its end.
    #[track_caller]
    pub(crate) fn run(&self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Conversation {
        self.xcred(args).run()
    }

    /// Prepares a run of `xcred`.
    pub(crate) fn xcred(&self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Invocation {
        self.command(env!("CARGO_BIN_EXE_xcred"), args)
    }

    /// Prepares a run of another program in the same world: git, a control.
    pub(crate) fn command(
        &self,
        program: impl AsRef<Path>,
        args: impl IntoIterator<Item = impl AsRef<OsStr>>,
    ) -> Invocation {
        let program = program.as_ref();
        let args: Vec<OsString> = args.into_iter().map(|arg| arg.as_ref().to_owned()).collect();
        let line = command_line(program, &args);
        let mut command = Command::new(program);
        command.args(args).current_dir(self.project()).env_clear();
        command.env("PATH", PATH).env("HOME", self.home()).env("TMPDIR", self.temp());
        let paths = Redactions::default()
            .path(&self.project(), "[DIR]")
            .path(&self.home(), "[HOME]")
            .path(&self.temp(), "[TMP]")
            .path(&self.root, "[SANDBOX]");
        Invocation { command, start: Start { line, stdin: None, limit: LIMIT, paths } }
    }
}

/// A run that is prepared and not started.
#[must_use = "nothing runs before `run` or `start`"]
pub(crate) struct Invocation {
    command: Command,
    start: Start,
}

impl Invocation {
    /// Sets a variable of the otherwise scrubbed environment.
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs in this folder (absolute, as [`Sandbox::path`] gives it) instead of the project folder.
    pub(crate) fn in_folder(mut self, folder: impl AsRef<Path>) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Gives these bytes on stdin; without, stdin is empty.
    pub(crate) fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.start.stdin = Some(bytes.into());
        self
    }

    /// Kills the run after this long instead of the usual limit.
    pub(crate) fn limit(mut self, limit: Duration) -> Self {
        self.start.limit = limit;
        self
    }

    /// Lets the kernel kill the process at its first socket or event queue: see [`super::network`].
    #[cfg(target_os = "linux")]
    pub(crate) fn without_network(mut self) -> Self {
        super::network::cut(&mut self.command);
        self
    }

    /// The command line as one would type it, what to redact, and the command itself.
    pub(super) fn into_parts(self) -> (String, Redactions, Command) {
        (self.start.line, self.start.paths, self.command)
    }

    /// Starts the process and waits for its end.
    #[track_caller]
    pub(crate) fn run(self) -> Conversation {
        self.start().finish()
    }

    /// Starts the process and leaves it running: for what is interrupted, and for servers.
    #[track_caller]
    pub(crate) fn start(self) -> Running {
        Running::start(self.command, self.start)
    }
}

/// The command as one would type it: the program's bare name, arguments quoted where they need it.
fn command_line(program: &Path, args: &[OsString]) -> String {
    let name = program.file_name().unwrap_or(program.as_os_str());
    let words = std::iter::once(name).chain(args.iter().map(OsString::as_os_str));
    let quoted = words.map(|word| {
        let word = word.to_string_lossy();
        let plain = !word.is_empty() && !word.contains([' ', '\'', '"', '\n', '*', '$']);
        if plain { word.into_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
    });
    quoted.collect::<Vec<_>>().join(" ")
}

fn copy_entry(entry: &walkdir::DirEntry, to: &Path) {
    let kind = entry.file_type();
    let done = if kind.is_dir() {
        fs::create_dir_all(to)
    } else if kind.is_symlink() {
        fs::read_link(entry.path()).and_then(|target| std::os::unix::fs::symlink(target, to))
    } else {
        fs::copy(entry.path(), to).map(drop)
    };
    done.unwrap_or_else(|error| panic!("`{}`: {error}", to.display()));
}
