//! .forceignore: which files a project keeps out, and which line says so.
//!
//! The patterns have exactly gitignore's meaning, with the choices that `sf` makes (source-deploy-retrieve,
//! `forceIgnore.ts`, and the package `ignore` that it uses): the nearest `.forceignore` upward counts and no other; letters
//! match in either case; some patterns are built in and stand before the file's own, so that the file can take them
//! back; a folder that is ignored ignores all inside, and nothing inside can be taken back. `sf` has no built-in
//! patterns where there is no `.forceignore`; here they hold everywhere, for the files of editors and tools are nobody's
//! components.

mod hurdle;
mod pattern;

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use ignore::{
    Match,
    gitignore::{Gitignore, GitignoreBuilder, Glob},
};

use self::hurdle::Hurdle;
use super::paths;

pub use pattern::{PatternProblem, has_backslash_folder};

/// The file's name.
pub const FORCEIGNORE_FILE: &str = ".forceignore";

/// The patterns that `sf` has built in. All that starts with a dot is ignored but what `sf` itself retrieves per org.
const BUILT_IN: &[&str] = &[
    "**/*.dup",
    "**/.*",
    "!.sf",
    "**/.sf/**",
    "!**/.sf/orgs",
    "!**/.sf/orgs/**",
    "**/.sf/orgs/*/**",
    "!**/.sf/orgs/*/remoteMetadata",
    "!**/.sf/orgs/*/remoteMetadata/**",
    "**/package2-descriptor.json",
    "**/package2-manifest.json",
];

/// The patterns that hold for the files of one folder.
#[derive(Debug)]
pub struct ForceIgnore {
    /// The folder that the patterns are relative to; absolute.
    root: PathBuf,
    globs: GitignoreBuilder,
    /// Compiled of the globs when a path first passes the hurdle: in most projects none does.
    matcher: OnceLock<Gitignore>,
    hurdle: Hurdle,
    /// Where each pattern stands, by the text that the matcher knows it by. Of two equal ones the later decides.
    origins: BTreeMap<String, Origin>,
    backslashes: Vec<Origin>,
}

/// Where a pattern stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The file and the line in it, counted from 1; nothing for a built-in pattern.
    pub place: Option<(PathBuf, usize)>,
    /// The pattern as it is written.
    pub pattern: String,
}

/// Whether a path is ignored, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it is.
    pub ignored: bool,
    /// The pattern that decided; nothing where none is about the path.
    pub decided_by: Option<Decision>,
}

/// The last pattern that is about a path, or about a folder above it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The pattern and where it stands. It starts with `!` where it takes the path back.
    pub origin: Origin,
    /// The folder that matched, where that is not the path itself.
    pub folder: Option<PathBuf>,
}

/// A `.forceignore` that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ForceIgnoreError {
    /// The file system refused.
    #[error("cannot read `{}`", path.display())]
    Unreadable {
        /// The file, or the path whose folders were searched.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file is not UTF-8.
    #[error("`{}` is not UTF-8 in line {line}", path.display())]
    NotUtf8 {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
    },
    /// A pattern that can never match.
    #[error("`{}` line {line}: the pattern `{pattern}` is broken: {problem}", path.display())]
    Broken {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// The pattern as it is written.
        pattern: String,
        /// What is wrong with it.
        problem: PatternProblem,
    },
}

impl ForceIgnore {
    /// The patterns that hold for a file or folder: those of the nearest `.forceignore` upward, else the built-in ones.
    pub fn nearest(path: &Path) -> Result<Self, ForceIgnoreError> {
        let unreadable = |source| ForceIgnoreError::Unreadable { path: path.to_path_buf(), source };
        let folders = paths::upward(path).map_err(unreadable)?;
        for folder in &folders {
            match fs::read(folder.absolute.join(FORCEIGNORE_FILE)) {
                Ok(bytes) => {
                    let file = folder.shown.join(FORCEIGNORE_FILE);
                    return Self::parse(folder.absolute.clone(), &file, &bytes);
                }
                Err(error) if is_absence(&error) => {}
                Err(source) => {
                    let path = folder.shown.join(FORCEIGNORE_FILE);
                    return Err(ForceIgnoreError::Unreadable { path, source });
                }
            }
        }
        let root = folders.into_iter().next().map(|folder| folder.absolute).unwrap_or_default();
        Ok(Self::built_in(root))
    }

    /// The built-in patterns alone, relative to an absolute folder.
    pub(super) fn built_in(root: PathBuf) -> Self {
        Builder::with_built_in().build(root)
    }

    /// The patterns of a file's bytes, relative to an absolute folder.
    pub(super) fn parse(root: PathBuf, file: &Path, bytes: &[u8]) -> Result<Self, ForceIgnoreError> {
        let mut builder = Builder::with_built_in();
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        for (index, line) in bytes.split(|&byte| byte == b'\n').enumerate() {
            let number = index + 1;
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            let line = str::from_utf8(line)
                .map_err(|_| ForceIgnoreError::NotUtf8 { path: file.to_path_buf(), line: number })?;
            builder.add(Some((file, number)), line)?;
        }
        Ok(builder.build(root))
    }

    /// Whether and why a file or folder is ignored, as `git check-ignore -v` says it. The path need not exist; what
    /// ends in `/` is taken for a folder then.
    pub fn why(&self, path: &Path) -> Result<Verdict, ForceIgnoreError> {
        let folders =
            paths::upward(path).map_err(|source| ForceIgnoreError::Unreadable { path: path.to_path_buf(), source })?;
        let is_folder = path.is_dir() || path.as_os_str().as_encoded_bytes().ends_with(b"/");
        let inside =
            folders.iter().filter(|folder| folder.absolute != self.root && folder.absolute.starts_with(&self.root));
        for (ups, folder) in inside.enumerate().collect::<Vec<_>>().into_iter().rev() {
            let relative = paths::relative(&folder.absolute, &self.root);
            let verdict = self.one(&relative, is_folder || ups > 0);
            if ups == 0 {
                return Ok(verdict);
            }
            if verdict.ignored {
                return Ok(verdict.through(&folder.shown));
            }
        }
        Ok(Verdict::UNTOUCHED)
    }

    /// Patterns that name folders with backslashes, which `sf` once took for `/` and git takes for nothing.
    pub fn backslashes(&self) -> &[Origin] {
        &self.backslashes
    }

    /// The folder that the patterns are relative to, absolute.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Whether a path relative to the root is ignored by itself; its folders are not looked at.
    pub(super) fn ignores(&self, inside: &Path, is_folder: bool) -> bool {
        let can_be = |path: &str| self.hurdle.lets_through_path(path, is_folder);
        inside.to_str().is_none_or(can_be) && self.matcher().matched(inside, is_folder).is_ignore()
    }

    /// Whether a path relative to the root is ignored, by itself or by a folder above it.
    pub(super) fn keeps_out(&self, inside: &Path, is_folder: bool) -> bool {
        let mut with_folders = inside.ancestors().filter(|path| !path.as_os_str().is_empty()).enumerate();
        with_folders.any(|(ups, path)| self.ignores(path, is_folder || ups > 0))
    }

    /// Whether a file needs to be asked about at all: without an answer from here no pattern ignores it.
    pub(super) fn concerns_files_in(&self, folder: &str) -> bool {
        self.hurdle.is_open_in(folder)
    }

    /// The same for the name of a file.
    pub(super) fn concerns_files_named(&self, name: &str) -> bool {
        self.hurdle.lets_through(name)
    }

    fn matcher(&self) -> &Gitignore {
        self.matcher.get_or_init(|| self.globs.build().expect("each pattern was accepted on its own"))
    }

    fn one(&self, inside: &Path, is_folder: bool) -> Verdict {
        let matched = self.matcher().matched(inside, is_folder);
        let decide = |glob: &Glob| Decision { origin: self.origins[glob.original()].clone(), folder: None };
        match matched {
            Match::None => Verdict::UNTOUCHED,
            Match::Ignore(glob) => Verdict { ignored: true, decided_by: Some(decide(glob)) },
            Match::Whitelist(glob) => Verdict { ignored: false, decided_by: Some(decide(glob)) },
        }
    }
}

impl Verdict {
    const UNTOUCHED: Self = Self { ignored: false, decided_by: None };

    fn through(mut self, folder: &Path) -> Self {
        if let Some(decision) = &mut self.decided_by {
            decision.folder = Some(folder.to_path_buf());
        }
        self
    }
}

struct Builder {
    globs: GitignoreBuilder,
    hurdle: Hurdle,
    origins: BTreeMap<String, Origin>,
    backslashes: Vec<Origin>,
}

impl Builder {
    fn with_built_in() -> Self {
        let mut globs = GitignoreBuilder::new("");
        globs.case_insensitive(true).expect("the call that sets a flag has no way to fail");
        let mut builder = Self { globs, hurdle: Hurdle::default(), origins: BTreeMap::new(), backslashes: Vec::new() };
        for pattern in BUILT_IN {
            builder.add(None, pattern).expect("the built-in patterns are well-formed");
        }
        builder
    }

    fn add(&mut self, place: Option<(&Path, usize)>, line: &str) -> Result<(), ForceIgnoreError> {
        let broken = |problem| {
            let (path, line_number) = place.unwrap_or((Path::new(""), 0));
            ForceIgnoreError::Broken { path: path.to_path_buf(), line: line_number, pattern: line.to_owned(), problem }
        };
        let Some(glob) = pattern::for_matcher(line).map_err(broken)? else {
            return Ok(());
        };
        let refused = |error: ignore::Error| broken(PatternProblem::Refused { reason: error.to_string() });
        self.globs.add_line(None, &glob).map_err(refused)?;
        let origin = Origin {
            place: place.map(|(path, number)| (path.to_path_buf(), number)),
            pattern: line.trim_end_matches(' ').to_owned(),
        };
        if pattern::has_backslash_folder(line) {
            self.backslashes.push(origin.clone());
        }
        self.hurdle.lower_for(&glob);
        self.origins.insert(glob, origin);
        Ok(())
    }

    fn build(self, root: PathBuf) -> ForceIgnore {
        let Self { globs, hurdle, origins, backslashes } = self;
        ForceIgnore { root, globs, matcher: OnceLock::new(), hurdle, origins, backslashes }
    }
}

fn is_absence(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

#[cfg(test)]
mod tests;
