//! Plan files: which file is one, what it says, and where one may be written.

use std::{
    fs::{self, File},
    io::{ErrorKind, Read},
    path::Path,
};

use super::{
    error::{Failure, Outcome},
    write::{Readable, write_whole},
};
use crate::{
    metadata::Side,
    plan::{MOST_PLAN_BYTES, Plan, PlanError, is_plan},
};

/// So many bytes tell whether a file is a plan.
const TELLING: u64 = 64;

/// The plan file that a side is; nothing where it is another.
pub(super) fn plan_of(side: &Side) -> Option<&Path> {
    match side {
        Side::Plan(path) => Some(path),
        Side::Path(path) if path.is_file() && looks_like_plan(path).is_ok_and(|is_one| is_one) => Some(path),
        _ => None,
    }
}

/// Reads a plan. What is larger than any plan is not read to its end.
pub(super) fn read_plan(path: &Path) -> Outcome<Plan> {
    let failed = |error: std::io::Error| Failure::file("read", path, &error);
    let mut bytes = Vec::new();
    let limit = MOST_PLAN_BYTES as u64 + 1;
    File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes)).map_err(failed)?;
    Plan::from_bytes(&bytes).map_err(|error| not_a_plan(path, &error))
}

fn not_a_plan(path: &Path, error: &PlanError) -> Failure {
    let failure = Failure::failed("PlanError", format!("`{}`: {error}", path.display()));
    match error {
        PlanError::NotAPlan => failure.hint("`xcred plan --out FILE` makes one"),
        PlanError::Newer { .. } => failure.hint("use that xcred, or plan again with this one"),
        _ => failure.hint("nothing of it is used; plan again"),
    }
}

/// Fails where a plan may not be written: over a file that is something else.
pub(super) fn check_place(path: &Path) -> Outcome<()> {
    let is_free = match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => true,
        Err(error) => return Err(Failure::file("looked at", path, &error)),
        Ok(there) => there.is_file() && looks_like_plan(path).map_err(|error| Failure::file("read", path, &error))?,
    };
    if is_free {
        return Ok(());
    }
    let message = format!("`{}` is there and is no plan, so none is written over it", path.display());
    Err(Failure::wrong_use("PlanError", message).hint("name another file with `--out`, or remove that one"))
}

/// Writes a plan, which only its owner may read.
pub(super) fn write_plan(path: &Path, plan: &Plan) -> Outcome<()> {
    check_place(path)?;
    write_whole(path, &plan.to_bytes(), Readable::ByOwner)
}

fn looks_like_plan(path: &Path) -> std::io::Result<bool> {
    let mut start = Vec::new();
    File::open(path)?.take(TELLING).read_to_end(&mut start)?;
    Ok(is_plan(&start))
}
