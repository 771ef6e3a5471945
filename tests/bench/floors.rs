//! The floors: the least that could do a job, in the plainest way.

use std::{
    fs,
    hint::black_box,
    path::{Path, PathBuf},
};

use quick_xml::{Reader, events::Event};
use rayon::prelude::*;
use walkdir::WalkDir;

use crate::{
    measurement::{Outcome, Stage, Took, timed},
    scenarios::agree,
    trees,
};

/// Walks over the files and counts them.
pub(crate) fn walk(stage: &Stage) -> Outcome<Took> {
    let (found, took) = timed(|| files(&stage.dir.join(trees::PLAIN)).count());
    agree("files", found, stage.components)?;
    Ok(took)
}

/// Walks over the files and reads each.
pub(crate) fn walk_and_read(stage: &Stage) -> Outcome<Took> {
    let (read, took) = timed(|| files(&stage.dir.join(trees::PLAIN)).map(fs::read).collect::<Result<Vec<_>, _>>());
    agree("files", read?.len(), stage.components)?;
    Ok(took)
}

/// Walks over the files, then reads them on all processors.
pub(crate) fn walk_and_read_at_once(stage: &Stage) -> Outcome<Took> {
    let (read, took) = timed(|| {
        let paths: Vec<PathBuf> = files(&stage.dir.join(trees::PLAIN)).collect();
        paths.par_iter().map(fs::read).collect::<Result<Vec<_>, _>>()
    });
    agree("files", read?.len(), stage.components)?;
    Ok(took)
}

/// Reads the events of both trees' files, which are in memory, one after the other.
pub(crate) fn events(stage: &Stage, other: &str) -> Outcome<Took> {
    let contents = [contents(stage, trees::PLAIN)?, contents(stage, other)?].concat();
    let (counted, took) = timed(|| contents.iter().map(|bytes| elements_of(bytes)).sum::<Result<usize, _>>());
    agree("elements", counted?, 2 * stage.components * trees::ELEMENTS)?;
    Ok(took)
}

/// Reads the events of both trees' files, which are in memory, on all processors.
pub(crate) fn events_at_once(stage: &Stage, other: &str) -> Outcome<Took> {
    let contents = [contents(stage, trees::PLAIN)?, contents(stage, other)?].concat();
    let (counted, took) = timed(|| contents.par_iter().map(|bytes| elements_of(bytes)).sum::<Result<usize, _>>());
    agree("elements", counted?, 2 * stage.components * trees::ELEMENTS)?;
    Ok(took)
}

/// Reads the events of one tree's files, which are in memory, on all processors.
pub(crate) fn events_of_one_at_once(stage: &Stage) -> Outcome<Took> {
    let contents = contents(stage, trees::PLAIN)?;
    let (counted, took) = timed(|| contents.par_iter().map(|bytes| elements_of(bytes)).sum::<Result<usize, _>>());
    agree("elements", counted?, stage.components * trees::ELEMENTS)?;
    Ok(took)
}

/// Reads one tree's files, which are in memory, into trees with our own parser, on all processors.
pub(crate) fn trees_of_one_at_once(stage: &Stage) -> Outcome<Took> {
    let contents = contents(stage, trees::PLAIN)?;
    let names = |bytes: &Vec<u8>| xcred::xml::parse(bytes).map(|document| document.root().elements().count());
    let (counted, took) = timed(|| contents.par_iter().map(names).sum::<Result<usize, _>>());
    agree("elements", counted?, stage.components * (trees::ELEMENTS - trees::INSIDE - 1))?;
    Ok(took)
}

/// Walks over the files of trees, reads each, and reads its events.
pub(crate) fn walk_read_events(stage: &Stage, trees: &[&str]) -> Outcome<Took> {
    let (counted, took) = timed(|| -> Outcome<usize> {
        let mut elements = 0;
        for tree in trees {
            for path in files(&stage.dir.join(tree)) {
                elements += elements_of(&fs::read(path)?)?;
            }
        }
        Ok(elements)
    });
    agree("elements", counted?, trees.len() * stage.components * trees::ELEMENTS)?;
    Ok(took)
}

/// Walks over the files, then reads them and their events on all processors.
pub(crate) fn walk_read_events_at_once(stage: &Stage) -> Outcome<Took> {
    let (counted, took) = timed(|| {
        let paths: Vec<PathBuf> = files(&stage.dir.join(trees::PLAIN)).collect();
        let elements = |path: &PathBuf| elements_of(&fs::read(path).map_err(quick_xml::Error::from)?);
        paths.par_iter().map(elements).sum::<Result<usize, _>>()
    });
    agree("elements", counted?, stage.components * trees::ELEMENTS)?;
    Ok(took)
}

/// The files of a tree's package folders, as they are met.
fn files(tree: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = WalkDir::new(tree.join(trees::PACKAGES)).into_iter().filter_map(Result::ok);
    entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path)
}

fn contents(stage: &Stage, tree: &str) -> Outcome<Vec<Vec<u8>>> {
    Ok(files(&stage.dir.join(tree)).map(fs::read).collect::<Result<_, _>>()?)
}

/// How many elements a text has, by a bare loop over its events.
fn elements_of(bytes: &[u8]) -> Result<usize, quick_xml::Error> {
    let mut reader = Reader::from_reader(bytes);
    let mut elements = 0;
    loop {
        match black_box(reader.read_event()?) {
            Event::Start(_) | Event::Empty(_) => elements += 1,
            Event::Eof => return Ok(elements),
            _ => {}
        }
    }
}
