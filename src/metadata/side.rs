//! Where components come from, as one locator says it: `project`, `dir:PATH`, `zip:PATH`, `git:REF`, `org:NAME`,
//! `plan:PATH`.

use std::{fmt, path::PathBuf, str::FromStr};

/// All forms of a locator, for whoever wrote another.
pub const FORMS: &str =
    "`project`, `dir:PATH`, `zip:PATH`, `git:REF[:PATH]`, `org:NAME`, `plan:PATH`, or a path that exists";

/// Where components come from. Parse and print are inverses, but for a bare path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Side {
    /// The project.
    Project,
    /// A folder, in source or metadata format.
    Directory(PathBuf),
    /// A zip archive, in source or metadata format.
    Zip(PathBuf),
    /// A git revision: the project as it was there, or a folder or file of it.
    Git {
        /// What git calls it: a branch, a tag, a commit, `HEAD~2`; with `...` the merge base of two.
        revision: String,
        /// The folder or file, from the repository's root or, with `./` before it, from the current folder; empty for
        /// the root.
        path: Option<String>,
    },
    /// An org, by its alias, user name, or `practice`.
    Org(String),
    /// A saved plan: what it sends.
    Plan(PathBuf),
    /// A path without a prefix; what lies there says what it is.
    Path(PathBuf),
}

/// A text that locates no side.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotASide {
    /// It has no form that a locator has.
    #[error("`{text}` locates no side; one is {FORMS}")]
    Unknown {
        /// The text.
        text: String,
    },
}

impl FromStr for Side {
    type Err = NotASide;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || Err(NotASide::Unknown { text: text.to_owned() });
        match text.split_once(':') {
            _ if text == "project" => Ok(Self::Project),
            Some(("dir", path)) if !path.is_empty() => Ok(Self::Directory(path.into())),
            Some(("zip", path)) if !path.is_empty() => Ok(Self::Zip(path.into())),
            Some(("git", rest)) => git(rest).map_or_else(unknown, Ok),
            Some(("org", name)) if !name.is_empty() => Ok(Self::Org(name.to_owned())),
            Some(("plan", path)) if !path.is_empty() => Ok(Self::Plan(path.into())),
            Some(("dir" | "zip" | "org" | "plan", _)) => unknown(),
            _ if text.is_empty() => unknown(),
            _ => Ok(Self::Path(text.into())),
        }
    }
}

/// The revision and the path behind `git:`. No name of a branch or tag holds a colon; what stands in braces may
/// (`HEAD@{2026-01-31 10:00}`, `main^{/fix: it}`).
fn git(text: &str) -> Option<Side> {
    let mut depth = 0_usize;
    let splits = |(_, character): &(usize, char)| {
        match character {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        *character == ':' && depth == 0
    };
    let (revision, path) = match text.char_indices().find(splits) {
        Some((at, _)) => (&text[..at], Some(text[at + 1..].to_owned())),
        None => (text, None),
    };
    (!revision.is_empty()).then(|| Side::Git { revision: revision.to_owned(), path })
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Project => f.write_str("project"),
            Self::Directory(path) => write!(f, "dir:{}", path.display()),
            Self::Zip(path) => write!(f, "zip:{}", path.display()),
            Self::Git { revision, path: None } => write!(f, "git:{revision}"),
            Self::Git { revision, path: Some(path) } => write!(f, "git:{revision}:{path}"),
            Self::Org(name) => write!(f, "org:{name}"),
            Self::Plan(path) => write!(f, "plan:{}", path.display()),
            Self::Path(path) => write!(f, "{}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parse_and_print_are_inverses() {
        for text in [
            "project",
            "dir:a b/c",
            "zip:x.zip",
            "org:practice",
            "plan:deploy.plan",
            "some/path",
            "git:main",
            "git:v1.2",
            "git:HEAD~2",
            "git:@",
            "git:refs/heads/feature/x",
            "git:origin/main:force-app",
            "git:main:",
            "git:main:./force-app",
            r"git:main:force-app\main",
            "git:main:a:b",
            "git:HEAD@{2026-01-31 10:00}:force-app",
            "git:main^{/fix: it}",
            "git:origin/main...feature",
            r"C:\work\project",
            "main...",
        ] {
            assert_eq!(text.parse::<Side>().unwrap().to_string(), text);
        }
        for text in ["", "dir:", "org:", "git:", "git::force-app", "plan:"] {
            assert!(text.parse::<Side>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_first_colon_outside_of_braces_ends_the_revision() {
        for (text, revision, path) in [
            ("git:origin/main:force-app", "origin/main", Some("force-app")),
            ("git:main:", "main", Some("")),
            ("git:main:a:b", "main", Some("a:b")),
            ("git:HEAD@{1 10:00}", "HEAD@{1 10:00}", None),
            ("git:HEAD@{1 10:00}:x", "HEAD@{1 10:00}", Some("x")),
            ("git:v1}:x", "v1}", Some("x")),
        ] {
            let expected = Side::Git { revision: revision.to_owned(), path: path.map(str::to_owned) };
            assert_eq!(text.parse::<Side>().unwrap(), expected, "{text}");
        }
    }
}
