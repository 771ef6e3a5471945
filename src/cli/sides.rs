//! From what was typed to two sides: locators, bare paths, bare revisions, and ranges of revisions.

use std::path::Path;

use super::{
    console::Console,
    error::{Failure, Outcome},
    exit::Exit,
    place::Place,
};
use crate::{
    metadata::{Side, side::FORMS},
    source::git::{GitError, Repository},
};

/// Two revisions in one word, as git has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Range<'t> {
    /// `main..feature`: both as they are.
    Both(&'t str, &'t str),
    /// `main...feature`: from where the two parted.
    SinceParted(&'t str, &'t str),
}

/// The two sides. Without a first one it is the target org, which flags, environment or configuration name.
pub(super) fn sides(
    console: &Console,
    place: &Place,
    from: Option<&str>,
    to: Option<&str>,
) -> Outcome<(Option<Side>, Side)> {
    let reader = Reader { console, place };
    if let Some(text) = from
        && let Some(range) = range_in(text)
    {
        return match (range, to) {
            (range, None) => Ok(reader.both(range)?),
            (Range::SinceParted(..), Some(to)) => Ok((Some(git(text)), reader.side(to)?)),
            (Range::Both(..), Some(_)) => Err(two_already(text)),
        };
    }
    let from = from.map(|text| reader.side(text)).transpose()?;
    let to = to.map(|text| reader.side(text)).transpose()?.unwrap_or(Side::Project);
    Ok((from, to))
}

/// What reads words knows what lies on the disk and in the repository.
struct Reader<'a> {
    console: &'a Console,
    place: &'a Place,
}

impl Reader<'_> {
    fn both(&self, range: Range<'_>) -> Outcome<(Option<Side>, Side)> {
        let head = |text: &str| if text.is_empty() { "HEAD".to_owned() } else { text.to_owned() };
        let (from, to) = match range {
            Range::Both(from, to) => (git(&head(from)), git(&head(to))),
            Range::SinceParted(from, "") => (git(&format!("{from}...")), Side::Project),
            Range::SinceParted(from, to) => (git(&format!("{from}...{to}")), git(to)),
        };
        // Both are looked up before anything is read, so that a slip of the pen is told as such.
        let repository = self.place.repository()?;
        for side in [&from, &to] {
            if let Side::Git { revision, .. } = side {
                repository.revision(revision)?;
            }
        }
        Ok((Some(from), to))
    }

    fn side(&self, text: &str) -> Outcome<Side> {
        let side = text.parse().map_err(|error| Failure::of(Exit::WrongUse, "SideError", &error))?;
        match side {
            Side::Path(path) if path.exists() => {
                self.tell_namesake(text);
                Ok(Side::Path(path))
            }
            Side::Path(_) => self.revision(text),
            Side::Git { revision, .. } if range(&revision).is_some_and(|range| matches!(range, Range::Both(..))) => {
                Err(two_already(text))
            }
            side => Ok(side),
        }
    }

    /// A path that exists wins over a revision of its name.
    fn tell_namesake(&self, text: &str) {
        if self.place.repository().is_ok_and(|repository| looked_up(repository, text).is_ok()) {
            let told = format!("`{text}` is taken for the path; the revision of this name is `git:{text}`");
            self.console.warn(told);
        }
    }

    /// The revision that a bare word names, which is no path.
    fn revision(&self, text: &str) -> Outcome<Side> {
        let nowhere = format!("`{text}` locates no side, and is no file or folder");
        let forms = format!("a side is {FORMS}");
        let Ok(repository) = self.place.repository() else {
            return Err(Failure::wrong_use("SideError", format!("{nowhere} either")).hint(forms));
        };
        match looked_up(repository, text) {
            Ok(side) => Ok(side),
            Err(error @ GitError::Missing { .. }) => {
                let failure = Failure::wrong_use("SideError", format!("{nowhere} and no git revision either"));
                Err(error.hints().into_iter().fold(failure, Failure::hint).hint(forms))
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// The side that a bare word is, if it is a revision, with a path or without.
fn looked_up(repository: &Repository, text: &str) -> Result<Side, GitError> {
    let side = git(text);
    let revision = if let Side::Git { revision, .. } = &side { revision } else { text };
    repository.revision(revision)?;
    Ok(side)
}

/// The side of a revision, with a path or without.
fn git(text: &str) -> Side {
    let bare = text.strip_prefix("git:").unwrap_or(text);
    let whole = || Side::Git { revision: bare.to_owned(), path: None };
    format!("git:{bare}").parse().unwrap_or_else(|_| whole())
}

fn two_already(text: &str) -> Failure {
    let message = format!("`{text}` names two sides, and stands alone");
    Failure::wrong_use("SideError", message).hint("leave the other side out, or write `...` for where the two parted")
}

/// The range that a word is; nothing where it is a path that exists.
fn range_in(text: &str) -> Option<Range<'_>> {
    match text.strip_prefix("git:") {
        Some(revision) => range(revision),
        None => range(text).filter(|_| !Path::new(text).exists()),
    }
}

/// The range that a text is. No name of a revision holds two dots; a path with them has a separator beside.
fn range(text: &str) -> Option<Range<'_>> {
    let of = |separator| text.split_once(separator);
    let parted = of("...").map(|(from, to)| Range::SinceParted(from, to));
    let found = parted.or_else(|| of("..").map(|(from, to)| Range::Both(from, to)))?;
    let (Range::Both(from, to) | Range::SinceParted(from, to)) = &found;
    let is_separator = |character| matches!(character, '/' | '\\');
    let is_path = from.ends_with(is_separator) || to.starts_with(is_separator) || to.contains("..");
    let is_more = text.contains([':', '{']) || (from.is_empty() && to.is_empty());
    (!is_path && !is_more).then_some(found)
}

impl From<GitError> for Failure {
    fn from(error: GitError) -> Self {
        let exit = if error.is_wrong_use() { Exit::WrongUse } else { Exit::Failed };
        error.hints().into_iter().fold(Self::of(exit, "GitError", &error), Self::hint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_dots_join_revisions_and_three_ask_where_they_parted() {
        for (text, expected) in [
            ("main..feature", Some(Range::Both("main", "feature"))),
            ("main..", Some(Range::Both("main", ""))),
            ("..main", Some(Range::Both("", "main"))),
            ("main...", Some(Range::SinceParted("main", ""))),
            ("main...feature/x", Some(Range::SinceParted("main", "feature/x"))),
            ("origin/main...HEAD~2", Some(Range::SinceParted("origin/main", "HEAD~2"))),
            ("...main", Some(Range::SinceParted("", "main"))),
        ] {
            assert_eq!(range(text), expected, "{text}");
        }
        for text in ["..", "...", "../main", r"..\main", "a/../b", "../..", "main", "main...x..y", "a..b:c"] {
            assert_eq!(range(text), None, "{text}");
        }
    }
}
