//! Which components a command is about: by pattern, by path, by manifest.

mod asking;
mod error;

use std::{
    collections::BTreeSet,
    fmt,
    path::{Path, PathBuf},
};

use crate::metadata::{ComponentId, Manifest, TypeName, registry, type_named};

pub use error::SelectionError;

/// The components that a command is about. Several selectors add up; without any, everything is selected.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    selectors: Vec<Selector>,
}

/// One of the ways to select.
#[derive(Debug, Clone)]
enum Selector {
    Pattern(Pattern),
    Path { path: PathBuf, ids: BTreeSet<ComponentId> },
    Manifest { path: PathBuf, manifest: Manifest },
}

/// A type, and a name in which `*` stands for any characters.
#[derive(Debug, Clone)]
struct Pattern {
    type_name: TypeName,
    name: String,
}

/// A selector, or a part of one, that no component answers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unmatched {
    /// A pattern.
    Pattern {
        /// The pattern as it is read: with `:*` where it had no name.
        pattern: String,
        /// A component that is there and has nearly this name.
        nearest: Option<ComponentId>,
    },
    /// A path.
    Path {
        /// The path.
        path: PathBuf,
    },
    /// A name in a manifest.
    Member {
        /// The manifest's file.
        manifest: PathBuf,
        /// The name.
        id: ComponentId,
    },
    /// A type in a manifest that we do not look after.
    ForeignType {
        /// The manifest's file.
        manifest: PathBuf,
        /// The type.
        type_name: TypeName,
        /// How many members of it the manifest has.
        members: usize,
    },
}

impl Selection {
    /// Selects everything.
    pub fn none() -> Self {
        Self::default()
    }

    /// Selects besides what a pattern says: `ExternalCredential`, `ExternalCredential:Stripe`, `ExternalCredential:Str*`.
    pub fn with_pattern(mut self, text: &str) -> Result<Self, SelectionError> {
        self.selectors.push(Selector::Pattern(text.parse()?));
        Ok(self)
    }

    /// Selects besides what was found at a path.
    #[must_use]
    pub fn with_path(mut self, path: &Path, ids: impl IntoIterator<Item = ComponentId>) -> Self {
        let (path, ids) = (path.to_path_buf(), ids.into_iter().collect());
        self.selectors.push(Selector::Path { path, ids });
        self
    }

    /// Selects besides what a manifest says.
    #[must_use]
    pub fn with_manifest(mut self, path: &Path, manifest: Manifest) -> Self {
        let path = path.to_path_buf();
        self.selectors.push(Selector::Manifest { path, manifest });
        self
    }

    /// Whether everything is selected, because nothing in particular is.
    pub fn is_everything(&self) -> bool {
        self.selectors.is_empty()
    }

    /// Whether a component is selected.
    pub fn matches(&self, id: &ComponentId) -> bool {
        self.is_everything() || self.selectors.iter().any(|selector| selector.matches(id))
    }

    /// What selects none of these components, in the order of the selectors. A selection that is silently smaller than
    /// its words is a lie, so a command tells it.
    pub fn unmatched(&self, available: &[&ComponentId]) -> Vec<Unmatched> {
        let mut unmatched = Vec::new();
        for selector in &self.selectors {
            selector.tell_unmatched(available, &mut unmatched);
        }
        unmatched
    }
}

impl Selector {
    fn matches(&self, id: &ComponentId) -> bool {
        match self {
            Self::Pattern(pattern) => pattern.matches(id),
            Self::Path { ids, .. } => ids.contains(id),
            Self::Manifest { manifest, .. } => manifest.selects(id),
        }
    }

    fn tell_unmatched(&self, available: &[&ComponentId], told: &mut Vec<Unmatched>) {
        match self {
            Self::Manifest { path, manifest } => tell_unmatched_members(path, manifest, available, told),
            _ if available.iter().any(|id| self.matches(id)) => {}
            Self::Path { path, .. } => told.push(Unmatched::Path { path: path.clone() }),
            Self::Pattern(pattern) => told.push(Unmatched::Pattern {
                pattern: pattern.to_string(),
                nearest: pattern.nearest(available).cloned(),
            }),
        }
    }
}

/// Wildcards of a manifest may match nothing: files that people keep have them for every type.
fn tell_unmatched_members(path: &Path, manifest: &Manifest, available: &[&ComponentId], told: &mut Vec<Unmatched>) {
    let available: BTreeSet<&ComponentId> = available.iter().copied().collect();
    for (type_name, members) in manifest.types() {
        if type_named(type_name.as_str()).is_none() {
            told.push(Unmatched::ForeignType {
                manifest: path.to_path_buf(),
                type_name: type_name.clone(),
                members: members.names.len() + usize::from(members.wildcard),
            });
            continue;
        }
        let id = |name| ComponentId { type_name: type_name.clone(), full_name: name };
        let missing = members.names.iter().cloned().map(id).filter(|id| !available.contains(id));
        told.extend(missing.map(|id| Unmatched::Member { manifest: path.to_path_buf(), id }));
    }
}

impl Pattern {
    fn matches(&self, id: &ComponentId) -> bool {
        self.type_name == id.type_name && glob_matches(&self.name, id.full_name.as_str())
    }

    /// The component of the type whose name is most like the pattern's.
    fn nearest<'a>(&self, available: &[&'a ComponentId]) -> Option<&'a ComponentId> {
        let wanted = self.name.to_lowercase();
        let distance = |id: &ComponentId| strsim::osa_distance(&wanted, &id.full_name.as_str().to_lowercase());
        let of_type = available.iter().copied().filter(|id| id.type_name == self.type_name);
        let (distance, nearest) = of_type.map(|id| (distance(id), id)).min()?;
        (distance <= wanted.chars().count() / 3).then_some(nearest)
    }
}

impl std::str::FromStr for Pattern {
    type Err = SelectionError;

    fn from_str(text: &str) -> Result<Self, SelectionError> {
        let (type_name, name) = text.split_once(':').unwrap_or((text, "*"));
        if type_name.is_empty() || name.is_empty() {
            return Err(SelectionError::NotAPattern { text: text.to_owned() });
        }
        if type_named(type_name).is_none() {
            return Err(SelectionError::UnknownType {
                type_name: type_name.to_owned(),
                suggestion: nearest_type(type_name),
            });
        }
        Ok(Self { type_name: TypeName::new(type_name), name: name.to_owned() })
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.type_name, self.name)
    }
}

impl fmt::Display for Unmatched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pattern { pattern, nearest: None } => write!(f, "`{pattern}` matches no component"),
            Self::Pattern { pattern, nearest: Some(id) } => {
                write!(f, "`{pattern}` matches no component; did you mean `{id}`?")
            }
            Self::Path { path } => write!(f, "`{}` has no component", path.display()),
            Self::Member { manifest, id } => write!(f, "`{id}` of `{}` is no component here", manifest.display()),
            Self::ForeignType { manifest, type_name, members } => {
                let members = if *members == 1 { "1 member".to_owned() } else { format!("{members} members") };
                write!(f, "`{}` has {members} of `{type_name}`, which xcred does not look after", manifest.display())
            }
        }
    }
}

/// Whether a name is as the pattern says. `*` stands for any characters, also none; all others for themselves.
fn glob_matches(pattern: &str, name: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return pattern == name;
    };
    let Some(mut name) = name.strip_prefix(start) else {
        return false;
    };
    let mut parts = rest.split('*');
    let last = parts.next_back().unwrap_or_default();
    for part in parts {
        match name.split_once(part) {
            Some((_, after)) => name = after,
            None => return false,
        }
    }
    name.ends_with(last)
}

/// The type whose name, suffix or folder is most like this text.
fn nearest_type(text: &str) -> Option<String> {
    let wanted = text.to_lowercase();
    let names = registry().flat_map(|known| [&known.name, &known.suffix, &known.directory].map(|name| (name, known)));
    let distance = |name: &str| strsim::osa_distance(&wanted, &name.to_lowercase());
    let (distance, nearest) = names.map(|(name, known)| (distance(name), &known.name)).min()?;
    (distance <= wanted.chars().count() / 3).then(|| nearest.clone())
}

#[cfg(test)]
mod tests;
