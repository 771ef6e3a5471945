//! Where components come from, as one locator says it: `project`, `dir:PATH`, `zip:PATH`, `org:NAME`.

use std::{fmt, path::PathBuf, str::FromStr};

/// Where components come from. Parse and print are inverses, but for a bare path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Side {
    /// The project.
    Project,
    /// A folder, in source or metadata format.
    Directory(PathBuf),
    /// A zip archive, in source or metadata format.
    Zip(PathBuf),
    /// An org, by its alias, user name, or `practice`.
    Org(String),
    /// A path without a prefix; what lies there says what it is.
    Path(PathBuf),
}

/// A text that locates no side.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` locates no side; one is `project`, `dir:PATH`, `zip:PATH`, `org:NAME`, or a path that exists")]
pub struct NotASide {
    text: String,
}

impl FromStr for Side {
    type Err = NotASide;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            _ if text == "project" => Ok(Self::Project),
            Some(("dir", path)) if !path.is_empty() => Ok(Self::Directory(path.into())),
            Some(("zip", path)) if !path.is_empty() => Ok(Self::Zip(path.into())),
            Some(("org", name)) if !name.is_empty() => Ok(Self::Org(name.to_owned())),
            Some(("dir" | "zip" | "org" | "git" | "plan", _)) => Err(NotASide { text: text.to_owned() }),
            _ if text.is_empty() => Err(NotASide { text: text.to_owned() }),
            _ => Ok(Self::Path(text.into())),
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Project => f.write_str("project"),
            Self::Directory(path) => write!(f, "dir:{}", path.display()),
            Self::Zip(path) => write!(f, "zip:{}", path.display()),
            Self::Org(name) => write!(f, "org:{name}"),
            Self::Path(path) => write!(f, "{}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parse_and_print_are_inverses() {
        for text in ["project", "dir:a b/c", "zip:x.zip", "org:practice", "some/path"] {
            assert_eq!(text.parse::<Side>().unwrap().to_string(), text);
        }
        for text in ["", "dir:", "org:", "git:main", "plan:x"] {
            assert!(text.parse::<Side>().is_err(), "{text}");
        }
    }
}
