//! Other programs, asked for what they keep: found, run without questions, and ended when they take too long.

use std::{
    io::{self, Read},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc::{Receiver, channel},
    time::{Duration, Instant},
};

use secrecy::zeroize::Zeroizing;

use super::{Environment, VARIABLES};

/// More than this no program says that answers us.
const LONGEST_ANSWER: u64 = 16 * 1024 * 1024;

/// How long to wait before another look whether a program has ended.
const PAUSE: Duration = Duration::from_millis(10);

/// What a program said.
pub(super) struct Said {
    pub(super) status: ExitStatus,
    pub(super) stdout: Zeroizing<String>,
    pub(super) stderr: Zeroizing<String>,
}

/// Why a program said nothing.
#[derive(Debug, thiserror::Error)]
pub enum ProgramError {
    /// It cannot be started, or its end cannot be waited for.
    #[error("`{program}` cannot be run")]
    Unrunnable {
        /// The program.
        program: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It took too long, and was ended.
    #[error("`{program}` did not end within {seconds} seconds")]
    TimedOut {
        /// The program.
        program: PathBuf,
        /// How long it was waited for.
        seconds: u64,
    },
}

/// Runs a program that reads no input, for so long. It sees none of the secrets that are ours.
pub(super) fn run(program: &Path, words: &[&str], longest: Duration) -> Result<Said, ProgramError> {
    let unrunnable = |source| ProgramError::Unrunnable { program: program.to_path_buf(), source };
    let mut command = Command::new(program);
    command.args(words).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.env("NO_COLOR", "1").env("FORCE_COLOR", "0").env("SF_AUTOUPDATE_DISABLE", "true");
    for name in VARIABLES.iter().filter(|name| name.starts_with("XCRED_")) {
        command.env_remove(name);
    }
    let started = Instant::now();
    let mut child = command.spawn().map_err(unrunnable)?;
    let stdout = gathered(child.stdout.take());
    let stderr = gathered(child.stderr.take());
    loop {
        if let Some(status) = child.try_wait().map_err(unrunnable)? {
            let rest = longest.saturating_sub(started.elapsed());
            let (Ok(stdout), Ok(stderr)) = (stdout.recv_timeout(rest), stderr.recv_timeout(rest)) else { break };
            return Ok(Said { status, stdout, stderr });
        }
        if started.elapsed() > longest {
            break;
        }
        std::thread::sleep(PAUSE);
    }
    end(&mut child);
    Err(ProgramError::TimedOut { program: program.to_path_buf(), seconds: longest.as_secs() })
}

/// Finds a program by its name, as shells do, but in no folder that is relative to the current one: a project must not
/// bring its own.
pub(super) fn find(environment: &Environment, name: &str) -> Option<PathBuf> {
    let path = environment.path("PATH")?;
    let endings: Vec<String> = match environment.text("PATHEXT") {
        Some(endings) if cfg!(windows) => endings.split(';').map(str::to_lowercase).collect(),
        _ if cfg!(windows) => vec![".exe".to_owned(), ".cmd".to_owned()],
        _ => vec![String::new()],
    };
    let folders = std::env::split_paths(&path).filter(|folder| folder.is_absolute()).collect::<Vec<_>>();
    let mut places =
        folders.iter().flat_map(|folder| endings.iter().map(move |ending| folder.join(format!("{name}{ending}"))));
    places.find(|place| is_program(place))
}

/// Whether there is a program that can be run.
pub(super) fn is_program(path: &Path) -> bool {
    let Ok(metadata) = path.metadata() else { return false };
    #[cfg(unix)]
    let may_run = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o111 != 0;
    #[cfg(not(unix))]
    let may_run = true;
    metadata.is_file() && may_run
}

/// Reads a stream to its end beside, so that a program never waits for us.
fn gathered(stream: Option<impl Read + Send + 'static>) -> Receiver<Zeroizing<String>> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut bytes = Zeroizing::new(Vec::new());
        if let Some(stream) = stream {
            // What was said before a stream broke counts.
            drop(stream.take(LONGEST_ANSWER).read_to_end(&mut bytes));
        }
        // Nobody listens any more where the program took too long.
        drop(sender.send(Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned())));
    });
    receiver
}

fn end(child: &mut Child) {
    // It may have ended by itself meanwhile.
    drop(child.kill());
    drop(child.wait());
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::{fs, os::unix::fs::PermissionsExt};

    const LONG: Duration = Duration::from_secs(60);

    fn shell(script: &str, longest: Duration) -> Result<Said, ProgramError> {
        run(Path::new("/bin/sh"), &["-c", script], longest)
    }

    #[test]
    fn what_a_program_says_is_heard_however_much() {
        let said = shell("head -c 300000 /dev/zero | tr '\\0' x; echo oops >&2; exit 3", LONG).unwrap();
        assert_eq!((said.status.code(), said.stdout.len()), (Some(3), 300_000));
        assert_eq!(said.stderr.as_str(), "oops\n");
        assert_eq!(shell("cat; echo $NO_COLOR", LONG).unwrap().stdout.as_str(), "1\n");
    }

    #[test]
    fn a_program_that_does_not_end_is_ended() {
        for script in ["exec sleep 600", "sleep 600 & exit 0"] {
            let error = shell(script, Duration::from_millis(50)).err().unwrap();
            assert!(matches!(error, ProgramError::TimedOut { .. }), "{script}: {error:?}");
        }
        let error = run(Path::new("/nowhere/sf"), &[], LONG).err().unwrap();
        assert_eq!(error.to_string(), "`/nowhere/sf` cannot be run");
    }

    #[test]
    fn programs_are_found_in_absolute_folders_alone() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("sf");
        fs::write(&program, "").unwrap();
        let path = format!(".:relative:/nowhere:{}", folder.path().display());
        let environment = |path: &str| {
            let path = path.to_owned();
            Environment::of(move |name| (name == "PATH").then(|| path.clone().into()))
        };
        assert_eq!(find(&environment(&path), "sf"), None, "it may not be run");
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        assert_eq!(find(&environment(&path), "sf"), Some(program));
        assert_eq!(find(&environment("src:."), "build.rs"), None);
        assert_eq!(find(&Environment::default(), "sf"), None);
    }
}
