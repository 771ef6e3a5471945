//! The file of `--trace-http`: made for its owner alone, added to by each run, and never one that is something else.

use std::{
    env,
    fs::{File, OpenOptions},
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    console::Console,
    error::{Failure, Outcome},
};
use crate::org::{Clock, TRACE_BEGINS, TraceBook};

/// The variable that names the file where no flag does: for CI, where command lines come from templates.
const VARIABLE: &str = "XCRED_TRACE_HTTP";

/// Begins a trace, where one is asked for.
pub(super) fn open(console: &Console, clock: &dyn Clock) -> Outcome<Option<Arc<TraceBook>>> {
    let named = || env::var_os(VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from);
    let Some(path) = console.trace().map(Path::to_owned).or_else(named) else { return Ok(None) };
    let file = opened(&path).map_err(|error| Failure::file("written", &path, &error))?;
    if !is_trace(&file).map_err(|error| Failure::file("read", &path, &error))? {
        let message = format!("`{}` is there and is no trace, so it is not written to", path.display());
        return Err(Failure::wrong_use("TraceError", message).hint("name another file, or delete this one"));
    }
    // One that was there, empty, may be readable by all. Where it is somebody else's, that is for them to say.
    #[cfg(unix)]
    drop(file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600)));
    let (notices, shown) = (console.notices(), path.display().to_string());
    let failed = move |error: &io::Error| notices.leave(format!("the trace `{shown}` ends early: {error}"));
    Ok(Some(TraceBook::begin(file, clock, failed)))
}

/// The file, to be added to; a new one belongs to its owner alone from the start.
fn opened(path: &Path) -> io::Result<File> {
    // A pipe or a device would be waited on for what it holds.
    if path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
        return Err(io::Error::other("it is no file"));
    }
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Whether a file is empty, or begins as traces do.
fn is_trace(mut file: &File) -> io::Result<bool> {
    let mut start = Vec::new();
    file.by_ref().take(TRACE_BEGINS.len() as u64).read_to_end(&mut start)?;
    Ok(start.is_empty() || start == TRACE_BEGINS.as_bytes())
}
